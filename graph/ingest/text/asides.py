"""Conditions that stand aside at the end of their statement: absolute phrases, inverted clauses, reduced clauses.

"Walk outdoors, weather permitting", "repeat doses, should it come back", "no bath until sealed". They have no "if", but a form
of their own, and nothing here knows a medical word.
Texts come here in lower case.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_

from graph.ingest.text.gates import Rules, any_of, telling
from graph.ingest.text.limits import FROM_DAY, ON_DRUG, ON_SUCH_DAYS, STAGED, VALUE
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.tried import STILL_THERE, UNSETTLED

_SET_OFF = r"(?:,\s*|\s+[-–—]\s*|;\s*)"
_JOIN = r"[\s,](?:(?<!,)\s*[-–—])?\s*"
_ONLY = r"(?:(?:only|but only|mainly|mostly|especially|particularly) )?"
_NOT_VERB = r"(?:be|not|have|never|always|only|also|still|then)\b"
_ABSOLUTE = r"(?:[\w'’-]+ ){1,6}(?:permitting|allowing|willing)"
_INVERTED = rf"should\s+(?!{_NOT_VERB})[\w'’-]+\s[^;()]+"
_EXTENT = r"(?:to the extent|in ?so ?far as|on (?:the )?condition|in the (?:rare |unlikely )?(?:case|event))\s[^;()]+"
_STATE = (r"(?:\w{3,}(?<!ne)ed|dry|well|better|stable|clear|able|comfortable|ready|safe|awake|alert|steady|normal|free|shut|gone|over|grown|known|worn|strong enough|old enough|well enough|"
          r"hungry|thirsty|sore|tired|dizzy|faint|nauseous|unwell|constipated|short of breath)")
_REDUCED = rf"{_ONLY}(?:(?:when|whenever|once|if|unless|where|until|till)) (?:\w+ly |not |fully |no longer |all )?{_STATE}"
_LAW = r"(?:the |your |local |state |federal |national )*(?:states?|laws?|country|countries|plans?|insurers?|regions?|rules?|regulations?|licen[cs]e)"
_WHERE = rf"where {_LAW} (?!(?:of|and|or)\b)\w+\b[^,;()]*"
_LATER = r"[\w-]+(?: [\w-]+)?(?<!day)(?<!morning)(?<!night)(?<!week)(?<!years)(?<!months)(?<!weeks)(?<!days)(?<!hours)(?<!life)"
_AFRESH = rf"(?:before|after|for|during|in|at|with) (?:an?|any|each|every) (?:repeat|repeated|further|second|later|new|third|future|subsequent) {_LATER}"
_ASKED = r"(?<!\bwhen)(?<!\bwhat)(?<!\bhow)(?<!\bwhy)(?<!\bwhere)(?<!\blong)(?<!\bmuch)(?<!\boften)"
_THE_MORE = r"the (?:longer|more|higher|older|bigger|larger|deeper|closer|later|sooner|earlier|further|greater|heavier|younger|smaller) (?:it|they|you|the|your|an?)\b [^,;()]+"
_BROUGHT = r"(?<!not )(?:set off|brought on|triggered|provoked|started off) by (?!(?:exercise|exertion|effort|movement|coughing|walking|swallowing|bending|standing|sitting|eating|touch|pressure)\b)[^,;()]+"
_TRAILING = (Pattern(rf"{_SET_OFF}({_ABSOLUTE})$"), Pattern(rf"{_ASKED}\s+(should (?:(?:the|your|an?|any|it|they|you|there|one) [\w'’-]+\b|(?!(?:not|never|only|also|then|be|always|already) )(?:[\w-]+ ){{1,3}}(?:be|become|prove|fail|occur|happen|arise|return|come back|drop|rise|show)\b)[^;()]*)$"), Pattern(rf"{_JOIN}({_EXTENT}|{_REDUCED}|{_WHERE})$"))
_GRADUAL = Pattern(rf"{_JOIN}((?<=[,;–—-] ){_THE_MORE}|{_BROUGHT})$")
_ACCORDING = Pattern(rf"{_JOIN}(according to (?!(?:the |your )?(?:plan|protocol|instructions?|schedule|guidelines?|directions?|label|leaflet|doctor|nurse)\b)[^,;()]+)$")
# "Shower after 24 h": from when on something is allowed; "stitches out after ten days" only dates.
_FIGURE = r"(?:\d[\d.,-]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a few|several)(?: (?:to|or) (?:\d+|\w+))?"
_ACTIVITY = r"(?:(?!(?:plann|test|imag|screen|dress|monitor|scann|counsel|heal|swell|bleed|bruis|itch|sting|burn|scarr|pack|drain|numb|feel|even|morn|meet|spott|cramp|peel)ing\b)\w+ing|showers?|baths?|drive|swim|fly|sports?|exercises?|sex|gym|alcohol|foods?|meals?|diet|contact lenses|make-?up|travel|work|jobs?|school|nursery|day care|college|duty|duties|activity|activities|life|walks?|a walk|training|labou?r|intercourse|flights?)"
_ALLOWED = Pattern(
    rf"^(?!no |not |nothing |do |don't |never |avoid |keep )(?:(?:back (?:to|at)|return to|going back to|go back to|resume|restart) (?!the (?:clinic|ward|office|hospital|doctor))[^,;]+|(?:an? )?(?:further|second|third|more|another|additional|repeat|new) [\w-]+(?: [\w-]+)? (?:(?:can|may|could|might)(?: again)?(?: be)? (?:given|done|had|tried|planned|possible|follow|added|repeated|offered)|(?:is|are) (?:possible|allowed|permitted))|(?:[\w'-]+ ){{1,4}}?(?:can|may|could) (?:again )?be (?:resumed|restarted|taken up)(?: again)?|(?:can|may|could) (?:again )?be (?:repeated|resumed|restarted|done again|driven|eaten|worn)|(?:(?!(?:for|to|of|at|in|on|the|an?|after|with|by|from)\b)[\w'-]+ ){{0,3}}?{_ACTIVITY}(?: (?:or|and) (?:[\w-]+ )?{_ACTIVITY})?(?: again)?(?: (?:is |are )?(?:allowed|permitted|fine|possible|ok|okay|again))?),?$")
_FROM_WHEN = Pattern(rf"{_JOIN}((?:only )?(?:after|in|from|at) (?:about |around |roughly |at least |some )?{_FIGURE}(?:[\s-]?(?:h|hours?|days?|weeks?|fortnight|months?))?(?: on(?:wards?)?)?)$")
_SUPERVISED = Pattern(rf"{_JOIN}(under (?:(?:the|an?|close|direct|indirect|general|constant|continuous|personal|medical|specialist|expert) )*(?:supervision|oversight|guidance|direction|control|responsibility) (?:of|by) [^,;()]+|under (?:an? |the |your )?(?:[\w-]+ )?[\w-]+['’]s? (?:\w+ )?(?:supervision|oversight|guidance|direction|eyes?))$")
_ON_WISH = Pattern(rf"{_JOIN}((?:only )?(?:at|on|upon) (?:your|their|(?:an?|the) [\w-]+?(?:['’]s|s['’])) (?:own |express )?(?:request|wish(?:es)?|discretion|insistence))$")
_GRANTED = Pattern(r",\s+(given (?:an? (?!(?:few|single|short|long|second|third|minute|hour|day|night|week|month|year|couple)\b)|good |enough |stable |normal |that )[^,;()]+)$")
_APPROVED = Pattern(rf"{_JOIN}((?:only )?with (?:(?:your|the|an?|both|their) )?(?:[\w-]+(?:['’]s|s['’]) |(?:signed|written|prior|medical|express|explicit|formal) )+(?:approval|permission|agreement|go-ahead|clearance|consent|referral|blessing|authori[sz]ation|say-so|okay|ok))$")
_ALONE = Pattern(r",\s+((?:the )?(?!(?:mild|minor|slight|small|short|brief|temporary|rarely|very|once|water|if|when|for|in|with|at|on)\b)(?:[\w'’-]+ ){1,3}(?:only|mainly|mostly|chiefly|above all))$")
# "Clots are commoner in smokers": said of the thing itself; set off ("likelier in …") it only compares.
_AS_IT_GOES = Pattern(r"(?<!,)\s+(as (?:the|your|its|it) (?:[\w-]+ ){0,2}?(?!(?:was|is|has|does|this)\b)\w{2,}s(?: (?:off|in|out|up|down|away|hold|open|back|effect))?)$")
_COMMONER = Pattern(r"(?:\s+(?:is|are)|,(?= (?:(?:far|much|somewhat|a little) )?more \w+ (?:in|with|among|after|on) )) (?:much |far |somewhat |a little |rather )?(?:commoner|likelier|at (?:special |particular )?risk|in danger|endangered|vulnerable|worse|worst|to be feared|(?:more|most) (?:common|likely|frequent|noticeable|visible|marked|severe|serious|pronounced)|commonest|(?:mainly|mostly|chiefly|nearly always) (?:seen|found|a problem)) ((?:in|with|among|after|for|during|when|if|where|on) [^;()]+)$")
# A name behind which no "if" stands: who has had what, in which stage, time of life or work.
_THE_ADJECTIVE = Pattern(r"\s+((?:for|in|among) the (?:very )?(?:young|old|frail|anxious|obese|sick|ill|overweight|blind|deaf|unfit|unconscious|dying|bedridden|disabled|immobile|pregnant|weak|nervous|confused|restless)(?: (?:and|or) (?:the )?(?:very )?\w+)?)$")
_AGAIN = Pattern(rf"{_JOIN}({_AFRESH})$")
_OUTDOORS = Pattern(r"\s+((?:only |when |while |whenever )?(?:outdoors|out of doors|in the sun|in public))$")
_NO_LONGER = Pattern(r"\s+((?:for|in|on|against|with) (?:which|whom) [^,;()]*?\b(?:no longer|no|not|never|cannot|can['’]t|failed|fails?|nothing|little)\b[^,;()]*)$")

_NO_TIME = r"(?!an? |\d)(?![^,;()]*\b(?:days?|mornings?|evenings?|nights?|weeks?|hours?|midnight|noon|months?|tomorrow|weekends?|bedtime|breakfast|lunch|dinner|supper|then|now|further notice|(?:next|first|second|last|follow-up) (?:visit|appointment|session|check(?:-?up)?|dose|treatment|review|feed))\b)"
_UNTIL_EVENT = Pattern(rf"{_JOIN}((?:until|till) (?!(?:after|the|your) (?:the |your )?(?:procedure|scan|test|surgery|operation|exam|treatment|appointment|visit|arrival)\b){_NO_TIME}[^,;()]+)$")

_NO_EVENT = r"(?!(?:the|your|this|any|that)? ?(?:procedure|test|scan|surgery|operation|exam|treatment|appointment|visit)s?\b)"
_DEPENDING = Pattern(rf"{_JOIN}((?:pending|barring|absent|prior to|failing (?=(?:that|this|these|it|all|other|two|three|repeated|simpler|an?|the)\b)) ?{_NO_EVENT}[^,;()]+)$")


_BY_SECTION: dict[str, tuple[Pattern, ...]] = {
    "indications": (VALUE, _DEPENDING, _ALONE, UNSETTLED, STILL_THERE, _NO_LONGER, _GRANTED, _ON_WISH, ON_DRUG),
    "preparation": (VALUE, ON_DRUG, _DEPENDING, ON_SUCH_DAYS, _UNTIL_EVENT, _AGAIN, _APPROVED, _GRANTED, _THE_ADJECTIVE, _ON_WISH, FROM_DAY),
    "recovery": (_OUTDOORS, ON_DRUG, _DEPENDING, ON_SUCH_DAYS, _UNTIL_EVENT, STAGED, _AGAIN, _APPROVED, _GRANTED, _THE_ADJECTIVE, FROM_DAY, _ON_WISH),
    "setting": (VALUE, FROM_DAY, ON_SUCH_DAYS, _DEPENDING, _ALONE, STAGED, _ACCORDING, _APPROVED, _ON_WISH, _GRANTED, _THE_ADJECTIVE),
    "personnel": (FROM_DAY, ON_SUCH_DAYS, _DEPENDING, _ALONE, STAGED, _ACCORDING, _APPROVED, _GRANTED, _SUPERVISED, _ON_WISH, _THE_ADJECTIVE),
    "risks": (_AS_IT_GOES, _GRADUAL, FROM_DAY, ON_DRUG, _DEPENDING, ON_SUCH_DAYS, _ALONE, STAGED, _THE_ADJECTIVE, _COMMONER, _AGAIN),
    "benefits": (_GRADUAL, _GRANTED, _THE_ADJECTIVE, _DEPENDING, _ALONE, STAGED, _AGAIN),
    "alternatives": (VALUE, FROM_DAY, _DEPENDING, _ALONE, STAGED, _ACCORDING, _APPROVED, _GRANTED, _ON_WISH, _THE_ADJECTIVE),
}
_GATED = {section: Rules(*_TRAILING, *patterns) for section, patterns in (*_BY_SECTION.items(), ("", ()))}
_NEEDS = {need for rules in _GATED.values() for need, _ in rules.needs}
PERMITS = any_of(_FROM_WHEN)
CUED = reduce(or_, map(telling, _NEEDS)) | PERMITS  # of what a pattern needs one bit will do


def trailing(text: str, section: str | None, words: int) -> re.Match[str] | None:
    """The aside at the end of a phrase with those words; group 1 is the condition, `start()` where the core ends.

    >>> from graph.ingest.text.gates import words_of
    >>> def said(text): found = trailing(text, "recovery", words_of(text)); return found and found[1]
    >>> said("Ibuprofen, kidneys permitting"), said("No bath until sealed")
    ('kidneys permitting', 'until sealed')
    >>> said("Patients should not drive"), said("No driving until the next day")
    (None, None)
    """
    for pattern in _GATED.get(section or "", _GATED[""]).of(words):
        if (match := pattern.search(text)) and match.start():
            return match
    return None


def dated(text: str) -> bool:
    """Whether a phrase ends with a time from which or after which something is done."""
    return bool(_FROM_WHEN.search(text) or FROM_DAY.search(text))


def starts(text: str) -> bool:
    """Whether a phrase ends with the time from when on something may begin: "driving after a week", "rinses from day two"."""
    return bool(permission(text, "recovery") or FROM_DAY.search(text))


def permission(text: str, section: str) -> re.Match[str] | None:
    """From when on something is allowed: "after 24 h" of "Shower after 24 h"; a check or a stitch is only dated so.

    Among benefits only what can be done again is; "walking after a day" tells how soon.
    """
    match = _FROM_WHEN.search(text)
    return match if match and _ALLOWED.match(text[: match.start()]) and (section == "recovery" or _AGAIN_DONE.match(text)) else None


_AGAIN_DONE = Pattern(r"(?:can|may|could) (?:again )?be (?:repeated|done again)\b")


def measured(said: str) -> bool:
    """Whether an adjunct is a finding with a limit, "with a ferritin below 30": it says how bad it must be."""
    return bool(_LIMIT.search(said))


_LIMIT = Pattern(r"^with .*(?:below|above|under|over|than|at least|at most) \d")


def bracketed(text: str) -> bool:
    """Whether a remark in brackets or behind a label is such an aside: "should blood fill the eye", "weather permitting"."""
    return bool(_BRACKET.match(text))


_BRACKET = Pattern(rf"(?:given (?:an? |enough |good |that )[^,;()]+|{_ABSOLUTE}|{_INVERTED}|{_EXTENT}|{_REDUCED}|{_WHERE})$")
