"""Times told by the procedure: "on the day of surgery" only dates an instruction, "early" says when a risk holds."""

from __future__ import annotations

import re

from graph.ingest.text.patterns import Pattern

_I = re.IGNORECASE
# What a page calls its own procedure, and the hours of its day.
OWN_EVENT = "procedure|surgery|operation|test|exam|examination|scan|visit|appointment|treatment|study|injection|arrival|midnight|night|evening|day|morning|session"
_OWN_OCCASION = Pattern(
    r"^(?:before|after|during|on|in|at|for|with|from|until|once)\s+(?:(?:the|your|this|that|these|a|an|first|next|same|last|few|couple of|several|two|three|morning|evening|night|day|days|week|weeks|hours?|of|to)\s+)*"
    rf"(?:{OWN_EVENT}|days|weeks?|months?|hours?|hospital|clinic|office|"
    r"home|advance|general|short|addition|recovery room|operating room|beforehand|before|afterwards?|after)\b(?:\s+(?:itself|before|after|following|prior|and|only|ahead|leading|of (?:the |your )?(?:procedure|surgery|operation|test|exam|scan|visit|appointment|treatment|study|recovery))\b.*)?$", _I)
_SPELL = Pattern(r"^(?:in|on|for|from|during|over|throughout) (?:the )?(?:very )?(?:first|second|third|early|last|final) |^in the (?:few )?(?:hours|days|weeks|months|years) (?:after|following)(?: |$)|^(?:before|after|at|on|until)(?: (?:and|or) (?:before|after))? (?:the |your )?(?:first|second|third|last|final|next|later|every|each) (?:visit|session|dose|treatment|infusion|appointment|injection)\b|^from the (?:very )?next |^with (?:each|every) |^on (?:arrival|admission|waking|treatment days)\b|^during (?:the |your )?(?:treatment|course)$|^(?:at|by) (?:night|day)$", _I)  # a part of the time, not the day itself
TIME_LABEL = Pattern(r"^(?:(?:the )?(?:first|second|third|next|following|last|early|later|initial)\b.*(?:hours?|days?|weeks?|months?|nights?)\b.*|(?:days?|weeks?|months?) (?:\d|one|two|three|four|six).*|(?:after|from|until|by|up to|for) (?:the )?(?:first|second|third|\d|one|two|three|four|six|a few).*)$", _I)
# A label or a heading that says when: "Early:", "In the long term", "Later on".
PHASE = Pattern(
    r"^(?:early|earlier|late|later|later on|immediate|immediately|delayed|long[- ]term|short[- ]term|medium[- ]term|in the (?:long|short) (?:term|run)|right away|at once|straight away|at first|soon after(?:wards?)?|shortly after(?:wards?)?|"
    r"(?:within )?(?:minutes|hours|days|weeks|months|years)(?: (?:to|or) (?:minutes|hours|days|weeks|months|years))? (?:later|after(?:wards?)?)|(?:the )?(?:first|next|following|early|later) (?:few |two |three )?(?:minutes|hours|days|weeks|months|years|day|week|month|year))$", _I)
LEADING_OCCASION = Pattern(r"^((?:before|after|during|on|in|at|from|until|once)\s+[^,:;()]{2,60}?)\s*,\s+(?=\S)", _I)


AHEAD = Pattern(
    r"^(?:about |around |at least )?(?:(?:an?|one|two|three|four|five|six|seven|ten|\d+|a few|several)(?: or (?:so|two))? (?:or so )?(?:hours?|days?|weeks?|months?)|the (?:night|day|evening|morning|week))(?: or so)? "
    r"(?:ahead|before(?:hand)?|earlier|prior|in advance)(?: (?:of )?(?:the |your )?[\w-]+(?: [\w-]+)?)?,\s+(?=\S)", _I)


def leading_occasion(text: str) -> int:
    """Where an instruction begins behind "On the day of surgery,"; 0 when it begins at once."""
    if ahead := AHEAD.match(text):
        return ahead.end()
    match = LEADING_OCCASION.match(text)
    return match.end() if match and occasion(match[1]) else 0


def occasion(text: str) -> bool:
    """Whether an adjunct only dates an instruction by the procedure itself: "on the day of surgery"."""
    return bool(_OWN_OCCASION.match(text)) and not _SPELL.match(text)
