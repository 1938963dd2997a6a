"""Shorter forms of a reading: amounts, occasions, sites, remarks and plain adjectives off; then, more boldly, its clauses.

`reductions` says of a mention nothing that matters, so they may name a node of its own; `clauses` takes meaning off
("stroke from a dislodged clot"), so what is left counts only where a vocabulary knows it and does not know the whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from graph.ingest.text.amounts import ABOUT, AMOUNTED
from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.normalise import key, lower
from graph.ingest.text.occasions import OWN_EVENT
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.words import DESCRIPTIVE

_UNIT = f"(?:{AMOUNTED})"
_AMOUNT = Pattern(
    r"\b(?:for|within|over|in|after|about|at least|up to|lasting|during|until|from|by|every|at|the first|the next|the last)?\s*"
    r"(?:at least |about |around |up to |the (?:first|next|following|past|last) |a minimum of |approximately |roughly |no more than |"
    rf"the )*{ABOUT}(?:\s*(?:to|-|–|or)\s*(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve))?[\s-]*{_UNIT}"
    r"\b(?:\s+(?:or (?:two|three|so|more|longer))\b)?(?:\s+(?:before|ahead|prior|beforehand|after|afterwards?|later|following|"
    r"in advance|earlier|a day|daily|per day|each day|of (?:the )?(?:surgery|procedure|test|exam|visit|scan|treatment))\b"
    r"(?!\s+(?:of|to|the|your|an?|any|this|that|each|surgery|treatment)\b))?"
    r"|\b(?:for|in|within|over|after|lasting|every few)\s+(?:the )?(?:first |next )?(?:minutes|hours|days|weeks|months|years)\b"
    r"|\b(?:for |over )?the (?:rest|remainder) of (?:the|that) (?:day|week|evening)\b"
    r"|\b(?:about |around |up to |in )?(?:fewer than |less than |more than )?(?:one|two|three|\d[\d.,]*)(?: to (?:\w+))? (?:in|out of)"
    r"(?: every)? \d[\d.,]*\b")
# Every amount has one of these: a unit, be it written together with its number, or a figure.
_COUNTED = Pattern(rf"\b{ABOUT}?{_UNIT}\b|\bevening|\d", re.IGNORECASE)
_OCCASION = Pattern(
    r"\b(?:before|prior to|ahead of|after|following|during|on the (?:day|morning|evening) of|the (?:day|night|evening|morning) (?:before|after|of)|until|at|from|on the|in the|by)\s+"
    rf"(?:(?:your|the|this|that|same|next|first)\s+)*(?:{OWN_EVENT}|"
    r"biopsy|day of (?:the )?\w+)\b|\b(?:beforehand|afterwards?|overnight|that day|the same day|the next day|(?:the )?(?:night|day|morning|evening) before|in advance|(?<=\w )at home|right away|straight away|immediately|at once|without delay|as soon as possible|from midnight|after midnight)\b")
_PLACE = r"(?:site|sites|wound|wounds|incision|incisions|cut|cuts|puncture|entry point|access point|insertion point)"
_REGION = r"(?:area|areas|region|spot|side|limb|arm|leg|skin|tissue)"
_SITE = Pattern(
    rf"\b(?:at|of|in|around|near|from|under|over|along|on|to)\s+(?:the\s+|an?\s+|any\s+|your\s+)?(?:(?:\w+[\s-])?(?:\w+\s)?{_PLACE}|"
    r"(?:treat(?:ed|ment)|surg(?:ical|ery)|operat(?:ed|ive|ion)|affected|incision|injection|puncture|procedure|insertion|needle)\s+"
    rf"{_REGION})\b"
    r"|\b(?:injection|incision|puncture|surgical|surgery|treatment|procedure|insertion|catheter|iv|needle|access|entry)[\s-]sites?\b")
_SITED = Pattern(rf"\b(?:{_PLACE}|{_REGION})\b", re.IGNORECASE)  # every site has one of these
_EQUIPPED = Pattern(
    r"\b(?:with(?!\s+(?:\w+\s+)?contrast\b)|that has|having|equipped with|offering|providing|specializing in|specialized in|"
    r"capable of|trained in|experienced in|who|familiar with|certified in)\b.*$")
_REMARK = Pattern(r"\s*(?:,|;|—|–| - |:).*$")
_RULES = ((any_of(_COUNTED), _AMOUNT), (any_of(_SITED), _SITE), *((any_of(rule), rule) for rule in (_OCCASION, _REMARK, _EQUIPPED)))

# Adjectives that are half of a finding's name: what is low or abnormal is not the thing itself.
_MEANT = frozenset(
    ["hazy", "blurred", "blurry", "foggy", "cloudy", "dim", "stuffy", "runny", "scaly", "crusty", "lumpy", "puffy", "shaky", "wobbly", "abnormal", "irregular", "unusual", "low", "high", "lower", "higher", "increased", "decreased", "reduced", "limited",
     "rapid", "slow", "swollen", "red", "bloody", "painful", "loose", "dry", "poor", "incomplete", "partial", "delayed",
     "shallow", "noisy", "excessive", "sore", "tender", "hot", "cold", "acute", "chronic", "uncontrolled", "unstable", "less", "fewer", "asymptomatic"])
_LIGHT = (DESCRIPTIVE - _MEANT) | frozenset(
    ["localized", "local", "minor", "some", "any", "general", "overall", "little", "bit", "additional", "further", "other", "certain", "specific", "various", "related", "procedure-related", "treatment-related", "post-procedure", "traditional", "conventional", "standard", "routine", "basic", "prompt", "careful", "close", "good", "great", "greatly", "slightly", "very", "really", "quite", "usually", "often", "highly", "particularly", "specialized", "dedicated", "modern", "fully", "qualified", "trained", "licensed", "certified", "experienced", "attending", "assisting", "treating", "appropriate", "suitable", "plenty", "lots", "necessary", "all", "patients", "patient", "people"]
)

# Clauses and phrases that say why, when or compared with what; never "with" or "without", which part tests and techniques.
_CLAUSE = (
    r"leading to|resulting in|result from|causing|due to|caused by|because of|requiring|needing|that|which|in an? (?:child|adult|"
    r"infant|baby|newborn)|of (?:unknown|unclear|uncertain) (?:cause|origin)|despite|compared (?:with|to)|than|rather than|instead of|"
    r"as (?:directed|instructed|prescribed|advised|told|needed|recommended|ordered)|by your (?:doctor|surgeon|team|care team)|"
    r"if (?:needed|necessary|possible|advised|told|asked|directed|prescribed|ordered|instructed)|unless|"
    r"on (?:your )?(?:doctor|surgeon)['’]?s advice|just (?:before|after)")
_TAILS = {
    "indication": _CLAUSE + "|on|over|from",
    "risk": _CLAUSE + "|on|under|along|over|toward|towards|around|into the|in (?:the )?(?:later|early|first|following)|in one|from|during|after|as|when|where|while|until|shortly",
    "benefit": _CLAUSE + "|from|during|after|when|while|so|for|by|on|in the|of the|of an?|out of",
    "preparation": _CLAUSE + "|from|at|in|of the|of your|before|after|to|for|so|when|while|until|on",
    "recovery": _CLAUSE + "|over|in|at|by|before|after|to|for|so|when|while|until|on|as",
    "alternative": _CLAUSE + "|on|at|by|through|over|alongside|along with|up to|for|until|before|after|when|if|where",
    "setting": _CLAUSE + "|for|when|if|where|near",
    "personnel": _CLAUSE + "|by|on|at|over|for|to|when|if|during|from|in",
}
_TAIL = {category: Pattern(rf"(?<=\w)\s*\b(?:{words})\b(?!\s+(?:site|contrast)\b)") for category, words in _TAILS.items()}
_TAILED = {category: any_of(pattern) for category, pattern in _TAIL.items()}


@lru_cache(maxsize=1 << 16)
def reductions(text: str) -> tuple[str, ...]:
    """A reading made shorter step by step; each step keeps what the step before it took away.

    >>> reductions("Mild soreness at the injection site for 2 days")
    ('Mild soreness at the injection site', 'Mild soreness', 'soreness')
    """
    steps: list[str] = []
    current, tidy = text, _tidied(text)
    for need, rule in _RULES:
        shorter = _tidied(_without(rule, current)) if words_of(current) & need else tidy
        if shorter != current and key(shorter):
            steps.append(shorter)
            current = tidy = shorter
    if (plain := _plain(current)) is not None:
        steps.append(plain)
    return tuple(steps)


def _tidied(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:-–—")


def _without(rule: Pattern, text: str) -> str:
    """A text with a blank for everything that a rule finds in its lower case."""
    spans = [match.span() for match in rule.finditer(lower(text))]
    ends, starts = (0, *(end for _, end in spans)), (*(start for start, _ in spans), len(text))
    return " ".join([text[a:b] for a, b in zip(ends, starts, strict=True)])


def _plain(text: str) -> str | None:
    """Without adjectives that say how much or how bad, if any are there and something is left."""
    words = text.split()
    kept = [word for word in words if word.lower().strip(",") not in _LIGHT]
    return " ".join(kept) if kept and len(kept) < len(words) and key(" ".join(kept)) else None


@lru_cache(maxsize=1 << 16)
def clauses(category: str, text: str) -> tuple[str, ...]:
    """What stands before each clause at the end, the longest first.

    >>> clauses("risk", "Stroke from a clot that comes loose")
    ('Stroke from a clot', 'Stroke')
    """
    if not words_of(text) & _TAILED[category]:
        return ()
    found: list[str] = []
    for match in reversed(list(_TAIL[category].finditer(lower(text)))):
        head = text[: match.start()].strip(" ,;:-–—")
        if key(head):
            found.append(head)
            if (plain := _plain(head)) is not None:
                found.append(plain)
    return tuple(found)
