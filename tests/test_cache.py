"""What a build takes over from the one before changes nothing but the time it takes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph import open_graph
from graph.ingest import cache as caches
from graph.ingest.assembly import parts, search_parts, statements
from graph.ingest.build import build
from graph.ingest.cache import Cache
from graph.ingest.editions import calendar
from graph.ingest.sorting import distinct, packed, sorting
from graph.ingest.text import lexicon, titles
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.reader import Reader
from graph.release import quotes
from graph.release.directory import Release

PAGE = "CPT 29827\n\nRisks\n\n- Bleeding\n- Wound infection\n"


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("official")
    codes = [("001", "0", "Nervous System, Bypass"), ("0016070", "1", "Bypass Ventricle to Nasopharynx, Open Approach"),
             ("0016071", "1", "Bypass Ventricle to Mastoid, Open Approach")]
    (folder / "icd10pcs_order_2031.txt").write_text("".join(
        f"{n:05} {code:7} {flag} {title[:60]:60} {title}\r\n" for n, (code, flag, title) in enumerate(codes, 1)))
    (folder / "icd10pcs_order_2032.txt").write_text("".join(
        f"{n:05} {code:7} {flag} {title[:60]:60} {title}\r\n" for n, (code, flag, title) in enumerate(codes[:2], 1)))
    return folder


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "CPT-29827.txt"
    path.write_text(PAGE, "utf-8")
    return path


@pytest.fixture(scope="module")
def fresh(few: Path, official: Path, page: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """With the page, and without anything to take over."""
    return build(few, tmp_path_factory.mktemp("fresh"), [page], releases=[official])


@pytest.fixture(scope="module")
def once(few: Path, official: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one build without the page left."""
    folder = tmp_path_factory.mktemp("once")
    build(few, folder, releases=[official])
    return folder


@pytest.fixture
def kept(once: Path, tmp_path: Path) -> Path:
    """A copy of that, to build into."""
    shutil.copytree(once, tmp_path / "kept", symlinks=True)
    return tmp_path / "kept"


def sums(release: Release) -> dict[str, str]:
    """Hashes of everything but the manifest; segments of the search index hold no day and no random name either."""
    return {f["path"]: f["sha256"] for f in release.manifest["files"] if not f["path"].startswith("search/")}


def read_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of pages that a reader really reads."""
    seen: list[str] = []
    plain = Reader.read

    def read(self: Reader, path: Path, given: str | None = None) -> object:
        seen.append(path.name)
        return plain(self, path, given)

    monkeypatch.setattr(Reader, "read", read)
    return seen


def test_taken_over_or_not_the_tables_are_the_same(few: Path, official: Path, page: Path, kept: Path, fresh: Release) -> None:
    again = build(few, kept, [page], releases=[official])
    assert again.path.parent != fresh.path.parent
    assert sums(again) == sums(fresh)
    for words in ("bypass ventricle", "0016071", "bleeding", "byp", "ICD10PCS:0016070"):
        found = [[(h.node.id, h.score) for h in open_graph(r.path).search(words, 50).hits] for r in (again, fresh)]
        assert found[0] == found[1]
        assert found[0]


def test_parts_that_are_kept_say_the_same(
    few: Path, official: Path, page: Path, fresh: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every code system as a part of its own: made, taken over beside a new page, and made anew where its rows changed."""
    monkeypatch.setattr(parts, "_LARGE", 1)
    made: list[int] = []
    plain = parts._made
    monkeypatch.setattr(parts, "_made", lambda stack: made.append(len(stack.batches)) or plain(stack))
    assert sums(build(few, tmp_path / "fresh", [page], releases=[official])) == sums(fresh)
    build(few, tmp_path / "kept", releases=[official])
    whole = len(made)
    made.clear()
    assert sums(build(few, tmp_path / "kept", [page], releases=[official])) == sums(fresh)
    assert 0 < len(made) < whole / 2
    shutil.copytree(official, tmp_path / "other")
    order = tmp_path / "other" / "icd10pcs_order_2032.txt"
    order.write_text(order.read_text().replace("Nasopharynx", "Other place"))
    again = build(few, tmp_path / "kept", [page], releases=[tmp_path / "other"])
    assert sums(again) == sums(build(few, tmp_path / "alone", [page], releases=[tmp_path / "other"])) != sums(fresh)
    assert "Bypass Ventricle to Other place, Open Approach" in again.table("nodes").column("label").to_pylist()


