"""Lists and tables of codes: a heading takes a stance, the rows under it carry codes, until the next heading.

A list that takes no stance stays informational. In a printed table the code stands first in its row; a number that
stands inside a descriptor is one only when nothing else explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from graph.ingest.policies import codes
from graph.ingest.policies.authorization import authorization
from graph.ingest.policies.ledger import DENIED, Entry, Ledger
from graph.ingest.policies.legends import UNKNOWN, Verdict
from graph.ingest.policies.rows import Row
from graph.ingest.policies.stances import NOT_COVERED, class_rule, is_default, stance
from graph.ingest.policies.zones import opens
from graph.ingest.text.spans import join

_PREFIX = re.compile(
    r"(?i)^\W*(?:(?:cpt|hcpcs|icd-?10(?:-?cm|-?pcs)?|codes?|dx|cdt|cpt/hcpcs|diagnosis|revenue|level\s+ii|applicable|procedure|service|billing|and|or|to)\b[\s®*:#./]*){0,4}$")
_OPENER = re.compile(
    r"(?i)^\W*(?:considered|when|codes?|cpt|hcpcs|icd|the\s+following|following|other|not|non|covered|experimental|investigational|cosmetic|medical(?:ly)?|these|services?|diagnos|procedures?|for\s+the|group|always|eligible|may\s+be|any\s+codes?|all|e/i/u|inv|nmn|mn|reconstructive|unproven|supported|supporting|non-?supported|list(?:ed|ing)?|note|inclusion|drugs?|requires?|prior|revenue|cdt)\b")
_OF_CODES = re.compile(r"(?i)\bcodes?\b|\bfollowing\b|\bbelow\b|\blist(?:ed|ing)?\b|\bprocedures?\b")
_TABLE_HEAD = re.compile(r"(?i)^\W*(?:(?:(?:cpt|hcpcs|icd-?10(?:-?cm|-?pcs)?|revenue|diagnosis|procedure|cdt|applicable|code|service)\b[®™*\s/,&.]*(?:and\s+|or\s+)?)*(?:codes?|coding|modifiers?)(?:\(s\))?[®™*\s/]*(?:number)?|(?:cpt|hcpcs|icd-?10(?:-?cm|-?pcs)?)[®™*\s]*(?:diagnosis|procedures?)?[®™*\s]*|(?:code\s+)?(?:brief\s+|long\s+|short\s+)?descriptions?|descriptors?|number|comments?|notes?|type|code\s+type|brand(?:\s+name)?|generic(?:\s+name)?)(?:\s+(?:(?:code\s+)?descriptions?|comments?|notes?|number|definition))*\W*$")
_COMMENTED = re.compile(r"(?i)\b(?:comments?|coverage|determination|coverage\s+status|policy\s+notes?|limitations?|status)\W*$")
_GROUP = re.compile(r"(?i)^\W*group\s+(\d+)\b\W*(?:\(\d+\s+codes?\)\W*)?(paragraph|medical\s+necessity.{0,40}|codes?)?")
_PSEUDO = re.compile(r"(?i)^\W*((?:all|any)\s+(?:other\s+)?(?:diagnos(?:es|is)(?:\s+codes?)?|codes|procedures)(?:\s+not\s+(?:listed|mentioned).{0,20})?|policy\s+applies\s+to\s+all\s+diagnoses|no\s+(?:specific\s+)?(?:cpt|hcpcs|icd-?10|codes?)(?:\s+codes?)?|no\s+codes?\(?s?\)?\s+identified|varies|various|(?:there\s+(?:is|are)\s+)?no\s+specific\s+(?:hcpcs|cpt|code).{0,40}|all\s+(?:other\s+)?icd-?10(?:-cm)?\s+(?:diagnosis\s+)?codes(?:\s+not\s+listed.{0,60})?)\W*$")
_MARKED = re.compile(r"(?i)[\[(]\s*((?:considered\s+)?(?:investigational|experimental|not\s+(?:covered|medically\s+necessary)|non-?covered|cosmetic|E/I/U|medically\s+necessary|covered)[^)\]]{0,60})[\])]\W*$|\s[-–—]\s*((?:investigational|experimental|not\s+(?:covered|medically\s+necessary)|cosmetic|E/I/U)(?:/[\w ]+)?)\W*$")
_INSTEAD = re.compile(r"(?i)(?:\buse|\bsee|\breport(?:\s+with)?|replac(?:ed|es|ing)(?:\s+by)?|\bcodes?\s+for|in\s+(?:addition\s+to|conjunction\s+with)(?:\s+codes?)?|addition\s+to\s+codes?|\bdeleted|separately\s+from|(?:performed|billed|submitted|reported)\s+with|other\s+than|without|except(?:\s+for)?)\s*\(?(?:\w+\s+)?$")
_COMMENT = re.compile(r"(?i)\b(not\s+covered\b.*|non-?covered\b.*|considered\s+(?:experimental|investigational|not|cosmetic|medically).*|(?:experimental|investigational)(?:/\w+)*\b.*|not\s+medically\s+necessary.*|(?:may\s+be\s+)?medically\s+necessary.*|cosmetic|covered\b.*|E/I/U|INV|NMN)$")
_GAP = re.compile(r"\s{2,}|\t|\s*\|\s*")
_VERDICT = re.compile(r"(?:MN|NMN|INV|E/I/U|EIU|E/I|INV\s?&\s?NMN|(?i:cosmetic|investigational|experimental(?:/investigational)?|unproven|(?:not )?medically necessary|not covered|non-?covered|covered(?: with criteria)?))\W*")
_SHORT = re.compile(r"MN|NMN|INV|E/I/U|EIU|INV\s?&\s?NMN")  # a cell of its own
_DECIDES = re.compile(r"(?i)\b(?:is|are|may\s+be|considered)\b")
_NAMED = re.compile(r"(?i)\((?:cpt|hcpcs|codes?)\b[^)]*$")
_NOTE = re.compile(r"(?i)^\W*note\b.*\bwhen\s+(?:used\s+to\s+)?(?:report|bill|submit)")  # what a footnote says of one use of a code
_OPEN_END = re.compile(r"(?i)(?:[,/(&–-]|\b(?:the|of|in|for|when|and|or|a|an|not|to|if|with|by|are|is|as|be|that|medically|considered|policy|may))$")
_GAPPED = re.compile(r"^\s*[A-Z]?\d[\dA-Z.]{2,7}(?:\s*[-–—,;&/]\s*[A-Z]?\d[\dA-Z.]{2,7})*(?:\s{2,}|\t)\S")
_LABELLED = re.compile(r"[A-Z][A-Za-z ,/()-]{2,40}:\s*(?=(?:\d{5}|\d{4}[FTUMA]|[A-Z]\d{4})(?!\w|-\d))")
_GIVING = re.compile(r"(?i)(?:administration|infusion|injection|related|associated|supplies|companion)\b")  # of what the list is about, and not that
_NO_LABEL = re.compile(r"(?i)\b(?:ndc|phone|fax|call|mail|box|zip|tel\w*|ext\w*|line|id|number|form|policy|contract|questions?|code\s+set|pmid|registry|trial)\b")
_AFTER_CODE = re.compile(r"\W{0,3}$|\s*[-–—:|]\s|\s+[A-Z\[(]|\t")
_MOST_ROWS = 5  # of a heading
_MOST = 420  # characters of a heading


@dataclass
class Table:
    """What holds for the rows at hand."""

    system: str | None = None
    entry: Entry | None = None
    section: str | None = None  # the stance that groups start from
    said_by: Row | None = None  # the heading that takes it
    group: str | None = None
    commented: bool = False
    after_code: bool = False
    last: list[codes.Found] | None = None


class TableReader:
    """Reads the rows of one part of a document after the other into the ledger."""

    def __init__(self, rows: list[Row], ledger: Ledger, verdicts: dict[int, Verdict]) -> None:
        """`verdicts`: what columns of verdicts say, by the number of the row among `rows`."""
        self._rows, self._ledger = rows, ledger
        self._verdicts = {rows[n].span.start: verdict for n, verdict in verdicts.items()}
        self.table = Table()
        self._dots = any(codes.DOTTED.match(row.text) for row in rows)

    def enter(self, row: Row, part: Entry | None = None) -> None:
        """A part with codes begins: what its heading says holds, else what the part of the policy says that it closes."""
        said = stance(row.text)
        self.table = Table(system=codes.named_system(row.text), section=said, said_by=row if said else None)
        self.table.entry = part if part and not said else self._open(said or "informational", row)

    def _open(self, said: str, row: Row, group: str | None = None, default: bool = False) -> Entry:
        return self._ledger.open(Entry(said, row.span, group, authorization(row.text), default, True))

    def read(self, n: int) -> int:
        """Read the row at `n` and say where the next one is."""
        row, table = self._rows[n], self.table
        if not row.text:
            table.after_code = table.after_code and self._next_is_descriptor(n)
            return n + 1
        if match := _GROUP.match(row.text):
            return self._group(n, match)
        if table.group is not None and opens(row) == "coding" and codes.SYSTEM_NAME.search(row.text):
            self.enter(row)
            return n + 1
        leading = self._leading(row)
        if leading:
            self._codes(row, leading)
            return n + 1
        if (match := _LABELLED.match(row.text)) and not _NO_LABEL.search(match[0]) and not stance(match[0]):
            return self._labelled(n, match.end())
        if table.after_code and not row.text.endswith(":") and not row.marked:
            return self._descriptor(n)
        return self._other(n)

    def is_row(self, n: int) -> bool:
        """Whether a row outside the part with codes is one of a list of codes: it begins with one, and it is not alone."""
        row = self._rows[n]
        if not (row.text and (row.text[0].isalnum() or row.text[0] == "|") and codes.DIGIT.search(row.text, 0, 7)):
            return False
        leading = self._leading(row)
        if not leading or row.text[: leading[0].start].strip("| "):
            return False
        near = [r for r in self._rows[max(0, n - 4) : n + 5] if r.text and r is not row]
        alike = (r for r in near if (f := self._leading(r)) and not r.text[: f[0].start].strip("| "))
        if not (_AFTER_CODE.match(row.text[leading[-1].end :]) or _GAPPED.match(row.raw)):
            return len(list(islice(alike, 2))) > 1
        return any(codes.CUE.search(r.text) for r in near[:4]) or any(True for _ in alike)

    def stray(self, n: int, entry: Entry | None) -> int:
        """Read a row of a list that stands under a stance of the prose, or under none."""
        self.table.entry = entry or self._open("informational", self._rows[n])
        self._codes(self._rows[n], self._leading(self._rows[n]))
        return n + 1

    def _next_is_descriptor(self, n: int) -> bool:
        """A code that stands alone in its row still waits for its descriptor over a blank row."""
        return bool(self.table.last) and n > 0 and bool(self._leading(self._rows[n - 1])) and len(self._rows[n - 1].text) < 12

    def _find(self, text: str, at: int, system: str | None) -> Iterator[codes.Found]:
        """The shapes of a row; where diagnoses are printed with their dot, what has none is a code of supplies or drugs."""
        found = codes.find(text, at, system)
        return (codes.as_supply(f) for f in found) if system == "ICD10CM" and self._dots else found

    def _leading(self, row: Row) -> list[codes.Found]:
        """The codes that a row begins with, all of them where it holds nothing else."""
        text, kept, at = row.text, [], 0
        if not codes.DIGIT.search(text, 0, 60):
            return []
        for found in self._find(text, 0, self.table.system):
            between = text[at : found.start]
            if not (_PREFIX.match(between) or (kept and re.fullmatch(r"[\s,;.&/|+*†‡^§()\[\]]*(?:and|or)?[\s(]*", between))):
                break
            if not kept and found.code and found.code.system == "CPT" and codes.counted(text, found):
                break
            kept.append(found)
            at = found.end
        return kept

    def _codes(self, row: Row, leading: list[codes.Found]) -> None:
        table, text = self.table, row.text
        at = leading[-1].end
        inside = [replace(f, start=f.start + at, end=f.end + at) for f in self._find(text[at:], 0, table.system)]
        found = leading + [f for f in inside if self._plausible(text, f)]
        entry = self._judged(row) or self._row_entry(row) or self._entry(row)
        for one in found:
            self._ledger.put(entry, one, row)
        table.last, table.after_code = found, True

    def _judged(self, row: Row) -> Entry | None:
        """The provision of a row for which a column of verdicts says a stance, or whether to ask before."""
        verdict = self._verdicts.get(row.span.start)
        if verdict is None:
            return None
        base = self._entry(row) if verdict.stance else self._row_entry(row) or self._entry(row)
        asked = verdict.authorization if verdict.authorization != UNKNOWN else base.authorization
        return self._ledger.open(Entry(verdict.stance or base.stance, row.span, self.table.group, asked, listed=True))

    def _row_entry(self, row: Row) -> Entry | None:
        """A stance that stands in the row itself: in brackets behind the descriptor, or in the column of comments."""
        if said := self._last_cell(row):
            return said
        match = _MARKED.search(row.text) or (_COMMENT.search(row.text) if self.table.commented else None)
        said = stance(match[0]) if match else None
        if not match or not said:
            return None
        return self._ledger.open(Entry(said, row.span[match.start() : match.end()].strip(), self.table.group, listed=True))

    def _last_cell(self, row: Row) -> Entry | None:
        """The stance of a row whose last column, set apart from the words, is nothing but one."""
        cells = _GAP.split(row.raw.strip())
        if len(cells) < 2 or not _VERDICT.fullmatch(cells[-1]):
            return None
        said = "covered_with_criteria" if cells[-1] == "MN" else stance(cells[-1])
        at = row.text.rfind(cells[-1])
        return self._ledger.open(Entry(said, row.span[at : at + len(cells[-1])], self.table.group, listed=True)) if said and at >= 0 else None

    def _entry(self, row: Row) -> Entry:
        if self.table.entry is None:
            self.table.entry = self._open("informational", row)
        return self.table.entry

    def _plausible(self, text: str, found: codes.Found) -> bool:
        """Whether a shape behind the first code, or in a descriptor, is a code of the list."""
        before = text[: found.start]
        if before.count("(") > before.count(")") or before.count("[") > before.count("]") or _INSTEAD.search(before[-40:]):
            return False
        if found.range and found.range.system == "ICD10CM" and "." not in found.range.first:
            return False
        if found.code and found.code.system == "ICD10CM" and "." not in found.code.code:
            return False
        return not codes.counted(text, found) and codes.believed(text, found, True)

    def _descriptor(self, n: int) -> int:
        """A row below a code: its descriptor, a comment on it, or a code that landed in it."""
        row, table = self._rows[n], self.table
        said = _MARKED.search(row.text) or (_COMMENT.match(row.text.lstrip("• ")) if table.commented else None)
        if said and table.last and (what := stance(said[0])):
            self._move(row, what, said)
        elif table.last and _SHORT.fullmatch(row.text):
            self._move(row, "covered_with_criteria" if row.text == "MN" else stance(row.text) or "", None)
            return n + 1
        if heading := self._heading(n):
            if _strong(heading[0]) or opens(row) == "criteria" or class_rule(row.text):
                return self._other(n)
        elif _TABLE_HEAD.match(row.text):
            return self._other(n)
        for found in self._find(row.text, 0, table.system):
            if self._plausible(row.text, found):
                self._ledger.put(self._entry(row), found, row)
        return n + 1

    def _move(self, row: Row, what: str, match: re.Match[str] | None) -> None:
        """The codes of the row above take the stance that a comment gives them."""
        entry = self._ledger.open(Entry(what, (row.span[match.start() : match.end()] if match else row.span).strip(), self.table.group, listed=True))
        for found in self.table.last or []:
            if found.code:
                key = (found.code.system, found.code.code.upper())
                code = self._entry(row).codes.pop(key, None)
                if code:
                    entry.codes[key] = code
            elif found.range and self._entry(row).ranges.pop(found.range.raw, None):
                entry.ranges[found.range.raw] = found.range

    def _other(self, n: int) -> int:
        """A heading that takes a stance, the head of a table, a pseudo-code, or words."""
        row, table = self._rows[n], self.table
        table.after_code = False
        table.last = None if row.marked else table.last
        if match := _PSEUDO.match(row.text):
            self._entry(row).pseudo.append(match[1])
            return n + 1
        if heading := self._heading(n):
            text, end = heading
            self._take(row if end == n + 1 else Row(join([r.span for r in self._rows[n:end] if r.text]), row.number), text)
            return end
        if _COMMENTED.search(row.text) and (_TABLE_HEAD.match(row.text) or row.cell or len(row.text) < 60) and re.match(r"(?i)^\W*(?:comments?|.*descriptions?\b.*|(?:coverage|status|determination|coverage\s+(?:status|determination|decision)|medical\s+necessity)\W*$)", row.text):
            table.commented = True
        decided = row.text.endswith(".") and _DECIDES.search(row.text) and stance(row.text) not in (None, "informational")
        noted = table.group is not None and table.system is not None and row.text.endswith(".")  # a note to a group changes no system
        if len(row.text) < 120 and not decided and not noted and (system := codes.named_system(row.text)):
            table.system = system
        elif len(row.text) > 40 or row.text.endswith((".", ",")):
            self._mentioned(row)
        return n + 1

    def _labelled(self, n: int, start: int) -> int:
        """A line of codes behind what they are for: "Administration: 96365, 96366"."""
        row, at = self._rows[n], start
        entry = self._open("informational", row) if _GIVING.match(row.text) else self._entry(row)
        for found in self._find(row.text[start:], 0, None):
            if not re.fullmatch(r"[\s,;&/]*(?:and|or)?\s*", row.text[at : start + found.start]):
                break
            at = start + found.end
            self._ledger.put(entry, replace(found, start=start + found.start, end=at), row)
        return n + 1

    def _mentioned(self, row: Row) -> None:
        """Codes in a sentence inside the part with codes belong to the list only when the sentence names them so."""
        if not codes.CUE.search(row.text):
            return
        said = stance(row.text) if _DECIDES.search(row.text) else None
        entry = self._ledger.open(Entry(said, row.span, self.table.group)) if said and said != "informational" else self._entry(row)
        for found in self._find(row.text, 0, None):
            if codes.believed(row.text, found, True) and (self._plausible(row.text, found) or (said and _NAMED.search(row.text[: found.start]))):
                self._ledger.put(entry, found, row)

    def _heading(self, n: int) -> tuple[str, int] | None:
        """The text of a heading that takes a stance, and the row behind it."""
        first = self._rows[n]
        if _TABLE_HEAD.match(first.text) or _NOTE.match(first.text) or not (_OPENER.match(first.text) or first.marked or first.text.endswith(":") or _OF_CODES.search(first.text) or authorization(first.text) != "unknown"):
            return None
        text, end = first.text, n + 1
        while end < len(self._rows) and end - n < _MOST_ROWS and self._goes_on(text, self._rows[end]) and not first.marked:
            text = f"{text} {self._rows[end].text}"
            end += 1
        if len(text) > _MOST:
            return None
        said = stance(text)
        if said is None and not (is_default(text) and self.table.entry):
            return (text, end) if authorization(text) != "unknown" else None
        if text.rstrip().endswith(":") or first.marked or _OF_CODES.search(text) or (_OPENER.match(text) and len(text) < 160):
            return text, end
        return None

    def _goes_on(self, text: str, row: Row) -> bool:
        """Whether a heading goes on in the row below it."""
        if _closed(text) or (":" in text and any(True for _ in self._find(text[text.index(":") :], 0, self.table.system))):
            return False
        if row.text[:1].isupper() and not _OPEN_END.search(text) and (stance(row.text) or len(text) < 60):
            return False
        return bool(row.text) and not row.cell and not self._leading(row) and not _TABLE_HEAD.match(row.text) and not _GROUP.match(row.text)

    def _take(self, row: Row, text: str) -> None:
        """What a heading says holds from here on."""
        table, said = self.table, stance(text)
        if said == "informational" and table.entry and table.entry.stance != said and text.rstrip().endswith(".") and not _OF_FOLLOWING.search(text):
            return  # a note below a heading takes nothing back
        if said is None and authorization(text) != "unknown":
            said = table.entry.stance if table.entry and table.entry.stance not in DENIED else "informational"
        if said is None or (is_default(text) and not _OF_FOLLOWING.search(text)):
            base = said or (table.entry.stance if table.entry else NOT_COVERED)
            default = self._ledger.open(Entry(base, row.span, table.group, authorization(text), True))
            table.entry = default if said else table.entry
        else:
            table.entry = self._open(said, row, table.group)
            table.entry.declared = said == "informational"
            if table.group is None:
                table.section, table.said_by = said, row
        if (rule := class_rule(text)) and said and table.entry:
            table.entry.pseudo.append(rule)
        if system := codes.named_system(text):
            table.system = system
        elif table.group is None and table.system == "ICD10CM":
            table.system = None
        for found in self._find(row.text, 0, table.system):
            if table.entry and self._plausible(row.text, found) and codes.believed(row.text, found, True):
                self._ledger.put(table.entry, found, row)

    def _group(self, n: int, match: re.Match[str]) -> int:
        """A numbered group begins, or goes from its paragraph to its codes."""
        row, table = self._rows[n], self.table
        table.after_code = False
        if match[1] != table.group:
            table.group = match[1]
            table.entry = self._open(table.section or "informational", table.said_by or row, table.group)
        rest = row.text[match.end() :].strip(" :")
        if rest and (said := stance(rest)):
            table.entry = self._open(said, row, table.group)
        if rest and (system := codes.named_system(rest)):
            table.system = system
        for found in self._find(rest, 0, table.system) if rest else ():
            at = row.text.index(rest)
            moved = codes.Found(found.start + at, found.end + at, found.code, found.range)
            if self._plausible(row.text, moved) and table.entry:
                self._ledger.put(table.entry, moved, row)
        return n + 1


_OF_FOLLOWING = re.compile(r"(?i)\bfollowing\b|\bbelow\b|codes?\s*(?:are\s+)?(?:considered|not\s+covered|covered)|:\s*$")


def _closed(text: str) -> bool:
    return text.rstrip().endswith((":", "."))


def _strong(text: str) -> bool:
    return text.rstrip().endswith(":") or bool(re.match(r"(?i)^\W*(?:considered|when\s+services|codes?\s+(?:not\s+)?covered|(?:cpt|hcpcs|icd-?10\S*)\s.*\bcodes?\b|table\s+\d|other\s.*codes|codes?\s+(?:that|which)\s+(?:do\s+not\s+)?(?:require|need)|(?:informational|related|reference)\s+codes?\W*$|(?:non-?\s?)?(?:covered|supported|payable|investigational|experimental|cosmetic|medically\s+necessary)\s(?:[\w-]+\s){0,3}codes?\W*$)", text))
