"""Downloads from a real server on loopback: whole, resumed, refused; and the catalogue they come from."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph.errors import BadInput, BadTable, FetchFailed, NotFound
from graph.ingest.catalogue import Source, load, pick
from graph.ingest.fetch import fetch
from graph.ingest.files import Item
from graph.ingest.sources import ncci

CONTENT = bytes(range(256)) * 4096


class _Handler(BaseHTTPRequestHandler):
    ranges: list[str | None] = []

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.ranges.append(asked)
        if self.path == "/gone":
            self.send_error(404)
            return
        start = int(asked.split("=")[1].rstrip("-")) if asked and self.path != "/norange" else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        body = CONTENT[start:]
        self.wfile.write(body[: len(body) // 2] if self.path == "/broken" else body)

    def log_message(self, *_: object) -> None:
        pass


_ENTRY = """[[release]]
name = "x"
publisher = "P"
title = "T"
edition = "1"
effective_from = 2025-01-01
licence = "public_domain"
page = "https://example.org/"
file = "x.zip"
address = "{}"
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _source(address: str, **more: object) -> Source:
    plain = Source("x-1", "P", "T", "1", date(2025, 1, 1), "public_domain", "https://example.org/page", "x.zip")
    return replace(plain, **{"address": address} | more)  # type: ignore[arg-type]


def test_whole_with_checksum(address: str, tmp_path: Path) -> None:
    said: list[tuple[int, int | None]] = []
    source = _source(address + "/x", sha256=hashlib.sha256(CONTENT).hexdigest())
    path = fetch(source, tmp_path, lambda done, total: said.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert said[-1] == (len(CONTENT), len(CONTENT))
    before = len(_Handler.ranges)
    assert fetch(source, tmp_path, lambda *_: None) == path
    assert len(_Handler.ranges) == before  # nothing was asked again


@pytest.mark.parametrize("way", ["/x", "/norange"])
def test_broken_off_and_resumed(address: str, tmp_path: Path, way: str) -> None:
    with pytest.raises(FetchFailed, match="broke off"):
        fetch(_source(address + "/broken"), tmp_path, lambda *_: None)
    assert not (tmp_path / "x.zip").exists()
    assert 0 < (tmp_path / "x.zip.part").stat().st_size < len(CONTENT)
    assert fetch(_source(address + way), tmp_path, lambda *_: None).read_bytes() == CONTENT
    assert str(_Handler.ranges[-1]).startswith("bytes=")


def test_refusals(address: str, tmp_path: Path) -> None:
    def never(*_: object) -> None:
        pytest.fail("nothing should be loaded")

    with pytest.raises(FetchFailed, match="checksum"):
        fetch(_source(address + "/x", sha256="0" * 64), tmp_path, lambda *_: None)
    with pytest.raises(FetchFailed, match="larger than allowed"):
        fetch(_source(address + "/x"), tmp_path, never, limit=1000)
    with pytest.raises(FetchFailed, match=r"status 404.*example\.org/page"):
        fetch(_source(address + "/gone"), tmp_path, never)
    with pytest.raises(FetchFailed, match="no connection"):
        fetch(_source("http://127.0.0.1:9/x"), tmp_path, never)
    with pytest.raises(BadInput, match="--accept AMA"):
        fetch(_source(address + "/x", agreement="AMA"), tmp_path, never)
    with pytest.raises(BadInput, match="by hand"):
        fetch(replace(_source(address), address=None), tmp_path, never)
    assert not (tmp_path / "x.zip").exists()


def test_catalogue(root: Path, shared: Path) -> None:
    sources = load(root / "data" / "sources.toml")
    assert {s.publisher for s in sources.values()} >= {"CMS", "NCHS", "AHRQ"}
    assert all(s.effective_to is None or s.effective_from < s.effective_to for s in sources.values())
    assert {s.edition for s in sources.values() if s.effective_from is None} == {"current"}
    held = {s.file: s.sha256 for s in sources.values() if s.sha256}
    renamed = {"2025-code-descriptions-tabular-order.zip": "cms_2025_dx.zip",
               "2025-icd-10-pcs-order-file-long-and-abbreviated-titles.zip": "cms_2025_pr.zip"}
    for file, digest in held.items():
        [path] = shared.rglob(renamed.get(file, file))
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, file
    assert len(held) == 8
    with pytest.raises(NotFound, match="hcpcs-2020-07"):
        pick(sources, "hcpcs-1999")


def test_every_kind_of_release_is_in_the_catalogue_and_its_file_tells_the_edition(root: Path) -> None:
    sources = load(root / "data" / "sources.toml")
    kinds = {"betos", "tos", "revenue-centres", "specialties", "pos", "hac", "asc", "ncci-ptp", "ncci-ptp-hospital", "ncci-mue",
             "ncci-mue-hospital", "ncci-mue-dme", "ncci-aoc", "rbcs", "msdrg", "opps-b", "pfs", "prccsr", "dxccsr", "icd10cm", "icd10pcs"}
    assert kinds <= {re.sub(r"-\d.*", "", name) for name in sources}
    parts = [s for s in sources.values() if s.name.startswith(("ncci-ptp", "ncci-mue")) and s.address]
    assert len(parts) == 18
    for source in parts:
        assert ncci._called(Item(Path(source.file))) == source.effective_from, source.name
        assert source.address.endswith(f"/{source.file}")


@pytest.mark.parametrize("text", ["", _ENTRY.format("file:///etc/passwd"), _ENTRY.format("ftp://example.org/x"), "[[release]]\nname = 'x'\n", "not toml ["])
def test_bad_catalogue(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadTable):
        load(path)
