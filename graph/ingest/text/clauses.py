"""One item to the statements it makes: what stands on either side of a semicolon, of ", but not", of "and, if …,".

Each of them has conditions and denials of its own, so they are parted before any of them is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from graph.ingest.text import conditions, openings, prose
from graph.ingest.text.asides import dated, starts
from graph.ingest.text.binding import summons
from graph.ingest.text.brackets import is_list, limited
from graph.ingest.text.comparisons import GOES_ON
from graph.ingest.text.cues import FREQUENCY_ONLY, HEDGE_ONLY
from graph.ingest.text.denials import denied
from graph.ingest.text.gates import Rules, any_of, words_of
from graph.ingest.text.holding import OF_ITSELF
from graph.ingest.text.normalise import lower
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span
from graph.ingest.text.words import IMPERATIVES

_I = re.IGNORECASE
_ADVERB = r"(?:(?:very |more |less |most )?(?:rarely|seldom|sometimes|occasionally|often|usually|commonly|possibly|perhaps|less often|less commonly|more often|in rare cases|in some cases|uncommonly|exceptionally|infrequently|typically))"
_ADJUNCT = r"(?:if|when|for|in|with|during|after|among|where|as|unless|once|only)\b[^,;()]*"
_MIDDLE = Pattern(rf",?\s+(?P<join>and|or|but),\s+(?={_ADVERB},\s|{_ADJUNCT},\s)", _I)
_CONTRAST = Pattern(
    r"(?:,\s*|\s+[-–—]\s*|\s+)(?:but|and|though|yet)\s+(?=(?:not|never|no|cannot)\s)|(?:,|\s[-–—])\s+(?:though\s+)?(?=(?:not|never)\s+(?:in|at|on|by|for|to|from|with|performed|done|used|offered|a|an|the)\b)", _I)
_DASH_NO = Pattern(r"(?:,|\s[-–—]+)\s+(?=no\s)", _I)
_BUT_DO = Pattern(rf",?\s+but\s+(?=(?:{'|'.join(sorted(IMPERATIVES))})\b)", _I)  # "shower, but keep the dressing dry"
_DASH_DO = Pattern(r"\s+[-–—]+\s+(?=(?:you|have|just|simply|eat|drink|take|keep|a|an|the|light|normal)\b)", _I)
_DASH = Pattern(r"\s+(?:--?|[–—])\s+(?=[\w'’-]+ )", _I)  # "eat as normal – fasting does no good"
_NO_LIST = Pattern(r"(?:,\s*(?:and |or )?|\s+and\s+|\s+or\s+)(?=no\s)", _I)
_ABSENCE = Pattern(r"(?:no|less|fewer|hardly any)\s", _I)
_ABSENT = Pattern(r",\s+(?:and\s+|or\s+)?(?=(?:no|hardly|little|few|almost no|not even)\s)|\s+and\s+(?=(?:no|hardly|little|almost no)\s)", _I)  # "no cuts, no stitches, hardly a scar"
_DENIES = Pattern(r"\b(?:no|not|never|unnecessary)\b|n['’]t\b", _I)
_CALL = Pattern(r"^(?:(?:please|always|also)\s+)?(?:call|tell|report|contact|phone|telephone|notify|inform|seek|return(?! to (?:\w+ )?(?:work|school|sports?|driving|duty|duties|activit))|watch|ask|bring|dial|ring|go to)\b", _I)
_CUE = Pattern(r"[;—–(,+-]|[.!?]\s|\b(?:but|no|nor|not|never)\b|\b(?:and|or),")


_CUED = any_of(_CUE)


def clauses(span: Span, section: str, known: Callable[[str], bool] = lambda _: False) -> list[Span]:
    """The statements of an item in order.

    >>> [c.text for c in clauses(Span.at("Eat as usual; fasting is not required", 0), "preparation")]
    ['Eat as usual', 'fasting is not required']
    >>> [c.text for c in clauses(Span.at("Rash, hives or, rarely, anaphylaxis", 0), "risks")]
    ['Rash, hives', 'rarely, anaphylaxis']
    """
    if not words_of(span.text) & _CUED or not _CUE.search(lower(span.text)) or _CALL.match(span.text) or (section == "recovery" and summons(span.text)):
        return [span]
    if both := _NOT_ONLY.match(span.text):
        return [span[both.start(name) : both.end(name)].strip() for name in ("one", "other")]
    if section in ("setting", "personnel") and (then := _THEN.search(span.text)) and then.start():
        return [clause for part in (span[: then.start()], span[then.end() :]) for clause in clauses(part.strip(), section, known)]
    found: list[Span] = []
    for part in [part for sentence in _sentences(span, section) for part in _at_semicolons(sentence)]:
        found += _denials(part, section)
    found = [clause for part in found for clause in _middle(part)]
    if section in _NAMING:
        found = [clause for part in found for clause in _seldom(part, known)]
    if section == "recovery":
        found = [clause for part in found for clause in _dated(part)]
    return [clause for part in found for clause in _own_conditions(part, section, known)]


_DATED = Pattern(r"(?:,\s+(?:and\s+)?|\s+and\s+)(?=[^,;()]+$|[^,;()]+,)", _I)


def _dated(span: Span) -> list[Span]:
    """ "Driving after a week, sport after six": each may begin at a time of its own."""
    cuts = [match.span() for match in _DATED.finditer(span.text)]
    parts = _cut(span, cuts) if cuts else [span]
    texts = [lower(part.text) for part in parts]
    return parts if len(parts) > 1 and all(map(dated, texts)) and any(map(starts, texts)) else [span]


_THEN = Pattern(r",?\s+(?:and )?(?:then|afterwards?|later)\s+(?=(?:(?:in|at|on|to|by|a|an|the|your)\s))", _I)  # "the day room, then the ward"
_NAMING = frozenset({"risks", "indications", "alternatives", "benefits"})
_SELDOM = Pattern(r",\s+(?=(?:and |or |but )?(?:(?:very |more |much |only )?(?:rarely|seldom|occasionally|exceptionally|uncommonly|infrequently)|sometimes|less (?:often|commonly|frequently)|in (?:very )?rare (?:cases|instances))\s+(?P<next>(?!(?:for|in|with|after|at|on|when|if|during|as|to|the|by|from|needed|necessary|used|done|required|needing|requiring|lasting|leading|causing|resulting)\b)[^,;()]+))", _I)
_THING = Pattern(r"(?:(?![a-z]+(?:ing|ed) |set |left |due |by )[\w-]+ ){0,2}[a-z-]*(?:ion|ment|ness|ia|sis|itis|ance|ence|oma|pain|damage|loss|failure|death|bleeding|stroke|fever|rash|leak|injury|surgery|attack)s?$", _I)


def _seldom(span: Span, known: Callable[[str], bool]) -> list[Span]:
    """ "Bruising, rarely infection" names two; "bruising, rarely severe" one."""
    cuts = [m.span() for m in _SELDOM.finditer(span.text) if _outside(span.text, m.start()) and (known(m["next"].strip(" .")) or _THING.match(m["next"].strip(" .")))]
    return _cut(span, cuts) if cuts else [span]


_NOT_ONLY = Pattern(r"^not only\s+(?P<one>[^;()]+?),?\s+but(?:\s+also)?\s+(?P<other>[^;()]+)$", _I)
_STOP = Pattern(r"(?<=[a-z0-9)%])[.!]\s+(?=[A-Z])")


def _sentences(span: Span, section: str) -> list[Span]:
    """ "Rest for the day. Bed rest is not needed": a second sentence is heard where it orders or denies."""
    if "." not in span.text and "!" not in span.text:
        return [span]
    parts = _cut(span, [match.span() for match in _STOP.finditer(span.text)])
    if len(parts) < 2:
        return [span]
    heard = [part for part in parts[1:] if denied(part.text, section) or (section in ("preparation", "recovery") and part.text.split(" ", 1)[0].lower() in IMPERATIVES)]
    return [parts[0], *heard] if heard else [span]


_REMARK = Pattern(r"\(([^()]*)\)(?P<sep>\s*,?\s+(?:and|or|plus)\s+|\s*,\s+|\s*;\s*)(?=\w)")
_CLAUSE = Pattern(r",?\s(?:only )?(?P<cue>if|when|whenever|unless|where|once|until|as soon as|as long as|for|in|as needed|as necessary)\b[^,;()]*(?P<sep>,\s+(?:(?:and|or|but|then)\s+)?)(?=\w)")
_SEPARATOR = Pattern(r",\s+(?:and |or )?|\s+(?:and|or)\s+", _I)


_CLAUSES = any_of(_CLAUSE)
_DENIED = Pattern(r"(?:not|never|no)\b", _I)


def _own_conditions(span: Span, section: str, known: Callable[[str], bool]) -> list[Span]:
    """A remark or clause amid a list belongs to the member before it alone: "a nurse (if …), a surgeon and a porter"."""
    for match in _REMARK.finditer(span.text) if "(" in span.text else ():
        text = match[1]
        if _WITH_CUE.match(span.text[match.end() :]):
            continue
        if match.start() and (conditions.bracketed(text) or limited(text, section) or HEDGE_ONLY.match(text) or FREQUENCY_ONLY.match(text) or (section != "alternatives" and is_list(text) and _several(span.text[match.end() :]))):
            return _around(span, match, section, known)
    if not words_of(span.text) & _CLAUSES or _DENIED.match(span.text):
        return [span]
    for match in _CLAUSE.finditer(lower(span.text)):
        if match.start() and not openings.leading(span.text) and not _lists(span.text, match) and _begins_anew(span.text[match.end("sep") :], section, known, "then" in match["sep"]):
            return _around(span, match, section, known)
    return [span]


def _several(rest: str) -> bool:
    """Whether a list goes on behind a remark, so that the members in it belong to the name before it alone."""
    return len(rest.split()) < 9 and not re.search(r"[.;:]\s", rest)


_WITH_CUE = Pattern(r"(?:only |mainly |mostly |chiefly |especially |particularly )?(?:within|between|at|on|over|if|unless|when|where|once|while|for|in|as|with|until|except|depending|after|during|before|rarely|usually|often)\b", _I)


def _begins_anew(rest: str, section: str, known: Callable[[str], bool], then: bool = False) -> bool:
    first = _ARTICLE.sub("", _SEPARATOR.split(rest, maxsplit=1)[0].strip(" ."))
    if conditions.begins_with_cue(rest):
        return False  # "…, should it bleed"
    if section in ("preparation", "recovery") and (first.split(" ", 1)[0].lower() in IMPERATIVES or (then and not _DATES.match(first))):
        return True
    bare = _LATER.split(first, maxsplit=1)[0]
    places = prose.headed(bare, section) if section in ("setting", "personnel") else []
    return known(first) or (bool(bare) and (known(bare) or any(end == len(bare) for _, end in places)))


_ARTICLE = Pattern(r"^(?:an?|the|your)\s+", _I)
_LATER = Pattern(r"\s+(?:(?:only|mainly|mostly) )?(?:if|when|whenever|unless|where|once|until|as|for|in|with|after|during|on|at)\s", _I)
_DATES = Pattern(r"(?:by|about|around|weekly|daily|monthly|yearly|twice|an?|two|three|four|six|as|at|for|every|in|after|once|on|to|less|more|only|again|from|until|\d)\b", _I)
# "If the patient has snoring, high blood pressure or asthma": objects of one verb, all within the clause.
_BARE_CLAUSE = Pattern(r"(?:if|when|whenever) (?:(?:an? |any |the )?(?!(?:you|it|they|we)\b)[\w'’-]+(?: [\w'’-]+)?(?=,)|you(?:'ve|’ve| )[^,]*(?=, (?:have|run|feel|get|see|notice|turn|pass|take|develop|are|cannot|lose|vomit|bleed|faint|cough|smelly|bad|worse)\b|[^,]*, [^,]* or (?:have|worsening|worse|more|any)\b))", _I)
_OR_LAST = Pattern(r"[^,;()]+(?:, [^,;()]+)*,? or [^,;()]+$", _I)
_HAVING = Pattern(r"\b(?:has|have|had|having|documents?|shows?|feels?|notices?|gets?|develops?|there (?:is|are)|caused by|due to|such as)\s+(?:[\w'’-]+\s+){0,4}[\w'’-]+$", _I)
_GOES_ON = Pattern(r"^(?:(?:and|or)\s+)?[^,;()]*(?:,\s+(?:and\s+|or\s+)?[^,;()]*)*\b(?:or|and)\s+[^,;()]*$", _I)


def _lists(text: str, match: re.Match[str]) -> bool:
    rest = text[match.end("sep") :]
    if match["cue"] in ("if", "when", "whenever") and "or" not in match["sep"].split() and _BARE_CLAUSE.match(text, match.start("cue")) and _OR_LAST.match(rest):
        return True
    return match["cue"] not in ("for", "in") and bool(_HAVING.search(text[: match.start("sep")])) and bool(_GOES_ON.match(rest)) and not _LATER.search(rest)


def _around(span: Span, match: re.Match[str], section: str, known: Callable[[str], bool]) -> list[Span]:
    head, rest = span[: match.start("sep")], span[match.end("sep") :]
    cuts = [m.span() for m in _SEPARATOR.finditer(head.text[: match.start()])]
    own = section in ("preparation", "recovery") and span.text.split(" ", 1)[0].lower() in IMPERATIVES
    parts = [head] if own or not cuts else _cut(head, cuts[-1:])
    return [*parts, *_own_conditions(rest.strip(), section, known)]


def _outside(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("(") + before.count("[") <= before.count(")") + before.count("]")


_SEMICOLON = Pattern(r"\s*;\s+(?:and,? |or,? |but,? (?!not))?|,?\s+(?=nor\s+(?:is|are|do|does|will|can|to|for|in|at|as|with|by|if|when|from|on|during|while|after)\b)")


def _at_semicolons(span: Span) -> list[Span]:
    if ";" not in span.text and "nor" not in span.text:
        return _cut(span, [])
    cuts = [(m.start(), m.end()) for m in _SEMICOLON.finditer(span.text)
            if _outside(span.text, m.start()) and not _remark(span.text[m.end() :].split(";", 1)[0].strip())]
    return _cut(span, cuts)


def _remark(text: str) -> bool:
    """What is only a condition, a hedge or a rate belongs to the statement before it."""
    text = re.sub(r"^(?:chiefly|mainly|mostly|especially|particularly|only|usually|often)\s+", "", text.strip(" ."), flags=_I)
    own = openings.leading(text) or _CASE_FIRST.match(text)
    if ":" in text or _ORDERS.search(text) or (own and text[own.end() :].strip() and (not GOES_ON.match(text[own.end() :]) or _PLACED.match(text[own.end() :]))):
        return False  # "for manual jobs, six weeks off" says something of its own
    return conditions.bracketed(text) or bool(HEDGE_ONLY.match(text) or FREQUENCY_ONLY.match(text))


_ORDERS = Pattern(rf",\s+(?:{'|'.join(sorted(IMPERATIVES))})\s+\w", _I)


_PLACED = Pattern(r"(?:in|at|by) (?:an?|the|our|your) (?!(?:case|end|event|time|age)\b)\w", _I)  # "for twins, in the hospital"
_CASE_FIRST = Pattern(r"for\s[^,;:()]{2,50},\s+(?=\S)", _I)


def _cut(span: Span, cuts: list[tuple[int, int]]) -> list[Span]:
    if not cuts:
        return [whole] if (whole := span.strip()).text else []
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(span.text)]
    parts = [span[a:b].strip() for a, b in zip(starts, ends, strict=True)]
    return [part for part in parts if part.text]


_NOT_DONE = Pattern(r"(?:not|never) (?:yet )?(?:\w+ed|seen|felt|known|found|heard|shown)\W*$", _I)  # "a lump that can be felt but not seen"
_CONTRASTS, _ANEW, _ANEW_THEN, _DENYING, _DASHES = Rules(_CONTRAST), Rules(_CONTRAST, _DASH_NO, _NO_LIST, _BUT_DO), Rules(_DASH_DO), any_of(_DENIES), any_of(_DASH)


def _denials(span: Span, section: str) -> list[Span]:
    """ "In a hospital, but not at home" speaks of two places; "no shaving and no fasting" of two burdens."""
    if section in ("preparation", "recovery"):
        words = words_of(span.text)
        rules = (*_ANEW.of(words), *(_ANEW_THEN.of(words) if words & _DENYING and _DENIES.search(span.text) else ()))
        cuts = [m.span() for pattern in rules for m in pattern.finditer(span.text)
                if _outside(span.text, m.start()) and _speaks_anew(span.text, m)]
        if words & _DENYING and words & _DASHES:
            cuts += [m.span() for m in _DASH.finditer(span.text) if m.start() and _outside(span.text, m.start()) and denied(span.text[m.end() :], section)]
        return _cut(span, _disjoint(cuts))
    if section == "benefits":
        return _cut(span, [m.span() for m in _ABSENT.finditer(span.text)]) if _ABSENCE.match(span.text) else [span]
    if not _CONTRASTS.of(words_of(span.text)):
        return [span]
    cuts = [m.span() for m in _CONTRAST.finditer(span.text) if m.start() and _outside(span.text, m.start()) and not _NOT_DONE.match(span.text[m.end() :])]
    return _cut(span, cuts[:1])


def _speaks_anew(text: str, match: re.Match[str]) -> bool:
    """Each "no" begins a statement of its own: "no straws, no smoking and no spitting"."""
    return bool(match.start()) and not re.search(r"\bor$", text[: match.start()], _I)


def _disjoint(cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for cut in sorted(set(cuts)):
        if not kept or cut[0] >= kept[-1][1]:
            kept.append(cut)
    return kept


_MIDDLES = any_of(_MIDDLE)


def _middle(span: Span) -> list[Span]:
    match = _MIDDLE.search(span.text) if words_of(span.text) & _MIDDLES else None
    return _cut(span, [match.span()]) if match and match.start() and _outside(span.text, match.start()) else [span]


_DUTY = Pattern(r"\(((?:only )?(?:if|when|unless|for|where|as needed)\b[^()]*)\)\s*\.?$|(?:^|,?\s)((?:only )?(?:if|unless|in case of|when (?:needed|necessary|required|requested|indicated)|when [^();,]*\b(?:is|are) (?:\w+ly )?(?:used|needed|given|planned|chosen|required|taken|suspected|involved|placed|requested)|as needed|where needed)\b[^();]*)$", _I)
_DUTY_TIME = Pattern(r",\s+((?:only |mainly |mostly )?(?:before|after|during|between|until)\s+[^,;()]+|(?:only |mainly |mostly )(?:in|at|on|with)\s[^,;()]+)$", _I)
_DUTY_FIRST = Pattern(r"^((?:only )?(?:if|when|unless|for|in)\s+[^,;()]+?),\s", _I)


_DECIDES = Pattern(r"\b(?:decides?|tells?|says?|knows?|checks?|explains?|judges?|determines?|advises?|sees|shows?|asks?|records?|plans?|chooses?)(?: you)?$", _I)
_THEN_DOES = Pattern(r",\s+[a-z]+s\s", _I)  # "and, if dye itches, brings the antihistamine"


def duty_condition(text: str) -> str | None:
    """When a person is there, told by what they do: "gives sedation, if it is used".

    >>> duty_condition("Monitors brain waves (if the patient is asleep)")
    'if the patient is asleep'
    """
    match = _DUTY.search(text)
    if match and not _THEN_DOES.search(match[1] or match[2]) and not _DECIDES.search(text[: match.start()]):
        return (match[1] or match[2]).strip(" .")
    if timed := _DUTY_TIME.search(text.rstrip(" .")):
        return None if OF_ITSELF.match(timed[1]) else timed[1]
    first = _DUTY_FIRST.match(text)
    return first[1] if first and openings.leading(text) else None


_INLINE = Pattern(r"(?:\s*[-–—(,;.:]|\s)\s*(?P<a>(?:pros?|advantages?|upsides?)\s*(?::|[-–—])\s*(?P<pros>.+?))?(?:[\s;,.(/|-]*(?:cons?|disadvantages?|downsides?|drawbacks?)\s*(?::|[-–—])\s*(?P<cons>.+?))?\s*\)?\.?$", _I)
_WEIGHED = Pattern(r"\b(?:pros?|cons?|advantages?|disadvantages?|upsides?|downsides?|drawbacks?)\s*(?:and cons\s*)?(?::|\s[-–—])", _I)


_WEIGHING = any_of(_WEIGHED)


def weighed(span: Span) -> tuple[Span, str | None, str | None]:
    """An alternative without its inline pros and cons, and those.

    >>> s, pros, cons = weighed(Span.at("Active stand test (Pros: takes ten minutes; Cons: misses some faints)", 0))
    >>> s.text, pros, cons
    ('Active stand test', 'takes ten minutes', 'misses some faints')
    """
    found = _WEIGHED.search(span.text) if words_of(span.text) & _WEIGHING else None
    if not found or not found.start():
        return span, None, None
    core = span[: found.start()].strip(" \t-–—(,;.:|")
    match = _INLINE.match(span.text, len(core.text))
    return core, match["pros"] if match else None, match["cons"] if match else None
