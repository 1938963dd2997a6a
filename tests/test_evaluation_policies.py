"""The scorer of policies scores what it says, and the annotations stand in the documents they speak of."""

from __future__ import annotations

import hashlib
import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.errors import BadTable, UnreadableFile
from graph.ingest.evaluation.gold import SHARED, LeftOut
from graph.ingest.evaluation.policies import score, score_document, tally
from graph.ingest.evaluation.policy_figures import MAIN, figures
from graph.ingest.evaluation.policy_gold import GoldPolicy, load
from graph.ingest.evaluation.policy_mistakes import mistakes
from graph.ingest.policies.reading import DatedFact, MatrixRow, PolicyReading, ReadCode, ReadProvision, ReadRange
from graph.ingest.text.documents import decode, read
from server.cli import main

GOLD = Path(__file__).parent / "gold" / "policies"
FILES = sorted(GOLD.glob("*/*.json"))
ANNOTATION = {
    "file": "policy.txt", "stated": ["covered_with_criteria|covered"],
    "policy": {"payer": ["Cigna", "Cigna Companies"], "number": None, "title": "Knee Braces", "kind": "utilisation guideline",
               "status": "active"},
    "dates": [{"role": "effective", "value": "2025-01"}, {"role": "publish", "value": "2024-12-01", "optional": True}],
    "codes": [{"system": "HCPCS", "code": "L1851", "stances": ["covered_with_criteria|covered"], "prior_authorization": "required"},
              {"system": "HCPCS", "code": "L1845", "stances": ["investigational"], "prior_authorization": "unknown"},
              {"system": "ICD10CM", "code": "M17.11", "stances": ["informational"], "prior_authorization": "unknown"}],
    "ranges": [{"system": "ICD10CM", "first": "M23.50", "last": "M23.52", "stances": ["covered"], "prior_authorization": "unknown"}],
    "mentions": [{"code": "L1832"}], "false_codes": [{"text": "62794"}, {"text": "J0000"}],
    "matrix": [{"hcpcs": "L1851", "icd10": ["M17.11", "M17.12"]}],
}


@pytest.fixture
def gold(tmp_path: Path) -> GoldPolicy:
    return _gold(tmp_path)


def _gold(folder: Path, **changed: Any) -> GoldPolicy:
    file = folder / "one.json"
    file.write_text(json.dumps(ANNOTATION | changed), "utf-8")
    (folder / "policy.txt").write_text("Knee Braces", "utf-8")
    found = load(file)
    assert isinstance(found, GoldPolicy)
    return found


def _reading(*provisions: ReadProvision, **more: Any) -> PolicyReading:
    known = {"payer": "Cigna", "number": None, "title": "Knee braces®", "kind": "Utilization guideline", "status": "active"}
    return PolicyReading("policy.txt", provisions=provisions, **known | more)


def _provision(stance: str, *codes: str, authorization: str = "unknown", ranges: tuple[ReadRange, ...] = ()) -> ReadProvision:
    named = tuple(ReadCode("ICD10CM" if code.startswith("M") else "HCPCS", code, 0, 1) for code in codes)
    return ReadProvision(stance, authorization, "", 0, 0, codes=named, ranges=ranges)


def _figures(gold: GoldPolicy, *readings: PolicyReading) -> dict[str, Any]:
    return figures([tally(score_document(gold, readings))])


def test_fields_compare_without_case_marks_and_spelling(gold: GoldPolicy) -> None:
    seen = _figures(gold, _reading())
    assert seen["metadata"] == {"payer": 1.0, "number": 1.0, "title": 1.0, "kind": 1.0, "status": 1.0}
    other = _figures(gold, _reading(payer="Aetna", number="1", title="Braces", kind=None, status=None))
    assert set(other["metadata"].values()) == {0.0}


def test_a_refused_document_has_nothing_right(gold: GoldPolicy) -> None:
    seen = _figures(gold)
    assert (seen["documents"], seen["recognised"], seen["metadata"]["number"]) == (1, 0, 0.0)
    assert (seen["code"]["recall"], seen["code"]["precision"], seen["stance"]["accuracy"]) == (0.0, None, None)


def test_dates_need_role_and_precision(gold: GoldPolicy) -> None:
    dated = [DatedFact(role, value, "", 0, 0) for role, value in
             (("effective", "2025-01"), ("effective", "2025-01-01"), ("publish", "2024-12-01"))]
    assert _figures(gold, _reading(dates=tuple(dated)))["date"] == {
        "precision": 0.5, "recall": 1.0, "f1": 0.667, "annotated": 1, "found": 2}


def test_a_date_may_have_one_of_several_roles(tmp_path: Path) -> None:
    either = _gold(tmp_path, dates=[{"role": "effective|original_effective", "value": "1996-07-31"}])
    for role, right in (("effective", 1.0), ("original_effective", 1.0), ("publish", 0.0)):
        assert _figures(either, _reading(dates=(DatedFact(role, "1996-07-31", "", 0, 0),)))["date"]["f1"] == right


