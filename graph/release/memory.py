"""Memory of a process that answers, and of one that builds.

A query works on columns of a whole release for milliseconds. The C library and Arrow keep such blocks for the next one,
in every worker, and a worker is to cost little beside the pages that all of them share: it gives them back. A build
asks for large blocks all the time, and the system clears every one it gives: it keeps them until it is done, and asks
for them in huge pages, because a page of 4 KiB costs more to be given than to be filled.
"""

from __future__ import annotations

import ctypes
import gc
import mmap
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -3, -4, -8
_BLOCK = 128 * 1024
_BLOCKS = 1 << 16
_HUGE, _HEAP = 1 << 21, 1 << 30


def lean() -> None:
    """From now on give large blocks back as soon as they are free; without effect where the C library is another."""
    pa.set_memory_pool(pa.system_memory_pool())
    if library := _library():
        library.mallopt(_M_MMAP_THRESHOLD, _BLOCK)


@contextmanager
def kept() -> Iterator[None]:
    """Keep large blocks for the next one that is asked for, in here, and give all of them back in the end."""
    before, library = pa.default_memory_pool(), _library()
    if library is None:
        yield
        return
    pa.set_memory_pool(pa.system_memory_pool())
    library.mallopt(_M_ARENA_MAX, 1)  # threads take what is kept instead of keeping their own
    library.mallopt(_M_MMAP_MAX, 0)
    library.mallopt(_M_TRIM_THRESHOLD, -1)
    _hugely(library)
    try:
        yield
    finally:
        pa.set_memory_pool(before)
        library.mallopt(_M_ARENA_MAX, 0)
        library.mallopt(_M_MMAP_MAX, _BLOCKS)
        library.mallopt(_M_TRIM_THRESHOLD, _BLOCK)
        library.malloc_trim(0)


@contextmanager
def uncollected() -> Iterator[None]:
    """Millions of objects without cycles: to look for some among them again and again is a tenth of it all."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _hugely(library: ctypes.CDLL) -> None:
    """The heap grows once by what most builds need, and what it grew by is to lie in huge pages; nothing is touched."""
    library.malloc.restype = ctypes.c_void_p
    if start := library.malloc(ctypes.c_size_t(_HEAP)):
        first, last = -(-start // _HUGE) * _HUGE, (start + _HEAP) // _HUGE * _HUGE
        library.madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), mmap.MADV_HUGEPAGE)
        library.free(ctypes.c_void_p(start))


def _library() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if library is not None and hasattr(library, "malloc_trim") else None
