"""A later edition that says less: a terminated code stays terminated, and what it leaves out does not end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from graph.ingest.build import build


def _book(path: Path, title: str, rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_a_reduced_edition_ends_nothing(few: Path, tmp_path: Path) -> None:
    heading = ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION"]
    folder = tmp_path / "official"
    folder.mkdir()
    for name, since, until in (("HCPC2030_JAN", "20300101", ""), ("HCPC2030_APR", "20291115", "20300331")):
        _book(folder / f"{name}.xlsx", "A", [
            [*heading, "COV", "BETOS", "ADD DT", "ACT EFF DT", "TERM DT"],
            ["Q9999", "0010", "3", "Made up", "C", "D1E", since, "20300101", until],
            ["Q9998", "0010", "3", "Made up too", "C", "D1E", "20300101", f"2030{'01' if not until else '04'}01", ""],
        ])
    _book(folder / "later.xlsx", "HCPC2031_JUL_ANWEB", [heading, ["Q9999", "0010", "3", "Made up"],
                                                        ["Q9998", "0010", "3", "Made up too"]])
    release = build(few, tmp_path / "out", releases=[folder])
    nodes = release.table("nodes").to_pylist()
    ended, alive = (next(n for n, r in enumerate(nodes) if r["id"] == f"HCPCS:{c}") for c in ("Q9999", "Q9998"))
    # the newest edition with days corrects the first day, and the list of 2031 does not wake the code
    assert (nodes[ended]["valid_from"], nodes[ended]["valid_to"]) == (date(2029, 11, 15), date(2030, 3, 31))
    assert nodes[alive]["valid_to"] is None
    facts = [r for r in release.table("attributes").to_pylist() if r["node"] == alive and r["name"] == "cov"]
    assert [(r["valid_from"], r["valid_to"]) for r in facts] == [(date(2030, 1, 1), None)]
    edges = [r for r in release.table("edges").to_pylist() if r["subject"] == alive]
    assert [(r["predicate"], r["valid_to"]) for r in edges] == [("in_grouping", None)]
