"""How often the threads of a build take turns.

Most of its work is done in C, outside the interpreter, piece by piece: after every piece a thread asks for its turn
again, and by default waits 5 ms for one that works in Python all the time. That is a tenth of a build that takes over
most of what an earlier one kept.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS = 0.0005


@contextmanager
def often() -> Iterator[None]:
    """Let no thread wait long for its turn, in here."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SECONDS))
    try:
        yield
    finally:
        sys.setswitchinterval(before)
