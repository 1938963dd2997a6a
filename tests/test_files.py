"""Files as publishers ship them: packed or not, whole or not, an item gives its content or says why it cannot."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest

from graph.errors import UnreadableFile
from graph.ingest.files import HEAD, Item

CONTENT = b"".join(b"%d,some text\n" % n for n in range(20_000))
PACKED = gzip.compress(CONTENT)


@pytest.mark.parametrize(("packed", "content"), [
    (PACKED, CONTENT), (PACKED + PACKED, CONTENT + CONTENT), (PACKED + bytes(100), CONTENT), (gzip.compress(b""), b""), (b"", b""),
], ids=["whole", "two members", "padded", "of nothing", "nothing"])
def test_gzip(tmp_path: Path, packed: bytes, content: bytes) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(packed)
    item = Item(path)
    assert (item.head, item.data, item.size) == (content[:HEAD], content, len(content))


@pytest.mark.parametrize("packed", [
    PACKED[:-4], PACKED[:5000], PACKED[:3], b"no archive", PACKED[:-8] + bytes(8), PACKED[:20_000] + b"\xff" * 9 + PACKED[20_009:], PACKED + b"more",
], ids=["cut end", "cut", "cut start", "other", "wrong sum", "damaged", "more"])
def test_broken_gzip_is_told_in_the_words_of_the_library(tmp_path: Path, packed: bytes) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(packed)
    with pytest.raises((EOFError, OSError, zlib.error)) as said:
        gzip.GzipFile(fileobj=io.BytesIO(packed)).read()
    with pytest.raises(UnreadableFile) as found:
        Item(path).data  # noqa: B018
    assert found.value.got == str(said.value)
