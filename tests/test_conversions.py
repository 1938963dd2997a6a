"""Ranges of conversion tables: single codes are always read, and the members of a range where a list tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ingest import conversions, official
from tests.official import rows_of

HEADING = "Current Code Assignment\tEffective October 1\tPrevious Code(s) Assignment\n"
CODES = {"H02": 0, "H0210": 0, "H02101": 1, "H02102": 1, "H02103": 1, "H02106": 1, "H02109": 1, "H0211": 0, "H02111": 1, "H03": 1}


def _table(folder: Path, previous: str, *lists: str) -> tuple[set[str], list[str], dict[str, int]]:
    """The codes that one entry of 2031 replaces, with the order files of some years beside it, and what is said."""
    (folder / "conversion.txt").write_text(f"{HEADING}H02.119\t2031\t{previous}\n")
    for year in lists:
        rows = (f"{n:05} {code:7} {flag} {'Plain':60} Plain\n" for n, (code, flag) in enumerate(CODES.items(), 1))
        (folder / f"icd10cm_order_{year}.txt").write_text("".join(rows))
    read = [official._file(path) for path in sorted(folder.iterdir())]
    entries, problems = conversions.expand([entry for one in read for entry in one[0]])
    batch = entries[0].batch
    batch.settle("conversion.txt")
    found = {e["subject"].partition(":")[2] for e in rows_of(batch, "edges", predicate="replaced_by")}
    return found, [p.what for p in (*batch.problems, *problems)], {"loaded": batch.loaded, **batch.listed}


@pytest.mark.parametrize(("previous", "expected"), [
    ("H02.101-H02.103; H02.109", {"H02.101", "H02.102", "H02.103", "H02.109"}),
    ("H02.101 – H02.103", {"H02.101", "H02.102", "H02.103"}),
    ("H02.102 through H02.111, H03", {"H02.102", "H02.103", "H02.106", "H02.109", "H02.111", "H03"}),
    ("H02-H02.10", {"H02.101", "H02.102", "H02.103", "H02.106", "H02.109"}),
    ("H02.109 and H03", {"H02.109", "H03"})])
def test_ranges_are_told_by_the_list_of_the_year_before(tmp_path: Path, previous: str, expected: set[str]) -> None:
    assert _table(tmp_path, previous, "2031") == (expected, [], {"loaded": 1})


@pytest.mark.parametrize(("previous", "lists", "expected"), [
    ("H02.101-H02.103; H02.109", (), {"H02.109"}), ("H02.101-H02.104", ("2031",), set()), ("H02.103-H02.101", ("2031",), set())])
def test_a_range_that_no_list_tells_is_kept_and_said(tmp_path: Path, previous: str, lists: tuple[str, ...], expected: set[str]) -> None:
    text = previous.partition(";")[0]
    assert _table(tmp_path, previous, *lists) == (expected, [f"range of previous codes that no list here tells: {text}"], {"loaded": 1})


def test_what_is_no_code_among_others_is_said(tmp_path: Path) -> None:
    assert _table(tmp_path, "H02.101, something") == ({"H02.101"}, ["not read among the previous codes: something"], {"loaded": 1})
