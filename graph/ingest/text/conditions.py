"""When or for whom a statement holds: the condition at its end, in a remark, or on a line above a list.

A clause with "if" is a condition everywhere. Other adjuncts are so unless they are measured, name the procedure itself or
what the body does: "vomiting after anesthesia" has one, "pain on swallowing" has none. Nothing here knows a medical word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from graph.ingest.text import adjuncts, asides
from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.holding import FOUND, OF_ITSELF, holds, stands_apart
from graph.ingest.text.normalise import lower, straight
from graph.ingest.text.occasions import occasion
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.populations import GROUP, GROUPS, HARD_CASES, ONLY, OWN_WORD
from graph.ingest.text.summons import HURRIES, hurry
from graph.ingest.text.tails import AGE, ANY_SECTION, ANYWHERE, BY_SECTION, CHOSEN, NEEDED, REQUEST, either

_I = re.IGNORECASE
# One look at the words without which nothing here takes anything off, in a section and in any, spares a dozen patterns.
_CHOOSES = any_of(CHOSEN)
_TOLD = {section: ANYWHERE.telling | rules.telling | asides.CUED | adjuncts.STOPS.get(section, 0)
         | {"recovery": HURRIES, "alternatives": _CHOOSES}.get(section, 0) for section, rules in BY_SECTION.items()}
CUED = reduce(or_, _TOLD.values())


def trailing(text: str, section: str | None) -> re.Match[str] | None:
    """The condition at the end of a phrase; group 1 is the condition in lower case, `start()` where the core ends.

    >>> trailing("Anesthesiologist, if sedation is used", "personnel")[1]
    'if sedation is used'
    >>> trailing("Ask your doctor if you should stop aspirin", "preparation"), trailing("Pain when swallowing", "risks")
    (None, None)
    """
    words = words_of(text)
    return _tail(straight(lower(text)), section, words) if words & _TOLD.get(section or "", CUED) else None


def _before(text: str, match: re.Match[str]) -> str:
    """What stands before a condition, without the verb that leads over to it: "surgery is reserved for …"."""
    led = any(letter.isalpha() for letter in text[match.start() : match.start(1)])
    return text[: match.start() if led else match.start(1)].rstrip()


def _tails(text: str, section: str | None, words: int) -> Iterator[re.Match[str]]:
    ways = [match for pattern in ANYWHERE.of(words) if (match := pattern.search(text))]
    if ways:
        yield min(ways, key=re.Match.start)
    if words & asides.CUED and (aside := asides.trailing(text, section, words)):
        yield aside
    for pattern in BY_SECTION.get(section or "", BY_SECTION[""]).of(words):
        if match := pattern.search(text):
            yield match


def _tail(text: str, section: str | None, words: int) -> re.Match[str] | None:
    """The condition at the end of a text with those words, whether or not a word in it can begin one."""
    if section == "recovery" and words & HURRIES and (match := hurry(text)):
        return match
    if section in ("recovery", "benefits") and words & asides.PERMITS and (match := asides.permission(text, section)):
        return match
    if section == "alternatives" and words & _CHOOSES and (match := CHOSEN.search(text)) and match.start():
        return match
    for match in _tails(text, section, words):
        if match.start() and holds(_before(text, match), match[1], section):
            return match
    match = adjuncts.trailing(text, section, words)
    before = text[: match.start(1)].rstrip() if match else ""
    if match and section == "indications":
        return match if (match["word"] not in ("after", "before") or stands_apart(before)) and not FOUND.search(before) else None
    return match if match and holds(before, match[1], section) else None



_PLAIN = Pattern(rf"(?:for|in|among|during|at) (?:the (?:very )?(?:first|second|last|early)\b|any sign|(?:the )?(?:{OWN_WORD}){{0,3}}?(?:patients|people|those|anyone)\b)", _I)


def plain(said: str) -> bool:
    """Whether an adjunct is a condition even where a vocabulary has the whole phrase for a name.

    >>> plain("for patients prone to cold sores"), plain("after cesarean")
    (True, False)
    """
    return bool(_PLAIN.match(said))


_BRACKET = Pattern(
    rf"^(?:{either(*ANY_SECTION)}|{ONLY}{either(AGE, REQUEST)}|(?:only |mainly |especially |mostly |particularly )?(?:for|in|during|with|after|before|under|when|where|while|whenever|once|on|until|at|as the|as an?|not in|not for|below|over)\s+.+|"
    r"only\s.+|optional(?:ly)? (?:for|if|when|in)\s.+)$")
_UNFIT = Pattern(r"^(?!(?:it|this|that)\b)(?:[\w'’/-]+ ){1,4}(?:not (?:tolerated|possible|effective|suitable|available|working|helping|enough)|failed|fails|unsuccessful|refused|unsuitable|contraindicated)$", _I)
_COMPLEMENT = Pattern(r"\S+ (?:in|for|with|at|on|during|after) ", _I)  # "rare with antibiotics" names no case
_KIND_OF_CASE = Pattern(r"^(?!\S+ (?:in|for|with|at|on|during|after) )(?:[\w'’-]+\s+){1,4}(?:only|cases|states|regions|practices|clinics|hospitals|centers)$", _I)
_NO_BRACKET = Pattern(
    r"^(?:in|on|at|with|for|under|over|below|above|after|before|during|until|from)\s+(?:(?:an?|the|up to|about|around|nearly|over|most|many|several|observational|clinical|large|small|some|two|three|at least|more than|less than|fewer than)\s+)*"
    r"(?:\d+(?:[.,–-]\d+)*\s*(?:%|percent|cm|mm|mg|ml|g\b|kg|pounds|lb|inch|degrees|minutes?|hours?|days?|weeks?|in [\d,]+|of every|of [\d,]+|out of)|half|third|quarter|studies|study|trials|trial|research|series|reports|minutes|hours|days|weeks|time)\b"
    r"|^(?:for example|for instance|in turn|in short|at most|at least|in total|in all|with or without|at once)\b", _I)


def bracketed(text: str) -> bool:
    """Whether a remark in brackets is a condition rather than a gloss, a rate or a size.

    >>> bracketed("healthy children over one year"), bracketed("under 1 cm"), bracketed("atrial fibrillation")
    (True, False, False)
    """
    return begins_with_cue(text) or bool(_UNFIT.match(text) or GROUP.match(text) or GROUPS.match(text) or (HARD_CASES.match(text) and not _COMPLEMENT.match(text)) or (_KIND_OF_CASE.match(text) and not _NO_BRACKET.match(text)))


_ONLY_IF = Pattern(r"\bonly (?:if|when|where|in|for|after)\s", _I)


def limits(text: str) -> bool:
    """Whether a remark says of which kind and when a thing holds: "type I only if it causes fainting"."""
    return bool(_ONLY_IF.search(text))


def begins_with_cue(text: str) -> bool:
    """Whether a remark opens with the word that makes it a condition: "if sedated", "for children"."""
    text = lower(text)
    return not _NO_BRACKET.match(text) and not OF_ITSELF.match(text.strip(" .")) and (bool(_BRACKET.match(text)) or asides.bracketed(text))


_AS_NEEDED = Pattern(rf"^(?:only )?(?:{NEEDED})$", _I)
LEAD_IN = Pattern(
    r"^(?:(?:only |mainly |also )?(?:if|for|when|whenever|unless|in|with|during|among|where|depending|once|under|after|should|except|while|before (?:each|every|any))\b.*):?$", _I)
UNFINISHED = Pattern(r"\b(?:with|who|that|which|have|has|having|of|for|to|in|taking|are|is|such as|include|including|you|any)$", _I)
_LEADING_IN = any_of(LEAD_IN, GROUP, _AS_NEEDED, first=True)


def leads_in(text: str) -> bool:
    """Whether a line above a list says when or for whom the list holds.

    >>> leads_in("For planned operations:"), leads_in("Diabetic patients:"), leads_in("On the day of surgery:")
    (True, True, False)
    """
    bare = text.rstrip(" :–—-")
    if not words_of(bare) & _LEADING_IN or not (LEAD_IN.match(bare) or GROUP.match(bare) or _AS_NEEDED.match(bare)):
        return False
    return not UNFINISHED.search(bare) and not occasion(bare)  # "We suggest it for people with:" is finished by the list