def test_codes_are_found_with_or_without_dot_and_as_ends_of_ranges(gold: GoldPolicy) -> None:
    within = ReadRange("M23.50-M23.52", "ICD10CM", "M23.50", "M23.52")
    seen = _figures(gold, _reading(_provision("covered", "M1711", "M23.51", ranges=(within,))))
    assert (seen["code"]["found"], seen["code"]["precision"], seen["code"]["recall"]) == (3, 1.0, 0.6)


def test_a_mention_may_be_read_but_not_as_covered(gold: GoldPolicy) -> None:
    assert _figures(gold, _reading(_provision("informational", "L1832")))["code"]["found"] == 0
    assert _figures(gold, _reading(_provision("covered", "L1832")))["code"]["found"] == 1


def test_false_codes_are_counted(gold: GoldPolicy) -> None:
    seen = _figures(gold, _reading(_provision("covered", "J0000", "L1851", "K9999")))
    assert seen["false_codes"] == {"annotated": 2, "taken": 1, "share": 0.5, "of_found": 0.333}
    assert seen["code"]["precision"] == 0.333


def test_stances_are_sets_and_labels_weigh_the_same(gold: GoldPolicy) -> None:
    seen = _figures(gold, _reading(_provision("covered", "L1851", "M17.11"), _provision("informational", "M17.11"),
                                   _provision("investigational", "L1845")))
    assert seen["stance"] == {"accuracy": 0.667, "macro_f1": 0.889, "of": 3}
    assert {label: one["f1"] for label, one in seen["stances"].items()} == {
        "covered": 0.667, "informational": 1.0, "investigational": 1.0}


def test_a_stance_that_is_right_for_a_code_is_not_spurious_in_the_document(gold: GoldPolicy) -> None:
    both = _reading(_provision("covered", "M17.11"), _provision("covered_with_criteria", "L1851"))
    assert _figures(gold, both)["stated"]["precision"] == 1.0
    assert _figures(gold, _reading(_provision("cosmetic", "L1851"), _provision("covered")))["stated"] == {
        "precision": 0.5, "recall": 1.0, "f1": 0.667, "annotated": 1, "found": 2}


def test_prior_authorization_is_unknown_only_where_nothing_is_said(gold: GoldPolicy) -> None:
    said = _provision("informational", "L1851", "L1845", authorization="required")
    assert _figures(gold, _reading(_provision("covered", "L1851", "M17.11"), said))["prior_authorization"] == 0.5


def test_system_is_scored_apart(gold: GoldPolicy) -> None:
    wrong = ReadProvision("covered", "unknown", "", 0, 0, codes=(ReadCode("CPT", "L1851", 0, 1), ReadCode("HCPCS", "L1845", 0, 1)))
    assert _figures(gold, _reading(wrong))["system"] == 0.5


def test_matrix_counts_cells_where_it_is_judged(gold: GoldPolicy, tmp_path: Path) -> None:
    reading = _reading(matrix=(MatrixRow("L1851", ("M17.11", "M17.0")),))
    assert _figures(gold, reading)["matrix"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "annotated": 2, "found": 2}
    assert _figures(_gold(tmp_path, matrix=None), reading)["matrix"]["found"] == 0


def test_mistakes_are_all_listed(gold: GoldPolicy) -> None:
    reading = _reading(_provision("covered", "L1851", "J0000", "K9999"), number="7", matrix=(MatrixRow("L1851", ("M17.0",)),),
                       dates=(DatedFact("effective", "2024", "", 0, 0),))
    found = mistakes([score_document(gold, [reading])])
    assert {kind: len(rows) for kind, rows in found.items()} == {
        "number": 1, "date missed": 1, "date spurious": 1, "matrix cell missed": 2, "matrix cell spurious": 1,
        "code missed": 4, "false code taken": 1, "code spurious": 1, "prior authorization": 1}
    assert found["number"] == [{"document": f"{gold.folder}/one", "annotated": None, "read": "7"}]
    assert mistakes([score_document(gold, [])])["document not recognised"][0]["annotated"] == 5


def test_sets_have_totals_documents_and_intervals(tmp_path: Path) -> None:
    for name in ("dev", "more"):
        (tmp_path / name).mkdir()
        _gold(tmp_path / name)
    asked: list[Path] = []

    def reader(path: Path) -> list[PolicyReading]:
        asked.append(path)
        if path.parent.name == "more":
            raise UnreadableFile("file is empty", where=path)
        return [_reading(_provision("covered", "L1851"))]

    seen = score([tmp_path / "dev", tmp_path / "more"], reader).figures()
    assert (seen["documents"], seen["recognised"], seen["metadata"]["payer"], len(asked)) == (2, 1, 0.5, 2)
    assert seen["of_documents"]["dev/one"]["metadata"]["payer"] == 1.0
    assert seen["interval"].keys() == set(MAIN)
    assert seen["interval"]["metadata.payer"] == [0.0, 1.0]


