"""The scorer scores what it says, and reading keeps the quality it has reached."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.errors import BadTable
from graph.ingest.evaluation.clusters import b_cubed
from graph.ingest.evaluation.figures import MAIN, figures
from graph.ingest.evaluation.gold import Gold, LeftOut, load
from graph.ingest.evaluation.matching import Spot, agree, atomic, matched
from graph.ingest.evaluation.mistakes import mistakes
from graph.ingest.evaluation.reading import evaluate, score, score_page
from graph.ingest.evaluation.single_lines import score_lines
from graph.ingest.evaluation.tally import Scored, tallies
from graph.ingest.text.reader import Reader
from server.cli import main

GOLD = Path(__file__).parent / "gold" / "reading"


def _spot(start: int, end: int, predicate: str = "has_risk", concept: str | None = "risk:x", **more: Any) -> Spot:
    rest = {"condition": None, "negated": False, "codes": (), "exact": f"{start}-{end}", **more}
    return Spot(predicate, start, end, concept, **rest)


def _page(gold: list[Spot], found: list[Spot], name: str = "page", **more: Any) -> Scored:
    known = {"code": None, "duration": None, **more}
    page = Gold(name, "dev", Path("page.txt"), None, None, tuple(gold))
    return Scored(page, tuple(found), known["code"], known["duration"], tuple(matched(gold, found)))


def _figures(*pages: Scored) -> dict[str, Any]:
    return figures(tallies(list(pages)))


def test_matching_is_one_to_one() -> None:
    gold, found = [_spot(0, 10), _spot(12, 20)], [_spot(0, 20), _spot(12, 20), _spot(0, 10, "has_benefit")]
    assert matched(gold, found) == [(0, 0), (1, 1)]


def test_atomicity_sees_what_is_not_split() -> None:
    gold = [_spot(0, 10), _spot(14, 24)]
    assert atomic(gold, [_spot(0, 24)]) == (0, 2)
    assert atomic(gold, [_spot(0, 10), _spot(14, 24)]) == (2, 2)


def test_b_cubed_punishes_both_errors() -> None:
    assert b_cubed([("a", "x"), ("a", "y")])[:2] == (1.0, 0.5)
    assert b_cubed([("a", "x"), ("b", "x")])[:2] == (0.5, 1.0)


def test_without_concept_a_mention_is_its_own_cluster() -> None:
    assert b_cubed([("a", None), ("a", None)])[:2] == (1.0, 0.5)
    assert b_cubed([(None, "x"), (None, "x")])[:2] == (0.5, 1.0)
    assert b_cubed([(None, None), (None, None)]) == (1.0, 1.0, 1.0)


def test_texts_agree_on_half_of_their_words() -> None:
    assert agree("If sedation is used", "sedation is used")
    assert not agree("if fever", "if pain")


def test_each_predicate_is_counted_alone() -> None:
    page = _page([_spot(0, 10), _spot(12, 20), _spot(30, 40, "has_benefit")],
                 [_spot(0, 10), _spot(30, 40, "has_risk"), _spot(50, 60), _spot(62, 70)])
    found = _figures(page)
    assert (found["mention"]["precision"], found["mention"]["recall"]) == (0.25, 0.333)
    assert found["predicates"]["has_risk"] == {"precision": 0.25, "recall": 0.5, "f1": 0.333, "annotated": 2, "found": 4}
    assert found["predicates"]["has_benefit"] == {"precision": None, "recall": 0.0, "f1": 0.0, "annotated": 1, "found": 0}
    assert found["predicates"]["performed_in"]["f1"] is None


def test_properties_are_scored_over_matched_mentions() -> None:
    gold = [_spot(0, 9, condition="in older adults", hedge="Rarely"), _spot(10, 19, condition="with diabetes", negated=True),
            _spot(20, 29, hedge="may"), _spot(30, 39), _spot(40, 49, condition="unread", negated=True)]
    found = [_spot(0, 9, condition="older adults", hedge="rarely"), _spot(10, 19, condition="after a meal"),
             _spot(20, 29, hedge="Potential"), _spot(30, 39, condition="at night", negated=True, hedge="may")]
    seen = _figures(_page(gold, found))
    assert (seen["condition"]["precision"], seen["condition"]["recall"], seen["condition"]["same"]) == (0.667, 1.0, 0.5)
    assert (seen["negation"]["precision"], seen["negation"]["recall"]) == (0.0, 0.0)
    assert (seen["hedge"]["precision"], seen["hedge"]["recall"], seen["hedge"]["agreement"]) == (0.667, 1.0, 0.333)


def test_clusters_on_several_pages() -> None:
    one = _page([_spot(0, 9, concept="a"), _spot(10, 19, concept="b")], [_spot(0, 9, concept="x"), _spot(10, 19, concept="x")])
    two = _page([_spot(0, 9, concept="a"), _spot(10, 19, concept=None)],
                [_spot(0, 9, concept="y"), _spot(10, 19, concept=None)], "two")
    seen = _figures(one, two)
    assert (seen["clustering"]["precision"], seen["clustering"]["recall"]) == (0.75, 0.75)
    assert seen["clustering_several_pages"] == {"precision": 0.75, "recall": 0.5, "f1": 0.6, "of": 2}


def test_codes_duration_and_code() -> None:
    gold = [_spot(0, 9, codes=("POS:11", "POS:22")), _spot(10, 19, codes=("NUCC:1",)), _spot(20, 29, codes=("POS:12",))]
    found = [_spot(0, 9, codes=("POS:11",)), _spot(10, 19, codes=("NUCC:1",)), _spot(20, 29)]
    seen = _figures(_page(gold, found, code="CPT:1", duration=(30, 60)), _page([], [], "two"))
    assert seen["place_of_service"] == {"any": 0.5, "same": 0.0, "of": 2}
    assert seen["taxonomy"] == {"any": 1.0, "same": 1.0, "of": 1}
    assert (seen["duration"], seen["code"]) == (0.5, 0.5)


def test_intervals_hold_their_figure_and_narrow_with_pages() -> None:
    good, bad = _page([_spot(0, 9)], [_spot(0, 9)]), _page([_spot(0, 9)], [_spot(20, 29)])
    few, many = _figures(good, bad), _figures(*[good, bad] * 50)
    assert few["interval"].keys() == set(MAIN)
    assert few["interval"]["mention.f1"] == [0.0, 1.0]
    low, high = many["interval"]["mention.f1"]
    assert 0.38 <= low < many["mention"]["f1"] == 0.5 < high <= 0.62
    assert _figures(good)["interval"]["mention.f1"] is None


def test_mistakes_are_all_listed() -> None:
    gold = [_spot(0, 10, concept="a"), _spot(12, 20, concept="a"), _spot(30, 40, concept="b", condition="at night"),
            _spot(50, 60, concept="c", negated=True), _spot(70, 80), _spot(84, 94)]
    found = [_spot(0, 10, concept="x"), _spot(12, 20, concept="y"), _spot(30, 40, concept="x"),
             _spot(50, 60, concept="z", condition="by day"), _spot(70, 94), _spot(99, 105)]
    seen = mistakes([_page(gold, found, code="CPT:1")])
    assert {kind: len(rows) for kind, rows in seen.items()} == {
        "missed": 1, "spurious": 1, "not split": 1, "condition missed": 1, "condition spurious": 1, "negation missed": 1,
        "code": 1, "cluster split": 1, "clusters merged": 1}
    assert seen["missed"][0]["exact"] in ("70-80", "84-94")
    assert seen["not split"][0]["annotated"] == ["70-80", "84-94"]
    assert seen["cluster split"][0] == {"concept": "a", "as": {"x": ["0-10"], "y": ["12-20"]}}
    assert seen["clusters merged"][0] == {"concept": "x", "as": {"a": ["0-10"], "b": ["30-40"]}}


PAGE = "Risks\n- Bleeding, if you take warfarin\n"


def _shared_gold(folder: Path, page: str = PAGE, **more: Any) -> Path:
    """A gold file of a page in the shared folder: offsets only."""
    (folder / "shared").mkdir()
    (folder / "shared" / "page.txt").write_text(PAGE, "utf-8")
    mention = {"predicate": "has_risk", "start": 8, "end": 16, "concept": "risk:bleeding", "condition": [18, 38],
               "negated": False, "hedge": None, "codes": [], **more}
    gold = {"file": "shared:page.txt", "sha256": hashlib.sha256(page.encode()).hexdigest(), "code": None, "duration": None,
            "mentions": [mention]}
    file = folder / "gold.json"
    file.write_text(json.dumps(gold), "utf-8")
    return file


def test_shared_gold_takes_its_words_from_the_page(tmp_path: Path, reader: Reader) -> None:
    gold = load(_shared_gold(tmp_path), tmp_path / "shared")
    assert isinstance(gold, Gold)
    assert (gold.spots[0].exact, gold.spots[0].condition) == ("Bleeding", "if you take warfarin")
    assert len(score_page(gold, reader).pairs) == 1


def test_shared_gold_is_left_out_with_the_reason(tmp_path: Path, reader: Reader) -> None:
    file = _shared_gold(tmp_path, page="another edition")
    absent = load(file, tmp_path / "nowhere")
    assert isinstance(absent, LeftOut)
    assert absent.why == "page is not beside the project"
    report = score([tmp_path], reader, tmp_path / "shared").figures()
    assert (report["pages"], report["mention"]["f1"]) == (0, None)
    assert report["left_out_why"] == {"page is another edition than the annotated one": 1}


@pytest.mark.parametrize("wrong", [{"end": 400}, {"condition": [9, 9]}, {"predicate": "has_fun"}])
def test_impossible_annotation_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    file = _shared_gold(tmp_path, **wrong)
    with pytest.raises(BadTable, match=r"gold\.json: annotation"):
        load(file, tmp_path / "shared")


def test_refused_page_counts_as_read_without_mentions(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "page.txt").write_text("Nothing that could be a section stands here.\n", "utf-8")
    gold = Gold("page", "dev", tmp_path / "page.txt", None, None, (_spot(0, 7),))
    seen = _figures(score_page(gold, reader))
    assert (seen["pages"], seen["recognised"], seen["mention"]["recall"]) == (1, 0, 0.0)


def test_no_gold_of_a_shared_page_quotes_it() -> None:
    for file in GOLD.glob("*/*.json"):
        gold = json.loads(file.read_text("utf-8"))
        if gold["file"].startswith("shared:"):
            assert gold.keys() == {"file", "sha256", "code", "duration", "mentions"}, file
            assert not any("exact" in m or isinstance(m["condition"], str) for m in gold["mentions"]), file


def _report(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["evaluate", "reading", *arguments])


def test_report_names_its_sets_and_lists_seen_mistakes_only() -> None:
    report = json.loads(_report("--json", "--errors").stdout)
    assert report.keys() == {"seen", "unseen", "lines", "errors"}
    assert sum(part["mentions"] for part in report["seen"]["folders"].values()) == report["seen"]["mentions"] >= 1096
    assert all(len(report[name]["interval"]["mention.f1"]) == 2 for name in ("seen", "unseen"))
    listed = report["errors"]["seen"]
    seen = report["seen"]["mention"]
    missed = [row for row in listed["missed"] if not row["page"].startswith("lines-")]
    assert seen["recall"] == round(1 - len(missed) / seen["annotated"], 3)
    assert {row["page"].split("/")[0] for rows in listed.values() for row in rows if "page" in row} <= {"dev", "nih-dev", "lines-dev"}
    assert report["errors"]["unseen"].startswith("the mistakes on unseen pages are not listed")


def test_unseen_mistakes_are_refused() -> None:
    result = _report("--errors", "unseen")
    assert result.exit_code == 2
    assert "mistakes on unseen pages are not listed" in result.stderr
    assert not result.stdout


def test_unseen_mistakes_are_refused_when_nothing_was_seen(tmp_path: Path) -> None:
    (tmp_path / "unseen").mkdir()
    _shared_gold(tmp_path / "unseen")
    result = _report("--gold", str(tmp_path), "--errors")
    assert result.exit_code == 2
    assert "expected a folder of seen pages; got unseen" in result.stderr


def test_pages_left_out_are_reported(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    _shared_gold(tmp_path / "dev", page="another")
    assert "left out of seen: 1 page (page is not beside the project)" in _report("--gold", str(tmp_path)).stdout


def _lines(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    file = tmp_path / "lines-dev.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return file


def _said(quote: str, condition: str | None = None, *, negated: bool = False) -> dict[str, Any]:
    return {"quote": quote, "condition": condition, "negated": negated}


def test_single_lines_are_scored_as_pages_are(tmp_path: Path, reader: Reader) -> None:
    file = _lines(
        tmp_path, {"predicate": "preparation", "line": "Stop warfarin if told to", "mentions": [_said("Stop warfarin", "if told to")]},
        {"predicate": "risk", "line": "Infection; sepsis", "mentions": [_said("Infection"), _said("sepsis")]},
        {"predicate": "setting", "line": "The scan is not done in an ambulance.", "mentions": [_said("ambulance", negated=True)]})
    found = score_lines(file, reader.grounder).figures()
    assert (found["pages"], found["mention"]["f1"], found["atomicity"]) == (3, 1.0, 1.0)
    assert (found["condition"]["precision"], found["condition"]["recall"], found["negation"]["f1"]) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(("wrong", "why"), [({"predicate": "fun"}, "unknown predicate"), ({"line": "Fever"}, "does not stand in its line")])
def test_impossible_annotated_lines_are_refused(tmp_path: Path, reader: Reader, wrong: dict[str, Any], why: str) -> None:
    file = _lines(tmp_path, {"predicate": "risk", "line": "Bleeding", "mentions": [_said("Bleeding")], **wrong})
    with pytest.raises(BadTable, match=why):
        score_lines(file, reader.grounder)


def test_report_shows_single_lines_where_there_are_any(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    _shared_gold(tmp_path / "dev", page="another")
    assert "single lines" not in _report("--gold", str(tmp_path)).stdout
    _lines(tmp_path, {"predicate": "risk", "line": "Bleeding", "mentions": [_said("Bleeding")]})
    assert "seen single lines" in _report("--gold", str(tmp_path)).stdout


@pytest.mark.parametrize("name", ["dev", "unseen"])
def test_reading_keeps_its_quality(reader: Reader, name: str) -> None:
    """Floors a little under what was measured, so that a rule that spoils reading is seen."""
    found = evaluate(GOLD / name, reader)
    assert found["pages"] >= 6
    assert found["mention"]["f1"] >= 0.89
    assert found["atomicity"] >= 0.95
    assert found["clustering"]["f1"] >= 0.85
    assert found["duration"] >= 0.85
    assert found["code"] >= 0.90


def test_reading_of_single_lines_keeps_its_quality(reader: Reader) -> None:
    """Floors a little under what was measured; of the first 387 lines conditions were found with a recall of 0.78 at first sight."""
    found = score_lines(GOLD / "lines-dev.jsonl", reader.grounder).figures()
    assert found["pages"] >= 850
    assert found["mention"]["f1"] >= 0.95
    assert found["atomicity"] >= 0.96
    assert min(found["condition"]["precision"], found["condition"]["recall"]) >= 0.93
    assert min(found["negation"]["precision"], found["negation"]["recall"]) >= 0.95


@pytest.mark.parametrize("name", ["nih-dev", "nih-unseen"])
def test_reading_of_pages_of_other_make(reader: Reader, shared: Path, name: str) -> None:
    """Pages whose headings and lists are not ours: floors under what was measured on 2026-11-26, meant to rise."""
    found = evaluate(GOLD / name, reader)
    assert found["left_out"] == []
    assert found["pages"] >= 5
    assert found["mention"]["f1"] >= 0.45
    assert found["clustering"]["f1"] >= 0.90
