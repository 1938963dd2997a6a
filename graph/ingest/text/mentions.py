"""The items of a section to atomic mentions: what is named, under which qualifiers, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph.ingest.text import conditions, prose
from graph.ingest.text.clauses import clauses, duty_condition, weighed
from graph.ingest.text.coordination import Member, members
from graph.ingest.text.grounding import Grounder, Grounding
from graph.ingest.text.items import Item
from graph.ingest.text.labels import Labelled, attribute, denies, part
from graph.ingest.text.leads import Lead, lead
from graph.ingest.text.qualify import Phrase, qualify
from graph.ingest.text.remarks import circumstance, names_itself
from graph.ingest.text.spans import Span
from graph.ingest.text.words import IMPERATIVES
from graph.model import Qualifiers
from graph.vocabulary import PAGE_PREDICATES

_INSTRUCTIONS = frozenset({"preparation", "recovery"})
_QUANTITY = re.compile(r"(?P<n>\d+(?:\.\d+)?)(?:\s*(?:to|-|–)\s*\d+(?:\.\d+)?)?[\s-]*(?P<unit>minute|hour|day|week|month|year)s?\b", re.IGNORECASE)

@dataclass(frozen=True, slots=True)
class Mention:
    """One atomic mention with the concept it was grounded in."""

    predicate: str
    section: str
    exact: str
    start: int
    end: int
    qualifiers: Qualifiers
    grounding: Grounding


def section_mentions(section: str, found: list[Item], grounder: Grounder) -> list[Mention]:
    """Mentions of one section in order; pros and cons are attributes of the alternatives above them."""
    mentions: list[Mention] = []
    last: list[int] = []  # mentions of the item just above
    since: list[int] = []  # mentions since the last pros or cons
    closed = False
    above: list[Lead] = []
    for n, item in enumerate(found):
        if section == "alternatives" and (attributed := attribute(item.span)):
            _attribute(mentions, last if item.depth else since, attributed)
            closed = True
            continue
        above = [line for line in above if line.holds(item)]
        opens_row = item.cell and above and above[-1].scope == "row" and above[-1].item is found[n - 1]
        if last and (item.cell or _only_qualifies(item, found, n)) and not opens_row:
            _describe(mentions, last, section, item.span, grounder)
            continue
        if item.cell and not opens_row:
            continue
        if line := lead(found, n, named=_is_named(section, item.text, grounder)):
            above.append(line)
            last = []
            continue
        new = [_quoted(mention, item.span) for mention in _item(section, item, grounder)]
        new = [_under(mention, above) for mention in new]
        if last and item.depth and _is_detail(section, item, new):
            _describe(mentions, last, section, item.span, grounder)
            continue
        last = list(range(len(mentions), len(mentions) + len(new)))
        since = [] if closed else since
        since.extend(last)
        closed = False
        mentions.extend(new)
    return mentions


_DETAIL = re.compile(
    r"^(?:incidence|rates?|frequency|prevalence|timing|onset|timeline|treatment|management|prevention|causes?|symptoms|signs|severity|likelihood|chance|how (?:common|often|long)|what (?:it is|happens|to do)|usually|may require|can occur|"
    r"requires?|presents? as|watch for|more common|less common|(?:very|extremely) rare|estimated|risk (?:period|factors?)|typical|peaks?|lasts?|resolves?|improves?|goes away|from|due to|caused by|risk|most|about|approximately|up to|normal)\b", re.IGNORECASE)


def _is_detail(section: str, item: Item, new: list[Mention]) -> bool:
    """What is nested under a role or a risk may tell of it: its duty, its rate, its course."""
    if any(m.grounding.method != "unknown" for m in new):
        return False
    if section == "personnel":
        return True
    return section in ("risks", "benefits", "alternatives", "indications") and bool(_DETAIL.match(item.text))


def _only_qualifies(item: Item, found: list[Item], n: int) -> bool:
    """A line under a name that is nothing but a condition: "Splint", below it "for mild cases"."""
    under = item.depth > 0 or (n > 0 and found[n - 1].bullet and not item.bullet and not item.fresh)
    below = found[n + 1] if n + 1 < len(found) else None
    leads = below is not None and (below.depth > item.depth if item.bullet else below.bullet and not attribute(below.span))
    return under and not leads and len(item.text.split()) <= 8 and not re.search(r"[,:]", item.text) and (
        conditions.begins_with_cue(item.text) or bool(re.match(r"only\s", item.text, re.IGNORECASE)))


def _is_named(section: str, text: str, grounder: Grounder) -> bool:
    return grounder.ground(PAGE_PREDICATES[section].objects[0], (text,)).method != "unknown"


def _describe(mentions: list[Mention], rows: list[int], section: str, cell: Span, grounder: Grounder) -> None:
    """A cell beside the first of its row says when the row holds, or what the role in it does."""
    for n in rows:
        had = mentions[n].qualifiers
        if denies(cell.text):
            had = replace(had, negated=section != "benefits")
        elif not had.condition and (said := _said_of(section, cell.text, grounder)):
            had = replace(had, condition=said)
        if section == "personnel" and not had.role and not had.negated and had.condition != cell.text:
            had = replace(had, role=cell.text)
        mentions[n] = replace(mentions[n], qualifiers=had)


def _said_of(section: str, text: str, grounder: Grounder) -> str | None:
    """When a row holds, told by one of its cells."""
    own = PAGE_PREDICATES[section].objects[0]
    whole = conditions.bracketed(text) or (section != "personnel" and circumstance(text, section, own, grounder.knows, cell=True))
    return text if whole else _duty(section, text)


def _duty(section: str, text: str) -> str | None:
    return duty_condition(text) if section in ("personnel", "setting") else None


def _under(mention: Mention, above: list[Lead]) -> Mention:
    """ "For planned operations:" holds for every item of the list below it."""
    had = mention.qualifiers
    for line in reversed(above):  # the innermost says it best
        if line.condition and not had.condition:
            had = replace(had, condition=line.condition)
        if line.negated and mention.section != "benefits":
            had = replace(had, negated=True)
    return mention if had is mention.qualifiers else replace(mention, qualifiers=had)


def _quoted(mention: Mention, source: Span) -> Mention:
    """A remark in brackets inside a mention belongs to its quote: a quote is one stretch of the file."""
    whole = source.between(mention.start, mention.end)
    return mention if whole.text == mention.exact else replace(mention, exact=whole.text)


def _attribute(mentions: list[Mention], rows: list[int], attributed: tuple[str, Span]) -> None:
    name, text = attributed
    for n in rows:
        had = getattr(mentions[n].qualifiers, name)
        value = f"{had}; {text.text}" if had else text.text
        mentions[n] = replace(mentions[n], qualifiers=replace(mentions[n].qualifiers, **{name: value}))


def _item(section: str, item: Item, grounder: Grounder) -> list[Mention]:
    """The mentions of one item; an alternative may carry its pros and cons on the same line."""
    span, pros, cons = weighed(item.span) if section == "alternatives" else (item.span, None, None)
    found = _statements(section, replace(item, span=span.strip(" \t.;,")), grounder)
    if pros or cons:
        found = [replace(m, qualifiers=replace(m.qualifiers, pros=pros, cons=cons)) for m in found]
    return found


def _statements(section: str, item: Item, grounder: Grounder) -> list[Mention]:
    category = PAGE_PREDICATES[section].objects[0]
    labelled = _better_side(part(item.span, section), section, category, grounder)
    found: list[Mention] = []
    lead = None if item.prose else conditions.leading(labelled.concept.text)
    if lead and not labelled.condition:
        labelled = replace(labelled, condition=labelled.concept.text[: lead.end(1)])
    for clause in clauses(labelled.concept, section, lambda text: grounder.knows(category, text)):
        if item.prose and labelled.rest is None and not labelled.label:
            found += _prose(section, category, clause, grounder)
        else:
            phrase = _without(qualify(clause, section), category, grounder)
            found += _phrase(section, category, _labelled(_cases(phrase, section, grounder), clause.strip(" ."), labelled, section, grounder), labelled, grounder)
    return found


def _labelled(phrase: Phrase, whole: Span, labelled: Labelled, section: str, grounder: Grounder) -> Phrase:
    """A phrase with what its label, or the remark behind it, says of when it holds."""
    if phrase.condition and _NAMING.match(phrase.condition) and grounder.knows(PAGE_PREDICATES[section].objects[0], whole.text):
        phrase = Phrase(whole, hedge=phrase.hedge, frequency=phrase.frequency)  # "vaginal birth after cesarean" is a name
    said = phrase.condition or labelled.condition or (labelled.rest and _duty(section, labelled.rest.text))
    said = said or _noted(phrase, section, grounder) or _beside(labelled, section, grounder)
    return replace(phrase, condition=said, negated=phrase.negated or labelled.negated)


_NAMING = re.compile(r"(?:after|for|with|in|during|before)\s", re.IGNORECASE)
def _beside(labelled: Labelled, section: str, grounder: Grounder) -> str | None:
    """ "Hospice – comfort care": what stands behind a name may be a kind of case."""
    own = PAGE_PREDICATES[section].objects[0]
    if labelled.rest is None or section not in ("setting", "alternatives"):
        return None
    parts = re.split(r",\s*", labelled.rest.text)
    return labelled.rest.text if any(circumstance(part, section, own, grounder.knows) for part in parts) else None


def _noted(phrase: Phrase, section: str, grounder: Grounder) -> str | None:
    """ "Diuretics (heart failure)": a remark that names a reason, or a kind of case, says for whom."""
    own = PAGE_PREDICATES[section].objects[0]
    return next((note for note in phrase.notes if circumstance(note, section, own, grounder.knows)), None)


def _cases(phrase: Phrase, section: str, grounder: Grounder) -> Phrase:
    """ "Anesthesiologist (deep sedation or general anesthesia)": a list in brackets may list cases, not members."""
    own = PAGE_PREDICATES[section].objects[0]
    if section not in ("setting", "personnel", "alternatives") or not phrase.examples or phrase.condition:
        return phrase
    parts = [part for span in phrase.examples for part in re.split(r",\s*(?:or |and )?|\s+or\s+|\s+and\s+", span.text)]
    if not all(circumstance(part, section, own, grounder.knows) for part in parts):
        return phrase
    return replace(phrase, examples=(), condition="; ".join(span.text for span in phrase.examples))


def _without(phrase: Phrase, category: str, grounder: Grounder) -> Phrase:
    """ "No fasting" denies a preparation that a vocabulary knows, unless it knows the absence as one of its own."""
    rest = phrase.span[3:].strip()
    bare = category == "preparation" and phrase.text[:3].lower() == "no " and not phrase.negated
    if not bare or grounder.knows(category, phrase.text) or not grounder.knows(category, rest.text):
        return phrase
    return replace(phrase, span=rest, negated=True)


def _better_side(labelled: Labelled, section: str, category: str, grounder: Grounder) -> Labelled:
    """The side of a label that names the thing; where the label is a finding, it says for whom."""
    if labelled.rest is None:
        return labelled
    if labelled.label_names:
        return _topic(labelled, section, category, grounder)
    rest, label = qualify(labelled.concept), labelled.rest
    cut = _cut(rest.span, category, grounder)
    if grounder.knows(category, label.text) and all(_is_unknown(category, m, grounder) for m in cut):
        return Labelled(label, labelled.concept, label.text)
    finding = grounder.knows("indication", label.text) and not grounder.knows(category, label.text)
    return replace(labelled, rest=None, condition=label.text if finding else labelled.condition)


def _topic(labelled: Labelled, section: str, category: str, grounder: Grounder) -> Labelled:
    """ "Fitness: better stamina": a label may only be the topic of what it introduces."""
    rest = labelled.rest
    if rest is None or section not in ("benefits", "setting"):
        return labelled
    if section == "setting":
        turned = names_itself(rest.text, section)
    else:
        cut = _cut(qualify(rest, section).span, category, grounder)
        short = len(labelled.concept.text.split()) == 1 < len(rest.text.split())
        known = any(not _is_unknown(category, member, grounder) for member in cut)
        turned = _is_unknown(category, Member(labelled.concept, (labelled.concept.text,)), grounder) and (short or known)
    return Labelled(rest, None, labelled.label, label_names=False) if turned else labelled


def _is_unknown(category: str, member: Member, grounder: Grounder) -> bool:
    return grounder.ground(category, member.readings).method == "unknown"


def _cut(span: Span, category: str, grounder: Grounder) -> list[Member]:
    return members(span, lambda text: grounder.knows(category, text), instruction=category in _INSTRUCTIONS,
                   joining=category == "benefit")


def _phrase(section: str, category: str, phrase: Phrase, labelled: Labelled, grounder: Grounder) -> list[Mention]:
    spans = [phrase.span]
    if phrase.examples and not _keeps_head(category, phrase, grounder):
        spans = list(phrase.examples)
    rest = labelled.rest if labelled.label_names else None
    qualified = [qualify(span, section) for span in spans]
    cut = [_own(inner, member, section) for inner in qualified for member in _cut(inner.span, category, grounder)]
    found = _with_cases([(_inherit(inner, phrase), member) for inner, member in cut], section, category, grounder)
    if phrase.last_only:
        found = [*((replace(p, condition=None), m) for p, m in found[:-1]), *found[-1:]]
    return [_mention(section, category, inner, member, rest, grounder) for inner, member in found]


def _with_cases(found: list[tuple[Phrase, Member]], section: str, category: str, grounder: Grounder) -> list[tuple[Phrase, Member]]:
    """ "Liver clinic, planned drains": a piece that is no place says when the place before it holds."""
    kept: list[tuple[Phrase, Member]] = []
    for phrase, member in found:
        if section == "setting" and kept and not phrase.negated and _is_unknown(category, member, grounder) and circumstance(
                member.span.text, section, category, grounder.knows):
            kept[-1] = (replace(kept[-1][0], condition=kept[-1][0].condition or member.span.text), kept[-1][1])
        else:
            kept.append((phrase, member))
    return kept


def _own(phrase: Phrase, member: Member, section: str) -> tuple[Phrase, Member]:
    """A member of a list may have a hedge or condition that its neighbours do not share."""
    if member.span.text == phrase.text:
        return phrase, member  # read already
    inner = qualify(member.span, section)
    if inner.text == member.span.text or not inner.text or inner.examples:
        return phrase, member
    readings = (inner.text,) if member.readings == (member.span.text,) else member.readings
    return _inherit(inner, phrase), Member(inner.span, readings)


def _keeps_head(category: str, phrase: Phrase, grounder: Grounder) -> bool:
    """An instruction with examples stays one mention; so does a name the vocabulary has with its gloss."""
    first = phrase.text.split(maxsplit=1)[0].lower() if phrase.text else ""
    return category in _INSTRUCTIONS and first in IMPERATIVES


def _inherit(inner: Phrase, outer: Phrase) -> Phrase:
    """A member's own qualifiers, and those of the item where it has none."""
    if inner is outer:
        return inner
    return replace(
        inner, condition=inner.condition or outer.condition, hedge=inner.hedge or outer.hedge,
        frequency=inner.frequency or outer.frequency, negated=inner.negated or outer.negated,
    )


