"""How likely and how often: hedges, rates and shares taken off both ends of a phrase."""

from __future__ import annotations

import re

from graph.ingest.text import cues
from graph.ingest.text.gates import Rules, any_of, words_of
from graph.ingest.text.normalise import lower
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.phrases import Phrase, also, rest
from graph.ingest.text.spans import Span

NUMBER = Pattern(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|few)\b", re.IGNORECASE)
_VERB = Pattern(r"(?:is|are|may|can|might|could)\s", re.IGNORECASE)
_RELATIVE = Pattern(r"\b(?:where|which|that|who|whose)\s", re.IGNORECASE)


def leading_hedge(phrase: Phrase, _: str | None) -> Phrase:
    """ "Rarely, infection"."""
    match = cues.LEADING_HEDGE.match(phrase.text)
    if not match:
        return phrase
    return _hedged(phrase, rest(phrase, match.end()), match[1])


_SHARES = any_of(Pattern(r"\s(?:in|out of)\s|%|percent|per cent", re.IGNORECASE))  # how a rate is told


def rate(phrase: Phrase, _: str | None) -> Phrase:
    """ "Leak, in 1 of 100"."""
    told = words_of(phrase.text) & _SHARES and NUMBER.search(phrase.text) and not _LEVEL.search(phrase.text)
    return _frequency(phrase, _FREQUENCY) if told else phrase


_LEVEL = Pattern(r"\bwith (?:an? )?(?:[\w-]+ ){1,4}(?:below|above|under|over|less than|more than|greater than|at least|at most) \d|\b(?:is|are|was|were|stays?|falls?|rises?|remains?|drops?) (?:below|above|under|over|less than|more than|at least|at most) \d", re.IGNORECASE)  # of a finding, no rate


def share(phrase: Phrase, _: str | None) -> Phrase:
    """ "Bruising in a third of patients"."""
    return _frequency(phrase, _SHARE)


def _frequency(phrase: Phrase, rules: Rules) -> Phrase:
    match = _first(rules, phrase)
    if not match or not match.start():
        return phrase
    said = phrase.text[match.start(1) : match.end(1)].strip()
    return phrase._replace(span=rest(phrase, 0, match.start()), frequency=also(phrase.frequency, said))


def comma_hedge(phrase: Phrase, _: str | None) -> Phrase:
    """ "Infection, very rare"."""
    return _hedge(phrase, _COMMA)


def timed_hedge(phrase: Phrase, _: str | None) -> Phrase:
    """ "Home, usually the same day"."""
    return _hedge(phrase, _TIMED)


def trailing_hedge(phrase: Phrase, _: str | None) -> Phrase:
    """ "Scars sometimes"."""
    return _hedge(phrase, _TRAILING)


_COMMA, _TIMED, _TRAILING, _FREQUENCY, _SHARE = map(
    Rules, (cues.COMMA_HEDGE, cues.TIMED_HEDGE, cues.TRAILING_HEDGE, cues.TRAILING_FREQUENCY, cues.TRAILING_SHARE))


def _first(rules: Rules, phrase: Phrase) -> re.Match[str] | None:
    """What the first of the rules finds in the lower case of a phrase."""
    met = rules.of(words_of(phrase.text))
    return next((match for rule in met if (match := rule.search(lower(phrase.text)))), None) if met else None


def _hedge(phrase: Phrase, rules: Rules) -> Phrase:
    match = _first(rules, phrase)
    if not match or not match.start() or (_VERB.match(match[1]) and _RELATIVE.search(phrase.text[: match.start()])):
        return phrase  # "a country where malaria is common" says so of malaria
    return _hedged(phrase, rest(phrase, 0, match.start()), phrase.text[match.start(1) : match.end(1)])


def _hedged(phrase: Phrase, core: Span, word: str) -> Phrase:
    return phrase._replace(span=core, hedge=also(phrase.hedge, cues.cue(word)) if cues.weighs(word) else phrase.hedge)


def inner_hedge(phrase: Phrase, section: str | None) -> Phrase:
    """A modal or adverb of chance within the statement; among instructions "may" allows."""
    if phrase.hedge:
        return phrase
    match = cues.INNER_HEDGE.match(phrase.text) or (cues.CHANCE.match(phrase.text) if section == "risks" else None)
    allows = match and match[1].lower() == "may" and section in ("preparation", "recovery") and cues.ALLOWS.search(phrase.text)
    return phrase._replace(hedge=match[1]) if match and not allows else phrase
