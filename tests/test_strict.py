"""Strict builds: what a publisher says is no code is no problem, and its own slips are the only ones there are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graph.ingest import official
from graph.ingest.agreement import conflicts, disagreements

_FOLDERS = ("hcpcs", "icd10cm", "icd10pcs", "ccsr", "betos", "pos", "ms-drg", "opps-asc", "pfs-rvu", "nucc", "ncci")
_MENDED = "code read as HCPCS:A4341: leading zeros or characters around it were mended"
SLIPS = {
    # Definitions of values that no table has any more, and two codes of a device that the tables do not allow.
    "tables_index_definitions_2025.zip": {"no such value in the tables": 10, "no such code in the tables": 2},
    # Codes with a sign behind them that is no letter.
    "OPPS_Addendum_B_2025-10_softek.nocpt.csv.gz": {_MENDED: 1},
    "OPPS_Addendum_B_2026-04_softek.nocpt.csv.gz": {_MENDED: 1, _MENDED.replace("A4341", "G0465"): 1},
    # A row broken in two, and a number of ten digits.
    "medicare-provider-taxonomy-crosswalk-2019.csv": {"names no taxonomy number": 2},
}


@pytest.mark.shared
@pytest.mark.parametrize("folder", _FOLDERS)
def test_every_official_file_is_without_problems_but_for_slips(shared: Path, folder: str) -> None:
    for path in sorted((shared / folder).iterdir()):
        entries, _, problems = official._file(path)
        problems += [p for e in entries for p in e.batch.problems] + disagreements(entries) + conflicts(entries)
        slips = SLIPS.get(path.name, {})
        assert Counter(p.what if p.what in slips else p.what.partition(":")[0] for p in problems) == slips, path.name
