"""Looking for garbage without holding up whoever looks at a page.

Streamlit ends every run of a page, and of every part that renews itself, with ``gc.collect(2)``:
Python then walks through every object of the process (some 280,000 with the libraries and caches of
one city) while nothing else can go on. What stays is therefore taken out of its sight
(``gc.freeze``) every second, so that a run looks through what came since. Objects that refer
to each other and were given up in the meantime (a closed session's) are found where all is looked
through, which is done seldom.
"""

from __future__ import annotations

import gc
import threading

EVERY_S = 1.0
"""Between two times that what is there is taken out of sight."""
ROUNDS = 600
"""So many of these, and all is looked through once: every ten minutes. It takes as long as one of
Streamlit's own would: 0.2 to 0.6 s."""


def settle() -> None:
    """From here on, looking for garbage passes over everything that is there now."""
    gc.freeze()


def look_through() -> None:
    """Look through everything for garbage, and give it back."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def keep(stop: threading.Event, every_s: float = EVERY_S, rounds: int = ROUNDS) -> None:
    """Until ``stop`` is set: settle, and each time after so many rounds look through all."""
    done = 0
    while not stop.wait(every_s):
        done += 1
        if done % rounds:
            settle()
        else:
            look_through()
