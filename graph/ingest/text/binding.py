"""What holds coordinated pieces together: an idiom, a participle that all of them share, one act with several objects.

"Tumor side and site confirmed and marked" is one thing done, "knee pain at night or at rest" one pain, "blood tests for HIV
and hepatitis" one test. Words of English, not of medicine.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from graph.ingest.text.amounts import COUNT, UNIT
from graph.ingest.text.gates import any_of
from graph.ingest.text.normalise import lower
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span
from graph.ingest.text.words import GENERIC_HEADS, SHARING

_I = re.IGNORECASE
# Two words for one thing, wherever they stand.
_IDIOM = Pattern(
    r"\b(?:ear,? nose,? (?:and|&) throat|soap and water|day (?:and|or|to) night|night and day|on and off|off and on|up and (?:about|down|around|walking|moving)|head and neck|hide and seek|pros and cons|"
    r"trial and error|wear and tear|back and forth|in and out|more and more|over and over|black and blue|pins and needles|food and drink|bed and breakfast|mother and (?:baby|child)|sooner or later|more or less|signs (?:and|or) symptoms|(?:where|when|how|why) and (?:where|when|how|why|what)|"
    r"(?:the )?night before (?:and|or) (?:the )?morning of)\b")

_PREDICATE = (r"(?:checked|marked|tested|confirmed|verified|taken|stopped|held|paused|withheld|brought|carried|disclosed|mentioned|reported|asked about|discussed|reviewed|noted|recorded|documented|accounted for|removed|trimmed|shaved|"
              r"clipped|washed|cleaned|cleared|emptied|preserved|kept|spared|saved|prevented|avoided|restored|relieved|reduced|started|continued|resumed|restarted|signed|inspected|examined|identified|limited|"
              r"allowed|permitted|ruled out|treated|controlled|corrected|protected|covered|padded|secured|set up|ready|in place|intact|put on|put away|placed|worn|"
              r"left on|left off|taped|packed|charged|wait|come off|become possible|(?:is|are) (?:set up|taken off|kept|put \w+|(?!(?:need|requir|perform|offer|us|plann|order|recommend|arrang|involv|cover|provid|includ|advis|expect|suggest|prescrib|schedul|book)ed\b)\w+ed))")
_ADVERBS = (r"(?=$|\s(?:along|ahead|before|after|at|in|on|by|for|with|without|beforehand|until|only|as|to|from|daily|twice|once|again|if|when|over|within|during|first|early|and|or|the (?:night|day|morning|evening|week)|one|two|\d)\b)")
_SHARED = Pattern(rf"^(?!(?:to|not|no)\b)(?:[\w'’/-]+ ){{1,5}}?(?:(?:largely|fully|always|all|both|already|well|closely|carefully|then|not) )?{_PREDICATE}{_ADVERBS}", _I)
_BARE = Pattern(r"^(?:(?:then|carefully|closely|fully|gently|well|also|kept) )?(?:\w{3,}ed|done|drawn|worn|cut|shut|kept|held|put away|set aside|taken off|taken out)(?: (?:at|in|on|by|for|with|before|after|beforehand|ahead|again|daily|dry|clean)\b.*)?$")
_PREPOSITION = Pattern(r"^(?:at|in|on|from|under|over|near|around|behind|during|after|before|into|through|via|of|to)\s", _I)
_CAUSE = Pattern(r"\s(?:at|in|on|from|with|under|over|near|around|behind|during|after|before|by|through|of|to)\s", _I)
_VERB = Pattern(r"^(?:to )?(?:confirm|exclude|rule out|detect|find|locate|diagnose|treat|prevent|relieve|reduce|assess|monitor|remove|drain|replace|delay|avoid|correct)s?$", _I)
_ACT = Pattern(
    r"\b(?:map|mapping|picture|tracing|checks?|checked|review|inspection|disclosure|wash|ct|mri|scans?|x-rays?|films?|angiogram|ultrasound|history|search|discussion|examined|inspected|searched)"
    r" (?:for|of|about|from)\s", _I)
_ANOTHER = Pattern(
    r"\b(?:tests?|checks?|exams?|examination|review|ecg|ekg|mri|ct|pet|scans?|x-rays?|films?|ultrasound|consent|visits?|forms?|lists?|cards?|counts?|levels?|panel|study|studies|cultures?|swabs?|wash|showers?|clothes|clothing|snacks?|"
    r"ride|driver|drinks?|food|meal|rest|\w+gram|\w+scopy|appointment|call|water|bag|shoes|sample)s?\b", _I)
_DONE = Pattern(r"\w(?:ed|wn|orn|one|ept)$")
# A piece that only says how much, how long or how often: "15 minutes at a time", "25 to 35 g a day", "day 5 or later".
_AMOUNT = (
    rf"^(?:(?:then|at|about|around|up to|over|for|once|every|each|again|at least|at most|no more than|roughly|approximately|nearly|the (?:first|next|last)|adding) )*(?:{COUNT}(?:[–-]\d[\d.,]*)?[\s–-]*(?:(?:to|or|and|by)\s+(?:up to )?{COUNT}[\s–-]*)?{UNIT}|days? \d+|weeks? \d+|{UNIT} before|night before|daily|twice|once)\b"
    rf"(?:\s+(?:{COUNT}|{UNIT}|to|or|and|at|a|an|the|per|each|every|time|in a row|apart|ahead|before(?:hand)?|earlier|prior|in advance|later|after(?:wards?)?|more|less|fewer|better|worse|older|younger|longer|sooner|so|half|daily|twice|once|on|of|in all|in total|morning|evening|night|first|next))*$")
# "In the second or third trimester", "the same day or within a few days": a second time, not a second thing.
_TIME = rf"^(?:(?:the )?(?:next|same|following|second|third|fourth|first|last) (?:{UNIT}|trimester|morning|evening|afternoon)|(?:mornings?|afternoons?|evenings?)|within (?:the |an? )?(?:few |{COUNT} )?{UNIT})(?: (?:at the latest|after\w*|later))?$"
_NO_THING = Pattern(rf"{_AMOUNT}|{_TIME}|^too\s")
_ALONE = Pattern(r"^(?:supervised|registered|certified|licensed|employed|retired|scheduled|repeated|combined|attended|unattended|monitored|observed)$")
_SUMMONS = Pattern(r"^(?:(?:an?|urgent|immediate|emergency|prompt|early|same-day|quick|medical)\s+)*(?:calls?|returns?|help|review|care|visit|be seen|get in touch|come back|go back|contact|warning signs?)(?: (?:at once|now|immediately|the \w+|us|your \w+))?\s*(?::|\b(?:for|about|with|if)\b)", _I)


_IDIOMS = any_of(_IDIOM)


def idioms(text: str, words: int) -> list[tuple[int, int]]:
    """Where in a text in lower case with those words two words stand for one thing, so that nothing is cut between them."""
    return [match.span() for match in _IDIOM.finditer(text)] if words & _IDIOMS else []


def summons(text: str) -> bool:
    """Whether an instruction says what to call or come back for: "urgent call for redness, pus or fever" is one."""
    return bool(_SUMMONS.match(text))


def bound(span: Span, pieces: list[Span], known: Callable[[str], bool], *, acts: bool, places: bool, risks: bool = False) -> list[Span]:
    """Pieces of a phrase with those joined that are no things of their own.

    `acts` where a phrase may tell what is done, `risks` where it tells what may happen, each by itself; `places` where a
    preposition may begin a name ("at home").
    """
    found = pieces[:1]
    for piece in pieces[1:]:
        text = lower(piece.text)
        if (
            (acts and not risks and _BARE.match(text) and " " in found[-1].text and (_DONE.search(found[-1].text) or not known(piece.text)))
            or _NO_THING.match(text)
            or (not risks and _ALONE.match(text) and _between(span, found[-1], piece).strip() == ",")
            or (not places and _trails(span, found[0], found[-1], piece))
            or (_VERB.match(found[-1].text) and not known(found[-1].text))
        ):
            found[-1] = span.between(found[-1].start, piece.end)
        else:
            found.append(piece)
    if acts and len(found) > 1 and _objects(found):
        return [span.between(found[0].start, found[-1].end)]
    first = _shared_from(span, found) if acts and len(found) > 1 else len(found) - 1
    return [*found[:first], span.between(found[first].start, found[-1].end)] if first < len(found) - 1 else found


def _between(span: Span, first: Span, second: Span) -> str:
    return span.between(first.end, second.start).text


def _trails(span: Span, first: Span, before: Span, piece: Span) -> bool:
    """ "Pain at night or at rest": a second circumstance, not a second thing; "damage to a nerve or to a tendon" is two."""
    if not _PREPOSITION.match(piece.text) or _PREPOSITION.match(first.text) or not _CAUSE.search(before.text):
        return False
    head = SHARING.search(before.text)
    generic = head and before.text[: head.start()].split()[-1:] and before.text[: head.start()].split()[-1].lower() in GENERIC_HEADS
    return not generic and bool(re.search(r"\bor\b", _between(span, before, piece), _I))


def _objects(pieces: list[Span]) -> bool:
    """One act with several objects: "blood tests for HIV, hepatitis and other infections"."""
    return bool(_ACT.search(pieces[0].text)) and not any(_ANOTHER.search(piece.text) or _SHARED.match(piece.text) for piece in pieces[1:])


def _shared_from(span: Span, pieces: list[Span]) -> int:
    """From which piece on the same is said of all at the end: "lining and cilia preserved", "pulse, motion tested"."""
    first = len(pieces) - 1
    if not _SHARED.match(pieces[first].text):
        return first
    while first and not _APART.search(pieces[first - 1].text) and ";" not in _between(span, pieces[first - 1], pieces[first]):
        first -= 1
    return first


# What says something of its own, and tests and the like, which are things by themselves.
_APART = Pattern(rf"{_DONE.pattern}|\b(?:off|out|clean|dry|empty|full)$|{_SHARED.pattern}|{_ANOTHER.pattern}", _I)
