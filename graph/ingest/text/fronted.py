"""Conditions that lead a statement without an "if": participles, "until" clauses, places, prepositions before an order.

"Having been sedated, do not drive", "in some towns a hotel room serves", "before each dose, eat something".
"""

from __future__ import annotations

import re

from graph.ingest.text.gates import any_of
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.words import IMPERATIVES

_I = re.IGNORECASE

_ORDER = rf"(?:do not|don't|{'|'.join(sorted(IMPERATIVES))})\b"
_PARTICIPLE = r"(?:having (?:been |had )?(?!an?\b|the\b|your\b)\w+|(?:given|taken|caught|found|started|treated|used|begun|done) (?!(?:the|that|your|this|its|how|an?|in view)\b)\w+)"
_UNTIL = r"(?:until|till|as soon as|so long as|not until) (?:you|your|the|it|they|he|she|all|any|this|there|someone)\b"
_SOMEWHERE = r"(?:in|at|under) (?:some|certain|a few|larger|smaller|rural|remote|teaching|other) (?:[\w-]+ )?(?:states|countries|hospitals|clinics|centers|centres|trusts|towns|places|regions|areas|practices|programs|units|plans|cases|situations|schools|offices)"
_LEADING = (Pattern(rf"^({_PARTICIPLE}\b[^,:;()]{{0,80}}|{_UNTIL}[^,:;()]{{2,90}})\s*,\s+(?=\S)", _I), Pattern(rf"^({_SOMEWHERE}),?\s+(?=(?:an?|the|your|it|we|you|this)\b)", _I),
            Pattern(r"^((?:in|at) (?:the |those )?(?:[\w-]+ ){1,3}(?:that|which|where|who) [^,:;()]{2,60}),\s+(?=\S)", _I),
            Pattern(rf"^((?:(?:before|after|during|for|without|with) (?!(?:the|one|two|three|four|five|six|eight|ten|several|most|many|some|your|this|\d\S*)\b)|in (?!(?:most|many|some|addition|general|total|all|fact|short)\b))[^,:;()]{{2,50}}?),\s+(?=(?:{_ORDER}|to [a-z]+|\d|one|two|three|four|five|six|eight|ten|several|a few)\b)", _I),
            Pattern(rf"^((?:on (?:arrival|admission|waking)|(?:during|over|for|in) the (?:very )?(?:first|early|last|following|next|initial) (?:few |several )?(?:hours|days|weeks|months|years|nights))(?=,?\s)|(?:before|after|at|during|on) (?:(?:the )?(?:first|last|final)|each|every|any) (?!(?:day|night|week|month|year|hour|few|two|three)s?\b)(?:[\w-]+ )??[\w-]+),?\s+(?=(?:{_ORDER}|(?:you|we|they|it|the|your|an?|staff|nurses?|doctors?|someone|\w+ (?:is|are|will|can|may|must|should|checks?|watch|watches))\b))", _I),
            Pattern(r"^((?:for|without|with|under|in|after) (?!(?:the|this|your|most|many|some|an?)\b)(?:[\w'’-]+ ){0,2}?[\w'’-]+)\s+(?=(?:(?:an? |no |special |strict )?(?:fasting|preparation|sedation|shaving|bed rest|time off|restrictions?|antibiotics|stitches|follow-up|driver|escort|dressings?|hospital stay) (?:is|are)|(?:allow|expect|plan|reckon with|avoid|skip) |(?:we|doctors|surgeons|most (?:doctors|surgeons|hospitals)) \w+)\b)", _I))
_LEADS = Pattern(r"(?:on|over|before|after|during|without|having|given|taken|caught|found|started|treated|used|begun|done|until|till|as soon|so long|not until|in|at|under|for|with)\s", _I)
LEADING = any_of(_LEADS, first=True)
_FRONTED = tuple((any_of(pattern, first=True), pattern) for pattern in _LEADING)


def leading(text: str, words: int) -> re.Match[str] | None:
    """The aside with which a phrase of those words begins; group 1 is the condition, `end()` where the rest starts.

    >>> from graph.ingest.text.gates import words_of
    >>> def said(text): found = leading(text, words_of(text)); return found and found[1]
    >>> said("Having been sedated, you must not drive"), said("In some towns a hotel room serves")
    ('Having been sedated', 'In some towns')
    >>> said("Given the risks, ask first"), said("Having a scan, then a test")
    (None, None)
    """
    if not _LEADS.match(text):
        return None
    return next((match for need, pattern in _FRONTED if words & need and (match := pattern.match(text))), None)
