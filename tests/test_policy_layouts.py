"""Short policies in the layouts and wordings of many payers: each document states what is right about it."""

from __future__ import annotations

import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadTable
from graph.ingest.policies import wordings
from graph.ingest.policies.reader import read
from graph.ingest.policies.reading import PolicyReading
from graph.ingest.policies.stances import NOT_COVERED
from graph.vocabulary import STANCES

HEAD = "Elm Health Plan\nMedical Policy\nTitle: Repair of the Hip\nPolicy Number: MP-77\n\n"
DOCUMENTS = [d for path in sorted((Path(__file__).parent / "policy_layouts").glob("*.toml")) for d in tomllib.loads(path.read_text("utf-8"))["document"]]
TYPESET = runpy.run_path(str(Path(__file__).parent / "gold" / "policies" / "typeset.py"))["pdf"]
FIELDS = ("payer", "number", "title", "kind", "status")


def _plain(value: str | None) -> str | None:
    """Plans differ in capitals and in ampersands, and an annotator would, too."""
    return None if value is None else " ".join(value.replace("&", "and").casefold().split())


@pytest.fixture(scope="module", params=DOCUMENTS, ids=lambda d: d["name"])
def stated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], PolicyReading]:
    document = request.param
    path = tmp_path_factory.mktemp("policy") / document.get("file", "policy.txt")
    path.write_text((HEAD if document.get("head") else "") + document["text"].lstrip("\n"), "utf-8")
    return document, read(path)[0]


def test_it_says_who_and_what_and_when(stated: tuple[dict[str, Any], PolicyReading]) -> None:
    document, reading = stated
    read = {f: getattr(reading, f) for f in FIELDS if f in document} | ({"number": reading.number} if "payer" in document else {})
    assert {f: _plain(v) for f, v in read.items()} == {f: _plain(document.get(f)) for f in read}
    if "dates" in document:
        assert sorted(f"{d.role} {d.value}" for d in reading.dates) == sorted(document["dates"])


def test_it_says_what_is_decided(stated: tuple[dict[str, Any], PolicyReading]) -> None:
    document, reading = stated
    wanted = document.get("codes", {})
    found: dict[str, set[str]] = {}
    for provision in reading.provisions:
        for code in provision.codes:
            found.setdefault(code.code, set()).add(provision.stance)
    assert {c: "|".join(sorted(s)) if wanted.get(c) is None or not s <= set(wanted[c].split("|")) else wanted[c] for c, s in found.items()} == wanted
    said = {p.stance for p in reading.provisions if p.stance != "informational"}
    for stance in document.get("stated", []):
        assert said & set(stance.split("|")), (stance, said)
    if "stated" in document:
        assert said <= {s for one in document["stated"] for s in one.split("|")} | {s for one in wanted.values() for s in one.split("|")}


def test_it_says_whether_to_ask_before(stated: tuple[dict[str, Any], PolicyReading]) -> None:
    document, reading = stated
    granting = {p.prior_authorization for p in reading.provisions if p.stance in ("covered", "covered_with_criteria")}
    if "authorization" in document:
        assert granting == {document["authorization"]}
    named = {c.code: p.prior_authorization for p in reading.provisions for c in p.codes}
    assert {c: named.get(c) for c in document.get("authorizations", {})} == document.get("authorizations", {})


def test_it_says_which_pairs_are_marked(stated: tuple[dict[str, Any], PolicyReading]) -> None:
    document, reading = stated
    if "matrix" in document:
        assert {row.hcpcs: sorted(row.icd10) for row in reading.matrix} == document["matrix"]


@pytest.mark.parametrize("name", [
    "dental table with a column that says yes or no", "letters explained behind the table", "verdicts in words with an exclusion of the contract",
    "asterisks that mean to ask before", "requirements by row, spelled out", "codes in a line behind each stance",
])
def test_columns_are_read_off_the_sheets_of_a_pdf(name: str, tmp_path: Path) -> None:
    document = next(d for d in DOCUMENTS if d["name"] == name)
    path = tmp_path / "policy.pdf"
    path.write_bytes(TYPESET(document["text"].lstrip("\n")))
    provisions = [(code.code, p) for p in read(path)[0].provisions for code in p.codes]
    assert {code for code, _ in provisions} == set(document["codes"])
    assert all(p.stance in document["codes"][code].split("|") for code, p in provisions)
    assert {code: p.prior_authorization for code, p in provisions if code in document.get("authorizations", {})} == document.get("authorizations", {})


def test_wordings_that_break_the_contract_are_refused(tmp_path: Path) -> None:
    (tmp_path / "wordings.toml").write_text('[[wording]]\nstance = "covered"\n')
    with pytest.raises(BadTable, match="wordings cannot be read"):
        wordings.load(tmp_path / "wordings.toml")


def test_every_wording_says_a_stance(root: Path) -> None:
    said = {w.stance for w in wordings.load(root / "data" / "policies" / "wordings.toml")}
    assert said <= {*STANCES, NOT_COVERED}
