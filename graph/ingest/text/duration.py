"""How long the procedure itself takes: the first duration of the section that is not about something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from graph.ingest.text.gates import Rules, words_of
from graph.ingest.text.normalise import lower
from graph.ingest.text.patterns import Pattern
from graph.model import Duration

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "fifty": 50, "sixty": 60, "ninety": 90, "a full": 1, "one full": 1, "a whole": 1, "a good": 1, "half": 0.5, "half a": 0.5, "half an": 0.5, "a quarter of an": 0.25,
    "quarter of an": 0.25, "quarter": 0.25, "one-half": 0.5, "one half": 0.5, "one-quarter": 0.25, "three quarters of an": 0.75, "three-quarters of an": 0.75,
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_WORDS |= {f"{ten}-{one}": t + o for ten, t in _TENS.items() for one, o in _ONES.items()}
_COUNTED = {"a couple of": (2, 2), "a few": (2, 5), "several": (3, 5), "few": (2, 5)}
_UNCOUNTED = frozenset(["a few", "several", "few"])  # no figure: "only a few minutes"
_FRACTION = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0, "w": 10080.0}

_UNIT = r"(?P<u{n}>seconds?|secs?|minutes?|mins?|min\.?|hours?|hrs?|hr\.?|h|days?|weeks?|nights?)(?![a-z])"
_WORD = "|".join(sorted((*_WORDS, *_COUNTED), key=len, reverse=True))
_VALUE = rf"(?P<v{{n}}>(?<![\d.])\d+(?:\.\d+)?(?:\s?[½¼¾])?|[½¼¾]|(?<![\w-])(?:{_WORD})\b)"
_HALF = r"(?P<half{n}>[\s-]+and[\s-]+(?:a|one)[\s-]+half|\s+and\s+a\s+quarter)?"
_SIDE = rf"{_VALUE}{_HALF}"
_MOST = r"(?:up to|under|(?:less|fewer) than|(?:no|not|rarely|seldom|never|hardly ever) (?:(?:take|last|need)s? )?(?:more|longer) than|(?:a )?maximum (?:of )?|at most|within)"
_LEAST = r"(?:at least|(?:rarely|seldom|never|not|hardly ever) (?:(?:take|last|need)s? )?(?:less|fewer|shorter|under) than|(?:rarely|seldom|never|not) (?:(?:take|last|need)s? )?under|more than|longer than|(?:^|(?<=takes )|(?<=take )|(?<=lasts )|(?<=last )|(?<=requires )|(?<=just )|(?<=well )|(?<=usually ))over|(?:a )?minimum (?:of )?)"
_RANGE = Pattern(
    rf"{_SIDE.format(n=1)}(?:[\s-]*{_UNIT.format(n=1)}(?P<more1>(?:\s+(?:and\s+)?|(?<=h))(?P<extra1>\d+)(?:\s*(?:minutes?|mins?|m\b)|(?<=\d\d)(?![\d.%])(?!\s*(?:to|-|–|or|hours?|days?|h)\b)))?(?P<late1>\s+and\s+a\s+(?:half|quarter))?)?"
    rf"(?:\s+(?:for|in|with) (?:[a-z-]+ ){{1,5}}?(?=to ))?\s*(?P<join>to|-|–|—|or|and|up to)\s*(?:about\s+|around\s+|up to\s+|as long as\s+)?"
    rf"{_SIDE.format(n=2)}[\s-]*{_UNIT.format(n=2)}(?P<more2>(?:\s+(?:and\s+)?|(?<=h))(?P<extra2>\d+)(?:\s*(?:minutes?|mins?|m\b)|(?<=\d\d)(?![\d.%])(?!\s*(?:to|-|–|or|hours?|days?|h)\b)))?(?P<late2>\s+and\s+a\s+(?:half|quarter))?",
    re.IGNORECASE,
)
_SINGLE = Pattern(
    rf"(?P<bound>\b(?:{_MOST}|{_LEAST})\s+(?:about\s+)?)?"
    rf"{_SIDE.format(n=1)}[\s-]*{_UNIT.format(n=1)}(?P<more1>(?:\s+(?:and\s+)?|(?<=h))(?P<extra1>\d+)(?:\s*(?:minutes?|mins?|m\b)|(?<=\d\d)(?![\d.%])(?!\s*(?:to|-|–|or|hours?|days?|h)\b)))?(?P<late1>\s+and\s+a\s+(?:half|quarter))?"
    r"(?P<behind>\s+(?:or\s+(?:less|under|fewer|shorter|more|longer|over)|at (?:most|least|the (?:most|longest|least)))\b)?",
    re.IGNORECASE,
)
_AT_MOST = Pattern(rf"{_MOST}|or (?:less|under|fewer|shorter)|at (?:most|the (?:most|longest))", re.IGNORECASE)
_AT_LEAST = Pattern(rf"{_LEAST}|or (?:more|longer|over)|at (?:least|the least)", re.IGNORECASE)
_SESSIONS = Pattern(
    r"\b(?P<n>\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)(?![\s-]*(?:minutes?|mins?|hours?|hrs?|seconds?)\b)(?P<to>\s*(?:-|–|to)\s*\w+)?\s+(?:[\w-]+\s+){0,2}?(?:sessions|treatments|visits|sittings|appointments)\b"
    r"(?!\s+(?:a|per|each|every)\s+(?:day|week|month))",
    re.IGNORECASE,
)
# What a figure is about when it is not the procedure; looked for in the lower case of the clause that holds it.
_ELSEWHERE = Pattern(
    r"\b(?:recover\w*|observ\w*|wait\w*|rest(?:ing)?|afterwards?|after(?:ward)?|before(?:hand)?|arriv\w*|prepar\w*|set-?up|results?|reports?|"
    r"monitor\w*|stay|stays|hospitali[sz]\w*|healing|return\w*|discharge\w*|paperwork|check-?in|fasting|in the recovery room|"
    r"registration|uptake|every|apart|lasts? for \d+ (?:days|weeks|months))\b")
# All the time spent there, waiting and dressing included: believed where nothing is said of the procedure alone.
_TOTAL = Pattern(
    r"\b(?:total time|door to door|in all|altogether|plan (?:on|to|for)|allow|at the (?:center|clinic|hospital|office))\b")
_PRESENT = Pattern(
    r"\b(?:(?:the |your )?(?:whole|entire|total|full) (?:visit|appointment|stay)|(?:be|being|are|stay|stays|expect to be) with us|"
    r"(?:be|being|spend|there|arrive|stay|expect to be) (?:at|in|with) (?:the|our) (?:center|clinic|hospital|office|department|unit|building|lab|laboratory|suite|ward|theatre)|at the (?:center|clinic|hospital|office) for|from (?:check-in|arrival) to (?:leaving|departure|discharge|going home)|away from (?:home|work|you|the ward))\b")
_SHARE = Pattern(r"\W*of (?:which|that|this)\b(?!.*\b(?:numbing|set-up)\b)", re.IGNORECASE)  # "two hours, of which the injection is five minutes"
_PART = Pattern(r"\b(?:add|adds|extra|additional|part|portion|phase|stage|step|needle|catheter|probe|incision|set-up|numbing|dressing|first look)\b")
_CLAUSE = Pattern(r"(?<=[.;!?])\s+|;\s*|(?<!hour)(?<!hours)(?<!minutes)(?<!min)(?<!\d)\s+and\s+(?=(?:about |another |up to )?[\w-]+ (?:minutes?|hours?) (?:of|for|to)\b)|,\s+(?=(?:plus|with|followed|then|and|after|but|recovery|most of|not counting|excluding|including|although|though|while|the|of which|your)\b)|\s+(?=plus\b|followed by\b)|\s*\((?=[^)]*\d)|\)", re.IGNORECASE)
# A sentence that says of the procedure, wherever it stands, how long it takes.
_TOLD = Pattern(
    r"(?:^|[.;:!?]\s|\b(?:and|but|so|the|your|this|an?|each|every|most|all|typical|usual|whole|actual|these)\s)(?:[\w-]+\s){0,3}?"
    r"(?:procedures?|operations?|surgery|surgeries|tests?|exams?|examinations?|scans?|studies|study|treatments?|sessions?|visits?|infusions?|injections?|biopsy|biopsies|exchanges?|imaging|x-rays?|therapy|it|this|cleaning|drainage|repair|removal|placement|"
    r"transplants?|implants?|cast|fitting|recordings?|appointments?|thing|\w+(?:scopy|ectomy|plasty|otomy|ostomy|graphy|gram|centesis|pexy|desis|lysis|ation))\s+(?:itself\s+)?"
    r"(?:(?:usually|typically|generally|often|only|normally|commonly|itself|alone|may|can|will|should|about)\s+){0,3}(?:takes?|lasts?|requires?|runs?|is (?:done|over|finished|complete|completed) (?:in|within)|needs?)\s+(?=[^.;]{0,50}?(?:\d|\b(?:an?|one|two|three|four|five|ten|fifteen|twenty|thirty|forty|half|several|few)\b)[^.;]{0,25}?\b(?:min|hour|hr))", re.IGNORECASE)
_ITSELF = Pattern(
    r"\b(?:procedures?|operations?|surgery|tests?|exams?|examinations?|scans?|scanning|studies|study|treatments?|sessions?|infusions?|injections?|biopsy|imaging|x-rays?|therapy|cleaning|drainage|repair|removal|placement|transplant|implant\w*|"
    r"draw|\w+(?:scopy|ectomy|plasty|otomy|ostomy|graphy|gram|centesis|pexy|desis|lysis|ation))\s+itself\b|\bactual\b|^\W*it itself\b")
_EACH = Pattern(
    r"\b(?:each|every|the (?:whole|entire|actual|full)) (?:[\w-]+ )?(?:procedure|operation|test|scan|treatment|session|infusion|injection|exchange|cycle|transfusion|dose|thing)\s+(?:(?:usually|typically|generally|often|only)\s+)?(?:takes?|lasts?)\s+"
    r"(?=[^.;]{0,50}?(?:\d|\b(?:an?|one|two|three|four|five|ten|fifteen|twenty|thirty|forty|half)\b)[^.;]{0,25}?\b(?:min|hour|hr))", re.IGNORECASE)
_LABELLED = Pattern(r"^\W*(?:(?:procedure|expected|typical|usual|approximate|total)\s+)?(?:duration|time needed|length|time|how long(?: it takes)?)\W*:\W*(?=.{0,60}\b(?:min|hour|hr))", re.IGNORECASE)
_LONGEST_LINE = 400  # characters behind such a beginning that may hold the figure
_FRACTIONS = Pattern(r"(?<![\d/])(?:1/2|1/4|3/4)(?![\d/])")
_MIXED = Pattern(r"(?<=\d)[\s-]+(?=[½¼¾])")
# The longer end behind the shorter: "20 minutes, rarely more than 30", "as little as ten minutes, at the most thirty".
_OR_UP_TO = Pattern(
    rf"(?P<unit>\b(?:minutes?|mins?|hours?|hrs?))(?:,?\s+(?:and |but |or )?(?:up to|to (?:well over|over|nearly|almost|perhaps|as much as|as long as)|(?:never|rarely|seldom|not|hardly ever) (?:more|longer) than|at (?:the )?(?:very )?most))\s+"
    rf"(?P<value>\d+(?:\.\d+)?|(?:{_WORD})\b)(?P<own>[\s-]*(?:minutes?|mins?|hours?|hrs?)\b)?", re.IGNORECASE)
_STRETCH = Pattern(r"\b(?:(?<=can )take|(?<=may )take|(?<=might )take|(?<=could )take|stretch|extend|lengthen|prolong|run|go on|grow|draw out|last)(?:s|es|ed)?\b[^.;]{0,30}?\b(?:to|for|up to|as long as|into)\b", re.IGNORECASE)
_COLON = Pattern(r"\b(\d{1,2}):([0-5]\d)(?=\s*(?:hours?|hrs?|h)\b)\s*(?:hours?|hrs?|h)\b", re.IGNORECASE)
_STOP = Pattern(r"\b(mins?|hrs?|secs?)\.(?=\s*(?:to|or|and|[a-z]|\d|[-–]))")
# How often, not how long: "once a week for 6 weeks", "24 hours a day", "most of the day".
_COURSE = Pattern(r"(\b(?:once|twice|weekly|daily|times|every \w+|sessions?)\b[^.;]{0,40}?)\bfor (?:about |at least |up to )?\S+(?:(?: to | or |-|–)\S+)? (?:weeks?|months?)\b", re.IGNORECASE)
_PER = Pattern(r"\b(once|twice|times|days?|nights?|sessions?|visits?|doses?|treatments?|hours?|minutes?|mins?)\s+(?:an?|per|each|every)\s+(?:day|night|week|month|year)\b", re.IGNORECASE)
_RHYTHM = Pattern(r",?\s*\b(?:given |done |held |repeated )?every (?:other |second |third |few |single |\d+ |two |three |four |six )?(?:days?|nights?|weeks?|months?|years?|morning|evening)\b", re.IGNORECASE)
_ALWAYS = Pattern(r"\b24[\s-]hours? (?:a|per|every|each) day\b|\b(?:the better part|most|part|much) of (?:an?|the|your) (?:whole )?(?:day|morning|afternoon)\b", re.IGNORECASE)
_INCLUDED = Pattern(r"(?:,\s*|\s+with\s+)(?:[\w-]+ ){0,3}?[\w-]+ (?:time )?included\b|,?\s*\b(?:including|counting)\s+(?!\d)[^.;,\d]+", re.IGNORECASE)  # the whole, not the part that it names
_INCLUDES = Rules(_INCLUDED)
_NOTE = Pattern(r"\s*\((?:[^()\d]*|range\b[^()]*)\)", re.IGNORECASE)  # a remark without a figure, or on how far it varies
_QUALIFIER = Pattern(r"\b(depending on[^.;]*|varies with[^.;]*|longer (?:if|when|for)[^.;]*|if [^.;,]*|unless [^.;,]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Figure:
    minimum: float | None  # none where only the longest is said: "up to 40 minutes"
    maximum: float | None  # none where only the shortest is said: "at least 6 hours"
    vague: bool = False  # "one night" says less than the hours that may stand beside it

    @property
    def longest(self) -> float:
        """Minutes that it takes at most, or at least where that is all that is said."""
        return self.maximum if self.maximum is not None else self.minimum or 0.0


def duration(text: str) -> Duration | None:
    """The procedure's own duration in minutes, per session where sessions are counted; None when no figure is given.

    >>> d = duration("Typically lasts between 30 minutes to 2 hours, depending on the complexity.")
    >>> d.minimum_minutes, d.maximum_minutes, d.qualifier
    (30, 120, 'depending on the complexity')
    >>> d = duration("about an hour and a half"); d.minimum_minutes, d.maximum_minutes
    (90, 90)
    >>> d = duration("three sessions of 50 minutes"); d.sessions, d.minimum_minutes
    (3, 50)
    >>> d = duration("It takes no more than 40 minutes"); d.minimum_minutes, d.maximum_minutes
    (None, 40)
    >>> duration("Recovery takes 2 hours; the test itself 20-45 min").maximum_minutes
    45
    """
    text = _FRACTIONS.sub(lambda m: {"1/2": "½", "1/4": "¼", "3/4": "¾"}[m[0]], _NOTE.sub("", text))
    text = _OR_UP_TO.sub(lambda m: f"{m['unit']} to {m['value']}{m['own'] or ' ' + m['unit']}", _MIXED.sub(" ", text))
    text = _INCLUDED.sub(" in all", text) if _INCLUDES.of(words_of(text)) else text
    text = _PER.sub(r"\1", _COURSE.sub(r"\1", _RHYTHM.sub("", _ALWAYS.sub("", text))))
    text = _STOP.sub(r"\1", _COLON.sub(r"\1 h \2", text))
    sessions = _SESSIONS.search(text)
    clauses = [clause for clause in _CLAUSE.split(text) if clause and clause.strip()]
    ranked = [(rank, figure) for rank, clause in sorted(((_remoteness(clause), clause) for clause in clauses), key=itemgetter(0))
              if (figure := _figure(clause))]
    told_of = any(rank < _FAR and figure.longest for rank, figure in ranked)
    figures = [figure for _, figure in ranked if figure.longest or not told_of]  # "a few minutes" only where no figure tells
    close = [f for f in figures if not f.vague and f.longest < 2 * 1440]  # a course of weeks is made of visits
    figure = next(iter(close), next((f for f in figures if not f.vague), figures[0] if figures else None))
    qualifier = _QUALIFIER.search(text)
    if figure is None:
        return None
    figure = _stretched(_bounded(figure, clauses), clauses)
    if figure.longest == 0.0 and not sessions:
        return None
    return Duration(
        _minutes(figure.minimum), _minutes(figure.maximum), _count(sessions) if sessions and not sessions["to"] else None,
        qualifier[0].strip() if qualifier else None,
    )


_FAR = 5


def _remoteness(clause: str) -> int:
    """How far a clause is from saying how long the procedure takes; those that say it of the procedure itself come first."""
    clause = lower(clause)
    if _ITSELF.search(clause):
        return 0
    if _ELSEWHERE.search(clause):
        return _FAR
    if _SHARE.match(clause):
        return 0
    if _PRESENT.search(clause):
        return 4  # waiting and recovery are in it, so any part of the procedure is nearer
    return 2 if _TOTAL.search(clause) else 3 if _PART.search(clause) else 1


def told(lines: Iterable[str], *, named: bool = False) -> Duration | None:
    """The duration that a page states outside a section for it: "the test takes about 20 minutes", "Duration: 1 hour".

    With `named`, only where each or the whole of it is named: "each exchange takes", not "it takes".

    >>> told(["Results come in 2 days.", "Most scans take 20 to 45 minutes."]).maximum_minutes
    45
    >>> told(["Recovery takes 2 hours.", "Avoid food for 6 hours."])
    """
    for line in lines:
        match = _EACH.search(line[:2000]) if named else _LABELLED.match(line[:_LONGEST_LINE]) or _TOLD.search(line[:2000])
        if not match:
            continue
        told_of = re.split(r"(?<=[.;!?])\s", line[match.end() : match.end() + _LONGEST_LINE], maxsplit=1)[0]
        said = lower(match[0])
        if not _ELSEWHERE.search(said) and not _TOTAL.search(said) and not _PRESENT.search(said) and (found := duration(told_of)) and (found.maximum_minutes or found.minimum_minutes or 0) < 2 * 1440:
            return found
    return None


def _bounded(figure: _Figure, clauses: list[str]) -> _Figure:
    """ "Under an hour, and seldom less than half": each clause tells one end."""
    if figure.maximum is None or figure.minimum is not None:
        return figure
    singles = (match for clause in clauses if not _ELSEWHERE.search(lower(clause)) for match in _SINGLE.finditer(clause))
    least = next((f for match in singles if (f := _single(match)).maximum is None and f.minimum), None)
    if least is None or least.longest >= figure.maximum:
        return figure
    return _Figure(least.minimum, figure.maximum)


def _stretched(figure: _Figure, clauses: list[str]) -> _Figure:
    """ "Forty minutes; hard talks can stretch it to an hour": the longer end stands in a clause of its own."""
    for clause in clauses:
        match = _STRETCH.search(clause)
        more = _figure(clause[match.end() :]) if match and not _ELSEWHERE.search(lower(clause)) else None
        if more and figure.longest < more.longest <= 4 * figure.longest:
            return _Figure(figure.maximum if figure.minimum is None else figure.minimum, more.maximum)
    return figure


def _minutes(value: float | None) -> int | None:
    return None if value is None else max(1, round(value))


def _count(match: re.Match[str]) -> int:
    word = match["n"].lower()
    return int(word) if word.isdigit() else int(_WORDS.get(word, 1))


def _figure(clause: str) -> _Figure | None:
    found, single = _RANGE.search(clause), _SINGLE.search(clause)
    if found and (not single or found.start() <= max(single.start() + 12, single.start("v1"))):
        return _range(found)
    if not single:
        return None
    if single["u1"].lower().startswith("night"):
        return _figure(clause[single.end() :]) or _Figure(*_side(single, 1, single["u1"]), vague=True)
    return _single(single)


def _single(single: re.Match[str]) -> _Figure:
    """One figure with what bounds it: "at least", "or less"; an uncounted one tells neither end."""
    low, high = _side(single, 1, single["u1"])
    if " ".join(single["v1"].lower().split()) in _UNCOUNTED:
        return _Figure(None, None)
    bound = f"{single['bound'] or ''}{single['behind'] or ''}".strip()
    return _Figure(None if _AT_MOST.match(bound) else low, None if _AT_LEAST.match(bound) else high)


def _range(match: re.Match[str]) -> _Figure:
    low, _ = _side(match, 1, match["u1"] or match["u2"])
    if " ".join(match["v1"].lower().split()) in _UNCOUNTED:
        return _Figure(None, _side(match, 2, match["u2"])[1])  # "a few minutes to an hour"
    _, high = _side(match, 2, match["u2"])
    if match["join"].lower() == "and" and high < 60 <= low:  # "an hour and twenty minutes"
        return _Figure(low + high, low + high)
    return _Figure(min(low, high), max(low, high))


def _side(match: re.Match[str], n: int, unit: str) -> tuple[float, float]:
    """Minutes of one side of a range; a vague count ("a few") has two ends."""
    low, high = _value(match[f"v{n}"])
    half = match[f"half{n}"] or match[f"late{n}"]
    more = 0.25 if half and "quarter" in half else 0.5 if half else 0.0
    scale = _MINUTES["d" if unit.lower().startswith("night") else unit[0].lower()]
    extra = float(match[f"extra{n}"] or 0)
    return (low + more) * scale + extra, (high + more) * scale + extra


def _value(text: str) -> tuple[float, float]:
    text = " ".join(text.lower().split())
    if text in _COUNTED:
        return _COUNTED[text]
    if text in _WORDS:
        return float(_WORDS[text]), float(_WORDS[text])
    whole = text.rstrip("½¼¾ ")
    value = float(whole or 0) + sum(_FRACTION.get(c, 0) for c in text)
    return value, value
