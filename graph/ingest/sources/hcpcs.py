"""HCPCS Level II as CMS publishes it: the contractor record of fixed width, its spreadsheet, and reduced spreadsheets.

A description may run over several records; those that are terminated stay in the file with their last day. The
effective day of an edition is that of its newest action, or what the sheet or file is called where no date is inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.errors import BadTable, CodekinError
from graph.identifiers import CODE_SYSTEMS
from graph.ingest import csvs, dates, dating, grids, sheets
from graph.ingest.batch import BARE, Batch
from graph.ingest.codes import clean, procedure
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Heading, Layout

# Name of the column in the spreadsheet, first place in the record (1-based), length, number of times it occurs.
_FIELDS = (
    ("code", 1, 5, 1), ("recid", 11, 1, 1), ("long", 12, 80, 1), ("short", 92, 28, 1), ("price", 120, 2, 4),
    ("mult_pi", 128, 1, 1), ("cim", 129, 6, 3), ("mcm", 147, 8, 3), ("statute", 171, 10, 1), ("labcert", 181, 3, 8),
    ("xref", 205, 5, 5), ("cov", 230, 1, 1), ("asc_grp", 231, 2, 1), ("asc_dt", 233, 8, 1), ("opps", 241, 3, 1),
    ("opps_pi", 244, 1, 1), ("opps_dt", 245, 8, 1), ("procnote", 253, 4, 1), ("betos", 257, 3, 1), ("tos", 261, 1, 5),
    ("anest_bu", 266, 3, 1), ("add_dt", 269, 8, 1), ("act_eff_dt", 277, 8, 1), ("term_dt", 285, 8, 1),
    ("action_cd", 293, 1, 1),
)
_ROLES = {f"{name}{n}" if times > 1 else name: (start - 1 + (n - 1) * size, start - 1 + n * size)
          for name, start, size, times in _FIELDS for n in range(1, times + 1)}
_CONTINUED = tuple((role, _ROLES[role]) for role in ("code", "recid", "long"))  # a record that says no more
_FIELD_OF = {role: name for name, _, _, times in _FIELDS for role in _ROLES
             if role == name or (times > 1 and role.rstrip("12345678") == name)}
_PLAIN = frozenset(("price", "mult_pi", "cim", "mcm", "statute", "labcert", "cov", "asc_grp", "asc_dt", "opps",
                    "opps_pi", "opps_dt", "procnote", "act_eff_dt", "action_cd"))
_RECORD = re.compile(r"(?: {3}[0-9A-Z]{2}|[0-9A-Z]\d{3}[0-9A-Z])\d{5}[3478]")
_MANY = 2000
_SHORT = 119  # a record is 320 wide, and this far it has its descriptions

_HEADINGS = {role: role.replace("_", " ") for role in _ROLES} | {
    "code": "hcpc|hcpcs|hcpcs code|code", "long": "long description|long descriptor|description",
    "short": "short description|short descriptor", "recid": "recid|rec id|record identification code"}
_FULL = Layout(_HEADINGS, ("code", "recid", "long"))
_REDUCED = Layout({r: _HEADINGS[r] for r in ("code", "long", "short")}, ("code", "long"))


@dataclass(frozen=True, slots=True)
class Record:
    """One record: `first` unless it continues the description of the record before; a field has all its values."""

    row: int
    code: str
    first: bool
    fields: dict[str, list[str]]

    def one(self, name: str) -> str:
        """The value of a field that occurs once, empty where it is blank."""
        return self.fields.get(name, _BLANK)[0]


_BLANK = [""]


def recognises(item: Item) -> bool:
    """A record of fixed width, a heading of the spreadsheet, or a list of Level II codes and descriptions only."""
    return _is_fixed(item) or grids.matches(item, _FULL) is not None or _is_reduced(item)


def _is_fixed(item: Item) -> bool:
    lines = [line for line in item.head.decode("latin-1").splitlines() if len(line) > _SHORT]
    records = [line for line in lines if _RECORD.match(line) and "," not in line[:11] and "\t" not in line]
    return len(records) > len(lines) / 2


def _is_reduced(item: Item) -> bool:
    """Two or three known columns, nearly all codes of this system: two letters alone could be anything."""
    heading = grids.matches(item, _REDUCED)
    if heading is None or len([name for name in heading.names if name]) > len(heading.place):
        return False
    column = heading.place["code"]
    rows = _many(item, heading.sheet)[heading.rows:]
    codes = [clean(row[column]).upper() for row in rows if len(row) > column and row[column]]
    known = [curie for curie in map(curie_of, codes) if curie and not curie.partition(":")[2].isdigit()]
    return len(known) > 0.9 * len(codes) and any(c.startswith("HCPCS:") for c in known) and \
        all(c.startswith(("HCPCS:", "MODIFIER:", "CDT:")) for c in known)


def _many(item: Item, sheet: int) -> list[list[str]]:
    """As many rows as recognition may see: the modifiers, which come first, fill hundreds."""
    return sheets.sheets(item)[sheet].rows if sheets.is_workbook(item) else csvs.preview(item, _MANY)


def curie_of(code: str) -> str | None:
    """The CURIE of a procedure code or a modifier.

    >>> curie_of("G0008"), curie_of("A1"), curie_of("x")
    ('HCPCS:G0008', 'MODIFIER:A1', None)
    """
    if CODE_SYSTEMS["MODIFIER"].shape.fullmatch(code):
        return f"MODIFIER:{code}"
    return procedure(code) if len(code) == 5 else None


def read(item: Item) -> Batch:
    """All codes and modifiers with their descriptions, groupings, facts and replacements."""
    records = list(_fixed(item) if _is_fixed(item) else _sheet(item))
    newest = max((d for r in records for f in ("add_dt", "act_eff_dt") if (d := _known_day(r.one(f)))), default=None)
    called = next((d for name in (*_sheet_names(item), item.name) if (d := dates.named(name))), None)
    batch = dating.dated(item, "HCPCS", "HCPCS Level II", [newest], called)
    if (heading := _heading(item)) is not None:
        grids.remark_unread(batch, item, heading, ("seqnum", "seq num"))
    _add(batch, item, records)
    return batch


# --- records of either make ---


def _fixed(item: Item) -> Iterator[Record]:
    started = False
    for row, line in enumerate(item.text(("utf-8-sig", "cp1252", "latin-1")).splitlines(), 1):
        found = _RECORD.match(line)
        started = started or found is not None
        if started and line.strip():
            places = () if not found else _CONTINUED if line[10] in "48" else _ROLES.items()
            yield _record(row, [(role, line[a:b].strip()) for role, (a, b) in places])


def _heading(item: Item) -> Heading | None:
    return grids.matches(item, _FULL) or grids.matches(item, _REDUCED)


def _sheet(item: Item) -> Iterator[Record]:
    grid = grids.read(item, _FULL if grids.matches(item, _FULL) else _REDUCED)
    texts = [grid.text(role).to_pylist() for role in grid.columns]
    for row, cells in zip(grid.rows.tolist(), zip(*texts, strict=True), strict=True):
        if any(cells):
            yield _record(row, list(zip(grid.columns, cells, strict=True)))


def _record(row: int, cells: list[tuple[str, str]]) -> Record:
    fields: dict[str, list[str]] = {}
    for role, text in cells:
        if text:
            known = fields.setdefault(_FIELD_OF[role], [])
            if text not in known:
                known.append(text)
    return Record(row, fields.get("code", _BLANK)[0].upper(), fields.get("recid") not in (["4"], ["8"]), fields)


def _known_day(text: str) -> date | None:
    try:
        return dates.day(text)
    except BadTable:
        return None


def _sheet_names(item: Item) -> list[str]:
    return [s.name for s in sheets.sheets(item)] if sheets.is_workbook(item) else []


# --- what a record says ---


def _add(batch: Batch, item: Item, records: list[Record]) -> None:
    texts: dict[str, list[str]] = {}
    firsts: dict[str, Record] = {}
    current: str | None = None
    for record in records:
        batch.read += 1
        curie = curie_of(record.code)
        if curie is None:
            batch.listed_row(item.name, record.row, "neither a code nor a modifier", record.code[:5])
        elif record.first and curie in firsts:
            batch.listed_row(item.name, record.row, "repeated: the first record of this code is kept", record.code)
        elif record.first:
            batch.loaded += 1
            firsts[curie], texts[curie] = record, [record.one("long")]
        elif curie == current:
            batch.merged += 1
            texts[curie].append(record.one("long"))
            continue
        else:
            batch.listed_row(item.name, record.row, "continues no record before it", record.code)
        current = curie if curie and firsts.get(curie) is record else None
    for curie, record in firsts.items():
        _code(batch, item, curie, record, " ".join(" ".join(texts[curie]).split()))


def _code(batch: Batch, item: Item, curie: str, record: Record, label: str) -> None:
    since, until = (_day(batch, item, record, name) for name in ("add_dt", "term_dt"))
    words = not curie.partition(":")[2].isdigit()  # modifiers of digits only are CPT's own
    batch.code(curie, label if words and label else None, record.row, since, until)
    short = " ".join(record.one("short").split())
    if words and short and short != label:
        batch.label(curie, short)
    for name, values in record.fields.items():
        if name in _PLAIN:
            for value in values:
                batch.attribute(curie, name, value, record.row)
    if (units := record.one("anest_bu").strip(" 0")):  # nought on every record that is no anesthesia
        batch.attribute(curie, "anest_bu", units, record.row)
    _groupings(batch, curie, record)
    _replacements(batch, curie, record, until)


def _day(batch: Batch, item: Item, record: Record, name: str) -> date | None:
    text = record.one(name)
    try:
        return dates.day(text)
    except CodekinError:
        batch.remark(item.name, record.row, f"{name} is no date: {text[:10]}")
        return None


def _groupings(batch: Batch, curie: str, record: Record) -> None:
    for prefix, name in (("BETOS", "betos"), ("TOS", "tos")):
        for value in record.fields.get(name, ()):
            batch.node(f"{prefix}:{value}", "grouping", f"{prefix} {value}", rank=BARE)
            batch.edge(curie, "in_grouping", f"{prefix}:{value}", record.row)


def _replacements(batch: Batch, curie: str, record: Record, until: date | None) -> None:
    """A terminated code gives way to the codes it refers to; a reference of a living one is only a fact."""
    for value in record.fields.get("xref", ()):
        target = curie_of(value)
        batch.attribute(curie, "xref", value, record.row)
        if until is not None and target is not None and target != curie:
            batch.mention(target)
            batch.edge(curie, "replaced_by", target, record.row, valid_from=until + timedelta(1))


FORMATS = (Format("hcpcs", "HCPCS Level II", dating.PUBLISHER, dating.LICENCE, recognises, read),)