def _mention(
    section: str, category: str, phrase: Phrase, member: Member, rest: Span | None, grounder: Grounder
) -> Mention:
    quantity = _QUANTITY.search(member.span.text)
    qualifiers = Qualifiers(
        negated=phrase.negated, condition=phrase.condition, hedge=phrase.hedge, frequency=phrase.frequency,
        role=rest.text if rest and section == "personnel" else None,
        quantity=float(quantity["n"]) if quantity else None, unit=quantity["unit"].lower() if quantity else None,
    )
    return Mention(
        PAGE_PREDICATES[section].name, section, member.span.text, member.span.start, member.span.end, qualifiers,
        grounder.ground(category, member.readings),
    )


def _prose(section: str, category: str, span: Span, grounder: Grounder) -> list[Mention]:
    """A sentence: by the people or places it names, else by its statements."""
    found: list[Mention] = []
    for clause in prose.statements(span):
        named = _named(section, category, clause, grounder) if section in ("setting", "personnel") else []
        found += named or _statement(section, category, clause, grounder)
    return found


def _statement(section: str, category: str, span: Span, grounder: Grounder) -> list[Mention]:
    """What a clause names once its frame and its comment are off; from a long one, only names that are known."""
    body = prose.stated(span, section)
    outer = qualify(body, section)
    inner = outer if body is not span else replace(outer, span=prose.stated(outer.span, section))
    inner = replace(inner, span=inner.span[: prose.unsaid(inner.text, section)])
    phrase = _inherit(qualify(inner.span, section), inner)
    phrase = replace(phrase, examples=phrase.examples or inner.examples, last_only=phrase.last_only or inner.last_only)
    cut = _cut(phrase.span, category, grounder)
    if len(phrase.text.split()) > 12 and all(_is_unknown(category, member, grounder) for member in cut):
        return [_mention(section, category, phrase, member, None, grounder)
                for member in _names(phrase.span, category, grounder) if " " in member.span.text or len(member.span) > 6]
    return _phrase(section, category, phrase, Labelled(span), grounder)


