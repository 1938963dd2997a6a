"""Records of the Medicare Coverage Database: the answers of its API and the tables of its export.

A record is put together into one page of HTML, its long fields under headings and its code groups as lists, and read
like any other policy; what it says in fields of its own (number, dates, contractor, status) is taken from there. Offsets
count characters of that page. Its HTML is escaped once more than it should be, so it is unescaped exactly once.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from typing import Any

from graph.errors import UnreadableFile
from graph.ingest.policies import dates
from graph.ingest.policies.reading import DatedFact, PolicyReading
from graph.ingest.text.documents import Source, parse

Record = dict[str, Any]
_TEXTS = (  # field, and the heading it stands under
    ("item_service_description", "Item/Service Description"), ("itm_srvc_desc", "Item/Service Description"),
    ("indications_limitations", "Indications and Limitations of Coverage"), ("indctn_lmtn", "Indications and Limitations of Coverage"),
    ("cms_cov_policy", "CMS National Coverage Policy"), ("description", "Coverage Guidance"), ("indication", "Coverage Indications"),
    ("other_text", "Coverage Guidance"), ("reasons_for_denial", "Coverage Limitations"), ("doc_reqs", "Coverage Criteria"),
    ("util_guide", "Coverage Limitations"), ("associated_info", "Related Documents"), ("other_comments", "Related Documents"),
    ("summary_of_evidence", "Summary of Evidence"), ("analysis_of_evidence", "Analysis of Evidence"),
    ("bibliography", "References"), ("revision_history", "Revision History"), ("rev_hstry", "Revision History"), ("history_exp", "Revision History"),
)
_GROUPS = (  # table of codes, its column, its group, the heading with the stance
    ("hcpc_code", "hcpc_code_id", "hcpc_code_group", "CPT/HCPCS Codes"),
    ("icd10_covered", "icd10_code_id", "icd10_covered_group", "ICD-10-CM Codes that Support Medical Necessity"),
    ("icd10_noncovered", "icd10_code_id", "icd10_noncovered_group", "ICD-10-CM Codes that DO NOT Support Medical Necessity"),
    ("icd10_pcs_code", "icd10_pcs_code_id", "icd10_pcs_code_group", "ICD-10-PCS Codes"),
)
_DATES = (
    ("effective_date", "effective"), ("ncd_efctv_dt", "effective"), ("orig_det_eff_date", "original_effective"),
    ("article_eff_date", "original_effective"), ("rev_eff_date", "revision_effective"), ("article_rev_eff_date", "revision_effective"),
    ("last_reviewed_on", "last_review"), ("mcd_publish_date", "publish"), ("article_pub_date", "publish"),
    ("date_retired", "retirement"), ("retirement_date", "retirement"), ("ent_det_end_date", "retirement"),
    ("article_end_date", "retirement"), ("effective_end_date", "retirement"), ("ncd_trmntn_dt", "retirement"),
)
_STATUSES = {"A": "active", "F": "future", "P": "proposed", "D": "proposed", "R": "retired", "S": "superseded"}
_NUMBERS = ("document_display_id", "display_id", "ncd_mnl_sect", "lcd_id", "article_id", "document_id")
_TITLES = ("title", "ncd_mnl_sect_title")
_PARTS = re.compile(r"\s*\((?:MAC|DME MAC|A and B|A/B|HHH)[^)]*\)\s*$")
_REVIEWED = re.compile(r"(?i)\blast\s+reviewed\s+((?:[A-Z][a-z]+\s+)?(?:\d{1,2},\s+)?\d{4})")
_RETIRED = re.compile(r"(?i)effective\s+([A-Z][a-z]+\s+\d{1,2},\s+\d{4}),?\s+(?:this\s+|the\s+)?(?:ncd|lcd|article|policy|section)\b.{0,60}?\b(?:is|was|has been)\s+(?:retired|removed|withdrawn)")
_LARGEST = 64 * 1024 * 1024


def is_record(path: Path, text: str) -> bool:
    """Whether a file holds records and no document."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") or path.suffix.lower() == ".csv"


