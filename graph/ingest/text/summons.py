"""Instructions to call, come back or go at once: what belongs to them, and what says when.

"Call if it bleeds" has a condition; "tell us if you take aspirin" and "call for a fever" are whole.
"""

from __future__ import annotations

import re

from graph.ingest.text.gates import any_of
from graph.ingest.text.patterns import Pattern

_I = re.IGNORECASE

AT_ONCE = Pattern(r"^(?:(?:please|always|stop and) )*(?:(?:call|dial|ring|phone|get|seek|go (?:to|for)|fetch|report to|return (?:to|for))\b(?:\s[\w'’-]+){0,3}?\s(?:911|999|112|ambulance|emergency (?:services|help|care|room|department|number)|(?:medical |urgent |immediate )?(?:help|care|attention))(?: (?:at once|now|immediately|right away|promptly|straight away))?|ask about [^,;]+)$", _I)
ASKING = Pattern(r"^(?:(?:please|always|also|at once|immediately)\s+)*(?:(?:call|tell|report|contact(?! (?:sports?|lens))|phone|telephone|notify|inform|seek|ask|let|dial|ring|calling|telling|reporting|contacting|notifying|informing|asking|letting)\b(?:\s+[\w'’]+){0,5}"
                    r"|(?:return|go|come back|get help)(?:\s+(?:to (?:the |an )?(?:hospital|emergency|er|clinic|ed|nearest)(?: \w+){0,3}|at once|immediately|right away|promptly|soon|back|in))*)$", _I)
SUMMONS = Pattern(r"^(?:(?:please|always|also|at once|immediately)\s+)*(?:call(?:ing)?|phone|ring|dial|telephone|contact(?:ing)?|return|go|come back|seek(?:ing)?|get)\b", _I)
# A line that introduces what to call for.
CALLING = Pattern(r"\b(?:call|phone|telephone|dial|ring(?= (?:us|the|your|at)\b)|notify|report|seek|warning|tell the|contact(?! (?:lens|sport|dermat))|red flags)\b|^(?:return|back(?= (?:at once|to|if|for|right))|(?:urgent|immediate|emergency|prompt|early) (?:return|review|visit|help|care|call)|come back|get help|emergency|urgent)(?: (?:to|if|for)\b.*| now| at once)?$", _I)
# "Go to the emergency department with a fever": with what is no company and nothing to bring.
_HURRY = Pattern(r"(?:(?:please|always) )?(?:go|come|report|get|head|return|rush|back)\b[^,;()]*?\b(?:emergency (?:department|room|unit)|er|a&e|hospital|ward|clinic)$", _I)
_WITH_SIGN = Pattern(r"\s+(with (?!(?:you|your|the|us|someone|(?:an?|any) (?:[\w-]+ )?(?:driver|friend|relative|companion|list|sample|bag|helper|adult))\b)[^;()]+)$", _I)
HURRIES = any_of(_HURRY, first=True)


def hurry(text: str) -> re.Match[str] | None:
    """With what one must go at once: "with a fever" of "Go to the emergency department with a fever"."""
    match = _WITH_SIGN.search(text)
    return match if match and _HURRY.match(text[: match.start()]) else None
