"""From a reading of a mention to one concept: exact key or curated alias decide, a rule may shorten, fuzzy only suggests.

A reading is tried as it stands, then with amounts, remarks of place and plain adjectives taken off, one kind at a time:
"Mild soreness at the injection site" meets "soreness". What no vocabulary knows gets a node of its own, named by its
content words, and is listed for review; `ingest.review` suggests the nearest name there, and decides nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.ingest.text.lexicon import Concept, Lexicon
from graph.ingest.text.normalise import key, slug
from graph.ingest.text.words import DESCRIPTIVE

_AMOUNT = re.compile(
    r"\b(?:for|within|over|in|after|about|at least|up to|lasting|during|until|from|by|every|at)?\s*(?:at least |about |around |up to |the (?:first|next|following) |"
    r"a minimum of |approximately |roughly |no more than |the )*(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty-four|a few|several|few|couple of)"
    r"(?:\s*(?:to|-|–|or)\s*(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve))?[\s-]*"
    r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|nights?|times?|pounds|lbs?|kg|liters?|glasses|session|sessions|units?)\b(?:\s+(?:before|ahead|prior|beforehand|after|afterwards?|later|following|in advance|earlier|a day|daily|per day|each day|of (?:the )?(?:surgery|procedure|test|exam|visit|scan|treatment))\b(?!\s+(?:of|to|the|your|an?|any|this|that|each|surgery|treatment)\b))?",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:before|prior to|ahead of|after|following|during|on the (?:day|morning|evening) of|the (?:day|night|evening|morning) (?:before|after|of)|until|at|from|on the|in the|by)\s+"
    r"(?:(?:your|the|this|that|same|next|first)\s+)*(?:procedure|surgery|operation|test|exam|examination|scan|visit|appointment|treatment|study|injection|arrival|midnight|night|evening|day|morning|session|"
    r"biopsy|day of (?:the )?\w+)\b|\b(?:beforehand|afterwards?|overnight|that day|the same day|the next day|in advance|at home|right away|straight away|immediately|from midnight|after midnight)\b",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"\b(?:at|of|in|around|near|from|under|over|along)\s+(?:the\s+|an?\s+|any\s+)?(?:\w+[\s-])?(?:\w+\s)?(?:site|sites|wound|wounds|incision|incisions|cut|cuts|puncture|entry point|access point|insertion point)\b",
    re.IGNORECASE,
)
_EQUIPPED = re.compile(r"\b(?:with|that has|having|equipped with|offering|providing|specializing in|specialized in|capable of|trained in|experienced in|who|familiar with|certified in)\b.*$", re.IGNORECASE)
_REMARK = re.compile(r"\s*(?:,|;|—|–| - |:).*$")
_HEADED = frozenset({"setting", "personnel"})  # where a name's own kind tells which code it carries
_LIGHT = DESCRIPTIVE | frozenset(
    ["localized", "local", "minor", "some", "any", "general", "overall", "little", "bit", "additional", "further", "other", "certain", "specific", "various", "related", "procedure-related", "treatment-related", "post-procedure", "traditional", "conventional", "standard", "routine", "basic", "prompt", "careful", "close", "good", "great", "greatly", "slightly", "very", "really", "quite", "usually", "often", "highly", "particularly", "specialized", "dedicated", "modern", "fully", "qualified", "trained", "licensed", "certified", "experienced", "attending", "assisting", "treating", "appropriate", "suitable", "plenty", "lots", "necessary", "all", "patients", "patient", "people"]
)


@dataclass(frozen=True, slots=True)
class Grounding:
    """The concept of a mention: `method` tells how it was found (exact, alias, reduced, unknown)."""

    concept: str
    label: str
    codes: tuple[str, ...]
    method: str
    confidence: float
    broader: str | None = None


class Grounder:
    """Grounds readings in the vocabularies of one folder; answers are remembered."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.ground = lru_cache(maxsize=1 << 16)(self._ground)
        self.knows = lru_cache(maxsize=1 << 16)(self._knows)

    def _knows(self, category: str, text: str) -> bool:
        return self.lexicon.find(category, text) is not None

    def _ground(self, category: str, readings: tuple[str, ...]) -> Grounding:
        """The concept of the first reading that a vocabulary has, else a node of its own."""
        for reading in readings:
            if concept := self.lexicon.find(category, reading):
                return _found(concept, reading)
        for reading in readings:
            for shorter in reductions(reading):
                if concept := self.lexicon.find(category, shorter):
                    return Grounding(concept.id, concept.preferred, concept.codes, "reduced", 0.8)
        return self._unknown(category, readings[0])

    def _unknown(self, category: str, reading: str) -> Grounding:
        shortest = reductions(reading)[-1] if reductions(reading) else reading
        kind = self._kind(category, shortest) if category in _HEADED else None
        codes, broader = (kind.codes, kind.id) if kind else ((), None)
        return Grounding(f"{category}:{slug(shortest)}", _sentence(shortest), codes, "unknown", 0.4, broader)

    def _kind(self, category: str, text: str) -> Concept | None:
        """The longest known name inside an unknown one: a "hand surgery office" is some office, and coded as one."""
        words = text.split()
        spans = ((a, a + size) for size in range(len(words) - 1, 0, -1) for a in range(len(words) - size, -1, -1))
        return next((c for a, b in spans if (c := self.lexicon.find(category, " ".join(words[a:b])))), None)


def _found(concept: Concept, reading: str) -> Grounding:
    exact = key(reading) == key(concept.preferred)
    return Grounding(concept.id, concept.preferred, concept.codes, "exact" if exact else "alias", 1.0 if exact else 0.95)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1 << 16)
def reductions(text: str) -> tuple[str, ...]:
    """A reading made shorter step by step; each step keeps what the step before it took away.

    >>> reductions("Mild soreness at the injection site for 2 days")
    ('Mild soreness at the injection site', 'Mild soreness', 'soreness')
    """
    steps: list[str] = []
    current = text
    for rule in (_AMOUNT, _SITE, _OCCASION, _REMARK, _EQUIPPED):
        shorter = " ".join(rule.sub(" ", current).split()).strip(" ,;:-–—")
        if shorter != current and key(shorter):
            steps.append(shorter)
            current = shorter
    words = current.split()
    kept = [word for word in words if word.lower().strip(",") not in _LIGHT]
    if kept and len(kept) < len(words) and key(" ".join(kept)):
        steps.append(" ".join(kept))
    return tuple(steps)