PAIRS = """Column 1,Column 2,*=in existence prior to 1996,Effective Date,Deletion Date,Modifier,PTP Edit Rationale
29827,29805,,20310101,*,1,Standards
29827,29806,,20310101,20310630,0,Standards
29827,29806,,20310101,20310331,0,Standards
29827,29806,,20320101,*,0,Standards
27447,29870,,20310101,*,9,Standards
"""


def test_edges_that_are_kept_say_the_same(
    few: Path, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of one source, some of them not in the order of evidence: kept, and taken over beside a new page."""
    (pairs := tmp_path / "ncci_ptp_practitioner_2032Q1.csv").write_text(PAIRS)
    fresh = build(few, tmp_path / "fresh", [page], releases=[pairs])
    monkeypatch.setattr(statements, "_MANY", 1)
    build(few, tmp_path / "kept", releases=[pairs])
    stated: list[int] = []
    plain = statements._stated
    monkeypatch.setattr(statements, "_stated", lambda rows, times: stated.append(len(rows.table)) or plain(rows, times))
    again = build(few, tmp_path / "kept", [page], releases=[pairs])
    assert 5 not in stated
    assert sums(again) == sums(fresh)
    rows = [row for row in again.table("evidence").column("row").to_pylist() if row is not None]
    assert sorted(rows) == [2, 3, 4, 5, 6]
    assert rows != sorted(rows)


def test_rows_of_tables_have_no_quote_and_are_certain(few: Path, page: Path, tmp_path: Path) -> None:
    (pairs := tmp_path / "ncci_ptp_practitioner_2032Q1.csv").write_text(PAIRS)
    release = build(few, tmp_path / "out", [page], releases=[pairs])
    evidence = quotes.joined(release).to_pylist()
    said = [(row["exact"], row["start"], row["end"], row["confidence"]) for row in evidence if row["row"] is not None]
    assert said == [(None, None, None, 1.0)] * 5
    read = [row for row in evidence if row["exact"] is not None]
    assert 0 < len(read) <= release.table("quotes").num_rows < len(evidence)
    assert {row["method"] for row in evidence if row["row"] is not None} == {"official"}
    assert all(row["start"] < row["end"] for row in read)
    edges = range(release.table("edges").num_rows)
    assert [row for rows in quotes.of_edges(release, edges) for row in rows] == evidence
    assert quotes.of_edge(release, evidence[-1]["edge"])[-1] == evidence[-1]
    assert quotes.edges_of(release, np.arange(len(evidence))).tolist() == [row["edge"] for row in evidence]


def test_only_the_new_page_is_read(few: Path, official: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = read_by(monkeypatch)
    page = tmp_path / "CPT-29827.txt"
    for text in (PAGE, PAGE + "- Fever\n"):
        page.write_text(text, "utf-8")
        seen.clear()
        build(few, kept, [page], releases=[official])
        assert seen == ["CPT-29827.txt"]


def test_other_words_read_every_page_again(few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = read_by(monkeypatch)
    (other := tmp_path / "data").mkdir()
    for part in few.iterdir():
        if part.name != "vocabularies":
            (other / part.name).symlink_to(part.resolve())
    (other / "vocabularies").mkdir()
    for table in (few / "vocabularies").iterdir():
        (other / "vocabularies" / table.name).write_bytes(table.read_bytes())
    build(other, tmp_path / "out")
    seen.clear()
    with (other / "vocabularies" / "risk.tsv").open("a", encoding="utf-8") as table:
        table.write("risk:made-up-harm\tMade-up harm\t\t\t\t\n")
    build(other, tmp_path / "out")
    assert len(seen) == 5


@pytest.mark.parametrize("turn", [0, 2])
def test_damaged_entries_are_made_anew(turn: int, few: Path, official: Path, page: Path, kept: Path, fresh: Release) -> None:
    """Every entry of the cache is damaged somehow, and the next build gives what it would give without a cache."""
    files = sorted(p for p in (kept / ".cache").rglob("*") if p.is_file())
    assert {"entry.json", "tables.arrow", "meta.json"} <= {p.name for p in files}
    ways = ("flip", "cut", "empty", "gone")
    for n, path in enumerate(files):
        _damage(path, ways[(n + turn) % len(ways)])
    again = build(few, kept, [page], releases=[official])
    again.verify()
    assert sums(again) == sums(fresh)


def _damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "gone":
        path.unlink()
        return
    if how == "flip" and content:
        content[len(content) // 2] ^= 1
    path.write_bytes(b"" if how == "empty" else bytes(content[: len(content) // 2] if how == "cut" else content))


def test_two_builds_share_a_cache(few: Path, official: Path, page: Path, fresh: Release, tmp_path: Path) -> None:
    """Started together with different pages on the same cache, both come out whole and as they would alone."""
    other = tmp_path / "CPT-45378.txt"
    other.write_text(PAGE.replace("29827", "45378"), "utf-8")
    program = ("import sys; from pathlib import Path; from graph.ingest.build import build; "
               "a, b, c, d = map(Path, sys.argv[1:]); print(build(a, b, [c], releases=[d]).path)")
    running = [subprocess.Popen(
        [sys.executable, "-c", program, few, tmp_path / "both", added, official], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[1]) for added in (page, other)]
    made = [Release(process.communicate(timeout=300)[0].strip()) for process in running]
    assert [process.returncode for process in running] == [0, 0]
    alone = fresh, build(few, tmp_path / "alone", [other], releases=[official])
    for release, expected in zip(made, alone, strict=True):
        release.verify()
        assert sums(release) == sums(expected)


# --- the store itself ---


def test_entry_is_found_whole_or_not_at_all(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "x", "code")
    assert cache.find("a") is None

    def write(folder: Path) -> dict:
        (folder / "part").mkdir()
        (folder / "part" / "file").write_bytes(b"content")
        return {"said": [1, "ä"]}

    kept = cache.keep(write, "a")
    assert kept is not None
    assert (kept[1], (kept[0] / "part" / "file").read_bytes()) == ({"said": [1, "ä"]}, b"content")
    assert cache.find("a") == kept
    assert cache.find("a", "b") is None
    assert Cache(tmp_path / "x", "other code").find("a") is None
    (kept[0] / "part" / "file").write_bytes(b"Content")
    assert cache.find("a") is None


def test_entry_that_says_something_else_is_refused(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "x", "code")
    kept = cache.keep(lambda folder: {"n": 1}, "a")
    assert kept is not None
    entry = kept[0] / "entry.json"
    entry.write_text(entry.read_text("utf-8").replace('"n":1', '"n":2'), "utf-8")
    assert cache.find("a") is None


def test_a_note_is_an_entry_of_one_file(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "x", "code")
    assert cache.note({"n": 1}, "a")
    [place] = (tmp_path / "x").iterdir()
    assert place.is_file()
    assert cache.has("a")
    assert cache.find("a") == (place, {"n": 1})
    assert cache.note({"n": 2}, "a")
    assert cache.find("a") == (place, {"n": 2})
    assert not cache.note({"text": "\ud800"}, "b")
    assert not cache.has("b")
    place.write_text(place.read_text("utf-8").replace('"n":2', '"n":3'), "utf-8")
    assert cache.find("a") is None


def test_a_cache_may_be_missed(tmp_path: Path) -> None:
    """Where its folder cannot be one, nothing is kept and nothing breaks."""
    (tmp_path / "x").write_text("a file")
    cache = Cache(tmp_path / "x" / "y", "code")
    assert not cache.note({"n": 1}, "a")
    assert not cache.put(lambda folder: {}, "a")
    assert not cache.has("a")
    assert cache.find("a") is None
    cache.sweep()


def test_a_build_does_without_a_cache(few: Path, page: Path, official: Path, tmp_path: Path, fresh: Release) -> None:
    (out := tmp_path / "out").mkdir()
    (out / ".cache").write_text("a file")
    assert sums(build(few, out, [page], releases=[official])) == sums(fresh)


def test_parts_of_an_index_outlive_their_entries(tmp_path: Path) -> None:
    """Another build may drop what this one has found before it is used."""
    part = pa.table({"id": ["CPT:1"], "category": ["code"], "label": ["one"], "names": pa.array([[]], pa.list_(pa.string())),
                     "valid_from": pa.array([None], pa.int32()), "valid_to": pa.array([None], pa.int32())})
    cache = Cache(tmp_path / "x", "code")
    assert search_parts.keep(cache, "digest", part)
    (scratch := tmp_path / "scratch").mkdir()
    (free := threading.Event()).set()
    places = search_parts._Making(cache, scratch, None, free).made({"digest": part})
    shutil.rmtree(tmp_path / "x")
    assert (places["digest"] / "meta.json").is_file()
    assert len(list(places["digest"].glob("*.idx"))) == 1


def test_whole_entry_of_another_build_stays(tmp_path: Path) -> None:
    """Whoever reads it must not lose it."""
    cache, beside = Cache(tmp_path / "x", "code"), Cache(tmp_path / "x", "code")
    first = cache.keep(lambda folder: {"n": 1}, "a")
    assert beside.keep(lambda folder: {"n": 2}, "a") == first


def test_failing_writer_leaves_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "x", "code")

    def full(folder: Path) -> dict:
        (folder / "half").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    assert cache.keep(full, "a") is None
    assert cache.keep(lambda folder: {"text": "\ud800"}, "a") is None
    assert list((tmp_path / "x").iterdir()) == []


def test_what_is_kept_later_is_there_when_it_is_done(tmp_path: Path) -> None:
    cache, may = Cache(tmp_path / "x", "code"), threading.Event()
    cache.later(lambda folder: {"n": 1} if may.wait(60) else {}, "a")
    cache.later(lambda folder: {"n": 2}, "b")
    assert cache.find("a") is None
    may.set()
    cache.sweep()
    assert [cache.find(name)[1] for name in "ab"] == [{"n": 1}, {"n": 2}]


def test_sweep_leaves_what_others_use(tmp_path: Path) -> None:
    old = Cache(tmp_path / "x", "code")
    for name in ("forgotten", "asked", "used beside"):
        old.keep(lambda folder: {}, name)
        old.note({}, f"{name}, noted")
    mine, beside = Cache(tmp_path / "x", "code"), Cache(tmp_path / "x", "code")
    for place in (tmp_path / "x").iterdir():
        caches.os.utime(place, (0, 0))
    for each in ("", ", noted"):
        assert mine.find(f"asked{each}")
        assert beside.find(f"used beside{each}")
    mine.sweep()
    for each in ("", ", noted"):
        assert mine.find(f"asked{each}")
        assert beside.find(f"used beside{each}")
        assert mine.find(f"forgotten{each}") is None


def test_sweep_leaves_what_another_build_is_writing(tmp_path: Path) -> None:
    """A build that began before and takes longer keeps its half-written entry; what a dead one left goes in the end."""
    beside = Cache(tmp_path / "x", "code")
    for name in ("half", "dead"):
        (tmp_path / "x" / f".{name}.0").mkdir(parents=True)
    caches.os.utime(tmp_path / "x" / ".dead.0", (0, 0))

    def slow(folder: Path) -> dict:
        hour = caches.time.time() - 3600
        caches.os.utime(folder.parent, (hour, hour))
        Cache(tmp_path / "x", "code").sweep()
        (folder / "file").write_bytes(b"content")
        return {"n": 1}

    kept = beside.keep(slow, "a")
    assert kept is not None
    assert beside.find("a") == kept
    assert {p.name for p in (tmp_path / "x").iterdir()} == {".half.0", kept[0].name}


def test_code_decides_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key covers the readers, the assembly, the writers of a release and the registers, not the queries; and the
    libraries that decide what is made."""
    seen = hashlib.sha256("|".join(map(version, caches._LIBRARIES)).encode())
    for folder in ("ingest", "release"):
        for path in sorted((root / "graph" / folder).rglob("*.py")):
            seen.update(path.read_bytes())
    for path in sorted((root / "graph").glob("*.py")):
        seen.update(path.read_bytes())
    assert caches.code_hash() == seen.hexdigest()
    monkeypatch.setattr(caches, "version", lambda name: "0")
    assert caches.code_hash() != seen.hexdigest()


# --- sorting ---


def test_packed_order_is_the_order_of_the_keys() -> None:
    made = np.random.default_rng(7)
    open_day = np.iinfo(np.int32).max
    for sizes in ((3, 5), (2, 90_000, 90_000, 70_000), (4, 2**40, 2**30)):
        keys = [made.integers(-1, size, 5000) for size in sizes]
        keys.append(np.where(made.random(5000) < 0.5, open_day, made.integers(0, 20_000, 5000)))
        expected = np.lexsort((np.arange(5000), *reversed(keys)))
        assert sorting(keys).tolist() == expected.tolist()
        assert np.lexsort(tuple(reversed(packed(keys)))).tolist() == expected.tolist()
    assert sorting([np.zeros(0, np.int64)] * 2).tolist() == []
    assert distinct(np.array([], np.int64)).tolist() == []
    assert calendar([]).numbers == {}


def test_progress_ends_where_it_said(few: Path, official: Path, tmp_path: Path) -> None:
    """Done never falls, never passes the whole, and reaches it, also where most is taken over."""
    for name in ("first", "again"):
        told: list[tuple[str, int, int]] = []
        page = tmp_path / f"CPT-29827-{name}.txt"
        page.write_text(PAGE, "utf-8")
        build(few, tmp_path / "out", [page], lambda *said, told=told: told.append(said), [official])  # type: ignore[misc]
        done = [d for _, d, _ in told]
        assert done == sorted(done)
        assert all(d <= total for _, d, total in told)
        assert told[-1][1] == told[-1][2] > 0
        assert {"nodes", "edges", "facts", "similarity", "search index", "writing"} <= {n for n, _, _ in told}


def test_words_of_a_page_survive_the_cache(root: Path, tmp_path: Path) -> None:
    """A kept reading is the reading, mention by mention."""
    from graph.ingest.readings import KeepingReader

    words, names = lexicon.load(root / "data" / "vocabularies"), titles.load(root / "data" / "titles")
    reader = KeepingReader(lambda: Grounder(words), lambda: names, Cache(tmp_path / "x", "code"), "words")
    for page in sorted((root / "data" / "procedures").iterdir())[:12]:
        first, second = reader.read(page), reader.read(page)
        assert first is not second
        for part in ("code", "title", "sections", "duration", "mentions"):
            assert getattr(first, part) == getattr(second, part)
        assert json.dumps(first.as_json()) == json.dumps(second.as_json())


def test_words_are_loaded_for_new_pages_only(
    few: Path, official: Path, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mentions that nobody knows keep their suggestions without them."""
    from graph.ingest import readings

    loaded: list[str] = []
    plain = readings.vocabularies
    monkeypatch.setattr(readings, "vocabularies", lambda *of: loaded.append("words") or plain(*of))
    odd = tmp_path / "CPT-29827-odd.txt"
    odd.write_text("CPT 29827\n\nRisks\n\n- Wonnd infectoin\n", "utf-8")
    first = build(few, tmp_path / "out", [odd], releases=[official])
    assert loaded == ["words"]
    again = build(few, tmp_path / "out", [odd])
    assert loaded == ["words"]
    said = [[row | {"document": None} for row in one.table("review").to_pylist()] for one in (first, again)]
    assert said[0] == said[1]
    assert any(row["suggestion"] for row in said[0])
    build(few, tmp_path / "out", [odd, page])
    assert loaded == ["words", "words"]


def test_what_rules_need_stays_where_no_page_is_new(few: Path, official: Path, tmp_path: Path) -> None:
    build(few, tmp_path / "out")
    pages = Cache(tmp_path / "out" / ".cache" / "pages")
    for entry in pages.folder.iterdir():
        os.utime(entry, (0, 0))
    assert pages.has("rules")
    build(few, tmp_path / "out", releases=[official])
    assert pages.has("rules")


def test_words_survive_the_cache(root: Path, tmp_path: Path) -> None:
    """Kept vocabularies are the vocabularies, name by name."""
    from graph.ingest import readings

    first, second = (readings.vocabularies(root / "data" / "vocabularies", Cache(tmp_path / "x", "code"), "words")
                     for _ in range(2))
    assert first is not second
    assert first.plain() == second.plain()
    for part in ("concepts", "keys", "longest"):
        assert getattr(first, part) == getattr(second, part)
    for category, keys in first.keys.items():
        assert first.reworded[category] == second.reworded[category]
        assert all(second.concepts[c.id] is c for c in second.keys[category].values())
        for concept in list(keys.values())[:200]:
            assert first.find_reworded(category, f"{concept.preferred} of some kind") == second.find_reworded(
                category, f"{concept.preferred} of some kind")
            assert first.own_id(category, concept.preferred) == second.own_id(category, concept.preferred)


def test_determinations_survive_the_cache(root: Path, tmp_path: Path) -> None:
    """All are read again where one is another, and say what they said."""
    from graph.ingest import readings

    files = [(path, f"sha256:{n}") for n, path in enumerate(sorted((root / "data" / "policies").glob("*-*.toml")))]
    cache = Cache(tmp_path / "x", "code")
    first = readings.determined(files, cache)
    assert len(list((tmp_path / "x").iterdir())) == 1
    assert readings.determined(files, cache) == first
    assert [policy.current.document for policy in first] == [id for _, id in files]
    assert readings.determined([*files[1:], (files[0][0], "sha256:new")], cache)[-1].current.document == "sha256:new"
