"""One phrase to its atomic members: what stands on either side of "or", "and", commas and slashes.

A phrase that a vocabulary has as a whole is never cut ("nausea and vomiting" may be one entry: the veto). A member
that leaves its head to a neighbour ("local or general anesthesia", "swelling of the cornea or retina") is quoted as
short as it stands, and carries the full reading for grounding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from graph.ingest.text.binding import bound, idioms, summons
from graph.ingest.text.comparisons import BEYOND, BOUND, COMPARED
from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.normalise import lower
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span
from graph.ingest.text.words import (
    DESCRIPTIVE,
    FIGURE_AFTER,
    FIGURE_BEFORE,
    FREEZING,
    GENERIC_HEADS,
    IDIOM,
    IMPERATIVES,
    INSTRUCTING,
    JOINING,
    MEASURE,
    NOUNS_FIRST,
    ONE_ACT,
    ORDERS,
    RELATIONAL,
    REMARK,
    SHARING,
    WHOLE_ALONE,
)

Known = Callable[[str], bool]

_SEPARATOR = Pattern(
    r"(?=[\s,;/])(?:\s*,?\s+(?:and\s?/\s?or|and|or|nor|plus|(?<!\bworks )(?<!\bwork )(?<!\bdoes )(?<!\bdo )(?<!\bjust )as well as)\s+|\s*;\s*(?:and |or )?|,\s+(?:and/or |and |or )?|(?<=[a-z][a-z])\s*/\s*(?=[a-z])(?!(?:min|hr?|kg|day|d?l|ml|week|month|hour|sec|year)\b)|\s+[&+]\s+)")
# "Sprays and rinses have not helped": a subject of two with one predicate.
_PREDICATE = Pattern(r"^(?:(?!(?:that|which|who|whose|when|if|where|because)\b)[\w'’-]+ ){1,4}?(?:(?:have|has|do|does|did) not|(?:don|doesn|haven|hasn)['’]t|cannot|can['’]t|no longer|failed|keeps?|fails?)\b", re.IGNORECASE)
_CALLS = Pattern(r"^(?:please )?(?:call|phone|ring|report|tell|contact|seek)\b", re.IGNORECASE)  # "call for fever, or if …" is one instruction
_OR = Pattern(r"\b(?:or|and)\b", re.IGNORECASE)
_ASIDE = Pattern(rf"{REMARK.pattern}|\d|(?:a|an|the)\s+(?:\w+\s+)?(?:hour|day|week|month)")
_LEAD = Pattern(r"^(?:either|both)\s+", re.IGNORECASE)
_LETTERS = Pattern(r"[A-Za-z]+")
_TRIM = " \t,.;:"
_ORDERING = IMPERATIVES | INSTRUCTING
_JOINS = any_of(_SEPARATOR, JOINING)
_FREEZES = any_of(FREEZING)
_EITHERS = any_of(_LEAD)
_PREDICATES = any_of(_PREDICATE)
_ORDERS = any_of(ORDERS)
_ONE_ACTS = any_of(ONE_ACT)


class Member(NamedTuple):
    """One atomic mention: the quote, and the full readings under which a vocabulary may know it, best first."""

    span: Span
    readings: tuple[str, ...]


def members(span: Span, known: Known, *, instruction: bool = False, joining: bool = True, acts: bool = False, places: bool = False, risks: bool = False) -> list[Member]:
    """Cut a phrase. `known` says whether a vocabulary has a name; an `instruction` keeps its objects together; `joining`
    lets "with" and its like join two known names; `acts`, `places` and `risks` say what a phrase may tell of.

    >>> def m(text, *names, **k): return [x.span.text for x in members(Span.at(text, 0), names.__contains__, **k)]
    >>> m("Persistent or unexplained pain")
    ['Persistent or unexplained pain']
    >>> m("Assisting nurses or radiologic technologists")
    ['Assisting nurses', 'radiologic technologists']
    >>> m("nausea and vomiting", "nausea and vomiting")
    ['nausea and vomiting']
    >>> m("Wear loose clothing and remove jewelry", instruction=True), m("Bring a list and a card", instruction=True)
    (['Wear loose clothing', 'remove jewelry'], ['Bring a list and a card'])
    """
    span = span.strip(_TRIM)
    words = words_of(span.text)
    if words & _EITHERS and (lead := _LEAD.match(span.text)):
        span = span[lead.end() :]
        words = words_of(span.text)
    if not span.text:
        return []
    if not words & _JOINS or (known(span.text) and not _either(span, known, places)):
        return [Member(span, (span.text,))]
    ordered = instruction and (_first(span.text) in _ORDERING or bool(words & _ORDERS and ORDERS.match(span.text))) and not NOUNS_FIRST.match(span.text)
    if joining and not ordered and (both := _joined(span, known)):
        return both
    pieces = _measured(span, _whole_names(span, _pieces(span, words), known, places))
    if instruction and ((words & _ONE_ACTS and ONE_ACT.search(lower(span.text))) or summons(span.text)):
        return [Member(span, (span.text,))]
    if len(pieces) > 1 and words_of(pieces[-1].text) & _PREDICATES and _PREDICATE.search(pieces[-1].text) and not any(_PREDICATE.search(piece.text) for piece in pieces[:-1]):
        return [Member(span, (span.text,))]
    if ordered:
        if len(acts := _forbidden(pieces)) > 1:
            return acts
        pieces = _clauses(span, pieces)
        return [Member(piece, (piece.text,)) for piece in pieces]
    pieces = bound(span, _described(span, pieces, known), known, acts=acts, places=places, risks=risks)
    return [Member(piece, _readings(n, pieces, known)) for n, piece in enumerate(pieces)]


_APART, _OR_ELSE = Pattern(r"\s*,\s+(?:or\s+)?|\s+or\s+", re.IGNORECASE), Pattern(r",?\s+or\s+", re.IGNORECASE)


def _either(span: Span, known: Known, places: bool) -> bool:
    """ "Cardiologist or electrophysiologist", "CT, MRI" are two, though their bag of words may be the name of one."""
    sides = (_OR_ELSE if places else _APART).split(span.text)  # "hospital, inpatient" is one place
    return len(sides) > 1 and all(known(side) for side in sides)


def _joined(span: Span, known: Known) -> list[Member]:
    """ "Minimally invasive with shorter recovery" as two, when a vocabulary has both sides."""
    for match in JOINING.finditer(span.text):
        sides = [span[: match.start()].strip(_TRIM), span[match.end() :].strip(_TRIM)]
        if all(side.text and (known(side.text) or COMPARED.match(side.text)) for side in sides):
            return [Member(side, (side.text,)) for side in sides]
    return []


def _first(text: str) -> str:
    match = _LETTERS.match(text)
    return match[0].lower() if match else ""


def _pieces(span: Span, words: int) -> list[Span]:
    """Pieces of a phrase with those words between separators, up to the point from which the phrase speaks of one thing."""
    cuts, text = [(0, 0)], lower(span.text)
    freezing = FREEZING.search(text) if words & _FREEZES else None
    commas = text.count(",")
    held = idioms(text, words)
    for match in _SEPARATOR.finditer(text):
        before, behind = text[: match.start()], text[match.end() :]
        if freezing and _frozen(before, freezing) and not COMPARED.match(behind) and not (commas == 1 and match[0].lstrip().startswith(",") and _OR.search(match[0]) and not _ASIDE.match(behind)):
            break
        if _is_figure(text, match) or any(a < match.end() and match.start() < b for a, b in held):
            continue
        if match[0].lstrip().startswith(",") and REMARK.match(behind) and not _CALLS.match(text) and not (COMPARED.match(behind) and COMPARED.match(text)):
            return _between(span[: match.start()], cuts)
        cuts.append(match.span())
    return _between(span, cuts)


def _between(span: Span, cuts: list[tuple[int, int]]) -> list[Span]:
    starts = [end for _, end in cuts]
    ends = [start for start, _ in cuts[1:]] + [len(span)]
    pieces = [span[a:b].strip(_TRIM) for a, b in zip(starts, ends, strict=True)]
    return [piece for piece in pieces if piece.text]


def _frozen(before: str, match: re.Match[str]) -> bool:
    """Whether what stands before a separator has begun a clause whose parts belong together."""
    if not match.start() or match.end() > len(before):
        return False
    head = before[: match.start()].split()
    return not (head and head[-1].lower() in GENERIC_HEADS and SHARING.match(before[match.start() :] + " "))


_LITTLE_OR_NO = Pattern(r"\b(?:little|few|minimal|low|hardly any|rarely|seldom|mild)$", re.IGNORECASE)
_NONE = Pattern(r"^(?:no|none|never)\b", re.IGNORECASE)
_LIMIT = Pattern(r"\d[\d.,]*\s?[\w/%°]{0,8}$")


_FIGURES = Pattern("|".join(f"(?:{way.pattern})" for way in (BOUND, _NONE, BEYOND, FIGURE_AFTER)))


def _is_figure(text: str, match: re.Match[str]) -> bool:
    """Two figures of one amount: "one or two days", "2, 3 or 4"."""
    behind = text[match.end() :]
    if not _FIGURES.match(behind):
        return False
    if BOUND.match(behind) or (_NONE.match(behind) and _LITTLE_OR_NO.search(text[: match.start()])):
        return True
    if BEYOND.match(behind) and _LIMIT.search(text[: match.start()]) and "or" in match[0].lower():
        return True  # "126 mg/dL or above, fasting"
    return bool(FIGURE_AFTER.match(behind) and FIGURE_BEFORE.search(text[max(0, match.start() - 12) : match.start()]))


def _whole_names(span: Span, pieces: list[Span], known: Known, places: bool) -> list[Span]:
    """Neighbouring pieces that a vocabulary has as one name are joined again (the veto inside a longer list)."""
    n = 0
    while n + 1 < len(pieces):
        both = _cover(span, pieces[n], pieces[n + 1])
        if IDIOM.match(both.text) or (known(both.text) and not _either(both, known, places)):
            pieces = [*pieces[:n], both, *pieces[n + 2 :]]
        else:
            n += 1
    return pieces


def _measured(span: Span, pieces: list[Span]) -> list[Span]:
    """A piece that is only an amount belongs to what it measures: "at two weeks and three months"."""
    found: list[Span] = []
    for piece in pieces:
        if found and MEASURE.match(piece.text):
            found[-1] = _cover(span, found[-1], piece)
        else:
            found.append(piece)
    return found


def _cover(span: Span, first: Span, last: Span) -> Span:
    """The stretch of `span` from one piece to another, separators included."""
    return span.between(first.start, last.end)


def _clauses(span: Span, pieces: list[Span]) -> list[Span]:
    """An instruction is cut only where a new instruction begins."""
    found: list[Span] = []
    for piece in pieces:
        bare = bool(found) and len(found[-1].text.split()) == 1 and _first(found[-1].text) not in WHOLE_ALONE
        forbids = bool(found) and _first(found[-1].text) in ("no", "nothing")  # "no lifting or contact sport"
        meal = bool(found) and {found[-1].text.split()[-1].lower(), _first(piece.text)} == {"eat", "drink"}  # "do not eat or drink" fasts
        if found and (bare or forbids or meal or (_TOLD_OF.search(found[-1].text) and not _ORDERED.match(piece.text)) or _first(piece.text) not in IMPERATIVES):
            found[-1] = _cover(span, found[-1], piece)
        else:
            found.append(piece)
    return found


# "Tell us if you smoke or take aspirin": verbs of one clause, not instructions.
_TOLD_OF = Pattern(r"\b(?:tell|let|inform|mention|report|ask|say|notify)\b.*\b(?:if|whether|that|should)\s+(?:you|your|there|it)\b", re.IGNORECASE)
_ORDERED = Pattern(r"(?:bring|arrange|stop|avoid|wear|remove|keep|do not|don't|call|ask|follow|come|arrive)\b", re.IGNORECASE)
_FORBIDS = Pattern(r"^(?:please |also )?(?:do not|don['’]t|never)\s+(?=[a-z])", re.IGNORECASE)


def _forbidden(pieces: list[Span]) -> list[Member]:
    """ "Do not rub, scratch or pick the scab" forbids three acts; empty where a piece is none.

    Of two verbs the second may share what follows the first, so they are left to the common rule.
    """
    ban = _FORBIDS.match(pieces[0].text) if pieces else None
    if not ban or len(pieces) < 3 or any(_first(piece.text) in ("eat", "drink") for piece in pieces) or any(_first(piece.text) not in IMPERATIVES for piece in pieces[1:]) or _first(pieces[0].text[ban.end() :]) not in IMPERATIVES:
        return []
    return [Member(pieces[0], (pieces[0].text,)), *(Member(piece, (f"do not {piece.text}", piece.text)) for piece in pieces[1:])]


def _described(span: Span, pieces: list[Span], known: Known) -> list[Span]:
    """Adjectives that describe the head of the next piece are joined to it."""
    if len(pieces) > 1 and _describes(pieces[-1], known) and _between_commas(span, pieces):
        pieces = [*pieces[:-2], _cover(span, pieces[-2], pieces[-1])]  # "atrial fibrillation, symptomatic"
    found: list[Span] = []
    for piece in reversed(pieces):
        if found and (_describes(piece, known) or _two_adjectives(piece.text, found[0].text)):
            found[0] = _cover(span, piece, found[0])
        else:
            found.insert(0, piece)
    return found


def _describes(piece: Span, known: Known) -> bool:
    words = [word for word in piece.text.lower().split() if word not in ("a", "an", "the")]
    return all(word in DESCRIPTIVE for word in words) and not known(piece.text)


def _between_commas(span: Span, pieces: list[Span]) -> bool:
    return span.between(pieces[-2].end, pieces[-1].start).text.strip() == ","


def _two_adjectives(before: str, behind: str) -> bool:
    """ "Blocked or kinked tubing", "change of a loose or wet cast": two adjectives of one noun."""
    first, second = before.lower().split(), behind.lower().split()
    if len(second) < 2 or not (second[0] in DESCRIPTIVE or second[0].endswith("ed")):
        return False
    alone = len(first) == 1 or (len(first) > 1 and first[-2] in ("a", "an", "the"))
    return alone and (first[-1] in DESCRIPTIVE or first[-1] == "open" or first[-1].endswith(("ed", "-like")))


_UNSURE = Pattern(r"^(?:(?:known|confirmed|proven) or )?(?:suspected|possible|known|confirmed|proven|likely)\s+", re.IGNORECASE)


def _readings(n: int, pieces: list[Span], known: Known) -> tuple[str, ...]:
    """Full readings of piece n: the piece alone if a vocabulary knows it, else one that it knows, or the one its form suggests."""
    text = pieces[n].text
    if known(text):
        return (text,)
    certain = next((way for way in _ways(n, pieces) if known(way)), None)
    return (*_likely(n, pieces), text) if certain is None else (certain, text)


def _ways(n: int, pieces: list[Span]) -> Iterator[str]:
    """What piece n may share with its neighbours, the surest way first."""
    text = pieces[n].text
    yield from _shared_head(n, pieces)
    if (bare := _UNSURE.sub("", text)) != text:
        yield from _shared_head(n, pieces, bare)
    yield from _shared_phrase(n, pieces)
    yield from _shared_modifier(n, pieces)


def _likely(n: int, pieces: list[Span]) -> list[str]:
    """The reading to take when no vocabulary helps."""
    words = pieces[n].text.split()
    if n + 1 < len(pieces) and len(words) == 1 and RELATIONAL.search(words[0].lower()):
        return _shared_head(n, pieces)[:1]
    head = _head_before(n, pieces)
    return _shared_phrase(n, pieces) if head and head.split()[0].lower() in GENERIC_HEADS else []


def _shared_head(n: int, pieces: list[Span], text: str | None = None) -> list[str]:
    """ "local" of "local or general anesthesia" as "local anesthesia"; the longest head first."""
    last = pieces[-1].text.split() if n < len(pieces) - 1 else []
    return [f"{text or pieces[n].text} {' '.join(last[k:])}" for k in range(1, len(last))]


@lru_cache(maxsize=1 << 12)
def _phrase_head(text: str) -> str | None:
    match = SHARING.search(text)
    return text[: match.end()].strip() if match and match.end() < len(text) else None


def _head_before(n: int, pieces: list[Span]) -> str | None:
    """The nearest head with its preposition to the left of piece n: "blockage of" before "vessel"."""
    return next((head for piece in reversed(pieces[:n]) if (head := _phrase_head(piece.text))), None)


def _shared_phrase(n: int, pieces: list[Span]) -> list[str]:
    """ "retina" of "swelling of the cornea or retina" as "swelling of retina"."""
    head = _head_before(n, pieces)
    if not head or _phrase_head(pieces[n].text):
        return []
    return [f"{head} {pieces[n].text}"]


def _shared_modifier(n: int, pieces: list[Span]) -> list[str]:
    """ "technicians" of "surgical nurses and technicians" as "surgical technicians"."""
    first = pieces[0].text.split() if n else []
    if len(first) < 2 or len(pieces[n].text.split()) > 2:
        return []
    return [f"{' '.join(first[:-1])} {pieces[n].text}"]
