"""What part of a policy a row stands in: its head, what it decides, its codes, its references, its history.

The parts are known by their headings; the names that payers give them are many but few in kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.ingest.policies.authorization import authorization
from graph.ingest.policies.codes import SYSTEM_NAME
from graph.ingest.policies.rows import Row
from graph.ingest.policies.stances import stance
from graph.ingest.text.spans import join

_NAMES: dict[str, str] = {
    "head": r"(?:lcd|article|ncd|document|tracking|policy|guideline) information",
    "references": r"(?:[\w/&, -]{0,50}\s)?references?(?: sources?)?|bibliography|works cited|sources?|reference list|citations|selected references|references? and (?:resources|sources)|(?:the )?above policy is based on the following references?|peer reviewed publications|government agency.{0,80}|supporting references|key references",
    "history": r"history|[\w/& -]{0,40}(?:updates?|revisions?)(?: ?/ ?| and | )(?:review )?(?:history|log|information|summary|details)|(?:policy|guideline|document|review|revision|update|version) (?:history|log|details|updates?)(?:/? ?(?:revision )?information)?|(?:update|revision) information|policy history/?(?: ?revision information)?|history/?(?: ?revision)?(?: information)?|revision history information|reviews?,? revisions?,? (?:and|&) approvals?|change (?:control|log|history)|guideline update information|updates?|summary of changes|history table|policy (?:updates|revisions)|document history|revision details|committee approval",
    "related": r"related (?:guidelines|policies|coverage resources|(?:medical |clinical |coverage )?(?:policies|documents|information|guidelines)|commercial policies|local coverage documents|national coverage documents).{0,30}|cross.?references?|see also|other related documents|associated documents|associated information",
    "legal": r"important (?:reminder|information|notice)|instructions? for use|disclaimers?|legal disclaimer|general disclaimer|copyright|coverage policy disclaimer|ama cpt.{0,80}|contractor information|cms national coverage policy|notice|contact information|(?:provider )?questions\??|contact us|language assistance.{0,40}|appendix [a-z]: abbreviation.{0,40}",
    "coding": r"coding associated with.{0,60}|codes? (?:that|which|considered|not covered|covered when|requiring|subject to|eligible)[^\d.]{2,70}|coding ?/ ?billing(?: information)?|coding(?: information| implications| guidelines| section| table| and billing)?|(?:billing ?/ ?|billing and )?coding(?: information)?|applicable codes?|(?:applicable |procedure |billing |service |medical )?codes?|(?:cpt|hcpcs|icd-?10(?:-cm|-pcs)?|diagnosis|procedure|revenue)(?: codes?)?(?: ?(?:/|,|and) ?(?:cpt|hcpcs|icd-?10(?:-cm)?|diagnosis|revenue)(?: codes?)?){1,4}|codes? (?:list|table|number|grid|status).{0,20}|(?:status|list|table|schedule|grid) of (?:the )?(?:\w+ )?codes|(?:cpt|hcpcs|icd-?10(?:-?cm|-?pcs)?)(?: ?/ ?(?:cpt|hcpcs|icd-?10))*(?: diagnosis| procedure)? codes? (?:that|which|not|covered|considered|support)[^\d.]{2,70}|applicable (?:procedure|service|cpt|hcpcs|diagnosis).{0,30}codes?|policy codes|billing codes|code reference(?: section)?|code list|code(?:s)? (?:number|used).{0,30}|billing/coding/physician documentation information|procedures? and billing codes?|billing|provider claims codes?",
    "criteria": r"(?:medical |coverage |clinical )?policy(?: statements?| ?/ ?criteria| ?/ ?coverage| ?/ ?position| ?/ ?guidelines?| and coverage| coverage criteria| guidelines?| criteria| application| position)?|position statements?|coverage rationale|coverage (?:criteria|determination|limitations?|guidelines?|guidance|policy|position|indications.{0,60}|statement|information|decision)|(?:clinical|criteria|policy) (?:indications?|criteria|statement)|criteria|(?:initial |continued |re)?(?:approval|authorization) criteria|(?:initial |continued |re)?(?:authorization|approval|therapy)|clinical criteria|medically necessary|not medically necessary|investigational(?: and not medically necessary)?|experimental.{0,40}|cosmetic(?: and not medically necessary)?|medical necessity(?: criteria)?|conditions not covered|indications?(?: and limitations.{0,40})?|(?:[a-d]\. )?nationally (?:non-?)?covered indications|(?:[a-d]\. )?general|(?:[a-d]\. )?other|benefit application|reconstructive|limitations?|exclusions?|when .{0,40} is (?:not )?(?:covered|medically necessary)|policy and criteria|fda-approved indications?|other uses with supportive evidence|recommended authorization criteria|scope of policy|determinations?|decisions?|clinical policy|reimbursement (?:policy|guidelines|information)|prior authorization(?: (?:requirements?|criteria|information|guidelines?))?|billing (?:guidelines|information)",
    "background": r"description(?: of (?:procedure|service).{0,30})?(?: of services?)?|overview|background(?: information)?|general background|(?:disease )?overview|summary(?: of evidence)?|rationale|(?:clinical )?evidence(?: review| summary)?|clinical (?:evidence|efficacy|trials).{0,40}|discussion(?:/general information)?|definitions?|glossary|introduction|item/service description|u\.?s\.? food and drug administration.{0,20}|fda|regulatory status|dosage ?(?:/|and) ?administration|precautions|guidelines?(?:/recommendations)?|professional societies.{0,30}|appendi(?:x|ces).{0,60}|product availability|practice guidelines.{0,30}|supporting information|additional information|other|program exceptions|benefit considerations|technology assessment.{0,30}|analysis of evidence.{0,30}|medicare.{0,30}|how supplied|.{0,12}pharmacology|medical (?:alternatives|terms)",
}
_HEADING = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _NAMES.items()), re.IGNORECASE)
# Headings that no list holds, by the word for what they decide on; those of the evidence are others.
_DECISIVE = re.compile(
    r"(?i)(?!.*\b(?:practice|diagnostic|inclusion|study|studies|trial|professional|society|societies|rating|classification|national|international|published|evidence|references?"
    r"|documentation|coding|billing|related|other|history|literature)\b)(?P<criteria>(?:[\w/&'-]+ ){1,5}(?:criteria|guidelines?|indications?|limitations?|exclusions?|coverage|determinations?))")
_LABELLED = re.compile(r"(?i)^(?:table|section|part)(?:\s+[\dA-Z])?\s*[:–-]\s*")
_NUMBERING = re.compile(r"^(?:§\s*\d{1,2}[.)]?\s+|(?:section\s+)?(?:[IVXivx]{1,5}|\d{1,2})[.)]\s+|[A-D]\.\s+)")
_NARROW = 24  # characters of a line of a narrow column
_LONGEST = 90  # characters of a heading
_FIRST = 2  # rows that name a document and open nothing
_SENTENCE = 30  # characters from which on a full stop ends a sentence, not a heading
_HEAD = 70  # rows in which a document without headings may still show its head
# What begins a list of references or a history even when it stands in a longer line.
_ENDING = re.compile(r"(?i)^(?:the above policy is based on the following references|review,? revision and approval history)")
# Whose property a document is may fill its first paragraph; its head still comes.
_RIGHTS = re.compile(r"(?i)\b(?:copyright(?:ed)?|proprietary|private\s+property|all\s+rights\s+reserved|written\s+permission)\b")
_COLUMN = re.compile(r"(?i)^\W*(?:code\s+)?(?:descriptions?|definitions?|notes?|comments?|other|general|criteria|number|policy)\W*$")
_DATED_RIGHT = ("head", "history", "legal", "criteria", "background", "related")


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a row stands: the kind of part, whether the part says dates of the policy, whether it is the head."""

    name: str
    header: bool = False

    @property
    def dated(self) -> bool:
        return self.header or self.name in _DATED_RIGHT


