"""Memory of a process that answers: what a query needed for a moment goes back to the system.

A query works on columns of a whole release for milliseconds. The C library and Arrow keep such blocks for the next one,
in every worker, and a worker is to cost little beside the pages that all of them share.
"""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa

_M_MMAP_THRESHOLD = -3
_BLOCK = 128 * 1024


def lean() -> None:
    """From now on give large blocks back as soon as they are free; without effect where the C library is another."""
    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_M_MMAP_THRESHOLD, _BLOCK)
