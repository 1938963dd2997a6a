"""Dates of a policy: a label that says what the date is, a value in any of the forms that payers print.

A date without such a label is not a date of the policy. Labels may stand before their value, on the line above it, or
in a row of labels over a row of values; the precision stays as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.ingest.policies.reading import DatedFact
from graph.ingest.policies.rows import Row
from graph.ingest.policies.zones import Zone

_MONTHS = {m: n for n, m in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_NAME = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DATE = re.compile(
    rf"(?<![\w./-])(?:(?P<iso>(?:19|20)\d\d-\d\d?(?:-\d\d?)?)"
    rf"|(?P<md>\d{{1,2}}[/.|-]\d{{1,2}}[/.|-](?:\d{{4}}|\d\d))"
    rf"|(?P<my>\d{{1,2}}[/.](?:\d{{4}}|\d\d))"
    rf"|(?P<name>{_NAME})\s+(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d\d)"
    rf"|(?P<day2>\d{{1,2}})\s+(?P<name2>{_NAME}),?\s+(?P<year2>(?:19|20)\d\d)"
    rf"|(?P<only>(?:19|20)\d\d))(?![\w/-]|\.\d)", re.IGNORECASE)
_NONE = re.compile(r"(?i)^\W*(?:n/?a|tbd|none|not applicable|ongoing|—|-{1,3})\W*$")

# The first that fits wins: the specific ones stand before the plain ones.
_LABELS = re.compile("|".join((
    r"(?P<original_effective>(?:original|initial|first)\s+(?:policy\s+)?(?:effective|implementation)(?:\s+date)?|originally\s+effective|original\s+(?:policy\s+|issue\s+)?date|date\s+of\s+origin(?:ation)?|original\s+effective|policy\s+origination(?:\s+date)?|origin(?:ation)?\s+date|origination|first\s+(?:issued|in\s+force|adopted)|inception(?:\s+date)?)",
    r"(?P<ignored>implementation\s+date|qr\s+modifier\s+date|notice\s+period\s+(?:start|end)\s+date|revision\s+ending\s+date|comment\s+(?:period\s+)?(?:start|end)\s+date|contract\s+(?:start|end)\s+date|(?:article|policy)?\s*(?:created|creation)(?:\s+on|\s+date)?|(?:last\s+)?(?:search|literature\s+review|accessed)(?:\s+date)?|printed|print\s+date)",
    r"(?P<retirement>(?:retirement|retire|termination|archived?|end(?:ing)?\s+effective|effective\s+end|end)\s+date|retired(?:\s+(?:date|on|effective))?|archived(?:\s+on)?)",
    r"(?P<revision_effective>date\s+of\s+(?:last|most\s+recent)\s+revision|revision\s+effective(?:\s+date)?|(?:last\s+|most\s+recent\s+|date\s+)?(?:revised|revision|amended|modified)(?:\s+date)?|last\s+update[d]?(?:\s+date)?|(?:last\s+)?updated(?:\s+(?:on|date))?)",
    r"(?P<next_review>(?:next|scheduled|anticipated|upcoming)\s+(?:[a-z&]+\s+){0,2}?review(?:\s+date)?|date\s+of\s+next\s+review|review\s+(?:due|by)(?:\s+date)?)",
    r"(?P<publish>(?:(?<!\w )date(?=\s*:)|date\s+(?:issued|posted|published)|publish(?:ed|ing)?|publication|posted|posting|issued?|mcd\s+publish)(?:\s+date|\s+on)?)",
    r"(?P<last_review>p\s*&\s*t\s+(?:committee\s+)?(?:approval|review)(?:\s+date)?s?|(?:p\s*&\s*t\s+)?(?:last(?:\s+cap|\s+annual|\s+committee|\s+medical\s+policy)?|date\s+of\s+(?:last|most\s+recent)|most\s+recent|annual|date|committee|policy|medical\s+policy)?\s*(?:review(?:ed)?|approval|approved)(?:\s+date)?s?)",
    r"(?P<effective>(?:current\s+|policy\s+|version\s+)?effective(?:\s+date)?(?:\s+of\s+this\s+version)?|in\s+effect(?:\s+from)?)",
)), re.IGNORECASE)
_LABEL = re.compile(rf"(?<![\w-])(?:{_LABELS.pattern})(?![\w-])", re.IGNORECASE)
_TO_VALUE = re.compile(
    r"(?i)[\s:.…·_|=*#(–—-]*(?:(?:(?:for|on|of|as|from|by|due|beginning|with|claims|services?|dates?|performed|and|or|after|ending|revision|the|proposed|public|notice|comments?)\b)[\s:.…|]*){0,9}$")
_WORDS = ("date", "effective", "review", "revis", "retire", "approv", "archived", "origin", "inception")  # of the labels that count below the head
_WEAK = {"publish", "last_review", "revision_effective"}  # also ordinary words: they need a colon, a leader or a line end
_AFTER_WEAK = re.compile(r"^\s*(?:[:.…|)]|date|on\b|for\s+(?:public\s+|notice\s+and\s+)?comments?\b|$|\d)")


@dataclass(frozen=True, slots=True)
class _Label:
    role: str
    start: int
    end: int
    whole: bool  # it says "date", or stands alone


def find(rows: list[Row], zones: list[Zone]) -> list[DatedFact]:
    """The dates of a document, one for a role and value, in reading order."""
    found: list[DatedFact] = []
    waiting: list[str] = []
    number = 0
    for row, zone in zip(rows, zones, strict=True):
        if not row.text or not (zone.dated or (zone.name == "coding" and _signed(row.text))):
            waiting = waiting if zone.dated else []
            continue
        facts, left = _of_row(row, zone, waiting)
        waiting = waiting + left if left and not facts and number == row.number and left != waiting else left
        number = row.number
        found += facts
    return _latest(list({(f.role, f.value): f for f in reversed(found)}.values())[::-1])


def _of_row(row: Row, zone: Zone, waiting: list[str]) -> tuple[list[DatedFact], list[str]]:
    """Facts of one row, and the labels that still wait for a value."""
    if behind := _reversed(row):
        return [behind], []
    head = row.text[:40].lower()
    if not zone.header and not waiting and not any(word in head for word in _WORDS):
        return [], []
    if not zone.header and not _LABEL.search(row.text, 0, 40):
        return _assigned(row, waiting, list(_DATE.finditer(row.text))) if waiting and len(row.text) < 60 and _is_value(row.text) else ([], [])
    labels = [label for label in _labels(row.text) if zone.header or _only(row, label, zone) or (label.start < 4 and label.role not in _WEAK)
              or (label.start < 4 and zone.name == "history" and label.whole and label.role != "revision_effective")]
    dates = list(_DATE.finditer(row.text))
    if not labels:
        if waiting and ((dates and _is_value(row.text)) or _NONE.match(row.text)):
            return _assigned(row, waiting, dates)
        return [], waiting if waiting and len(row.text) < 40 and zone.header else []
    facts: list[DatedFact] = []
    left: list[str] = []
    for n, label in enumerate(labels):
        end = labels[n + 1].start if n + 1 < len(labels) else len(row.text)
        own = [d for d in dates if label.end <= d.start() < end]
        if own and _TO_VALUE.match(row.text[label.end : own[0].start()]):
            facts += [f for d in _listed(row.text, own) if (f := _fact(row, label.role, d))]
        elif not own and _is_label_row(row.text[label.end : end]):
            left.append(label.role)
    return facts, left if not facts or row.text.rstrip().endswith(",") else []


def _reversed(row: Row) -> DatedFact | None:
    """The fact of a row that is a date, a dash and a label."""
    if len(row.text) > 60 or not (date := _DATE.search(row.text, 0, 24)) or re.search(r"\w", row.text[: date.start()]):
        return None
    match = re.match(r"\s*[-–—:]\s*(?=[A-Za-z])", row.text[date.end() :])
    label = _LABEL.fullmatch(row.text[date.end() + match.end() :].strip(" .:")) if match else None
    return _fact(row, label.lastgroup or "", date) if label else None


def _only(row: Row, label: _Label, zone: Zone) -> bool:
    """Whether a row below the head is a label with its dates and nothing else; a history says such things of each version."""
    rest = row.text[label.end :]
    return zone.name != "history" and label.start < 4 and bool(re.match(r"\s*:", rest) or not rest.strip()) and _is_value(rest)


def _signed(text: str) -> bool:
    """Whether a row behind the codes says when the document was written or looked over, not from when codes hold."""
    match = _LABEL.match(text)
    return bool(match and match.lastgroup != "effective" and re.match(r"\s*:\s*\S", text[match.end() :]) and _is_value(text[match.end() :]))


def _labels(text: str) -> Iterator[_Label]:
    for match in _LABEL.finditer(text):
        role = match.lastgroup or ""
        whole = bool(re.search(r"(?i)date|^last|^next", match[0]))
        if role in _WEAK and not whole and not _AFTER_WEAK.match(text[match.end() :]):
            continue
        yield _Label(role, match.start(), match.end(), whole)


def _listed(text: str, dates: list[re.Match[str]]) -> list[re.Match[str]]:
    """The first date and those that follow it in a list."""
    kept = dates[:1]
    for date in dates[1:]:
        if not re.fullmatch(r"\s*[,;&]?\s*(?:and)?\s*", text[kept[-1].end() : date.start()]):
            break
        kept.append(date)
    return kept


def _assigned(row: Row, waiting: list[str], dates: list[re.Match[str]]) -> tuple[list[DatedFact], list[str]]:
    if len(waiting) == 1 and dates:
        again = waiting if row.text.rstrip().endswith(",") else []
        return [f for d in dates if (f := _fact(row, waiting[0], d))], again
    facts = [f for role, d in zip(waiting, dates, strict=False) if (f := _fact(row, role, d))]
    return facts, waiting[max(1, len(dates)) :]


def _is_value(text: str) -> bool:
    """Whether nothing but dates, and the words that go with a date, stands on the row."""
    rest = _DATE.sub("", text)
    return not re.search(r"(?i)[a-z]{2,}", re.sub(r"(?i)\b(?:n/?a|tbd|and|after|for|dates?|of|services?|on|or|performed|effective)\b", "", rest))


def _is_label_row(rest: str) -> bool:
    return not re.sub(r"(?i)[\W_]|\b(?:date|for|services|performed|on|or|after|of|and|n/a)\b", "", rest)


def _fact(row: Row, role: str, match: re.Match[str]) -> DatedFact | None:
    value = normal(match)
    if role == "ignored" or value is None:
        return None
    span = row.span[match.start() : match.end()]
    return DatedFact(role, value, match[0], span.start, span.end)


def value_of(text: str) -> str | None:
    """A date by itself, as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    >>> value_of("09.01.18"), value_of("08.18"), value_of("October 2024"), value_of("May 1, 2025"), value_of("N/A")
    ('2018-09-01', '2018-08', '2024-10', '2025-05-01', None)
    """
    match = _DATE.search(text)
    return normal(match) if match else None


def normal(match: re.Match[str]) -> str | None:
    """The value of a date that was found, None when there is no such day."""
    if match["only"]:
        return match["only"]
    if match["iso"]:
        parts = [int(x) for x in match["iso"].split("-")]
        return _value(*parts)
    if match["md"]:
        month, day, year = (int(x) for x in re.split(r"[/.|-]", match["md"]))
        return _value(_year(year), month, day)
    if match["my"]:
        month, year = (int(x) for x in re.split(r"[/.]", match["my"]))
        return _value(_year(year), month)
    name, day_, year_ = (match["name"], match["day"], match["year"]) if match["name"] else (
        match["name2"], match["day2"], match["year2"])
    month = _MONTHS[name[:3].lower()]
    return _value(int(year_), month, int(day_)) if day_ else _value(int(year_), month)


def _year(year: int) -> int:
    """Two digits are of this century up to 50: no policy is older than that, none so far ahead."""
    return year if year > 99 else 2000 + year if year <= 50 else 1900 + year


def _value(year: int, month: int, day: int | None = None) -> str | None:
    if not 1 <= month <= 12 or not (day is None or 1 <= day <= 31) or not 1960 <= year <= 2060:
        return None
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def _latest(facts: list[DatedFact]) -> list[DatedFact]:
    """Of a list of reviews only the latest is the last one."""
    reviews = [f.value for f in facts if f.role == "last_review"]
    return [f for f in facts if f.role != "last_review" or f.value == max(reviews)]
