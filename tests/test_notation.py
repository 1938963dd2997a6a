"""Code fields and ranges: every quirk of the notation, fields nobody foresaw, and the official list of ICD-10-CM."""

from __future__ import annotations

import json
import time
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.ingest.policies import notation
from graph.ingest.policies.notation import CodeField, read_field
from graph.ingest.policies.notation_codes import SYSTEMS
from graph.ingest.policies.notation_grammar import parse
from graph.ingest.policies.ranges import CodeRange, ImpossibleRange, expand, expand_class
from server.cli import main

ICD = "ICD10CM"


def said(field: CodeField) -> list[str]:
    """Codes bare, ranges as a..b, pseudo-codes in quotes."""
    return [f"{p.first}..{p.last}" if p.kind == "range" else f"'{p.first}'" if p.kind == "pseudo" else p.first
            for p in field.parsed]


@pytest.mark.parametrize(("raw", "system", "expected"), [
    ("81403. 81404", "CPT", "81403 81404"),
    ("81403.81404", "CPT", "81403 81404"),
    ("97110 or 97112 & 97116/97124\t97140\n97150;97161,", "CPT", "97110 97112 97116 97124 97140 97150 97161"),
    ("97110, 97112, 97110", "CPT", "97110 97112"),
    ("95851- 95852", "CPT", "95851..95852"),
    ("C33 – C34.92", ICD, "C33..C34.92"),
    ("0054t through 0056T and 0071T to 0072T", "CPT", "0054T..0056T 0071T..0072T"),
    ("E11.621-E11.622:E13.621-E13.622", ICD, "E11.621..E11.622 E13.621..E13.622"),
    ("S42.00xA-S42.92xA", ICD, "S42.00XA..S42.92XA"),
    ("S322xxK, c7b.02, M545", ICD, "S32.2XXK C7B.02 M54.5"),
    ("L97.4-, C19, C00-D49", ICD, "L97.4 C19 C00..D49"),
    ("- 97110\n- 97112", "CPT", "97110 97112"),
    ("CPT codes: 97110, 97112; HCPCS: G0283", "CPT", "97110 97112 G0283"),
    ("97014, G0283, D0120, M54.5", "CPT", "97014 G0283 D0120 M54.5"),
    ("0JH60DZ, GZFZZZZ", "ICD10PCS", "0JH60DZ GZFZZZZ"),
    ("450, 0360-0369, 045x", "REVENUE", "0450 0360..0369 045X"),
    (640, "CPT", "00640"),
    (64999.0, "CPT", "64999"),
    (450, "REVENUE", "0450"),
    ("", "CPT", ""),
    (None, "CPT", ""),
])
def test_notation_is_read(raw: str | float | None, system: str, expected: str) -> None:
    field = read_field(raw, system)
    assert (" ".join(said(field)), field.errors) == (expected, {})


@pytest.mark.parametrize(("raw", "system", "parsed", "errors"), [
    ("-M17.9, M16.0", ICD, "M16.0", ["-M17.9"]),
    ("I25.10-125.119; I10", ICD, "I10", ["I25.10-125.119"]),
    ("125.9", ICD, "", ["125.9"]),
    (125.9, ICD, "", ["125.9"]),
    ("C79.51-C75.52", ICD, "", ["C79.51-C75.52"]),
    ("C79.51 – C75.52", ICD, "", ["C79.51 – C75.52"]),
    ("M54,5, M54.6", ICD, "M54.6", ["M54,5"]),
    ("I25.10-I25,119", ICD, "", ["I25.10-I25,119"]),
    ("M54-5, M5.41, M54..5, M54. 5, M 54.5", ICD, "", ["M54-5", "M5.41", "M54..5", "M54. 5", "M 54.5"]),
    ("E1O.9, E11.621-.622", ICD, "", ["E1O.9", "E11.621-.622"]),
    ("K50.00-K50.019-K51.00", ICD, "", ["K50.00-K50.019-K51.00"]),
    ("S42.001A-", ICD, "", ["S42.001A-"]),
    ("97110-, 9711, 97110-12, 971100", "CPT", "", ["97110-", "9711", "97110-12", "971100"]),
    ("O554T, 0054T-0055U, 97110-G0283", "CPT", "", ["O554T", "0054T-0055U", "97110-G0283"]),
    ("97110?, 97112", "CPT", "97112", ["97110?"]),
])
def test_what_is_broken_is_reported_and_not_repaired(raw: str, system: str, parsed: str, errors: list[str]) -> None:
    field = read_field(raw, system)
    assert (" ".join(said(field)), list(field.errors)) == (parsed, errors)
    assert all(field.errors.values())


