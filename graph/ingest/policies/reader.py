"""One policy document, read: rows, zones, dates, identity, provisions, matrix, relations, in that order."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from graph.ingest.policies import (
    coverage_database,
    criteria,
    dates,
    grids,
    identity,
    layout,
    legends,
    marked,
    matrix,
    owners,
    payers,
    relations,
)
from graph.ingest.policies.authorization import authorization as asked_before
from graph.ingest.policies.ledger import Ledger
from graph.ingest.policies.payers import Payer
from graph.ingest.policies.prose import ProseReader, denied_as
from graph.ingest.policies.reading import PolicyReading
from graph.ingest.policies.rows import Row, rows
from graph.ingest.policies.tables import TableReader
from graph.ingest.policies.zones import Zone, opens, whole_headings, zones
from graph.ingest.text.documents import MAXIMUM_TEXT, Source, decode, parse
from graph.ingest.text.documents import read as read_lines
from graph.model import Problem

BUNDLED = Path(__file__).parents[3] / "data" / "policies" / "payers.toml"
_LAID_OUT = (".pdf", ".html", ".htm")
_HEAD = 2048  # characters that tell the format
_PAYMENT = "reimbursement policy"  # says what is paid once it is covered, not what is covered
_DRUGS, _LIST = "drug policy", "prior-authorization list"
_MEDICARE = ("NCD", "LCD", "Article")
_COMMENTS = re.compile(r"(?i)response to comments")
_SECTION = re.compile(r"(?i)^\W*(?:\w{1,4}[.)]\s+)?(?:coding(?!\s*:)|billing|applicable codes|code reference)")
_BACKGROUND = "background"
_UNREAD = ("references", "history", "related", "legal", _BACKGROUND)


def read(path: Path) -> list[PolicyReading]:
    """The policies of a file, by the payers that come with the project."""
    return _bundled().read(path)


@cache
def _bundled() -> PolicyReader:
    return PolicyReader(payers.load(BUNDLED))


class PolicyReader:
    """Reads policies; the payers it knows are data."""

    def __init__(self, known: tuple[Payer, ...]) -> None:
        self._payers = known

    def read(self, path: Path) -> list[PolicyReading]:
        """The policies of a file: one, or the records of a Medicare export. Raises `UnreadableFile`."""
        source = _source(path)
        if source.format == "text" and coverage_database.is_record(path, source.text):
            return coverage_database.readings(path, source.text, self.read_source)
        return [self.read_source(source)]

    def read_source(self, source: Source) -> PolicyReading:
        """The policy of a text that has been read into lines."""
        found = whole_headings(rows(source))
        where = zones(found)
        top = identity.head(found, where)
        described = "\n".join(row.text for row, zone in zip(found, where, strict=True) if zone.name not in ("references", "history"))
        whole = "\n".join(row.text for row, zone in zip(found, where, strict=True) if zone.name != "references")
        head_text = "\n".join(row.text for row in top)
        payer, owner = owners.find(top, found, whole, self._payers)
        owner = owner or (owners.of_page(source.text) if source.format == "html" else None)
        what = identity.identity(top, payer, owner, described, source.text)
        ledger = Ledger(str(source.path))
        prose = self._provisions(source, found, where, ledger, what.kind == _PAYMENT)
        denied = denied_as(prose.denials, what.kind in _MEDICARE)
        authorization = next(iter(prose.authorizations), "unknown")
        if what.kind == _DRUGS:
            ledger.ask_for_drugs(authorization)
        if what.kind == _LIST:
            ledger.ask_for_list(asked_before(what.title or "") if authorization == "unknown" else authorization)
        provisions = ledger.finish(denied, authorization)
        provisions = criteria.attach(provisions, found, where)
        problems = [*ledger.problems, *_missing(what, str(source.path))]
        dated = tuple(dates.find(found, where))
        if what.kind == _PAYMENT:
            provisions = tuple(replace(p, stance="informational", is_default=False, criteria=None) for p in provisions)
        if _COMMENTS.search(f"{what.title} {head_text}"):
            provisions = ()
        status = what.status if what.number or what.kind or dated or provisions else None
        marks, more = matrix.find(source, found)
        provisions = (*provisions, *marked.listed(marks, provisions, source.text))
        return PolicyReading(
            str(source.path), owner, what.number, what.title, what.kind, status, dated, provisions, marks, relations.find(found, where, what.number),
            problems=(*problems, *more))

    def _provisions(self, source: Source, found: list[Row], where: list[Zone], ledger: Ledger, neutral: bool) -> ProseReader:
        legend = legends.find(found)
        if source.format == "pdf" and grids.has_columns(found, legend):
            sheets = layout.rows(source.path)
            verdicts = grids.of_sheets(found, sheets, legends.find(sheets))
        else:
            verdicts = grids.verdicts(found, legend)
        table, prose = TableReader(found, ledger, verdicts), ProseReader(found, ledger, neutral)
        entered = [n for n in range(1, len(where)) if where[n].name == "coding" and where[n - 1].name == "criteria"]
        again = sum(zone.name == "coding" and opens(row) == "criteria" for row, zone in zip(found, where, strict=True))
        by_part = bool(entered) and len(entered) + again > 1  # every part of the policy has its own list
        n = 0
        unread = [name for name in _UNREAD if not (neutral and name == _BACKGROUND)]  # how to bill is what a policy of payment decides
        while n < len(found):
            zone = where[n]
            if zone.name in unread or n in legend.rows:
                n += 1
            elif zone.name == "coding" and (n == 0 or where[n - 1].name != "coding"):
                table.enter(found[n], prose.last() if by_part and not _SECTION.match(found[n].text) else None)
                n += 1
            elif zone.name == "coding":
                n = table.read(n)
            elif opens(found[n]):
                prose.enter(found[n])
                n += 1
            elif table.is_row(n):
                n = table.stray(n, prose.opened())
            else:
                n = prose.read(n, where)
        prose.settle()
        return prose


def _source(path: Path) -> Source:
    """The text of a file; what is plain text need not be read into the lines of a page first."""
    if path.suffix.lower() in _LAID_OUT or not path.is_file() or path.stat().st_size > MAXIMUM_TEXT:
        return read_lines(path)
    data = path.read_bytes()
    if b"%PDF-" in data[:1024]:
        return read_lines(path)
    text = decode(data, path)
    if parse(text[:_HEAD], path).format == "html":
        return parse(text, path)
    return Source(path, text, "text", ())


def _missing(what: identity.Identity, path: str) -> list[Problem]:
    return [Problem(path, None, f"no {name} found") for name, value in (("number", what.number), ("title", what.title)) if not value]
