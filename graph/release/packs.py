"""Some arrays in one file, in the form of safetensors: a header that says where each is, and their bytes behind it.

What is written together is asked for together, and to make a file, to sum it up and to flush it costs more than to fill
it: a release has a few dozen packs where it would have hundreds of arrays. They are mapped, so that a pack is opened by
reading its header.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import orjson

_TYPES = {"F64": np.float64, "F32": np.float32, "I64": np.int64, "I32": np.int32, "I16": np.int16, "I8": np.int8,
          "U16": np.uint16, "U8": np.uint8, "BOOL": np.bool_}
_NAMES = {np.dtype(kind): name for name, kind in _TYPES.items()}
SUFFIX = ".safetensors"
_SIZE = 8  # bytes that say how long the header is
_EDGE = 64  # where the first array begins is a multiple of this
_ENCODING = "little"


def write(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Those of wide numbers first, so that each begins where numbers of its kind may."""
    widest = dict(sorted(arrays.items(), key=lambda named: -named[1].itemsize))
    header, end = {}, 0
    for name, array in widest.items():
        header[name] = {"dtype": _NAMES[array.dtype], "shape": array.shape, "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = orjson.dumps(header)
    text += b" " * (-(_SIZE + len(text)) % _EDGE)
    with path.open("wb") as handle:
        handle.write(len(text).to_bytes(_SIZE, _ENCODING) + text)
        for array in widest.values():
            handle.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8))


def read(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a pack, mapped and not to be written to."""
    with path.open("rb") as handle:
        whole = np.frombuffer(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ), np.uint8)
    start = _SIZE + int.from_bytes(whole[:_SIZE].tobytes(), _ENCODING)
    return {name: _array(whole[start:], **said) for name, said in orjson.loads(whole[_SIZE:start].tobytes()).items()}


def _array(content: np.ndarray, dtype: str, shape: list[int], data_offsets: list[int]) -> np.ndarray:
    begin, end = data_offsets
    return content[begin:end].view(_TYPES[dtype]).reshape(shape)
