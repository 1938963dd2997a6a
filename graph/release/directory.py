"""One directory is one release: written beside and renamed, opened memory-mapped, refused when it cannot be trusted.

    releases/
      current -> <id>           switched last, so a build that dies leaves the old release serving
      <id>/manifest.json        format, inputs with licence and SHA-256, counts, a checksum per file
           tables/*.arrow       `tables.TABLES`
           arrays/*.safetensors `packs`: CSR of every predicate, and of every similarity signal
           search/              the tantivy index

Opening checks size and the first and last 64 KiB of every file, which is the whole of a small file and keeps a
large release opening in milliseconds; `verify` reads everything.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from graph.errors import DamagedRelease, FormatMismatch, NoRelease
from graph.release import packs
from graph.release.tables import TABLES

FORMAT = 12
_END = 64 * 1024
_SAID = ("id", "built_at", "inputs", "counts", "files")
"""What a manifest says beside its format."""


def digest(path: Path, *, ends_only: bool = False) -> str:
    """SHA-256 of a file, or of its size and its first and last 64 KiB."""
    with path.open("rb") as handle:
        if not ends_only:
            return hashlib.file_digest(handle, "sha256").hexdigest()
        size = path.stat().st_size
        seen = hashlib.sha256(str(size).encode())
        seen.update(handle.read(_END))
        handle.seek(max(_END, size - _END))
        seen.update(handle.read(_END))
        return seen.hexdigest()


def switch(root: Path, release_id: str) -> None:
    """Point `current` at a release in one rename, so a reader sees the old one or the new one."""
    pointer = root / f".current.{os.getpid()}"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(release_id)
    pointer.replace(root / "current")
    flush(root)


def free_name(root: Path, name: str) -> str:
    """`name`, or `name-2` and so on: an existing release is never touched, not even a damaged one."""
    taken = (n for n in itertools.count(2) if not (root / f"{name}-{n}").exists())
    return f"{name}-{next(taken)}" if (root / name).exists() else name


def flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Release:
    """A release opened for reading; tables and arrays are memory-mapped on first use."""

    def __init__(self, path: str | Path) -> None:
        self.path = _locate(Path(path))
        self.manifest = _manifest(self.path)
        self._check(ends_only=True)
        self._tables: dict[str, pa.Table] = {}
        self._packs: dict[str, dict[str, np.ndarray]] = {}

    @property
    def id(self) -> str:
        return self.manifest["id"]

    def table(self, name: str) -> pa.Table:
        if name not in self._tables:
            path = self.path / "tables" / f"{name}.arrow"
            self._tables[name] = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
            if self._tables[name].schema != TABLES[name]:
                raise DamagedRelease("table has other columns", where=path, expected=TABLES[name].names,
                                     got=self._tables[name].schema.names, hint="rebuild with `codekin build`")
        return self._tables[name]

    def arrays(self, name: str) -> Mapping[str, np.ndarray]:
        """All arrays of a pack."""
        if name not in self._packs:
            self._packs[name] = packs.read(self.path / "arrays" / f"{name}{packs.SUFFIX}")
        return self._packs[name]

    def has_arrays(self, name: str) -> bool:
        return (self.path / "arrays" / f"{name}{packs.SUFFIX}").is_file()

    def verify(self) -> None:
        """Read every byte and compare with the manifest; `DamagedRelease` names the first file that differs."""
        self._check(ends_only=False)

    def _check(self, *, ends_only: bool) -> None:
        for entry in self.manifest["files"]:
            path = self.path / entry["path"]
            if not path.is_file():
                raise DamagedRelease("file is missing", where=path, expected=f"{entry['bytes']} bytes", got="nothing",
                                     hint="rebuild with `codekin build`")
            size = path.stat().st_size
            if size != entry["bytes"]:
                raise DamagedRelease("file has another size", where=path, expected=f"{entry['bytes']} bytes",
                                     got=f"{size} bytes", hint="rebuild with `codekin build`")
            expected, got = entry["ends" if ends_only else "sha256"], digest(path, ends_only=ends_only)
            if got != expected:
                raise DamagedRelease("file has other content", where=path, expected=f"sha256 {expected[:16]}…",
                                     got=f"{got[:16]}…", hint="rebuild with `codekin build`")


def _locate(path: Path) -> Path:
    """A release directory, or the one that `current` names in a directory of releases."""
    found = path if (path / "manifest.json").exists() else path / "current"
    if not (found / "manifest.json").exists():
        raise NoRelease("no release here", where=path, expected="manifest.json or current/manifest.json",
                        got="neither", hint="build one with `codekin build`")
    return found.resolve()


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        version = manifest["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRelease("manifest cannot be read", where=path / "manifest.json", expected="JSON with a format",
                             got=repr(error), hint="rebuild with `codekin build`") from error
    if version != FORMAT:
        raise FormatMismatch("release has another format version", where=path, expected=FORMAT, got=version,
                             hint="rebuild with `codekin build`, or use the codekin that wrote it")
    if lacking := [name for name in _SAID if name not in manifest]:
        raise DamagedRelease("manifest is not whole", where=path / "manifest.json", expected=", ".join(_SAID),
                             got=f"nothing of {', '.join(lacking)}", hint="rebuild with `codekin build`")
    return manifest
