"""Memory of a process that answers, and of one that builds.

A query works on columns of a whole release for milliseconds. The C library and Arrow keep such blocks for the next one,
in every worker, and a worker is to cost little beside the pages that all of them share: it gives them back. A build
asks for large blocks all the time, and the system clears every one it gives: it keeps them until it is done. Huge pages
were tried twice: they are given sooner on a machine of one's own, and on a virtual one, which has to be given them
first itself, they cost a build a tenth of its time.
"""

from __future__ import annotations

import ctypes
import gc
import mmap
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import numpy as np
import pyarrow as pa

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -3, -4, -8
_BLOCK = 128 * 1024
_BLOCKS = 1 << 16


def lean() -> None:
    """From now on give large blocks back as soon as they are free; without effect where the C library is another."""
    pa.set_memory_pool(pa.system_memory_pool())
    if library := _library():
        library.mallopt(_M_MMAP_THRESHOLD, _BLOCK)


@contextmanager
def kept(room: int = 0) -> Iterator[None]:
    """Keep large blocks for the next one that is asked for, in here, and give all of them back in the end.

    So many bytes of `room` are asked for at once, beside what follows.
    """
    before, library = pa.default_memory_pool(), _library()
    if library is None:
        yield
        return
    pa.set_memory_pool(pa.system_memory_pool())
    library.mallopt(_M_ARENA_MAX, 1)  # threads take what is kept instead of keeping their own
    library.mallopt(_M_MMAP_MAX, 0)
    library.mallopt(_M_TRIM_THRESHOLD, -1)
    filling = Thread(target=_fill, args=(library, room))
    filling.start()
    try:
        yield
    finally:
        filling.join()
        pa.set_memory_pool(before)
        library.mallopt(_M_ARENA_MAX, 0)
        library.mallopt(_M_MMAP_MAX, _BLOCKS)
        library.mallopt(_M_TRIM_THRESHOLD, _BLOCK)
        Thread(target=library.malloc_trim, args=(0,)).start()  # hundreds of megabytes: nobody waits for that


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


def _fill(library: ctypes.CDLL, room: int) -> None:
    """Have the heap grow by `room` bytes and the system give all of its pages; nothing else is done.

    Page by page, as if they were used: while the system gives many at once, it maps no file for anybody.
    """
    library.malloc.restype = ctypes.c_void_p
    if room and (start := library.malloc(ctypes.c_size_t(room))):
        np.frombuffer((ctypes.c_char * room).from_address(start), np.uint8)[:: mmap.PAGESIZE] = 0
        library.free(ctypes.c_void_p(start))


def _library() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if library is not None and hasattr(library, "malloc_trim") else None
