"""Policies in the forms in which they really reach a reader: cells one below the other, narrow columns, PDF tables."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from graph.ingest.policies.reader import read
from graph.ingest.policies.reading import PolicyReading

sys.path.insert(0, str(Path(__file__).parent / "gold" / "policies"))
from typeset import pdf

HEAD = "Elm Health Plan\nMedical Policy\nTitle: Repair of the Hip\nPolicy Number: MP-77\n\n"
COLUMNS = ("J0585", "J0586", "J0587")
MARKS = {"G24.3": "XXX", "G24.5": "X-X", "G35": "--X", "K11.7": "-X-", "N32.81": "X--"}
TRUTH = {(code, icd) for icd, marks in MARKS.items() for code, mark in zip(COLUMNS, marks, strict=True) if mark == "X"}


def of(tmp_path: Path, text: str, name: str = "policy.txt") -> PolicyReading:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read(path)[0]


def stances(reading: PolicyReading) -> dict[str, str]:
    return {code.code: p.stance for p in reading.provisions for code in p.codes}


def marked(reading: PolicyReading) -> set[tuple[str, str]]:
    return {(row.hcpcs, icd) for row in reading.matrix for icd in row.icd10}


def cells(heads: str, empty: str) -> str:
    rows = [f"{icd} \nA disorder \n" + "".join("X \n" if m == "X" else empty for m in marks) for icd, marks in MARKS.items()]
    return f"{HEAD}Applicable Codes \nDiagnosis \nCode \nDescription \nApplies to HCPCS Code \n{heads}{''.join(rows)}\nBackground\nText.\n"


@pytest.mark.parametrize("between", [" \n", " "])
def test_a_matrix_of_cells_one_below_the_other(tmp_path: Path, between: str) -> None:
    reading = of(tmp_path, cells(between.join(COLUMNS) + " \n", " \n"))
    assert marked(reading) == TRUTH
    assert set(stances(reading)) - set(COLUMNS) == set(MARKS)


def test_marks_without_their_empty_cells_are_reported_and_not_guessed(tmp_path: Path) -> None:
    reading = of(tmp_path, cells("\n".join(COLUMNS) + "\n", ""))
    assert marked(reading) == {(code, "G24.3") for code in COLUMNS}
    assert sum("no certain column" in p.what for p in reading.problems) == 4


def _on_the_line(head: str, places: str, row: str, empty: str) -> str:
    """A matrix with a diagnosis a line; `row` and `places` say how far its parts are apart."""
    lines = (row.format(icd, "A disorder", *(m if m == "X" else empty for m in marks)).rstrip() for icd, marks in MARKS.items())
    return "\n".join((HEAD, "Applicable Codes", head, places.format(*COLUMNS), *lines, "", "Background", "Text.", ""))


@pytest.mark.parametrize(("head", "places", "row", "empty"), [
    ("Diagnosis   Description         Applies to HCPCS Code", " " * 32 + "{}  {}  {}", "{:<12}{:<20}  {}      {}      {}", " "),
    ("ICD-10  Applies to HCPCS Code", " " * 9 + "{}  {}  {}", "{0:<9}  {2}      {3}      {4}", " "),
    ("Diagnosis Description Applies to HCPCS Code", "{} {} {}", "{} {} {} {} {}", "-"),
    ("Applicable to the following", "ICD-10 code   Description        {}  {}  {}", "{:<14}{:<21}{}      {}      {}", " "),
    ("Diagnosis\tDescription\tApplies to HCPCS Code", "\t\t{}\t{}\t{}", "{}\t{}\t{}\t{}\t{}", ""),
])
def test_a_matrix_with_a_diagnosis_a_line(tmp_path: Path, head: str, places: str, row: str, empty: str) -> None:
    assert marked(of(tmp_path, _on_the_line(head, places, row, empty))) == TRUTH


def test_a_row_that_says_yes_or_no(tmp_path: Path) -> None:
    text = _on_the_line("Diagnosis Description Applies to HCPCS Code", "{} {} {}", "{} {} {} {} {}", "No")
    assert marked(of(tmp_path, text.replace(" X", " Yes"))) == TRUTH


def test_a_matrix_of_a_pdf_keeps_its_columns(tmp_path: Path) -> None:
    wide = [f"{icd:<12}A disorder        " + "".join(f"  {m if m == 'X' else ' '}    " for m in marks) for icd, marks in MARKS.items()]
    head = f"{'Diagnosis':<12}{'Description':<18}" + "  ".join(COLUMNS)
    path = tmp_path / "policy.pdf"
    path.write_bytes(pdf("\n".join((HEAD, "# Applicable Codes", " " * 30 + "Applies to HCPCS Code", head, *wide, "# Background", "Text."))))
    assert marked(read(path)[0]) == TRUTH


def test_a_drug_code_below_a_list_of_diagnoses_is_no_diagnosis(tmp_path: Path) -> None:
    reading = of(tmp_path, f"{HEAD}Codes\nICD-10 Diagnosis Codes\nG24.3\nneck\nG24.5\neye\nJ0585\ntoxin\n")
    assert {c.code for p in reading.provisions for c in p.codes} == {"G24.3", "G24.5", "J0585"}


def test_a_heading_of_a_narrow_column_is_one(tmp_path: Path) -> None:
    reading = of(tmp_path, f"{HEAD}Description\nHips wear out.\n\nCoverage\nDetermination\nRepair is considered medically necessary when pain lasts.\n")
    assert [p.stance for p in reading.provisions] == ["covered_with_criteria"]


def test_what_a_denial_lists_is_denied_one_by_one(tmp_path: Path) -> None:
    listed = "\n• Heat\n• Cold\n\n"
    reading = of(tmp_path, f"{HEAD}Policy\nThe following are considered investigational:{listed}"
                           f"Repair is not medically necessary when all of the following are present:{listed}")
    assert [p.criteria.kind for p in reading.provisions if p.criteria] == ["ANY", "ALL"]


def test_verdicts_in_the_last_column(tmp_path: Path) -> None:
    reading = of(tmp_path, f"{HEAD}Codes\nCPT\n27130   Hip                MN\n29862   Scope              INV\n15830   Skin               Cosmetic\n")
    assert stances(reading) == {"27130": "covered_with_criteria", "29862": "investigational", "15830": "cosmetic"}


def test_a_sentence_among_codes_decides_on_the_code_it_names(tmp_path: Path) -> None:
    reading = of(tmp_path, f"{HEAD}Codes\nCPT\n27130\nHip\n\nINV&NMN: 0511T\n\nExcision of skin (CPT 15830) is considered cosmetic.\n"
                           "All Category III codes not listed are investigational.\n")
    assert stances(reading) == {"27130": "informational", "0511T": "investigational", "15830": "cosmetic"}
    assert any(p.pseudo == ("All Category III codes",) for p in reading.provisions)


@pytest.mark.parametrize(("head", "foot", "payer"), [
    ("Medical Policy\n", "Blue Cross and Blue Shield of Lakota City is an independent licensee of the Blue Cross and Blue Shield Association.",
     "Blue Cross and Blue Shield of Lakota City"),
    ("Medical Policy\n", "© CPT Only - American Medical Association\n© 2025 Prairie Blue Cross. All rights reserved.", "Prairie Blue Cross"),
    ("Coverage Policy Bulletin\n", "Copyright 2024 Wellbrook of Ohio", "Wellbrook of Ohio"),
    ("Proposed LCD\nContractor Name     Contract Type\nBlue River Government Solutions, Inc.    MAC - Part A\n", "", "Blue River Government Solutions, Inc."),
])
def test_who_an_unknown_policy_belongs_to(tmp_path: Path, head: str, foot: str, payer: str) -> None:
    assert of(tmp_path, f"{head}Title: Hips\nPolicy Number: MP-77\n\nPolicy\nThe device is considered medically necessary when needed.\n\n{foot}\n").payer == payer


def test_a_final_determination_names_its_proposal(tmp_path: Path) -> None:
    text = "LCD Information\nLCD ID\n{0}39779\nLCD Title\nHips\nSource Proposed LCD\nDL39779\nCoverage Guidance\nText.\n"
    assert of(tmp_path, text.format("L")).status == "active"
    assert of(tmp_path, text.format("DL")).status == "proposed"


def test_a_paragraph_on_rights_does_not_end_the_head(tmp_path: Path) -> None:
    rights = "This policy is Copyright 2025, a plan. All Rights Reserved. You may not copy or use this document without the express permission " \
             "of the plan that made it and that owns it.\nThe codes belong to others, who hold the rights to them, and we claim none of them at all."
    reading = of(tmp_path, f"Private Property of a plan.\n{rights}\n\n09-J3999-42\nReviewed: 06/11/25\n\nSubject: Hips\n\nPOSITION STATEMENT:\nHips are covered.\n")
    assert (reading.number, reading.title) == ("09-J3999-42", "Hips")
    assert [(d.role, d.value) for d in reading.dates] == [("last_review", "2025-06-11")]


def test_codes_in_brackets_are_all_of_the_sentence(tmp_path: Path) -> None:
    reading = of(tmp_path, f"{HEAD}Policy\nArthroscopy of the hip (29914, 29915, and 29916) is considered medically necessary.\n")
    assert set(stances(reading)) == {"29914", "29915", "29916"}


def test_a_mark_on_a_line_of_its_own_begins_an_item(tmp_path: Path) -> None:
    reading = of(tmp_path, f"{HEAD}Policy\nRepair is considered medically necessary when ALL are met:\n• \npain \n• \nstiffness \n\nCodes\n27130\n")
    tree = reading.provisions[0].criteria
    assert tree is not None
    assert (tree.kind, [part.text for part in tree.parts]) == ("ALL", ["pain", "stiffness"])


def test_a_footnote_on_one_use_of_a_code_is_no_heading(tmp_path: Path) -> None:
    reading = of(tmp_path, f"{HEAD}Codes\nConsidered Medically Necessary when criteria are met:\n64640†\nnerve\n\n"
                           "†Note: Considered Experimental when used to report cold.\n\n64633\njoint\n")
    assert stances(reading) == {"64640": "covered_with_criteria", "64633": "covered_with_criteria"}


@pytest.mark.parametrize(("line", "role"), [
    ("Next CAP Review: 1/2025", "next_review"), ("Date of Next Review: 1/2025", "next_review"), ("Last CAP Review: 1/2025", "last_review"),
    ("Date of Last Revision: 01/25", "revision_effective"), ("Date of Origin: 01/2025", "original_effective"),
    ("Original Issue Date: 1/2025", "original_effective"), ("Posted for comment 01/2025", "publish"),
])
def test_labels_of_dates(tmp_path: Path, line: str, role: str) -> None:
    reading = of(tmp_path, f"Elm Health Plan\nMedical Policy\nTitle: Hips\nPolicy Number: MP-1\n{line}\n\nPolicy\nHips are covered.\n")
    assert [(d.role, d.value) for d in reading.dates] == [(role, "2025-01")]


def test_a_heading_on_authorization_ends_what_is_not_covered(tmp_path: Path) -> None:
    reading = of(tmp_path, f"{HEAD}Codes\nNot covered:\n0766T  magnetic\nCodes that require prior authorization\n64590  generator\n"
                           "Informational codes\n95970  analysis\n")
    assert stances(reading) == {"0766T": "not_medically_necessary", "64590": "informational", "95970": "informational"}
    assert {p.prior_authorization for p in reading.provisions for c in p.codes if c.code == "64590"} == {"required"}