@pytest.mark.parametrize(("raw", "system", "expected"), [
    ("No CPT", "CPT", ["'No CPT'"]),
    ("No HCPCS         C9749, C1889", "HCPCS", ["'No HCPCS'", "C9749", "C1889"]),
    ("N/A", "HCPCS", ["'N/A'"]),
    ("Varies ", "CPT", ["'Varies'"]),
    ("Policy applies to All Diagnoses", ICD, ["'Policy applies to All Diagnoses'"]),
    ("all Category III codes, 97110", "CPT", ["'all Category III codes'", "97110"]),
    ("No CPT or HCPCS", "CPT", ["'No CPT or HCPCS'"]),
    ("See policy 123", "CPT", ["'See policy 123'"]),
])
def test_pseudo_codes_are_kept_as_such(raw: str, system: str, expected: list[str]) -> None:
    field = read_field(raw, system)
    assert (said(field), field.errors) == (expected, {})


@pytest.mark.parametrize(("raw", "expected"), [
    ("T1002 TG", [("T1002", "TG")]),
    ("84999 with a 90 modifier", [("84999", "90")]),
    ("99213-25, 97110-GP-59", [("99213", "25"), ("97110", "GP"), ("97110", "59")]),
    ("97110, 97112 with modifier 59 or XU", [("97112", "59"), ("97112", "XU")]),
    ("J0585 JW/JZ, T1002 TG, TE, 97110", [("J0585", "JW"), ("J0585", "JZ"), ("T1002", "TG"), ("T1002", "TE")]),
    ("T1002 TG; T1002 TG", [("T1002", "TG")]),
    ("97110 OR 97112", []),
])
def test_a_modifier_stands_beside_its_code(raw: str, expected: list[tuple[str, str]]) -> None:
    answer = read_field(raw, "HCPCS").as_json()
    assert [(m["code"], m["modifier"]) for m in answer.get("modifiers", [])] == expected
    assert answer["errors"] == []
    assert all(set(item) == {"code"} for item in answer["parsed"])


def test_remarks_stubs_and_foreign_codes_are_told_apart() -> None:
    answer = read_field("G35 multiple sclerosis, L97.4-, 97110", ICD).as_json()
    assert answer["parsed"] == [{"code": "G35"}, {"code": "L97.4"}, {"code": "97110"}]
    assert read_field("C50.-, C50.x, E08.1--", ICD).as_json()["stubs"] == ["C50", "C50.X", "E08.1"]
    assert answer["notes"] == ["multiple sclerosis"]
    assert answer["stubs"] == ["L97.4"]
    assert answer["other_systems"] == {"97110": "CPT"}


@pytest.mark.parametrize(("raw", "system"), [("97110", "ICD9"), ([1], "CPT"), (True, "CPT")])
def test_what_is_no_field_is_refused(raw: object, system: str) -> None:
    with pytest.raises(BadInput):
        read_field(raw, system)  # type: ignore[arg-type]