def readings(path: Path, text: str, read: Callable[[Source], PolicyReading]) -> list[PolicyReading]:
    """The policies of a file of records, in its order; `read` reads the page that a record makes."""
    found = [_reading(record, path, read) for record in _records(path, text)]
    if not found:
        raise UnreadableFile("no record of a policy", where=path, expected="records with a title and a number", got="none",
                             hint="give an answer of the Coverage API, or a table of the export")
    return found


def _records(path: Path, text: str) -> list[Record]:
    if path.suffix.lower() == ".csv":
        return list(_of_tables(path, text))
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("not JSON", where=path, expected="an answer of the Coverage API", got=error,
                             hint="save the answer as it came") from error
    return [record for record in _unwrapped(data) if _first(record, _TITLES)]


def _unwrapped(data: Any) -> Iterator[Record]:
    """The records in a list, in an answer with `data`, or in a record with its tables beside it."""
    if isinstance(data, list):
        for one in data:
            yield from _unwrapped(one)
    elif isinstance(data, dict) and isinstance(data.get("data"), list | dict):
        yield from _unwrapped(data["data"])
    elif isinstance(data, dict):
        tables = {_table_name(k): v for k, v in data.items() if isinstance(v, list)}
        main = next((data[k] for k in ("article", "lcd", "ncd") if isinstance(data.get(k), dict | list)), data)
        main = main[0] if isinstance(main, list) and main and isinstance(main[0], dict) else main
        if isinstance(main, dict):
            yield {**main, **{k: v for k, v in tables.items() if k not in ("article", "lcd", "ncd")}}


def _of_tables(path: Path, text: str) -> Iterator[Record]:
    """The rows of a main table, each with its rows in the tables that lie beside it."""
    rows = _rows(text)
    if not rows or not (set(rows[0]) & set(_TITLES)):
        return
    name = path.stem.lower()
    beside: dict[str, dict[str, list[Record]]] = {}
    for other in sorted(path.parent.glob(f"{name}_x_*.csv")) if name in ("article", "lcd") else ():
        if other.stat().st_size > _LARGEST:
            raise UnreadableFile("table is too large", where=other, expected=f"at most {_LARGEST} bytes", got=other.stat().st_size,
                                 hint="cut the export by document")
        by_id: dict[str, list[Record]] = defaultdict(list)
        for row in _rows(other.read_text("utf-8", errors="replace")):
            by_id[str(row.get(f"{name}_id"))].append(row)
        beside[_table_name(other.stem)] = by_id
    for row in rows:
        yield {**row, **{table: by_id.get(str(row.get(f"{name}_id")), []) for table, by_id in beside.items()}}


def _rows(text: str) -> list[Record]:
    try:
        return [{str(k).lower(): v for k, v in row.items()} for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))]
    except csv.Error:
        return []


def _table_name(name: str) -> str:
    return re.sub(r"^(?:article|lcd|ncd)_x_|^(?:article|lcd)_(?=hcpc|icd10)", "", name.lower().replace("-", "_"))


def _first(record: Record, names: tuple[str, ...]) -> str | None:
    return next((str(record[n]).strip() for n in names if str(record.get(n) or "").strip() not in ("", "N/A")), None)


def _reading(record: Record, path: Path, read: Callable[[Source], PolicyReading]) -> PolicyReading:
    number, title = _first(record, _NUMBERS), " ".join(unescape(_first(record, _TITLES) or "").split())
    kind = _kind(record, number)
    page = _page(record, kind, number, title)
    found = read(parse(page, Path(f"{path}.html")))
    named = tuple(_dates(record, found.dates))
    payer = "CMS" if kind == "NCD" else _PARTS.sub("", " ".join((_first(record, ("contractor_name_type", "contractor_name", "contractor_bus_name")) or "").split())) or found.payer
    return replace(found, file=str(path), number=number, title=title or found.title, kind=kind, payer=payer or None,
                   dates=named, status=_status(record, title, number, found), scope=_scope(record),
                   problems=tuple(replace(p, path=str(path)) for p in found.problems if not p.what.startswith("no ")),
                   revision=_first(record, ("document_version", "lcd_version", "article_version", "ncd_vrsn_num")))


