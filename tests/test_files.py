"""Files as publishers ship them: packed or not, whole or not, an item gives its content or says why it cannot."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import UnreadableFile
from graph.ingest import archives, csvs, icd10, official
from graph.ingest.files import HEAD, Item, items, sizes
from graph.ingest.official import Official, _item

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


def test_the_beginning_of_what_cannot_be_packed(tmp_path: Path) -> None:
    """Packed it is longer than it is, and yet no more of the file is read than has the beginning."""
    content = random.Random(0).randbytes(5 * HEAD)
    item = _put(tmp_path / "table.csv.gz", content)
    assert item.path.stat().st_size > len(content)
    assert (item.head, item.data) == (content[:HEAD], content)


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


@pytest.mark.parametrize("last", [b"", b'9,"a\nb"\n', "9,é\n".encode(), "9,é\n".encode("cp1252"), b"9\n"], ids=["plain", "quoted", "utf-8", "cp1252", "broken"])
@pytest.mark.parametrize("name", ["table.csv", "table.csv.gz", "table.zip"])
def test_a_long_text_is_read_piece_by_piece_as_it_is_read_whole(tmp_path: Path, last: bytes, name: str) -> None:
    """What its first lines do not tell is found on the way, and nothing is read twice into the table."""
    text = b"a,b\n" + b"".join(b"%d,text %d\n%d\n" % (n, n * 7919, n) for n in range(100_000)) + last
    item = _put(tmp_path / name, text)
    body = csvs.read(item, 1, [0, 1])
    assert (item.digest, item.size) == (f"sha256:{hashlib.sha256(text).hexdigest()}", len(text))
    assert len(body.rows) == 100_000 + (last not in (b"", b"9\n"))
    assert body.broken == [*range(3, 200_002, 2), *([200_002] if last == b"9\n" else [])]
    assert body.columns[1].to_pylist()[100_000:] in ([], ["a\nb"], ["é"])
    assert body.rows.tolist()[:3] == [2, 4, 6]


@pytest.mark.parametrize(("mark", "name"), [(",", "table.csv"), ("\t", "table.txt")])
def test_blank_cells_beyond_the_heading_are_no_cells(tmp_path: Path, mark: str, name: str) -> None:
    text = "a,b\n1,2\n3,4,\n5,6,,  \n7,8,9\n10\n".replace(",", mark)
    body = csvs.read(_put(tmp_path / name, text.encode()), 1, [0, 1])
    assert (body.columns[0].to_pylist(), body.columns[1].to_pylist()) == (["1", "3", "5"], ["2", "4", "6"])
    assert (body.rows.tolist(), body.broken, body.mended) == ([2, 3, 4], [5, 6], ())


def test_a_row_that_a_comma_of_prose_shifts_is_not_one_with_blank_cells_beyond(tmp_path: Path) -> None:
    body = csvs.read(_put(tmp_path / "table.csv", b"a,name,b,c\n1,x,2,3,\n4,ear, nose,5,\n6,y,7,8, \n"), 1, [0, 2])
    assert (body.columns[0].to_pylist(), body.columns[2].to_pylist()) == (["1", "6"], ["2", "7"])
    assert (body.rows.tolist(), body.broken, body.mended) == ([2, 4], [3], ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["table.csv", "table.csv.gz", "table.zip"])
def test_text_in_utf_16_is_read_and_its_digest_is_that_of_the_file(tmp_path: Path, encoding: str, name: str) -> None:
    text = "a,b\n" + "".join(f"{n},text {n}\n" for n in range(30_000)) + "9,é\n"
    raw = f"\ufeff{text}".encode(encoding)
    item = _put(tmp_path / name, raw)
    body = csvs.read(item, 1, [0, 1])
    assert item.head == text.encode()[:HEAD]
    assert (item.digest, item.size, item.text()) == (f"sha256:{hashlib.sha256(raw).hexdigest()}", len(raw), text)
    assert (len(body.rows), body.broken, body.columns[1][30_000].as_py()) == (30_001, [], "é")


@pytest.mark.parametrize("raw", ["\ufeffa,b\n1,2\n".encode("utf-16-le")[:-1], b"\xff\xfea\0,\0b\0\n\0\0\xd8x\0"], ids=["cut", "half a sign"])
def test_damaged_utf_16_is_told(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match="text is damaged"):
        _put(tmp_path / "table.csv", raw).data  # noqa: B018


def test_a_long_text_that_is_damaged_far_down(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n" + b"1,some text\n" * 500_000)
    path = tmp_path / "table.csv.gz"
    path.write_bytes(packed[:-9])
    with pytest.raises(UnreadableFile, match="damaged"):
        csvs.read(Item(path), 1, [0])


def test_sizes_of_contents(tmp_path: Path) -> None:
    """Told without unpacking anything; what is damaged is as large as it is."""
    _put(tmp_path / "table.zip", CONTENT)
    (tmp_path / "book.xlsx").write_bytes((tmp_path / "table.zip").read_bytes())
    for name, content in {"table.gz": PACKED, "table.txt": CONTENT, "cut.zip": b"PK\x03\x04", "short.gz": b"\x1f\x8b"}.items():
        (tmp_path / name).write_bytes(content)
    assert {path.name: sizes(path) for path in tmp_path.iterdir()} == {
        "table.zip": {"table.csv": len(CONTENT)}, "book.xlsx": {"book.xlsx": len(CONTENT)}, "table.gz": {"table": len(CONTENT)},
        "table.txt": {"table.txt": len(CONTENT)}, "cut.zip": {"cut.zip": 4}, "short.gz": {"short.gz": 2}}


def _put(path: Path, text: bytes) -> Item:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("table.csv", text)
        return Item(path, "table.csv")
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return Item(path)


@pytest.mark.parametrize(("content", "why"), [
    ("HCPCS Code,Long Description\n".encode("utf-32"), "markup in UTF-16, or text in UTF-32: left out"),
    (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>', "XML that declares entities, which are never followed: left out"),
    (b" \n", "nothing is in it: left out"),
    (b"PK\x03\x04 cut short", "spreadsheet is damaged"),
    (b"words", "no reader knows this content: left out")])
def test_what_nobody_knows_is_reported_with_the_reason(write, content: bytes, why: str) -> None:
    found = Official()
    _item(write("any.xlsx", content), found)
    assert [why in p.what for p in found.problems] == [True]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_reported_and_the_last_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr("a.txt", "first")
        archive.writestr("a.txt", "last")
    problem, item = items(tmp_path / "twice.zip")
    assert (problem.path, problem.what) == ("twice.zip!a.txt", "2 members of this name: only the last is read")
    assert item.data == b"last"


def _zip(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


def _found(tmp_path: Path, content: bytes) -> tuple[dict[str, bytes], list[str]]:
    """The contents of an archive by name, and what is said of the others."""
    (tmp_path / "a_2031.zip").write_bytes(content)
    all_of_it = list(items(tmp_path / "a_2031.zip"))
    return ({item.name: item.data for item in all_of_it if isinstance(item, Item)},
            [f"{p.path}: {p.what}" for p in all_of_it if not isinstance(p, Item)])


def test_archives_inside_an_archive_are_read_to_some_depth(tmp_path: Path) -> None:
    deep = _zip(c_zip=_zip(d_zip=_zip(x_txt=b"too deep"), c_txt=b"deep"), b_txt=b"within")
    contents, said = _found(tmp_path, _zip(b_zip=deep, a_txt=b"outside", broken_zip=deep[:-9]))
    assert contents == {"a_2031.zip!a.txt": b"outside", "a_2031.zip!b.zip!b.txt": b"within",
                        "a_2031.zip!b.zip!c.zip!c.txt": b"deep"}
    assert said == ["a_2031.zip!b.zip!c.zip!d.zip: archive too deep inside other archives: unpack it first",
                    "a_2031.zip!broken.zip: not a readable zip archive: File is not a zip file"]


def test_nothing_is_kept_of_an_archive_when_its_file_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(_zip(b_zip=_zip(x_txt=b"x")))
    _, _, problems = official._file(tmp_path / "a.zip")
    assert [problem.path for problem in problems] == ["a.zip!b.zip!x.txt"]
    assert archives._unpacked.cache_info().currsize == 0


def test_neighbours_and_editions_inside_an_archive_inside_another(tmp_path: Path) -> None:
    (tmp_path / "2031.zip").write_bytes(_zip(tables_zip=_zip(b_txt=b"b", a_txt=b"a"), c_txt=b"c"))
    found = {item.member: item for item in items(tmp_path / "2031.zip") if isinstance(item, Item)}
    assert icd10.beside(found["a.txt"], lambda other: True) == found["b.txt"]
    assert icd10.edition_of(found["a.txt"], "ICD10CM").name == "2031"


@pytest.mark.parametrize(("limit", "most", "why"), [
    ("MAXIMUM_MEMBERS", 5, "all archives together have too many members: at most 5 are read"),
    ("MAXIMUM_BYTES", 10_000, "all archives inside an archive together are too large: at most 10000 bytes are read"),
    ("MAXIMUM_INNER", 200, "not a readable zip archive: an archive of more than 200 bytes inside another")])
def test_archives_inside_others_share_their_limits(tmp_path: Path, monkeypatch, limit: str, most: int, why: str) -> None:
    monkeypatch.setattr(archives, limit, most)
    inner = _zip(a_txt=random.Random(0).randbytes(4000), b_txt=b"", c_txt=b"")
    small = _zip(a_txt=b"") if limit == "MAXIMUM_INNER" else inner
    _, said = _found(tmp_path, _zip(p_zip=small, q_zip=inner, r_zip=inner) if limit == "MAXIMUM_BYTES" else _zip(p_zip=small, q_zip=inner))
    assert [one.partition(": ")[2] for one in said[-1:]] == [why]


def test_archives_inside_others_are_charged_for_themselves_even_where_they_are_broken(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(archives, "MAXIMUM_BYTES", 10_000)
    unpacked, own = [], archives._unpacked

    def unpack(path: Path, inside: tuple[str, ...], changed: int) -> bytes:
        unpacked.append(inside)
        return own(path, inside, changed)

    monkeypatch.setattr(archives, "_unpacked", unpack)
    broken = random.Random(0).randbytes(4000)
    _, said = _found(tmp_path, _zip(a_txt=b"outside", p_zip=broken, q_zip=broken, r_zip=broken, s_zip=broken))
    assert unpacked == [("p.zip",), ("q.zip",)]
    assert [one.partition(": ")[2] for one in said] == ["not a readable zip archive: File is not a zip file"] * 2 + [
        "all archives inside an archive together are too large: at most 10000 bytes are read"] * 2


def test_a_bomb_of_archives_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    contents, said = _found(tmp_path, _zip(b_zip=_zip(a_zip=bytes(1 << 24)), a_txt=b"whole"))
    assert contents == {"a_2031.zip!a.txt": b"whole"}
    assert "bytes claim to hold 16777216" in said[0]


def test_a_reader_that_goes_too_deep_ends_no_build(tmp_path: Path, monkeypatch) -> None:
    """One file is a problem in the list, whatever it does to its reader."""
    def deep(_: Item) -> bool:
        raise RecursionError

    monkeypatch.setattr(official, "READERS", (replace(official.READERS[0], recognises=deep),))
    _, _, problems = official._file(_put(tmp_path / "a.txt", b"a").path)
    monkeypatch.setattr(official, "READERS", (replace(official.READERS[0], recognises=lambda _: True, read=deep),))
    _, _, again = official._file(tmp_path / "a.txt")
    assert [p.what for p in (*problems, *again)] == ["nested too deep to be read: left out"] * 2
