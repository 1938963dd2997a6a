"""Conditions with which a phrase begins: "if sedation is used, …", "for older adults: …", "pregnant? …"."""

from __future__ import annotations

import re

from graph.ingest.text import fronted
from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.normalise import lower, straight
from graph.ingest.text.occasions import occasion
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.populations import KIND, ONLY, OWN_WORD, PEOPLE
from graph.ingest.text.prose import contrasts
from graph.ingest.text.questions import CASE, QUESTION
from graph.ingest.text.words import IMPERATIVES

_I = re.IGNORECASE
_BY_PREPOSITION = rf"(?:for|in|among|with|during|under|after)\s+(?:(?:the\s+)?(?:{OWN_WORD}){{0,4}}?{PEOPLE}\b|(?:the )?(?:very |more )?{KIND}\s|(?:an?|any)\s)[^,:;()]*|(?:in|during) (?:early |late )?(?:pregnancy|childhood|infancy|old age|winter|summer|labou?r|breastfeeding|an emergency|emergencies|menstruation|puberty)(?: only)?|(?:on|upon|at) (?:(?:your|the|special|medical|a|patient) ?(?:[\w-]+['’]s )?)?(?:request|order|demand|referral)"
LEADING_CLAUSE = Pattern(
    rf"^({ONLY}(?:if|when|whenever|unless|in cases?|in the (?:case|event)|depending on|where|wherever|once|while|as long as|so long as|as soon as|(?:every|each|any) time|provided|supposing|assuming|on condition|except|should(?! (?:not|be|never|always|only)\b)|(?:had|were)(?= (?:you|your|the|there|he|she|it|they|this|a|an)\b))\s+[^:;()]{{2,110}}?)\s*(?:,|:|\s[–—-]\s|\s?(?:→|->|=>))\s*(?=\S)", _I)
LEADING_ADJUNCT = Pattern(rf"^({ONLY}{_BY_PREPOSITION})\s*[,:]\s+(?=\S)", _I)
_SUBJECTED = r"(?:you|your|someone|it|they|patients|people|an?|the|do|no|not|never|only|some|most|two|extra|additional|another)\b"
LEADING_PHRASE = Pattern(rf"^({ONLY}(?:for|in|with|during|under|after|without|among)\s+(?:[\w'’-]++\s?){{1,7}}?)\s*,\s+(?={_SUBJECTED})", _I)
LEADING_BARE = Pattern(rf"^({ONLY}(?:in|for|among|with|during)\s+[^,:;()]{{2,60}}?)\s+(?=(?:it|this|they|we) \w{{3,}}|there (?:is|are)\b|(?:it|this|they|we|(?:the|this|your) (?:procedure|test|exam|operation|treatment|surgery|scan|infusion)) (?:is|are|can|may|must|will|should|needs?)\b)", _I)
LEADING_ONLY = Pattern(r"^((?:with|for|in|under|after|during)\s+[^,:;()]{2,60}?\sonly)\s*,\s+(?=\S)", _I)
LEADING_PLACED = Pattern(r"^((?:only )?for\s+(?!(?:an?|the|one|two|three|four|six|several|about|most|many)\b|\d)(?:[\w'’-]+\s?){1,6}?)\s*,\s+(?=(?:in|at|on|by|under) (?:an?|the|your|this|our)\b)", _I)
LEADING_CASE = Pattern(r"^((?:only )?(?:with|without|upon|only on|on (?:request|demand|referral|order|suspicion|doctor)|under|given|despite|before(?= (?!breakfast|lunch|dinner|supper|bed|midnight|noon|leaving))|during(?= (?!recovery|healing))|after)\s+(?!(?:the|your|a few|about|all|each|every|no|\d\S*|one|two|three|four|six|several)\b)[^,:;()]{2,60}?)\s*,\s+(?!(?:and|or|but|if|when|which|who|that|for|with|without|within|in|on|at|by|to|as|under|during|after|before|through|from|then|not|usually|often|mostly|rarely|sometimes)\b)(?=\S)", _I)
LEADING_IN = Pattern(rf"^({ONLY}(?:in|during|from|(?:before|after|with) (?:each|every))\s+(?!(?:[\w-]+ ){{0,3}}(?:cases|instances)\b|(?:an?|your|this|that|these|our|each|addition|general|fact|short|turn|total|contrast|most|rare|few|some|all|many|particular|practice|theory|principle|case|cases|other|part|time|any|case|my|such)\b|\d)(?:[\w'’-]+\s?){{1,6}}?)\s*,\s+(?!(?:if|when|where|unless|once|and|or|but|as|which|who|with|by|at|in|on|under|for)\b)(?=(?:[\w'’-]+ ){{1,4}}?(?:is|are|can|may|might|must|will|should|has|have|needs?|helps?)\b|[^,;:]+$)", _I)
LEADING_NEEDED = Pattern(r"^((?:only )?(?:as|if|when|where) (?:needed|necessary|required|indicated|appropriate|possible|tolerated|available)),?\s+(?=\S)", _I)
LEADING_ELSE = Pattern(r"^(otherwise),?\s+(?=(?:an?|the|in|at|on|by|only)\b)", _I)
LEADING_LABEL = Pattern(r"^((?:only )?(?:for|in|with|during|among|under|after|on)\s+[^,:;()]{2,90}?)\s*:\s+(?=\S)", _I)
# "For larger lesions, hospital"; among indications it may be a list.
LEADING_GROUP = Pattern(rf"^((?:in|for|among|with) (?:(?:{OWN_WORD}){{1,3}}?{PEOPLE}|(?!(?:patients|people|persons|those|individuals|everyone)\b){PEOPLE})|(?:in|during) (?:(?:early|late) )?(?:pregnancy|childhood|infancy|adolescence|old age|labou?r))\s+(?=(?:an?|the|it|they|this|we|your|no) )", _I)
LEADING_FOR = Pattern(r"^((?:only )?for\s+(?!(?:an?|the|one|two|three|four|six|several|about|most|many|up|at|your|this|example|instance)\b|\d)(?:[\w'’-]+\s?){1,6}?)\s*,\s+(?!(?:and|or|but|if|when|which|who|that|not|for)\b)(?=[^,;]+$)", _I)
_FOR_CASES = frozenset({"setting", "personnel", "preparation", "recovery", "alternatives", "risks", "benefits"})
_AGE = r"(?:(?:over|under|above|below|from|beyond|up to|past|aged|after|before)[\s-](?:the )?(?:age(?: of)? )?|[<>≥≤]\s?)\d\d?(?:s|(?: ?(?:to|-|–) ?\d\d?)?(?: ?(?:years?|months?|y|yrs?))?(?: (?:old|of age|and (?:over|older|under)|or (?:over|older|younger)|on(?:wards?)?|upwards))*)"
LEADING_AGE = Pattern(rf"^((?:only )?{_AGE})(?:\s*[,:]|\s[–—-])\s+(?=\S)", _I)
_WAYS = (LEADING_CLAUSE, LEADING_ADJUNCT, LEADING_PHRASE, LEADING_BARE, LEADING_ONLY, LEADING_PLACED, LEADING_CASE, LEADING_NEEDED, CASE, LEADING_LABEL,
         LEADING_ELSE, LEADING_AGE, LEADING_GROUP, QUESTION)
