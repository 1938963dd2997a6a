"""Policies in the manners of several payers: identity, dates, stance over codes, and what is no code."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import CodekinError
from graph.ingest.policies.reader import read
from graph.ingest.policies.reading import PolicyReading

BULLETIN = """Clinical Policy Bulletin: Repair of the Eyelid
Number: 0084
Policy
Scope of Policy
This bulletin addresses repair of the eyelid for members of commercial plans.
Medical Necessity
Aetna considers lid repair medically necessary when all of the following criteria are met:
1. The visual field is limited; and
2. Photographs show the lid.
Experimental, Investigational, or Unproven
Aetna considers heating of the lid experimental, investigational, or unproven because its effectiveness has not been established.
CPT Codes / HCPCS Codes / ICD-10 Codes
Code	Code Description
CPT codes covered if selection criteria are met:
15822	upper lid
67900 - 67904	brow and lid
CPT codes not covered for indications listed in the CPB:
0563T	heat
Other CPT codes related to the CPB:
92081	field test
ICD-10 codes covered if selection criteria are met:
H02.401 - H02.439	drooping lid
Background
The study enrolled 12345 patients.
The above policy is based on the following references:
1. Smith J. Ptosis. Arch. 1999;117:91234-91240. Last reviewed January 2023.
Policy History
Last Review
03/12/2025
Effective: 07/31/1995
Next Review: 01/08/2026
"""

GUIDELINE = """Clinical UM Guideline
Subject: Surgery of the Eyelid
Guideline #: CG-SURG-03     Publish Date: 04/16/2025
Status: Reviewed     Last Review Date: 02/20/2025
Clinical Indications
Medically Necessary:
Upper lid surgery is considered medically necessary when the field of vision is limited.
Coding
The following codes are included below for informational purposes. Inclusion or exclusion of a procedure, diagnosis or
device code(s) does not constitute or imply member coverage or provider reimbursement policy.
When services may be Medically Necessary when criteria are met:
CPT
15822
upper lid
When services are Not Medically Necessary:
For the procedure codes listed above when criteria are not met.
When services are Cosmetic and Not Medically Necessary:
CPT
15820
lower lid
ICD-10 Diagnosis
All diagnoses
History
Revised    02/17/2022    Added CPT 15824.
© 2025 Anthem
"""

COMMENTED = """Medical Coverage Policy
Effective Date: 01/23/2025
Review Date: 12/18/2024
Policy Number: HUM-0306-026
Gene Assays
Coverage Limitations
Humana members may NOT be eligible under the Plan for other assays. These are considered experimental/investigational.
Coding Information
Any codes listed on this policy are for informational purposes only.
CPT® Code(s)
Description
Comments
81519
assay of 21 genes
81523
assay of 70 genes
Not Covered
"""

GROUPS = """Local Coverage Article
Billing and Coding: Vitamin Tests
A57998
Contractor Name: Lakeland Government Services, Inc.
Revision Effective Date: 10/01/2024
Coding Information
CPT/HCPCS Codes
Group 1 Paragraph:
The following code is considered not reasonable and necessary:
Group 1 Codes: (1 Code)
Code      Description
0038U     a test
ICD-10-CM Codes that Support Medical Necessity
Group 1 Paragraph:
For CPT 82306:
Group 1 Codes: (1 Code)
E55.9     lack of the vitamin
ICD-10-CM Codes that DO NOT Support Medical Necessity
Group 1 Codes: (1 Code)
Z13.21    screening
"""


def _read(tmp_path: Path, text: str, name: str = "policy.txt") -> PolicyReading:
    (tmp_path / name).write_text(text, "utf-8")
    return read(tmp_path / name)[0]


def _stances(reading: PolicyReading) -> dict[str, str]:
    return {code: p.stance for p in reading.provisions for code in (*(c.code for c in p.codes), *(r.raw for r in p.ranges))}


def test_stance_comes_from_the_heading_over_the_codes(tmp_path: Path) -> None:
    reading = _read(tmp_path, BULLETIN)
    assert _stances(reading) == {
        "15822": "covered_with_criteria", "67900 - 67904": "covered_with_criteria", "0563T": "investigational",
        "92081": "informational", "H02.401 - H02.439": "covered_with_criteria"}
    assert (reading.payer, reading.number, reading.title) == ("Aetna", "CPB 0084", "Repair of the Eyelid")


def test_dates_of_references_are_not_dates_of_the_policy(tmp_path: Path) -> None:
    dates = {(d.role, d.value) for d in _read(tmp_path, BULLETIN).dates}
    assert dates == {("last_review", "2025-03-12"), ("effective", "1995-07-31"), ("next_review", "2026-01-08")}


def test_every_phrase_and_code_is_where_it_is_said_to_be(tmp_path: Path) -> None:
    for provision in _read(tmp_path, GUIDELINE).provisions:
        for code in provision.codes:
            assert GUIDELINE[code.start : code.end] == code.code
        assert GUIDELINE[provision.start : provision.end].split() == provision.exact.split()


def test_a_heading_overrides_the_declaration_that_codes_are_for_information(tmp_path: Path) -> None:
    reading = _read(tmp_path, GUIDELINE)
    assert _stances(reading) == {"15822": "covered_with_criteria", "15820": "cosmetic"}
    assert [p.pseudo for p in reading.provisions if p.pseudo] == [("All diagnoses",)]
    assert [p.stance for p in reading.provisions if p.is_default] == ["not_medically_necessary"]
    assert {d.role: d.value for d in reading.dates} == {"publish": "2025-04-16", "last_review": "2025-02-20"}


def test_a_comment_is_about_its_row_and_has_the_reason_of_the_prose(tmp_path: Path) -> None:
    assert _stances(_read(tmp_path, COMMENTED)) == {"81519": "informational", "81523": "investigational"}


def test_groups_have_the_polarity_of_their_heading_or_the_word_of_their_paragraph(tmp_path: Path) -> None:
    reading = _read(tmp_path, GROUPS)
    assert _stances(reading) == {"0038U": "not_medically_necessary", "E55.9": "covered", "Z13.21": "not_medically_necessary"}
    assert (reading.kind, reading.payer) == ("Article", "Lakeland Government Services, Inc.")


def test_prior_authorization_is_not_a_criterion(tmp_path: Path) -> None:
    text = "Policy\nThe brace (HCPCS L1851) is considered medically necessary when the knee gives way.\n"
    assert {p.prior_authorization for p in _read(tmp_path, text).provisions} == {"unknown"}
    stated = text + "Prior authorization is required for HCPCS L1851 after the first brace.\n"
    assert [p.prior_authorization for p in _read(tmp_path, stated).provisions if p.codes] == ["conditional"]


def test_a_code_both_granted_and_denied_is_kept_twice_and_reported(tmp_path: Path) -> None:
    reading = _read(tmp_path, "Policy\nCPT 15822 is considered medically necessary when vision is limited.\nCoding\n"
                              "Considered Cosmetic:\n15822\nlid\n")
    assert {p.stance for p in reading.provisions if p.codes} == {"covered_with_criteria", "cosmetic"}
    assert any("15822" in problem.what for problem in reading.problems)


def test_a_reversed_range_is_reported_and_not_guessed(tmp_path: Path) -> None:
    reading = _read(tmp_path, "Coding\nICD-10 codes covered if criteria are met:\nC79.51-C75.52\nC33 – C34.92\n")
    assert [r.raw for p in reading.provisions for r in p.ranges] == ["C33 – C34.92"]
    assert any("C79.51-C75.52" in problem.what for problem in reading.problems)


@pytest.mark.parametrize("text", [
    "See MCG 09-J0000-66 and call 1-800-555-14520.", "Spine. 2011;12:63685-63690.", "pages S75-S85 of 2019",
    "The trial had 12345 patients.", "Suite 95973, Portland, ME 04101", "Order no. M4471, $15820"])
def test_numbers_that_are_no_codes(tmp_path: Path, text: str) -> None:
    reading = _read(tmp_path, f"Policy\nIt is considered medically necessary when criteria are met. {text}\n")
    assert _stances(reading) == {}


def test_a_page_that_is_only_a_title(tmp_path: Path) -> None:
    reading = _read(tmp_path, "Foot Care for Members with Diabetes")
    assert (reading.title, reading.number, reading.status, reading.provisions) == ("Foot Care for Members with Diabetes", None, None, ())


def test_html_that_never_closes_its_tags(tmp_path: Path) -> None:
    page = ("<html><body><h1>Oxygen Therapy<p><b>Number:</b> 0172<h2>Table: CPT Codes / HCPCS Codes<table><tr><td colspan=2>"
            "CPT codes covered if selection criteria are met:<tr><td>99183<td>a session<h2>References<p>Undersea. 2019;44:20233")
    reading = _read(tmp_path, page, "policy.html")
    assert (reading.title, _stances(reading)) == ("Oxygen Therapy", {"99183": "covered_with_criteria"})


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = ["POLICY STATEMENT", "A stimulator of the spinal cord is", "considered medically necessary for", "pain that lasts and that drugs and",
            "exercise have not helped, and that", "a trial of three days cut by half."]
    right = ["CODING", "Covered when criteria are met:", "63650  Lead", "63655  Lead by open surgery", "Investigational:", "0720T  Nerve fields"]
    reading = _read(tmp_path, "\n".join(f"{a:44}{b}" for a, b in zip(left, right, strict=True)) + "\n")
    assert _stances(reading) == {"63650": "covered_with_criteria", "63655": "covered_with_criteria", "0720T": "investigational"}


@pytest.mark.shared
def test_the_code_inside_a_policy_number_is_none(shared: Path) -> None:
    reading = read(shared / "policies" / "floridablue-bevacizumab-09-J0000-66.txt")[0]
    found = _stances(reading)
    assert reading.number == "09-J0000-66"
    assert "J0000" not in found
    assert found["J9035"] == "informational"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([
    "Coding", "Policy", "References", "Group 1 Codes:", "15822", "C33 –", "C34.92", "X", "", "Applies to HCPCS Code", "J0585 J0586",
    "Considered Not Medically Necessary:", "Effective Date", "13/45/2025", "1. item", "(a", "* Not Covered", "G24.3", "\x0c", "|||", "N/A",
    "<table><tr><td>", "Contractor Name:", "\ufeff", "ᴬ", "{", "Page 1 of 2"]) | st.text(max_size=40), max_size=40), st.sampled_from([".txt", ".html", ".json", ".csv", ".md"]))
def test_nothing_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, lines: list[str], suffix: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / f"policy{suffix}"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    try:
        readings = read(path)
    except CodekinError:
        return
    for reading in readings:
        assert reading.as_json()["file"] == str(path)


def test_a_payment_policy_takes_no_stance(tmp_path: Path) -> None:
    reading = _read(tmp_path, "Lakeside Health Plan\nReimbursement Policy\nSame Day Visits\nPolicy Number: RP-101\nPolicy\n"
                              "CPT 36415 is not separately reimbursed when billed with a visit.\n")
    assert (reading.kind, _stances(reading)) == ("reimbursement policy", {"36415": "informational"})


def test_a_list_under_each_part_has_the_stance_of_its_part(tmp_path: Path) -> None:
    reading = _read(tmp_path, "Harbor Health Plan Medical Policy\nSurgery of the Airway\nPolicy Number      Effective Date\nSUR-7.101          03/01/2025\n"
                              "Policy\nMedically Necessary\nPalate surgery is considered medically necessary when pressure has failed.\nCPT codes:\n42145  palate\n"
                              "Investigational\nHeating of the tongue is considered investigational.\nCPT codes:\n41530  tongue\n")
    assert _stances(reading) == {"42145": "covered_with_criteria", "41530": "investigational"}
    assert (reading.payer, reading.number, reading.title) == ("Harbor Health Plan", "SUR-7.101", "Surgery of the Airway")
    assert [(d.role, d.value) for d in reading.dates] == [("effective", "2025-03-01")]


def test_how_to_bill_belongs_to_the_sentence_before(tmp_path: Path) -> None:
    reading = _read(tmp_path, "PROVIDER BULLETIN\nNumber 2025-07\nDate: March 3, 2025\nSubject: Counseling\n\nEffective for dates of service April 15, 2025, and "
                              "after, counseling is covered. Bill procedure codes 99406 or 99407.\nG0436 is no longer payable.\n")
    assert _stances(reading) == {"99406": "covered_with_criteria", "99407": "covered_with_criteria", "G0436": "not_medically_necessary"}
    assert {(d.role, d.value) for d in reading.dates} == {("publish", "2025-03-03"), ("effective", "2025-04-15")}