def _named(section: str, category: str, span: Span, grounder: Grounder) -> list[Mention]:
    """People or places of a sentence, each with what is said of it: "a nurse helps if sedation is used"."""
    if len(span.text.split()) < 5:
        return []
    names = [(span.position(m.span.start), span.position(m.span.end)) for m in _names(span, category, grounder)]
    names += [(a, b) for a, b in prose.headed(span.text, section) if not any(a < d and c < b for c, d in names)]
    found: list[Mention] = []
    for a, b in prose.segments(span.text, sorted(names)):
        phrase = qualify(span[a:b], section)
        low, high = phrase.span.start, phrase.span.end
        inside = [span[c:d] for c, d in sorted(names) if low <= span[c:d].start and span[c:d].end <= high]
        found += [_mention(section, category, phrase, Member(name, (name.text,)), None, grounder) for name in inside]
    return found


# A bag of words may be a name with an article too many, or two names in one.
_LOOSE_ENDS = re.compile(r"^(?:an?|the|your|in|at|by|of|for|on|to|with|from|and|or|is|are|as|it|this|that|may|can|will|when|who)\b|\b(?:an?|the|your|in|at|by|of|for|on|to|with|from|and|or|is|are|as|it|may|can|will|when|who)$|\bor\b|,", re.IGNORECASE)


def _names(span: Span, category: str, grounder: Grounder) -> list[Member]:
    """Names of the vocabulary inside a sentence, the longest first, none inside another."""
    words = [match.span() for match in re.finditer(r"[A-Za-z0-9][\w'’/-]*", span.text)]
    longest = min(grounder.lexicon.longest[category] + 3, 9)
    found, at = [], 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        texts = ((size, span[words[at][0] : words[at + size - 1][1]]) for size in sizes)
        hit = next(((size, text) for size, text in texts if not _LOOSE_ENDS.search(text.text) and grounder.knows(category, text.text)), None)
        if hit:
            found.append(Member(hit[1], (hit[1].text,)))
        at += hit[0] if hit else 1
    return found