_FRAGMENTS = st.sampled_from([
    "M54.5", "97110", "0054T", "J0585", "S322xxK", "M54", "125.9", "5", "TG", "-", "–", " ", "\n", ", ", ",", ";", ".",
    ":", "/", "&", " or ", " to ", " with ", " a 90 modifier", "modifier 25", "all ", "codes", "N/A", "No CPT", "(", "?",
    "é", "٣", "ICD-10", "n.a.", "..", "C50.", "x", "\u00a0", "İ"])
_FIELDS = st.one_of(st.lists(_FRAGMENTS, max_size=10).map("".join), st.text(max_size=30))


@settings(max_examples=250, deadline=None)
@given(_FIELDS, st.sampled_from(SYSTEMS))
def test_any_text_is_accounted_for(text: str, system: str) -> None:
    pieces = parse(text, system)
    assert "".join(text[p.start:p.end] for p in pieces) == text
    assert all(before.end == after.start for before, after in pairwise(pieces))
    dropped = "".join(text[p.start:p.end] for p in pieces if p.kind == "separator")
    words = dropped.casefold().translate(dict.fromkeys(map(ord, "/.,-;:()"), " ")).split()
    assert not any(any(c.isdigit() for c in word) for word in words if not word.startswith(("10", "icd", "9")))
    json.dumps(read_field(text, system).as_json())


@settings(max_examples=300, deadline=None)
@given(_FIELDS, st.sampled_from(SYSTEMS))
def test_the_short_way_reads_as_the_grammar_does(text: str, system: str) -> None:
    plain = notation._plain(text, system)
    if plain is not None:
        assert plain == [p for p in parse(text, system) if p.kind != "separator"]