def test_a_record_is_taken_by_its_place(tmp_path: Path) -> None:
    second = _gold(tmp_path, record=1)
    assert _figures(second, _reading(payer="Aetna"), _reading())["metadata"]["payer"] == 1.0
    assert _figures(second, _reading())["recognised"] == 0


def test_a_document_that_is_absent_or_another_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "policy.txt").write_bytes(b"Knee Braces")
    file = tmp_path / "one.json"
    for sha256, name in (("0" * 64, "policy.txt"), ("0" * 64, "absent.txt")):
        file.write_text(json.dumps(ANNOTATION | {"file": f"shared:{name}", "sha256": sha256}), "utf-8")
        assert isinstance(load(file, tmp_path), LeftOut)
    right = hashlib.sha256(b"Knee Braces").hexdigest()
    file.write_text(json.dumps(ANNOTATION | {"file": "shared:policy.txt", "sha256": right}), "utf-8")
    assert isinstance(load(file, tmp_path), GoldPolicy)


@pytest.mark.parametrize("changed", [{"stated": ["approved"]}, {"dates": [{"role": "born", "value": "2025"}]},
                                     {"codes": [ANNOTATION["codes"][0] | {"system": "ICD9"}]},
                                     {"ranges": [ANNOTATION["ranges"][0] | {"prior_authorization": "maybe"}]}])
def test_unknown_words_in_gold_are_refused(changed: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(BadTable):
        _gold(tmp_path, **changed)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_annotations_stand_in_their_document(file: Path) -> None:
    """Codes and false codes stand where the gold says, and none is both."""
    data, gold = json.loads(file.read_text("utf-8")), load(file)
    if isinstance(gold, LeftOut):
        pytest.skip(gold.why)
    rows = [(row.get("code", row.get("first", row.get("text"))), row)
            for part in ("codes", "ranges", "mentions", "false_codes") for row in data[part]]
    text = read(gold.file).text if gold.file.suffix == ".pdf" else decode(gold.file.read_bytes(), gold.file)
    for code, row in rows:
        assert text[row["start"]: row["end"]] == code if "start" in row else code in text
    assert not gold.false_codes & (gold.codes.keys() | gold.mentions)
    assert not gold.mentions & gold.codes.keys()
    assert gold.file.is_relative_to(SHARED.resolve() if data["file"].startswith("shared:") else file.parent)


def test_gold_of_documents_of_others_quotes_nothing() -> None:
    """No words but names, numbers, dates and labels: nothing is longer than a title."""
    for file in FILES:
        data = json.loads(file.read_text("utf-8"))
        if data["file"].startswith("shared:"):
            words = [v for part in ("dates", "codes", "ranges", "mentions", "false_codes") for row in data[part]
                     for v in row.values() if isinstance(v, str)]
            assert all(re.fullmatch(r"[\w.|-]{1,40}", word) for word in words), file


@pytest.mark.parametrize("source", sorted(GOLD.glob("*/pages/*.pdf.source")), ids=lambda path: path.name)
def test_typeset_pages_are_those_of_their_source(source: Path) -> None:
    made = runpy.run_path(str(GOLD / "typeset.py"))["pdf"](source.read_text("utf-8"))
    assert source.with_suffix("").read_bytes() == made


@pytest.fixture
def evaluated() -> Any:
    """`codekin evaluate policies` with some options."""
    pytest.importorskip("graph.ingest.policies.reader")

    def run(*options: str) -> str:
        result = CliRunner().invoke(main, ["evaluate", "policies", *options], catch_exceptions=False)
        assert result.exit_code == 0
        return result.output

    return run


def test_command_prints_every_document_of_both_sets(evaluated: Any) -> None:
    report = json.loads(evaluated("--json"))
    assert report.keys() == {"seen", "unseen"}
    for name, told in report.items():
        folder = "dev" if name == "seen" else name
        left_out = {f"{one['folder']}/{one['name']}" for one in told["left_out"]}
        assert {*told["of_documents"], *left_out} == {f"{folder}/{f.stem}" for f in GOLD.glob(f"{folder}/*.json")}
    table = evaluated("--errors")
    assert all(document in table for told in report.values() for document in told["of_documents"])


def test_command_lists_no_mistakes_on_unseen_policies(evaluated: Any, tmp_path: Path) -> None:
    listed = json.loads(evaluated("--errors", "--json"))["errors"]
    assert not any(row["document"].startswith("unseen/") for rows in listed["seen"].values() for row in rows)
    assert isinstance(listed["unseen"], str)
    assert CliRunner().invoke(main, ["evaluate", "policies", "--errors", "unseen"]).exit_code == 2
    (tmp_path / "unseen").mkdir()
    _gold(tmp_path / "unseen")
    refused = CliRunner().invoke(main, ["evaluate", "policies", "--gold", str(tmp_path), "--errors"])
    assert refused.exit_code == 2