_ZONES = {name: Zone(name) for name in _NAMES}
_HEADS = {name: Zone(name, header=True) for name in _NAMES}


def whole_headings(rows: list[Row]) -> list[Row]:
    """The rows, a heading that a narrow column broke into two lines being one again."""
    kept: list[Row] = []
    for row in rows:
        if kept and _is_broken(kept[-1], row) and opens(whole := replace(kept[-1], span=join([kept[-1].span, row.span]))):
            kept[-1] = whole
        else:
            kept.append(row)
    return kept


def _is_broken(first: Row, row: Row) -> bool:
    """Whether two rows may be one heading: both short, on end, in capitals alike, and the first is none by itself."""
    return (0 < len(first.text) <= _NARROW and 0 < len(row.text) <= _NARROW and row.number == first.number + 1
            and first.text[0].isupper() and first.text[-1].isalpha() and not first.cell and not row.cell
            and first.raw.isupper() == row.raw.isupper() and not first.raw.startswith("    ") and not SYSTEM_NAME.search(first.text) and not opens(first))


def zones(rows: list[Row]) -> list[Zone]:
    """The zone of every row; a heading belongs to the part it opens."""
    return list(_walk(rows))


def _walk(rows: list[Row]) -> Iterator[Zone]:
    name, seen, bodied, rights = "head", 0, False, False
    for n, row in enumerate(rows):
        opened = opens(row)
        if opened == "background" and name == "head" and seen < _FIRST:
            opened = None  # a kind of document: "Technology Assessment"
        if opened and not (name == "coding" and _of_table(row, opened)):
            bodied, seen = (False, 0) if opened == "head" else (bodied, seen)
            name = opened
        rights = name == "head" and len(row.text) > 40 and (rights or bool(_RIGHTS.search(row.text)))
        seen += bool(row.text) and not rights
        bodied = bodied or (not rights and not _of_rights(rows, n) and _is_prose(rows, n))
        yield (_HEADS if not bodied and seen < _HEAD and name not in ("references", "history") else _ZONES)[name]


