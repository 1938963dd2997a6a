"""A caller's file of vectors: an .npy with a text file of codes beside it, or an .npz that holds both.

The sizes are read from the headers before anything is loaded, and pickled objects are never opened.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from graph.errors import BadInput, UnreadableFile
from graph.query.similarity.vectors import MAXIMUM_VALUES

NAMES = ("vectors", "codes")
_BYTES = MAXIMUM_VALUES * 8
_HINT = "write it with numpy.save, or numpy.savez(FILE, vectors=…, codes=…), of numbers and text"


def read(path: Path, codes: Path | None = None) -> tuple[list[str], np.ndarray]:
    """Codes as written and their vectors (n, D), not yet checked against each other.

    `codes` has one code a line; where it is not given it is the file beside `path` that ends in .txt. An .npz has the
    arrays `vectors` and `codes`. `UnreadableFile` for a file that is missing or neither, `BadInput` for one too large.
    """
    if zipfile.is_zipfile(path):
        if codes is not None:
            raise BadInput("codes given twice", where=path, got=f"an .npz and {codes}",
                           hint="an .npz holds its codes itself; leave the other file out")
        return _archive(path)
    array = _opened(path)
    if array.size > MAXIMUM_VALUES:
        raise BadInput("too many vectors", where=path, expected=f"at most {MAXIMUM_VALUES:,} numbers in all",
                       got=" × ".join(map(str, array.shape)), hint="give fewer dimensions or fewer codes")
    return _lines(codes or path.with_suffix(".txt")), array


def _opened(path: Path) -> np.ndarray:
    """The array of an .npy, mapped."""
    try:
        return np.lib.format.open_memmap(path, mode="r")
    except (OSError, ValueError, EOFError, SyntaxError) as error:
        raise _unreadable(path, error) from error


def _archive(path: Path) -> tuple[list[str], np.ndarray]:
    try:
        with zipfile.ZipFile(path) as archive:
            held = {info.filename.removesuffix(".npy"): info.file_size for info in archive.infolist()}
        if missing := [name for name in NAMES if name not in held]:
            raise BadInput("arrays are missing", where=path, expected=" and ".join(NAMES),
                           got=", ".join(held) or "none", hint=f"add {', '.join(missing)}")
        if (size := sum(held[name] for name in NAMES)) > _BYTES:
            raise BadInput("too many vectors", where=path, expected=f"at most {_BYTES:,} bytes", got=f"{size:,}")
        with np.load(path, allow_pickle=False) as arrays:
            array, codes = (arrays[name] for name in NAMES)
    except (OSError, ValueError, EOFError, SyntaxError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error
    if codes.dtype.kind != "U" or codes.ndim != 1:
        raise BadInput("codes are no list of text", where=path, expected="a one-dimensional array of text",
                       got=f"dtype {codes.dtype}, shape {codes.shape}")
    return [code.strip() for code in codes.tolist()], array


def _lines(path: Path) -> list[str]:
    """The codes of a text file; an empty line would put every code after it beside another's vector."""
    try:
        lines = [line.strip() for line in path.read_text("utf-8-sig").rstrip().split("\n")]
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile("the codes of the vectors cannot be read", where=path, got=_reason(error),
                             expected="UTF-8 text, one code a line", hint="name it with --codes FILE") from error
    if "" in lines:
        raise BadInput("an empty line among the codes", where=f"{path}, line {lines.index('') + 1}",
                       expected="one code a line, in the order of the vectors")
    return lines


def _unreadable(path: Path, error: Exception) -> UnreadableFile:
    return UnreadableFile("vectors cannot be read", where=path, expected=".npy or .npz", got=_reason(error), hint=_HINT)


def _reason(error: Exception) -> str:
    """What went wrong in a few words."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, UnicodeDecodeError):
        return f"other bytes than UTF-8 at {error.start}"
    return "pickled objects" if "Python objects" in str(error) or "pickle" in str(error) else (str(error) or "no data")
