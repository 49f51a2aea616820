"""Zipped documents whose bytes depend on their content alone: no clock, no order of chance."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

_FIRST = "[Content_Types].xml"
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def again(data: bytes, day: dt.date) -> bytes:
    """An Office document written anew: entries by name, all dated ``day``, and so the workbooks
    behind its charts. Days before 1980 can't be written into a ZIP and become 1 January 1980."""
    dated = max(day, dt.date(1980, 1, 1))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            content = old.read(name)
            if name.endswith(".xlsx"):
                content = again(content, day)
            elif name == "docProps/core.xml":
                stamp = f"{day.isoformat()}T00:00:00Z".encode()
                content = _MOMENT.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            entry = zipfile.ZipInfo(name, (dated.year, dated.month, dated.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            new.writestr(entry, content, compresslevel=6)
    return out.getvalue()