@pytest.mark.parametrize("unit", ["M54-", "word ", " to ", " or ", "modifier ", "97110 - ", "a-", "a.", "with ", "no, a", "?"])
def test_time_is_linear(unit: str) -> None:
    def took(times: int) -> float:
        begun = time.process_time()
        parse(unit * times, ICD)
        return time.process_time() - begun

    took(100)
    short, long = (min(took(size // len(unit)) for _ in range(3)) for size in (4_000, 40_000))
    assert long < 60 * max(short, 0.005)  # ten times the text; squared is 100


def test_the_command_answers_each_line_in_its_place(tmp_path: Path) -> None:
    source = tmp_path / "fields.jsonl"
    source.write_text('{"raw": 84999, "system": "CPT"}\nnot json\n{"raw": "-M17.9", "system": "ICD10CM"}\n')
    result = CliRunner().invoke(main, ["codes", "--from", str(source), "--json"])
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 2
    assert first == {"raw": 84999, "system": "CPT", "parsed": [{"code": "84999"}], "errors": []}
    assert second["error"]["where"] == "line 2"
    assert (third["parsed"], third["errors"]) == ([], ["-M17.9"])


def test_the_command_reads_a_field_that_looks_like_an_option() -> None:
    result = CliRunner().invoke(main, ["codes", "-M17.9", "--system", "icd10cm", "--json"])
    assert (result.exit_code, json.loads(result.stdout)["errors"]) == (0, ["-M17.9"])
    assert "the start of the range is missing" in CliRunner().invoke(main, ["codes", "-M17.9", "--system", ICD]).stdout


@pytest.mark.parametrize("arguments", [["codes"], ["codes", "97110"], ["codes", "97110", "--from", __file__]])
def test_the_command_says_how_it_is_asked(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


def icd(first: str, last: str) -> CodeRange:
    return CodeRange(f"{first}-{last}", ICD, first, last)


@pytest.fixture(scope="module")
def diagnoses(shared: Path) -> dict[str, list[str]]:
    """The order file of ICD-10-CM 2025: every code, and the valid ones, sorted."""
    with zipfile.ZipFile(shared / "icd10cm" / "cms_2025_dx.zip") as archive:
        lines = archive.read("icd10cm_order_2025.txt").decode("latin-1").splitlines()
    return {"every": sorted(line[6:14].strip() for line in lines),
            "valid": sorted(line[6:14].strip() for line in lines if line[14] == "1")}


@pytest.mark.shared
@pytest.mark.parametrize("dotted", [False, True])
def test_seventh_character_ranges_of_icd_10_cm_2025(diagnoses: dict[str, list[str]], dotted: bool) -> None:
    held = [f"{c[:3]}.{c[3:]}" if dotted and len(c) > 3 else c for c in diagnoses["valid"]]
    found = expand(icd("S42.00xA", "S42.92xA"), held, "ICD-10-CM 2025")
    assert (len(found.codes), found.raw, found.edition) == (201, "S42.00xA-S42.92xA", "ICD-10-CM 2025")
    assert {c[-1] for c in found.codes} == {"A"}
    assert len(expand(icd("S42.00", "S42.92"), held).codes) == 1398
    assert {c[-1] for c in expand(icd("S52.00xK", "S52.92xN"), held).codes} == {"K", "M", "N"}


@pytest.mark.shared
def test_chapters_of_icd_10_cm_2025(diagnoses: dict[str, list[str]]) -> None:
    neoplasms = expand(icd("C00", "D49"), diagnoses["every"])
    assert {"C000", "C7A00", "D499"} <= set(neoplasms.codes)
    assert neoplasms.first_held
    assert neoplasms.last_held
    assert "D500" not in neoplasms.codes


@pytest.mark.shared
def test_real_ranges_and_their_ends(shared: Path, diagnoses: dict[str, list[str]]) -> None:
    lines = (shared / "notation" / "notation-dev.jsonl").read_text().splitlines()
    fields = [read_field(**json.loads(line)) for line in lines]
    assert [e for f in fields for e in f.errors] == ["M05.561-M05.469"]
    assert sum(p.kind == "pseudo" for f in fields for p in f.parsed) == 6
    ranges = [icd(p.first, p.last) for f in fields for p in f.parsed if p.kind == "range" and p.system == ICD]
    expanded = [expand(r, diagnoses["every"]) for r in ranges]
    assert 0.94 < sum(e.first_held and e.last_held for e in expanded) / len(expanded) < 0.97


@pytest.mark.parametrize(("first", "last", "system"), [
    ("C79.51", "C75.52", ICD), ("125.1", "I25.9", ICD), ("Z98.0", "Z99.9", ICD), ("97110", "0054T", "CPT"),
    ("97110", "97112", ICD)])
def test_impossible_ranges_are_typed_errors(first: str, last: str, system: str) -> None:
    with pytest.raises(ImpossibleRange):
        expand(CodeRange(f"{first}-{last}", system, first, last), ["A00.0", "C75.1", "I25.1"])


def test_a_range_of_one_cpt_category_leaves_the_others_out() -> None:
    held = ["00700", "0070T", "0070U", "0071T", "0071U", "00720", "0072U"]
    assert expand(CodeRange("0070U-0072U", "CPT", "0070U", "0072U"), held).codes == ("0070U", "0071U", "0072U")
    assert expand(CodeRange("00700-00720", "CPT", "00700", "00720"), held).codes == ("00700", "00720")


def test_class_rules_name_codes_by_their_shape() -> None:
    held = ["0001F", "00700", "0070T", "0070U", "97110"]
    found = expand_class("Policy applies to all CPT Category III codes", "CPT", held, "2025")
    assert found is not None
    assert (found.codes, found.edition) == (("0070T",), "2025")
    assert expand_class("all Category III codes except 0070T", "CPT", held) is None
    assert expand_class("all Category I and Category III codes", "CPT", held) is None
    assert expand_class("all diagnoses", ICD, ["A00.0"]) is None
    letters = expand_class("all J codes", "HCPCS", ["G0008", "J0585"])
    assert letters is not None
    assert letters.codes == ("J0585",)
    with pytest.raises(ImpossibleRange):
        expand_class("all Category III codes", "CPT", ["97110"])