LEADS = Pattern(r"(?:only|had|were|otherwise|over|above|below|from|beyond|up|past|aged|before|every|each|any|so|supposing|assuming|especially|particularly|mainly|mostly|chiefly|even|usually|typically|often|sometimes|also|just|sooner|later|longer|earlier|but|or|if|when|whenever|unless|in|depending|where|wherever|once|while|as|"
                    r"provided|should|for|among|with|without|during|under|after|on)\s|over-\d|under-\d|[<>≥≤]")


LEADING = any_of(LEADS, first=True) | any_of(Pattern(r"\?")) | fronted.LEADING


def leading(text: str, section: str | None = None) -> re.Match[str] | None:
    """The condition with which a phrase begins; `end()` is where the rest starts.

    >>> leading("If sedation is used, an anesthesiologist")[1], leading("For older adults: a walker")[1]
    ('If sedation is used', 'For older adults')
    """
    words = words_of(text)
    if not words & LEADING or (text[:6].lower() == "while " and contrasts(text)):
        return None
    if words & fronted.LEADING and (match := fronted.leading(text, words)):
        return None if occasion(match[1]) else match
    if not LEADS.match(lower(text)):
        return CASE.match(text) or QUESTION.match(text) if "?" in text else None
    if _RATE.match(text):
        return None
    text = straight(text)
    match = next((found for pattern in _WAYS if (found := pattern.match(text))), None) or ((LEADING_FOR.match(text) or (LEADING_IN.match(text) if section not in ("setting", "personnel") else None)) if section in _FOR_CASES else None)
    if match and match.re is LEADING_CLAUSE.compiled and (longer := _LISTED.match(text)):
        match = longer
    if match and match.re is not LEADING_CLAUSE.compiled and match.re is not _LISTED.compiled and _COORDINATED.match(text, match.end()):
        return None  # "in a hospital, or a clinic"
    return None if match is None or occasion(match[1]) else match


def tells_rate(text: str) -> bool:
    """Whether a phrase that begins with "in" tells how often: "in about one of ten"."""
    return bool(_RATE.match(text))


_RATE = Pattern(r"(?:in|for) (?:about |around |roughly |up to |fewer than |less than |more than |nearly |only )*(?:\d[\d.,]*|an?|one|two|three|four|five|six|ten|few) ?(?:%|percent|per cent|of every|of an?|of|in|out of)\b", _I)  # tells how often
_COORDINATED = Pattern(r"(?:or|and)\s", _I)
# "If you have diabetes, kidney disease or asthma, tell us": the clause ends behind its list.
_LISTED = Pattern(
    rf"^({ONLY}(?:if|when|whenever|unless)\s+[^,:;()]*?\b(?:has|have|had|documents?|shows?|feels?|notices?|gets?|develops?|takes?|need|needs|is|are)\s[^,:;()]*(?:,\s+(?!(?:{'|'.join(sorted(IMPERATIVES))})\b)(?:[\w'’-]+\s+){{0,4}}[\w'’-]+)*?"
    rf",?\s+(?:or|and)\s+(?!(?:{'|'.join(sorted(IMPERATIVES))})\b)(?:[\w'’-]+\s+){{0,4}}[\w'’-]+)\s*,\s+(?=\S)", _I)
