"""Codes that a document names only at the edges of a table of marks: listed, and in themselves neither covered nor not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.ingest.policies.reading import MatrixRow, ReadCode, ReadProvision


def listed(marks: Iterable[MatrixRow], provisions: tuple[ReadProvision, ...], text: str) -> Iterator[ReadProvision]:
    """A neutral provision over the codes of a matrix that are in no other, at the place where each stands first."""
    said = {_bare(code.code) for provision in provisions for code in provision.codes}
    found = [code for code in _codes(marks, text) if _bare(code.code) not in said]
    if found:
        first = min(found, key=lambda code: code.start)
        yield ReadProvision("informational", "unknown", first.code, first.start, first.end, codes=tuple(found))


def _codes(marks: Iterable[MatrixRow], text: str) -> Iterator[ReadCode]:
    wanted = {row.hcpcs: "CPT" if row.hcpcs[0].isdigit() else "HCPCS" for row in marks} | {icd: "ICD10CM" for row in marks for icd in row.icd10}
    for code, system in wanted.items():
        if match := re.search(rf"(?<![\w.]){re.escape(code)}(?![\w.]*\w)", text):
            yield ReadCode(system, code, match.start(), match.end())


def _bare(code: str) -> str:
    return code.replace(".", "").upper()
