"""Writes one release: in a hidden directory, beside the work that makes it, and then it appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from graph.release import packs
from graph.release.directory import FORMAT, digest, flush, switch

_FLUSHED = 16  # files at a time
_TOGETHER = 1 << 24  # bytes of files that are flushed together


@dataclass
class Writer:
    """Collects a release in a hidden directory; `commit` makes it appear whole, or nothing appears.

    Files are written and summed up beside the work that makes the next ones: what is handed over must not be changed
    any more. They are flushed to disk many at once, because each alone makes the file system write its journal, and
    those that come together share one; and as soon as they are enough, so that little is waited for in the end.
    """

    root: Path
    id: str
    folder: Path = field(init=False)
    _beside: ThreadPoolExecutor = field(init=False, repr=False)
    _disk: ThreadPoolExecutor = field(init=False, repr=False)
    _there: dict[Path, Future[None]] = field(default_factory=dict, init=False, repr=False)
    _files: dict[Path, Future[dict[str, Any]]] = field(default_factory=dict, init=False, repr=False)
    _works: list[Future[None]] = field(default_factory=list, init=False, repr=False)
    _waiting: dict[Path, int] = field(default_factory=dict, init=False, repr=False)
    _flushed: list[Future[None]] = field(default_factory=list, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

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
        """A table that this writer has already been given, memory-mapped."""
        self._there[self._table(name)].result()
        return pa.ipc.open_file(pa.memory_map(str(self._table(name)))).read_all()

    def arrays(self, name: str, arrays: Mapping[str, np.ndarray]) -> None:
        """Arrays that are read together, as one pack."""
        self._later(self.folder / "arrays" / f"{name}{packs.SUFFIX}", lambda path: packs.write(path, arrays))

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
        self._flush(self.folder / "manifest.json", _TOGETHER)
        for flushed in self._flushed:
            flushed.result()
        self._disk.shutdown()
        for folder in (*(path for path in self.folder.iterdir() if path.is_dir()), self.folder):
            flush(folder)
        target = self.root / self.id
        self.folder.rename(target)
        flush(self.root)
        switch(self.root, self.id)
        return target

    def abandon(self) -> None:
        for pool in (self._beside, self._disk):
            pool.shutdown(cancel_futures=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _table(self, name: str) -> Path:
        return self.folder / "tables" / f"{name}.arrow"

    def _later(self, path: Path, write: Callable[[Path], None] = lambda path: None) -> None:
        self._there[path] = there = Future()
        self._files[path] = self._beside.submit(self._finished, path, write, there)

    def _finished(self, path: Path, write: Callable[[Path], None], there: Future[None]) -> dict[str, Any]:
        """What the manifest says of a file, once it is written."""
        try:
            write(path)
        except BaseException as error:
            there.set_exception(error)
            raise
        there.set_result(None)
        size = path.stat().st_size
        self._flush(path, size)
        return {"path": path.relative_to(self.folder).as_posix(), "bytes": size, "sha256": digest(path),
                "ends": digest(path, ends_only=True)}

    def _flush(self, path: Path, size: int) -> None:
        """With all that wait for it, once these are enough."""
        with self._lock:
            self._waiting[path] = size
            if sum(self._waiting.values()) >= _TOGETHER:
                self._flushed += (self._disk.submit(flush, each) for each in self._waiting)
                self._waiting.clear()
