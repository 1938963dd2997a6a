"""One directory is one release: written beside and renamed, opened memory-mapped, refused when it cannot be trusted.

    releases/
      current -> <id>           switched last, so a build that dies leaves the old release serving
      <id>/manifest.json        format, inputs with licence and SHA-256, counts, a checksum per file
           tables/*.arrow       `tables.TABLES`
           arrays/*.npy         CSR per predicate and per similarity signal
           search/              the tantivy index

Opening checks size and the first and last 64 KiB of every file, which is the whole of a small file and keeps a
large release opening in milliseconds; `verify` reads everything.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from graph.errors import DamagedRelease, FormatMismatch, NoRelease
from graph.release.tables import TABLES

FORMAT = 11
_END = 64 * 1024
_SAID = ("id", "built_at", "inputs", "counts", "files")
"""What a manifest says beside its format."""
_FLUSHED = 16  # files at a time
_LARGE = 1 << 22  # bytes of a file that takes long to flush


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


@dataclass
class Writer:
    """Collects a release in a hidden directory; `commit` makes it appear whole, or nothing appears.

    Files are written and summed up beside the work that makes the next ones: what is handed over must not be changed
    any more. Small ones are flushed to disk in the end, many at once, because each alone makes the file system write
    its journal, and those that come together share one; large ones as soon as they are there, so none is waited for.
    """

    root: Path
    id: str
    folder: Path = field(init=False)
    _beside: ThreadPoolExecutor = field(init=False, repr=False)
    _disk: ThreadPoolExecutor = field(init=False, repr=False)
    _files: dict[Path, Future[dict[str, Any]]] = field(default_factory=dict, init=False, repr=False)
    _works: list[Future[None]] = field(default_factory=list, init=False, repr=False)
    _flushed: dict[Path, Future[None]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.folder = self.root / f".{self.id}.{os.getpid()}"
        shutil.rmtree(self.folder, ignore_errors=True)
        for part in ("tables", "arrays", "search"):
            (self.folder / part).mkdir(parents=True)
        self._beside, self._disk = ThreadPoolExecutor(2), ThreadPoolExecutor(_FLUSHED)

    def table(self, name: str, table: pa.Table) -> None:
        def write(path: Path) -> None:
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table.combine_chunks())

        self._later(self._table(name), write)

    def written(self, name: str) -> pa.Table:
        """A table that this writer has already written, memory-mapped."""
        self._files[self._table(name)].result()
        return pa.ipc.open_file(pa.memory_map(str(self._table(name)))).read_all()

    def array(self, name: str, array: np.ndarray) -> None:
        self._later(self.folder / "arrays" / f"{name}.npy", lambda path: np.save(path, array))

    def beside(self, work: Callable[[], None]) -> None:
        """Do work that writes tables and arrays while the caller goes on; what goes wrong is told in the end."""
        self._works.append(self._beside.submit(work))

    def commit(self, manifest: dict[str, Any]) -> Path:
        """Write the manifest, flush to disk, rename into place and switch `current`."""
        for work in self._works:
            work.result()
        for path in (self.folder / "search").iterdir():
            if not path.name.startswith(".tantivy"):
                self._later(path)
        manifest = {"format": FORMAT, "id": self.id, **manifest,
                    "files": [self._files[path].result() for path in sorted(self._files)]}
        self._beside.shutdown()
        (self.folder / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
        for path in (*self._files, self.folder / "manifest.json"):
            self._flush(path)
        for flushed in self._flushed.values():
            flushed.result()
        self._disk.shutdown()
        target = self.root / self.id
        self.folder.rename(target)
        _fsync(self.root)
        switch(self.root, self.id)
        return target

    def abandon(self) -> None:
        for pool in (self._beside, self._disk):
            pool.shutdown(cancel_futures=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _table(self, name: str) -> Path:
        return self.folder / "tables" / f"{name}.arrow"

    def _later(self, path: Path, write: Callable[[Path], None] = lambda path: None) -> None:
        self._files[path] = self._beside.submit(self._finished, path, write)

    def _finished(self, path: Path, write: Callable[[Path], None]) -> dict[str, Any]:
        """What the manifest says of a file, once it is written."""
        write(path)
        if path.stat().st_size >= _LARGE:
            self._flush(path)
        return {"path": path.relative_to(self.folder).as_posix(), "bytes": path.stat().st_size, "sha256": digest(path),
                "ends": digest(path, ends_only=True)}

    def _flush(self, path: Path) -> None:
        if path not in self._flushed:
            self._flushed[path] = self._disk.submit(_fsync, path)


def switch(root: Path, release_id: str) -> None:
    """Point `current` at a release in one rename, so a reader sees the old one or the new one."""
    pointer = root / f".current.{os.getpid()}"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(release_id)
    pointer.replace(root / "current")
    _fsync(root)


def free_name(root: Path, name: str) -> str:
    """`name`, or `name-2` and so on: an existing release is never touched, not even a damaged one."""
    taken = (n for n in itertools.count(2) if not (root / f"{name}-{n}").exists())
    return f"{name}-{next(taken)}" if (root / name).exists() else name


def _fsync(path: Path) -> None:
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
        self._arrays: dict[str, np.ndarray] = {}

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

    def array(self, name: str) -> np.ndarray:
        if name not in self._arrays:
            mapped = np.load(self.path / "arrays" / f"{name}.npy", mmap_mode="r")
            self._arrays[name] = mapped.view(np.ndarray)  # still mapped; single numbers are read much faster
        return self._arrays[name]

    def has_array(self, name: str) -> bool:
        return (self.path / "arrays" / f"{name}.npy").is_file()

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
