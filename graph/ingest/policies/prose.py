"""Sentences that take a stance: on the codes they name, on those of the list below them, or on all that is left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.ingest.policies import codes
from graph.ingest.policies.authorization import authorization
from graph.ingest.policies.ledger import DENIED, GRANTED, Entry, Ledger
from graph.ingest.policies.rows import Row
from graph.ingest.policies.stances import NOT_COVERED, by_contract, class_rule, is_default, stance
from graph.ingest.policies.zones import Zone, opens
from graph.ingest.text.spans import Span, join

_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?!(?:Yes|No|YES|NO)\b)(?=[\"“(\[]?[A-Z•*])|;\s+(?=\w)|\s+(?=(?:[Oo]therwise|[Hh]owever),?\s)")
_ABBREVIATED = re.compile(r"(?i)(?:\be\.g|\bi\.e|\bno|\bvs|\bdr|\bet al|\bsec|\b[A-Z])\.$")
_ITEM = re.compile(r"^\s*(?:[•●▪◦‣·∙○■*o–—\uf000-\uf0ff-]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s)")
_NOTHING = re.compile(r"(?i)^\W*(?:n/?a|none|not applicable)\W*$")
_NEUTRAL_PART = re.compile(r"(?i)^\W*(?:[A-Z]\.\s+)?(?:general|other|description|background|overview|definitions?)\W*$")
_VERB = re.compile(r"(?i)\b(?:is|are|be|considers?|considered|covers?|covered|necessary|meets?|has|have|does|do|can|shall|pays?|provides?|lacks?|eligible|excluded|recommended|may|will|support|criteria)\b")
_FINITE = re.compile(r"(?i)\b(?:is|are|considers?|may|will|shall|does|do|covers|meets?|has|have)\b")  # a sentence has one
_CASE = re.compile(r"(?i)coverage determinations?|benefit plan|member'?s? (?:contract|certificate)|this (?:policy|guideline|document) (?:does|is)|disclaimer|claims? (?:will|may) be denied|conflict|mandate")
_ELSEWHERE = re.compile(r"(?i)^\W*(?:\w{1,3}[.)]\s+)?(?:refer\s+to|see|note\s*:|for\s+.{3,80}\b(?:refer\s+to|see\s+the))\b")
_WHETHER = re.compile(r"(?i)\bwhether\b.{0,90}\b(?:covered|necessary)")
_SHAPE = r"(?:[A-Z]?\d{4}[\dA-Z]?|[A-Z]\d[\dA-Z](?:\.\w{1,4})?)"
_BRACKETED = re.compile(rf"\({_SHAPE}(?:(?:\s*[,;&/–-]\s*(?:(?:and|or)\s+)?|\s+(?:and|or|to|through)\s+){_SHAPE})*\)")
_ROW = re.compile(r"(?:\d{5}|\d{4}[FTUMA]|[A-Z]\d{4})\*?\s+[A-Z][a-z]")  # of a table that lost its gaps
_UNFINISHED = re.compile(r"(?i)(?:[,;(–/&-]|\b(?:and|or|of|for|the|in|with|to|by|codes?|cpt|hcpcs|as|than|not|under))$")
_LONE = re.compile(r"^\W?(?:[A-Z]\d{4}|\d{4}[\dA-Z]|[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4})\W?$")
_CODED = re.compile(r"^\s*(?:\d{5}|\d{4}[FTUMA]|[A-Z]\d{4}|[A-Z]\d[0-9A-Z]\.\w{1,4})(?:\s*[-–—,;&/]\s*[A-Z]?\d[\dA-Z.]{2,7})*(?:\s{2,}|\t)\S")  # the row of a table
_IT = re.compile(r"(?i)^\W*(?:it|they|these|this|both|each)\b")  # what the clause before it named
_NAMING = re.compile(r"(?i)\((?:cpt|hcpcs|codes?)\b[^)]*\)?$")  # codes in brackets: what is said of them comes
_GOES_ON = re.compile(r"(?i)^\W*(?:th(?:is|ese)|it|they|such\s+\w+|among\s+(?:them|these)|examples?)\s+(?:also\s+)?(?:includes?|are|is|comprises?|covers|applies)\b|^\W*(?:included|examples?|among\s+(?:them|these))\b")
_BILLED_WITH = re.compile(r"(?i)\b(?:bill(?:ed|ing)?|report(?:ed)?|submit(?:ted)?|cod(?:e|ed|ing)|use)\s+(?:\w+\s+){0,3}[A-Z]?\d{4}[\dA-Z]?\b")
_BILLED = re.compile(r"(?i)\b(?:bill(?:ed|s)?|use|report(?:ed)?|submit(?:ted)?|claims?|code[ds]?\s+(?:as|with|for))\b")
# A denial for one line of business leaves what is said for the others as it is.
_FOR_SOME = re.compile(r"(?i)\b(?:for|under|to|by)\s+(?:(?:the|all|any|our|state)\s+)?(?:medicaid|medicare(?:\s+advantage)?|commercial|exchange|chip|hmo|ppo|fep|federal\s+employee|self-funded)\b(?:\s+(?:members?|plans?|products?|enrollees|beneficiaries|lines?\s+of\s+business|program))?\W*$")
_CODES_OF = re.compile(r"(?i)^\W*(?:[\w/-]+\s+){0,3}(?:codes?(?:\(s\))?|cpt|hcpcs|icd-?10(?:-cm)?)\s*[:–-]\s*(?=[A-Z]?\d[\dA-Z.]{2,})(?!.*\b(?:is|are|may)\b)")
_LONGEST_BRACKETS = 160
_OF_ALL = re.compile(r"(?i)\b(?:all|every|each|any|this\s+policy|listed|both)\b")
_MOST_ROWS = 40  # of a paragraph
_MOST = 1200  # characters of a sentence


class ProseReader:
    """Reads paragraphs into the ledger and remembers what the last heading or lead-in said."""

    def __init__(self, rows: list[Row], ledger: Ledger, neutral: bool = False) -> None:
        """`neutral` where the document is about payment and not about coverage: there no sentence takes a stance."""
        self._rows, self._ledger, self._neutral = rows, ledger, neutral
        self._entry: Entry | None = None
        self._last: Entry | None = None
        self._item = False  # whether the paragraph at hand is an item of a list
        self._paragraph = False  # whether the paragraph at hand has taken a stance
        self._pending: list[tuple[codes.Found, Row]] = []  # codes of a clause that says nothing of them
        self._about: list[str] = []  # codes that the paragraph at hand grants
        self._granting = 0  # paragraphs that grant codes
        self._local: list[tuple[str, list[str]]] = []
        self.authorizations: list[str] = []
        self.denials: list[str] = []

    def enter(self, row: Row) -> None:
        """A heading: what it says holds for what stands under it."""
        said = None if self._neutral or _NEUTRAL_PART.match(row.text) else stance(row.text)
        self._entry = Entry(said, row.span, listed=True) if said and said != "informational" else None
        if self._entry and said in DENIED:
            self.denials.append(said or "")

    def last(self) -> Entry | None:
        """The provision that was spoken of last, for a list that belongs to it."""
        entry = self._entry or self._last
        if entry and entry not in self._ledger.entries:
            self._ledger.open(entry)
        return entry

    def opened(self) -> Entry | None:
        """The provision that holds for a list which stands here."""
        if self._entry and self._entry not in self._ledger.entries:
            self._ledger.open(self._entry)
        return self._entry

    def read(self, n: int, zones: list[Zone]) -> int:
        """Read the paragraph that begins at `n`, in its zone, and say where the next row is."""
        row = self._rows[n]
        if not row.text or _NOTHING.match(row.text):
            return n + 1
        end = self._end(n, zones)
        span = join([r.span for r in self._rows[n:end]])
        if self._heading(row, span, end - n):
            return end
        self._item = bool(match := _ITEM.match(span.text))
        if match:
            span = span[match.end() :]
        self._paragraph = False
        self._pending = []
        self._about = []
        if self._entry is None and _CODES_OF.match(span.text):
            self._named_only(span, row)
            return end
        for sentence in sentences(span):
            self._sentence(sentence, row)
        return end

    def _end(self, n: int, zones: list[Zone]) -> int:
        end = n + 1
        while end < len(zones) and zones[end].name == zones[n].name and end - n < _MOST_ROWS:
            row = self._rows[end]
            above = self._rows[end - 1].text
            if not row.text or row.marked or row.cell or _ITEM.match(row.text) or above.endswith(":") or opens(row) or _LONE.match(row.text) or _CODED.match(row.raw) or (_ROW.match(row.text) and not _UNFINISHED.search(above)) or _apart(above, row.text):
                break
            end += 1
        return end

    def _heading(self, row: Row, span: Span, length: int) -> bool:
        """A short paragraph that takes a stance without being a sentence."""
        text = row.text
        if length > 2 or len(span.text) > 110 or span.text.endswith(".") or _has_codes(span.text):
            return False
        said = stance(span.text)
        if self._neutral or said is None or said == "informational" or not (row.marked or (text[:1].isupper() and not _ITEM.match(text))):
            return False
        if not (row.marked or span.text.isupper() or _titled(span.text)) and _FINITE.search(span.text):
            return False
        self.enter(Row(span, row.number))
        return True

    def _sentence(self, span: Span, row: Row) -> None:
        text = span.text[:_MOST]
        said_of_authorization = authorization(text)
        if self._neutral:
            return self._named_only(span, row)
        condition = self._item and self._entry is not None and self._entry.stance in GRANTED
        said = stance(text, freely=not condition) if _VERB.search(text) and not _WHETHER.search(text) else None
        if said_of_authorization != "unknown" and not self._named(text, said_of_authorization):
            self._ask(text, said_of_authorization)
        elif said_of_authorization != "unknown" and said is None:
            self._asked(span, row, said_of_authorization)
            return
        if said == "informational":
            said = None
        if said is None and by_contract(text):
            return self._named_only(span, row)
        if text.rstrip().endswith("?"):
            return self.enter(Row(span, row.number))  # a question heads its answer
        found = list(_found(text, self._entry is not None, said is not None))
        entry = self._entry_of(said, span, text, said_of_authorization)
        if entry is None and self._last and self._paragraph and _GOES_ON.match(text):
            found, entry = list(_found(text, True, True)), self._last
        if entry is None and found and self._last and self._paragraph and _BILLED.search(text):
            entry = self._last  # how to bill what the sentence before it was about
        if entry is None:
            self._pending = [(one, Row(span, row.number)) for one in found]
            return
        for one, place in [*((f, Row(span, row.number)) for f in found), *(self._pending if _IT.match(text) else ())]:
            self._ledger.put(entry, one, place)
            self._note(entry, one)
        self._pending = []
        if (rule := class_rule(text)) and said:
            entry.pseudo.append(rule)
        self._last, self._paragraph = entry, True
        if (found or said) and entry not in self._ledger.entries:
            self._ledger.open(entry)

    def _note(self, entry: Entry, one: codes.Found) -> None:
        """Remember what the paragraph at hand grants: what it says of prior authorization is said of that."""
        if one.code and entry.stance in GRANTED:
            if not self._about:
                self._granting += 1
            self._about.append(one.code.code)

    def _ask(self, text: str, said: str) -> None:
        """Prior authorization for the codes of the paragraph, or for whatever the document is about."""
        if self._about and not _OF_ALL.search(text):
            self._local.append((said, self._about))
        else:
            self.authorizations.append(said)

    def settle(self) -> None:
        """What paragraphs say of prior authorization holds for their own codes where several grant, else for the document."""
        for said, about in self._local:
            if self._granting > 1:
                self._ledger.authorized |= dict.fromkeys(about, said)
            else:
                self.authorizations.append(said)

    def _named_only(self, span: Span, row: Row) -> None:
        """Take the codes of a sentence without a stance."""
        if found := list(_found(span.text[:_MOST], True, True, self._neutral)):
            entry = self._ledger.open(Entry("informational", span))
            for one in found:
                self._ledger.put(entry, one, Row(span, row.number))

    def _asked(self, span: Span, row: Row, said: str) -> None:
        """What a sentence says of prior authorization for codes on which nothing else is said."""
        entry = Entry("informational", span, authorization=said)
        for one in _found(span.text[:_MOST], True, True):
            self._ledger.put(entry, one, Row(span, row.number))
        self._ledger.asked.append(entry)

    def _named(self, text: str, said: str) -> bool:
        """Whether a sentence on prior authorization names the codes it is about."""
        found = [f for f in codes.find(text, 0, None) if codes.believed(text, f, True)]
        for one in found:
            if one.code:
                self._ledger.authorized[one.code.code] = said
        return bool(found)

    def _entry_of(self, said: str | None, span: Span, text: str, authorized: str) -> Entry | None:
        """The provision that a sentence makes or goes on with."""
        if said is None:
            return self._entry
        if _CASE.search(text) and not _has_codes(text):
            return self._entry
        if _ELSEWHERE.match(text):
            return None
        if self._entry and self._entry.stance in DENIED and said not in DENIED and re.search(r"(?i)\bnot\b|\bnon-?cover", text):
            said = self._entry.stance
        if said in DENIED:
            self.denials.append(said)
        entry = Entry(said, span, authorization=authorized, is_default=is_default(text) and said in DENIED, limited=said in DENIED and bool(_FOR_SOME.search(text)))
        if said == NOT_COVERED and re.search(r"(?i)\bexcept\b", text):
            self._entry = self._ledger.open(Entry("covered_with_criteria", span))
        elif text.rstrip().endswith(":") or re.search(r"(?i)\bfollowing\b", text):
            self._entry = entry
        elif self._entry and not self._entry.listed and not self._item:
            self._entry = None  # the list under the lead-in is over
        return entry


def _titled(text: str) -> bool:
    """Whether the long words of a line begin with capitals, as those of a heading do."""
    words = re.findall(r"[A-Za-z]{5,}", text)
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _apart(above: str, text: str) -> bool:
    """Whether a row begins something new: the line above it stopped short, and it begins like a sentence."""
    if _NAMING.search(above):
        return False
    return len(above) < 55 and text[:1].isupper() and not re.search(r"(?i)(?:[,(–/&-]|\b(?:and|or|of|for|the|in|with|to|by|is|are|a|an|as|not|on|at|from))$", above)


def sentences(span: Span) -> Iterator[Span]:
    """The sentences of a paragraph; a lead-in with its colon is one."""
    start = 0
    for match in _SENTENCE.finditer(span.text):
        if _ABBREVIATED.search(span.text[max(0, match.start() - 6) : match.start()]) or _bracketed(span.text, start, match.start()):
            continue
        if match.start() > start:
            yield span[start : match.start()].strip()
        start = match.end()
    if start < len(span.text):
        yield span[start:].strip()


def _bracketed(text: str, start: int, end: int) -> bool:
    """Whether a place lies inside brackets that close again soon."""
    opened = text.rfind("(", start, end)
    return opened >= 0 and ")" not in text[opened:end] and 0 < text.find(")", end) - opened < _LONGEST_BRACKETS


def _found(text: str, listed: bool, said: bool = False, cued: bool = False) -> Iterator[codes.Found]:
    """The codes of a sentence; in one that takes a stance a number in brackets is one, too. `cued`: the text around it speaks of codes."""
    if not codes.DIGIT.search(text):
        return
    cued = cued or bool(codes.CUE.search(text) or _BILLED_WITH.search(text))
    alone = listed and bool(re.match(r"^\W*(?:\d{5}|[A-Z]\d{4})\b", text))
    brackets = [m.span() for m in _BRACKETED.finditer(text)] if said or listed else []
    for found in [*codes.find(text, 0, None), *(c for start, end in brackets for c in codes.categories(text, start, end))]:
        bracketed = any(start < found.start and found.end < end for start, end in brackets)
        if codes.believed(text, found, cued or alone or bracketed) or (alone and found.start < 8 and not codes.counted(text, found)):
            yield found


def _has_codes(text: str) -> bool:
    return bool(codes.DIGIT.search(text)) and next(_found(text, True), None) is not None


def denied_as(denials: list[str], medicare: bool) -> str:
    """What "not covered" means in a document: the reason that its prose gives for what it does not cover."""
    for reason in ("investigational", "not_medically_necessary", "cosmetic"):
        if reason in denials and (not medicare or reason != "investigational"):
            return reason
    return "non_covered" if medicare and NOT_COVERED in denials else "not_medically_necessary"
