"""A remark in brackets by its class: condition, examples, frequency, hedge or note."""

from __future__ import annotations

import re

from graph.ingest.text import conditions, cues
from graph.ingest.text.occasions import PHASE
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.phrases import TRIM, Phrase, also
from graph.ingest.text.populations import PEOPLE
from graph.ingest.text.spans import Span
from graph.ingest.text.words import DESCRIPTIVE

_BRACKET = Pattern(r"\s*[(\[]([^()\[\]]*)[)\]]")
_PREPOSITION = Pattern(r"(?:from|in|after|with|by|when|if|during|on|at|to|due to|because)\s", re.IGNORECASE)
_WHERE = Pattern(r"(?:in|of|on|to) (?:the )?(?!(?:people|patients|women|men|children|case|pregnancy|emergenc)\w*)", re.IGNORECASE)  # "in bone, lung or liver" lists kinds by their places


def brackets(phrase: Phrase, section: str | None) -> Phrase:
    cuts = []
    for match in _BRACKET.finditer(phrase.text):
        inner = phrase.span[match.start(1) : match.end(1)].strip()
        if match.end() < len(phrase.text) and phrase.text[match.end()].isalnum():
            continue  # "tumor(s)" and the like are part of a word
        phrase = _bracket(phrase, inner, section)
        cuts.append(match.span())
    return phrase._replace(span=phrase.span.without(cuts).strip(TRIM)) if cuts else phrase


def _bracket(phrase: Phrase, inner: Span, section: str | None) -> Phrase:
    """What a remark in brackets says; one that weighs and tells, "(late pregnancy, now seldom)", is read in parts."""
    parts = _remarks(inner)
    if len(parts) > 1 and any(cues.HEDGE_ONLY.match(part.text) or cues.FREQUENCY_ONLY.match(part.text) for part in parts):
        for part in parts:
            phrase = _remark(phrase, part, section)
        return phrase
    return _remark(phrase, inner, section)


def _remarks(inner: Span) -> list[Span]:
    cuts = [match.span() for match in re.finditer(r"[,;]\s+", inner.text)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(inner.text)]
    return [inner[a:b].strip() for a, b in zip(starts, ends, strict=True)]


def _remark(phrase: Phrase, inner: Span, section: str | None) -> Phrase:
    text = inner.text
    if limited(text, section):
        return phrase._replace(condition=also(phrase.condition, text))
    if cues.FREQUENCY_ONLY.match(text):
        return phrase._replace(frequency=also(phrase.frequency, text))
    if cues.HEDGE_ONLY.match(text):
        return phrase._replace(hedge=also(phrase.hedge, text))
    if example := cues.EXAMPLES_ONLY.match(text):
        where = _WHERE.match(text, example.end())
        if where and is_list(text[where.end() :]):
            return phrase._replace(examples=(*phrase.examples, inner[where.end() :].strip(TRIM)), sited=True)
        if _PREPOSITION.match(text[example.end() :]):
            return phrase._replace(notes=(*phrase.notes, text))  # "for example from kidney disease" names a cause
        return phrase._replace(examples=(*phrase.examples, inner[example.end() :].strip(TRIM)))
    if section in ("risks", "recovery") and PHASE.match(text):
        return phrase._replace(condition=also(phrase.condition, text))  # "(early)"
    if weighed := _WEIGHED.match(text):
        hedge = also(phrase.hedge, weighed[1]) if cues.weighs(weighed[1]) and not _GRAVE.search(weighed[1]) else phrase.hedge
        return phrase._replace(condition=also(phrase.condition, text[weighed.end() :]), hedge=hedge)
    if latter := _LATTER.match(text):
        return phrase._replace(condition=also(phrase.condition, text[latter.end() :]), last_only=True)
    if conditions.bracketed(text) or conditions.limits(text) or _GROUP_AND_CUE.match(text) or _OR_CUE.match(text):
        return phrase._replace(condition=also(phrase.condition, text))
    if is_list(text):
        return phrase._replace(examples=(*phrase.examples, inner))
    return phrase._replace(notes=(*phrase.notes, text))


