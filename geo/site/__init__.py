"""The public map as plain files: no server, from a USB stick or any web host.

``site.build(content, folder)`` writes it; ``content.Content`` is what it is made of.
"""