def _kind(record: Record, number: str | None) -> str:
    said = _first(record, ("document_type",)) or ""
    if said.upper() in ("LCD", "NCD", "ARTICLE"):
        return said if said.upper() != "ARTICLE" else "Article"
    if "article_id" in record or (number or "").startswith("A"):
        return "Article"
    return "LCD" if "lcd_id" in record or re.match(r"D?L\d", number or "") else "NCD"


def _page(record: Record, kind: str, number: str | None, title: str) -> str:
    names = {"NCD": "National Coverage Determination", "LCD": "Local Coverage Determination", "Article": "Local Coverage Article"}
    parts = [f"<html><body><p>{names.get(kind, kind)}</p><h1>{escape(title)}</h1><p>{kind} ID {escape(number or '')}</p>"]
    for field, heading in _TEXTS:
        if str(record.get(field) or "").strip():
            parts.append(f"<h2>{heading}</h2><p>{_markup(record[field])}</p>")
    for table, column, group, heading in _GROUPS:
        parts += _listed(record, table, column, group, heading)
    return "\n".join([*parts, "</body></html>"])


def _markup(value: Any) -> str:
    """The HTML of a field: escaped once, or not where it came from the export."""
    text = str(value)
    return text if re.search(r"<\w+[^>]*>", text) else unescape(text)


def _listed(record: Record, table: str, column: str, group: str, heading: str) -> Iterator[str]:
    """A table of codes as its groups, each with its paragraph."""
    rows = [r for r in record.get(table) or [] if isinstance(r, dict)]
    paragraphs = {str(r.get(group)): str(r.get("paragraph") or "") for r in record.get(f"{table}_group") or record.get(group) or [] if isinstance(r, dict)}
    if not rows and not any(paragraphs.values()):
        return
    yield f"<h2>{heading}</h2>"
    for number in dict.fromkeys([str(r.get(group)) for r in rows] + list(paragraphs)):
        yield f"<p>Group {escape(number)} Paragraph:</p><p>{_markup(paragraphs.get(number, ''))}</p><p>Group {escape(number)} Codes:</p>"
        yield from (f"<p>{escape(str(r.get(column) or ''))}</p>" for r in rows if str(r.get(group)) == number)


def _dates(record: Record, found: tuple[DatedFact, ...]) -> Iterator[DatedFact]:
    """Dates of the fields, and the two that only the text says."""
    met: set[str] = set()
    for field, role in _DATES:
        raw = str(record.get(field) or "")
        if (value := dates.value_of(raw)) and role not in met:
            met.add(role)
            yield DatedFact(role, value, raw, 0, 0)
    text = " ".join(re.sub(r"<[^>]*>", " ", _markup(record.get(f) or "")) for f, _ in _TEXTS[:4])
    for role, pattern in (("last_review", _REVIEWED), ("retirement", _RETIRED)):
        if role not in met and (match := pattern.search(text)) and (value := dates.value_of(match[1])):
            yield DatedFact(role, value, match[0], 0, 0)


def _status(record: Record, title: str, number: str | None, found: PolicyReading) -> str:
    if re.search(r"(?i)\bretired\b\W*$", title):
        return "retired"
    if (number or "").startswith("DL"):
        return "proposed"
    said = str(record.get("status") or "").strip()
    return _STATUSES.get(said.upper(), said.lower() if said.lower() in _STATUSES.values() else "retired" if any(
        dates.value_of(str(record.get(f) or "")) for f in ("date_retired", "retirement_date")) else "active")


def _scope(record: Record) -> tuple[str, ...]:
    """Contractors and jurisdictions, as the record names them."""
    named = _first(record, ("contractor_name_type",))
    rows = [r for t in ("contractor", "primary_jurisdiction") for r in record.get(t) or [] if isinstance(r, dict)]
    said = [str(r.get(k)) for r in rows for k in ("contractor_bus_name", "contractor_name", "state_abbrev", "description") if r.get(k)]
    return tuple(dict.fromkeys([*([" ".join(named.split())] if named else []), *said]))