def opens(row: Row) -> str | None:
    """The kind of part that a heading opens.

    >>> from graph.ingest.text.spans import Span
    >>> [opens(Row(Span.at(t, 0), 1)) for t in ("II. REFERENCES:", "Applicable Codes", "see the references below.")]
    ['references', 'coding', None]
    """
    text = row.text
    if not text or len(text) > _LONGEST or row.cell:
        return None
    if _ENDING.match(text):
        return "references" if "reference" in text.lower() else "history"
    if not ((text[0].isalnum() or text[0] == "§") and (text[0].isupper() or text[0].isdigit() or text[0] == "§" or row.marked)):
        return None
    plain = " ".join(_NUMBERING.sub("", _LABELLED.sub("", text)).rstrip(" :.-–").replace("®", "").replace("*", "").split())
    if (text.isupper() or row.marked) and not re.search(r"\d{4}", plain) and authorization(plain) != "unknown":
        return "coding"
    match = _HEADING.fullmatch(plain) or (_DECISIVE.fullmatch(plain) if row.marked or text.isupper() or text.endswith(":") else None)
    if match and match.lastgroup == "coding" and text.endswith(".") and len(plain) > _SENTENCE:
        return None
    return match.lastgroup if match else None


def _of_table(row: Row, opened: str) -> bool:
    """Whether a heading inside the codes is the head of a column or the stance of a list."""
    return (opened == "criteria" and stance(row.text) is not None) or bool(_COLUMN.match(row.text))


def _of_rights(rows: list[Row], n: int) -> bool:
    """Whether the first line of a paragraph stands right above one on rights."""
    return n < 3 and n + 1 < len(rows) and bool(_RIGHTS.search(rows[n + 1].text))


def _is_prose(rows: list[Row], n: int) -> bool:
    """Whether running text begins: the head is over."""
    text = rows[n].text
    if len(text) < 50 or not text[:1].isalnum() or " " not in text[20:50] or ":" in text[:40] or text.isupper():
        return False
    return len(text) > 160 or (text.endswith(".") and len(text) > 90) or (
        n + 1 < len(rows) and len(rows[n + 1].text) > 40 and not re.search(r"\d{4}|:", rows[n + 1].text[-20:]) and _flows(rows, n))


def _flows(rows: list[Row], n: int) -> bool:
    """Three lines of running text on end."""
    return n + 2 < len(rows) and (len(rows[n + 2].text) > 40 or rows[n + 1].text.endswith(".") or rows[n + 2].text.endswith("."))