_WEIGHED = Pattern(r"((?:very |quite |most |more |less )?(?:common|rare|rarely|often|frequent|uncommon|usual|likely|unlikely|possible|seen|dangerous|serious|severe|worse|worst|higher|greater|likelier|commoner|raised|feared)),? (?=(?:in|with|after|during|among|when|if) (?!(?:the|this|your) (?:skin|site|hands?|legs?|arms?|area)|\d|an? (?:few|third|half|quarter)|about|one|two|three|some|most|many|up to))", re.IGNORECASE)
_GRAVE = Pattern(r"\b(?:dangerous|serious|severe|worse|worst|higher|greater|raised|feared)$", re.IGNORECASE)
_LATTER = Pattern(r"the (?:latter|last|second)(?: one)?,? (?=(?:only |mainly |mostly )?(?:if|when|where|for|in|with|during|after|on|at|unless)\s)", re.IGNORECASE)
_LIMIT = Pattern(r"(?P<what>(?:[A-Za-z][\w-]* ){0,3})(?:[<>≥≤]\s?\d|(?<=\w )(?:under|over|below|above|smaller than|larger than|less than|more than|at least|at most) \d)", re.IGNORECASE)
_COUNTED = Pattern(r"(?:(?:at least|more than|over|min\.?|minimum|≥|>)\s?(?:\d+|two|three|four|five|six)|(?:\d+|two|three|four|five|six|seven) or more|(?:\d+|two|three|four|five|six|seven|eight|ten)(?= (?:or more |to \w+ )?(?:attacks|episodes|bouts|flares|infections|courses)\b))\s(?!(?:cm|mm|seconds?|minutes?|hours?|days?|weeks?|months?|years?|kg|mg|ml|percent)\b|%|\d)[a-z]", re.IGNORECASE)
# How a patient or a case is, beside a place, a person or an instruction: "hospital (frail)".
_STATE_WORD = r"(?:healthy|frail|unwell|stable|unstable|fit|unfit|early|late|advanced|small|large|obese|pregnant|sedated|an(?:a)?esthetized|awake|elective|emergency|urgent|planned|acute|mild|moderate|severe|complex|simple|uncomplicated|complicated|high-risk|low-risk|elderly|diabetic|premature|breastfeeding|immobile|bedridden|anxious|confused)"
_STATE = Pattern(rf"(?:(?:very|if|more) )?{_STATE_WORD}(?:(?:,| or| and|, or) {_STATE_WORD})*(?:, (?:no|not|without|with|under|over) [^;]+)?$")
# "(uncomplicated, no pus)": a finding of the mild kind only.
_WITHOUT = Pattern(rf"{_STATE_WORD}(?:,| and) (?:no|not|without|never)\b [^;]+$")
_STAFFED = frozenset({"setting", "personnel", "alternatives", "preparation", "recovery"})


def limited(text: str, section: str | None) -> bool:
    """Whether a remark says how bad or how often.

    "(> 15 % of the skin)" beside a place, "(BMI > 40)": which cases are bad enough; "(> 1 cm)" of a finding is its size.
    """
    match = _LIMIT.match(text)
    if (section in _STAFFED and _STATE.match(text)) or (section == "indications" and _WITHOUT.match(text)):
        return True
    if section == "indications" and _COUNTED.match(text):
        return True  # "(three or more attacks)"
    return bool(match) and (section in _STAFFED or (section == "indications" and bool(match["what"])))


_OR_CUE = Pattern(r"^[^,;]+,? (?:or|and) (?:only )?(?:if|when|where|unless|in case)\s", re.IGNORECASE)  # "(strangulated, or if it …)"
_GROUP_AND_CUE = Pattern(rf"(?:[\w'’-]+ ){{0,3}}?{PEOPLE}, (?:as|if|when|where|unless|only|especially|particularly) ", re.IGNORECASE)


def is_list(text: str) -> bool:
    """Several short names: "MRI, CT scan"; a single gloss or acronym is none, nor is anything with figures."""
    if re.search(r"\b(?:before|during) (?:and|or) (?:after|during)\b", text):
        return False
    if re.search(r"\b(?:or|and) (?:more|fewer|less|over|older|younger|higher|lower|longer)\b", text):
        return False  # "two or more episodes" counts
    parts = re.split(r",\s*(?:or |and )?|\s+or\s+|\s+and\s+|\s*/\s*|;\s*", text)
    if any(part.lower().startswith(("but ", "not ", "no ", "without ")) for part in parts):
        return False
    if all(_QUALITY.fullmatch(part) for part in parts):
        return False  # "(noise-exposed, aided)" names nobody
    if len(parts) > 1 and all(_ADJECTIVE.fullmatch(part) or part.lower() in DESCRIPTIVE for part in parts[:-1]) and len(parts[-1].split()) > 1:
        return False  # "smaller or twisted veins" is one kind of vein
    return len(parts) > 1 and all(part and len(part.split()) <= 4 for part in parts) and not re.search(r"\d", text)


_QUALITY = Pattern(r"(?:[\w-]+ed|inpatient|outpatient|same-day|overnight|elective|urgent|adult|pediatric|left|right|upper|lower|unilateral|bilateral|(?:stages?|grades?|types?|class|phases?|levels?)\s\w+|[IVX]+|[0-9]+[a-c]?)", re.IGNORECASE)
_ADJECTIVE = Pattern(r"[a-z]+(?:er|ed)", re.IGNORECASE)
