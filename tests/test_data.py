"""The bundled data keeps its contracts, and every code in it exists in the official files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from graph.errors import BadTable
from graph.identifiers import find_code
from graph.ingest.sources import determinations
from graph.ingest.text import lexicon, titles
from graph.vocabulary import CONCEPTS


@pytest.fixture(scope="module")
def words(root: Path) -> lexicon.Lexicon:
    return lexicon.load(root / "data" / "vocabularies")


def test_vocabularies_are_broad(words: lexicon.Lexicon) -> None:
    assert {c.category for c in words.concepts.values()} == set(CONCEPTS)
    assert len(words.concepts) >= 1500
    assert sum(len(c.names) for c in words.concepts.values()) >= 5000


def test_broader_concepts_exist_and_do_not_circle(words: lexicon.Lexicon) -> None:
    for concept in words.concepts.values():
        seen = set()
        while concept.broader:
            assert concept.id not in seen, concept.id
            seen.add(concept.id)
            concept = words.concepts[concept.broader]


def test_every_page_has_a_title_of_ours(root: Path) -> None:
    known = titles.load(root / "data" / "titles")
    pages = {p.stem.replace("-", ":", 1) for p in (root / "data" / "procedures").iterdir()}
    assert pages == set(known.by_code)
    assert len(pages) >= 40


def test_determinations_are_read(root: Path) -> None:
    found = [determinations.read(p, p.read_text("utf-8"), "sha256:0") for p in (root / "data" / "policies").glob("*-*.toml")]
    assert len(found) >= 15
    assert all(policy.summary and policy.provisions and policy.citation for policy in found)


@pytest.mark.parametrize("date", [
    'role = "effectve"\nvalue = "2023-10-11"', 'value = "2023-10-11"', 'role = "effective"\nvalue = "October 2023"',
])
def test_determination_with_a_wrong_date_is_refused(root: Path, date: str) -> None:
    path = root / "data" / "policies" / "NCD-20.7.toml"
    text = path.read_text("utf-8")
    right = 'role = "effective"\nvalue = "2023-10-11"'
    assert determinations.read(path, text, "sha256:0").dates
    assert text.count(right) == 1
    with pytest.raises(BadTable, match="date; expected"):
        determinations.read(path, text.replace(right, date), "sha256:0")


@cache
def _diagnoses(shared: Path) -> frozenset[str]:
    """Codes and headers of the ICD-10-CM order file of fiscal year 2025, dotted."""
    with zipfile.ZipFile(shared / "icd10cm" / "cms_2025_dx.zip") as archive:
        name = next(n for n in archive.namelist() if "order" in n.lower() and n.endswith(".txt"))
        lines = io.TextIOWrapper(archive.open(name), "latin-1").read().splitlines()
    codes = (line[6:13].strip() for line in lines if len(line) > 14)
    return frozenset(c if len(c) <= 3 else f"{c[:3]}.{c[3:]}" for c in codes)


def _column(path: Path, name: str) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return {row[name] for row in csv.DictReader(handle)}


@pytest.mark.shared
def test_codes_of_concepts_exist(words: lexicon.Lexicon, shared: Path) -> None:
    known = {
        "ICD10CM": _diagnoses(shared),
        "POS": _column(shared / "pos" / "CodeSystem-CLM-POS-CD.csv", "code"),
        "CMSSPEC": _column(shared / "pos" / "CodeSystem-CLM-PRVDR-SPCLTY-CD.csv", "code"),
    }
    wrong = [
        (c.id, code) for c in words.concepts.values() for code in c.codes
        if (system := code.partition(":")[0]) in known and code.partition(":")[2] not in known[system]
    ]
    assert wrong == []


@pytest.mark.shared
def test_hcpcs_codes_exist(root: Path, words: lexicon.Lexicon, shared: Path) -> None:
    book = openpyxl.load_workbook(shared / "hcpcs" / "HCPC2025_JUL_ANWEB_v3_4col.xlsx", read_only=True)
    known = {str(row[0]).strip() for row in book.active.iter_rows(values_only=True) if row[0]}
    book.close()
    used = {c for x in words.concepts.values() for c in x.codes} | set(titles.load(root / "data" / "titles").by_code)
    assert [c for c in sorted(used) if c.startswith("HCPCS:") and c[6:] not in known] == []


def test_shape_of_every_code(words: lexicon.Lexicon) -> None:
    for concept in words.concepts.values():
        assert all(find_code(code) == code for code in concept.codes), concept.id


def test_nothing_here_names_this_machine(root: Path) -> None:
    for path in (root / "data").rglob("*"):
        if path.is_file():
            assert not re.search(r"(^|\s)/(work|home|tmp|root)/", path.read_text("utf-8"), re.MULTILINE), path
