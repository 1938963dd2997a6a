"""HCPCS Level II as CMS publishes it: the contractor record of fixed width, its spreadsheet, and reduced spreadsheets.

A description may run over several records; those that are terminated stay in the file with their last day. The
effective day of an edition is that of its newest action, or what the sheet or file is called where no date is inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import BadTable
from graph.identifiers import CODE_SYSTEMS
from graph.ingest import csvs, dates, dating, grids, sheets
from graph.ingest.batch import BARE, Batch
from graph.ingest.codes import clean, cut, mention, procedure
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Grid, Layout

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
_CONTINUED = ("code", "recid", "long")  # a record that goes on says no more
_FIELD_OF = {role: name for name, _, _, times in _FIELDS for role in _ROLES
             if role == name or (times > 1 and role.rstrip("12345678") == name)}
_PLAIN = frozenset(("price", "mult_pi", "cim", "mcm", "statute", "labcert", "cov", "asc_grp", "asc_dt", "opps",
                    "opps_pi", "opps_dt", "procnote", "act_eff_dt", "action_cd"))
_RECORD = re.compile(r"(?: {3}[0-9A-Z]{2}|[0-9A-Z]\d{3}[0-9A-Z])\d{5}[3478]")
_MANY = 2000
_WIDTH, _SHORT = 320, 119  # of a record, and of one with no more than its descriptions

_HEADINGS = {role: role.replace("_", " ") for role in _ROLES} | {
    "code": "hcpc|hcpcs|hcpcs code|code", "long": "long description|long descriptor|description",
    "short": "short description|short descriptor", "recid": "recid|rec id|record identification code"}
_FULL = Layout(_HEADINGS, ("code", "recid", "long"))
_UNCLASSIFIED = re.compile(r"(?<![a-z])noc(?![a-z])|not otherwise classified", re.IGNORECASE)
_REDUCED = Layout({r: _HEADINGS[r] for r in ("code", "long", "short")}, ("code", "long"))


@dataclass(frozen=True, slots=True)
class Records:
    """Records as parallel columns of clean text by role, and the row of each; what is not said is empty."""

    rows: np.ndarray
    columns: dict[str, pa.Array]

    def __len__(self) -> int:
        return len(self.rows)

    def texts(self, role: str) -> list[str]:
        """One column as a list."""
        return self.columns[role].to_pylist() if role in self.columns else [""] * len(self)

    def distinct(self, role: str) -> list[str]:
        """What one column says, each but once."""
        return self.columns[role].unique().to_pylist() if role in self.columns else []

    def take(self, places: list[int]) -> Records:
        """The records at some places."""
        chosen = pa.array(places, pa.int64())
        return Records(self.rows[places], {role: column.take(chosen) for role, column in self.columns.items()})

    def values(self, field: str) -> Iterator[tuple[pa.Array, pa.Array]]:
        """For every time a field occurs its column, and which records say there what they have not said before."""
        before: list[pa.Array] = []
        for role, name in _FIELD_OF.items():
            if name == field and role in self.columns:
                column = self.columns[role]
                said = pc.not_equal(column, "")
                for other in before:
                    said = pc.and_(said, pc.not_equal(column, other))
                before.append(column)
                yield column, said


def recognises(item: Item) -> bool:
    """A record of fixed width, a heading of the spreadsheet, or a list of Level II codes and descriptions only."""
    return _is_fixed(item) or grids.matches(item, _FULL) is not None or (
        not _is_unclassified(item) and _is_reduced(item))


def _is_fixed(item: Item) -> bool:
    return _is_record(item.head)


@lru_cache(maxsize=4)
def _is_record(head: bytes) -> bool:
    """Whether most lines are records: asked of an item to know it, and to read it."""
    lines = [line for line in head.decode("latin-1").splitlines() if len(line) > _SHORT]
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


def recognises_unclassified(item: Item) -> bool:
    """A list that calls itself one of codes not otherwise classified, beside the file of all codes."""
    return _is_unclassified(item) and _is_reduced(item)


def _is_unclassified(item: Item) -> bool:
    heading = grids.matches(item, _REDUCED)
    return heading is not None and any(
        _UNCLASSIFIED.search(text) for text in (item.name, *_sheet_names(item), *heading.titles))


def read_unclassified(item: Item) -> Batch:
    """A fact of each code; the list is a part of an edition, and no edition of its own that would end the others."""
    batch = dating.dated(item, "HCPCS-NOC", "HCPCS Level II codes not otherwise classified", (), _called(item))
    grid, curies = grids.keyed(batch, item, grids.read(item, _REDUCED), "code")
    kept = grids.distinct(batch, item, grid, [curies["code"]])
    batch.loaded += len(kept)
    curie = curies["code"].take(pa.array(kept))
    mention(batch, curie)
    batch.columns("attributes", len(kept), id=curie, name="noc", value="not otherwise classified",
                  row=pa.array(grid.rows[kept], pa.int32()))
    return batch


def _called(item: Item) -> date | None:
    return next((d for name in (*_sheet_names(item), item.name) if (d := dates.named(name))), None)


def _many(item: Item, sheet: int) -> list[list[str]]:
    """As many rows as recognition may see: the modifiers, which come first, fill hundreds."""
    return sheets.sheets(item)[sheet].rows if sheets.is_workbook(item) else csvs.preview(item, _MANY)


@lru_cache(maxsize=1 << 14)
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
    grid = None if _is_fixed(item) else grids.read(item, _FULL if grids.matches(item, _FULL) else _REDUCED)
    records = _fixed(item) if grid is None else _filled(grid)
    newest = max((d for f in ("add_dt", "act_eff_dt") for text in records.distinct(f) if (d := _known_day(text))),
                 default=None)
    batch = dating.dated(item, "HCPCS", "HCPCS Level II", [newest], _called(item))
    if grid is not None:
        grids.remark_unread(batch, item, grid.heading, ("seqnum", "seq num"))
        grids.account_for_broken(batch, item, grid)
    _add(batch, item, records)
    return batch


# --- records of either make ---


def _fixed(item: Item) -> Records:
    lines = item.text(("utf-8-sig", "cp1252", "latin-1")).splitlines()
    found = [_RECORD.match(line) is not None for line in lines]
    kept = [n for n in range(found.index(True) if any(found) else len(lines), len(lines)) if lines[n].strip()]
    texts = pa.array([lines[n].ljust(_WIDTH) for n in kept], pa.string())
    whole = [found[n] and lines[n][10] not in "48" for n in kept]
    said = {True: pa.array([found[n] for n in kept], pa.bool_()), False: pa.array(whole, pa.bool_())}
    return Records(np.array(kept, np.int64) + 1, {
        role: pc.if_else(said[role in _CONTINUED], column, "")
        for role, column in zip(_ROLES, cut(texts, *_ROLES.values()), strict=True)})


def _filled(grid: Grid) -> Records:
    """The rows of a table that are not blank."""
    said = {role: ~grid.holds(role, "") for role in grid.columns}
    filled = grid.where(np.logical_or.reduce(list(said.values())))
    return Records(filled.rows, {role: filled.text(role) for role in said if said[role].any()})


def _known_day(text: str) -> date | None:
    try:
        return dates.day(text)
    except BadTable:
        return None


def _sheet_names(item: Item) -> list[str]:
    return [s.name for s in sheets.sheets(item)] if sheets.is_workbook(item) else []


# --- what a record says ---


def _add(batch: Batch, item: Item, records: Records) -> None:
    codes = [code.upper() for code in records.texts("code")]
    curies = {code: curie_of(code) for code in set(codes)}
    begins = _begins(records)
    words: dict[str, list[str]] = {}
    firsts: dict[str, int] = {}
    current: str | None = None
    for n, (code, first, long) in enumerate(zip(codes, begins, records.texts("long"), strict=True)):
        batch.read += 1
        curie = curies[code]
        if curie is None:
            batch.listed_row(item.name, int(records.rows[n]), "neither a code nor a modifier", code[:5])
        elif first and curie in firsts:
            batch.listed_row(item.name, int(records.rows[n]), "repeated: the first record of this code is kept", code)
        elif first:
            batch.loaded += 1
            firsts[curie], words[curie] = n, [long]
        elif curie == current:
            batch.merged += 1
            words[curie].append(long)
            continue
        else:
            batch.listed_row(item.name, int(records.rows[n]), "continues no record before it", code)
        current = curie if curie and firsts.get(curie) == n else None
    _codes(batch, item, records.take(list(firsts.values())), list(firsts),
           [_spaced(" ".join(words[curie])) for curie in firsts])


def _begins(records: Records) -> list[bool]:
    """Which records go on with none before them."""
    if "recid" not in records.columns:
        return [True] * len(records)
    return pc.invert(pc.is_in(records.columns["recid"], value_set=pa.array(["4", "8"]))).to_pylist()


def _spaced(text: str) -> str:
    """A text with one blank between its words, as most have anyway."""
    plain = text.isprintable() and "  " not in text and text == text.strip()
    return text if plain else " ".join(text.split())


def _codes(batch: Batch, item: Item, records: Records, curies: list[str], labels: list[str]) -> None:
    """The codes with their names, then what the records say of them, column by column."""
    ids, rows = pa.array(curies, pa.string()), pa.array(records.rows, pa.int32())
    since, until = (_days(batch, item, records, role) for role in ("add_dt", "term_dt"))
    named = [not curie.partition(":")[2].isdigit() for curie in curies]  # modifiers of digits only are CPT's own
    batch.codes(ids, pa.array([label if mine and label else None for mine, label in zip(named, labels, strict=True)],
                              pa.string()), rows, since, until)
    shorts = [_spaced(short) for short in records.texts("short")]
    batch.labels(ids, pa.array([short if mine and short and short != label else None
                                for mine, short, label in zip(named, shorts, labels, strict=True)], pa.string()))
    _facts(batch, ids.dictionary_encode(), records, until)


def _facts(batch: Batch, ids: pa.DictionaryArray, records: Records, until: pa.Array) -> None:
    """What the records say beside names and days; the last day says whether a reference is to a successor."""
    for name in sorted(_PLAIN):
        for column, said in records.values(name):
            _attribute(batch, ids, name, column, said, records)
    for column, _ in records.values("anest_bu"):
        units = pc.utf8_trim(column, " 0")  # nought on every record that is no anesthesia
        _attribute(batch, ids, "anest_bu", units, pc.not_equal(units, ""), records)
    _groupings(batch, ids, records)
    _replacements(batch, ids, records, until)


def _attribute(
    batch: Batch, ids: pa.DictionaryArray, name: str, column: pa.Array, said: pa.Array, records: Records,
) -> None:
    if size := pc.sum(said).as_py():
        batch.columns("attributes", size, id=ids.filter(said), name=name, value=column.filter(said),
                      row=pa.array(records.rows, pa.int32()).filter(said))


def _days(batch: Batch, item: Item, records: Records, role: str) -> pa.Array:
    """A column of days, with a remark where one cannot be; all null where the table has no such column."""
    if role not in records.columns:
        return pa.nulls(len(records), pa.date32())
    found, bad = dates.days(records.columns[role].dictionary_encode())
    for n in np.flatnonzero(bad).tolist():
        batch.remark(item.name, int(records.rows[n]), f"{role} is no date: {records.columns[role][n].as_py()[:10]}")
    return found


def _groupings(batch: Batch, ids: pa.DictionaryArray, records: Records) -> None:
    for prefix, name in (("BETOS", "betos"), ("TOS", "tos")):
        for column, said in records.values(name):
            values = column.filter(said)
            for value in values.unique().to_pylist():
                batch.node(f"{prefix}:{value}", "grouping", f"{prefix} {value}", rank=BARE)
            batch.columns("edges", len(values), subject=ids.filter(said), predicate="in_grouping",
                          object=pc.binary_join_element_wise(f"{prefix}:", values, ""),
                          row=pa.array(records.rows, pa.int32()).filter(said))


def _replacements(batch: Batch, ids: pa.DictionaryArray, records: Records, ends: pa.Array) -> None:
    """A terminated code gives way to the codes it refers to; a reference of a living one is only a fact."""
    for column, said in records.values("xref"):
        _attribute(batch, ids, "xref", column, said, records)
        for n in np.flatnonzero(said.to_numpy(zero_copy_only=False)).tolist():
            curie, target, until = ids[n].as_py(), curie_of(column[n].as_py()), ends[n].as_py()
            if until is not None and target is not None and target != curie:
                batch.mention(target)
                batch.edge(curie, "replaced_by", target, int(records.rows[n]), valid_from=until + timedelta(1))


FORMATS = (
    Format("hcpcs_noc", "HCPCS Level II codes not otherwise classified", dating.PUBLISHER, dating.LICENCE,
           recognises_unclassified, read_unclassified),
    Format("hcpcs", "HCPCS Level II", dating.PUBLISHER, dating.LICENCE, recognises, read),
)
