"""One item to its mentions: parted at labels and clauses, qualified, cut into members, grounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph.ingest.text import conditions, openings, prose, subjects
from graph.ingest.text.clauses import clauses, duty_condition, weighed
from graph.ingest.text.company import SITED, after, company
from graph.ingest.text.coordination import Member, members
from graph.ingest.text.cues import HEDGE_ONLY, cue
from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.grounding import Grounder, Grounding
from graph.ingest.text.items import Item
from graph.ingest.text.labels import CALLING, Labelled, part
from graph.ingest.text.qualify import Phrase, qualify
from graph.ingest.text.remarks import circumstance, kind_of_case, names_itself, period, region
from graph.ingest.text.spans import Span
from graph.ingest.text.vacuous import substantial
from graph.ingest.text.words import IMPERATIVES, ORDERS
from graph.model import Qualifiers
from graph.vocabulary import PAGE_PREDICATES

_INSTRUCTIONS = frozenset({"preparation", "recovery"})
_ACTS = _INSTRUCTIONS | {"benefit", "risk"}
_QUANTITY = re.compile(r"(?<!\d)(?P<n>\d+(?:\.\d+)?)(?:\s*(?:to|-|–)\s*\d+(?:\.\d+)?)?[\s-]*(?P<unit>minute|hour|day|week|month|year)s?\b", re.IGNORECASE)


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


def item_mentions(section: str, item: Item, grounder: Grounder) -> list[Mention]:
    """The mentions of one item; an alternative may carry its pros and cons on the same line."""
    span, pros, cons = weighed(item.span) if section == "alternatives" else (item.span, None, None)
    found = substantial(_statements(section, span.strip(" \t.;,"), item.prose, grounder))
    if pros or cons:
        found = [replace(m, qualifiers=replace(m.qualifiers, pros=pros, cons=cons)) for m in found]
    return found


def _statements(section: str, span: Span, in_prose: bool, grounder: Grounder) -> list[Mention]:
    if ":" in span.text and (";" in span.text or ". " in span.text) and (twice := _LABELS.match(span.text)) and section != "alternatives" and not CALLING.search(twice["label"]) and not CALLING.search(twice["one"]):
        return [*_statements(section, span[: twice.end("one")], in_prose, grounder), *_statements(section, span[twice.start("label") :], in_prose, grounder)]
    category = PAGE_PREDICATES[section].objects[0]
    labelled = _better_side(part(span, section), section, category, grounder)
    found: list[Mention] = []
    lead = None if in_prose else openings.leading(labelled.concept.text)
    if lead and not labelled.condition:
        labelled = labelled._replace(condition=labelled.concept.text[: lead.end(1)])
    for n, clause in enumerate(clauses(labelled.concept, section, lambda text: grounder.knows(category, text))):
        if in_prose and labelled.rest is None and not labelled.label:
            found += _prose(section, category, clause, grounder, later=n > 0)
        else:
            phrase = _without(qualify(clause, section), category, grounder)
            if n and phrase.condition and clause.text.endswith(")") and _OR_ELSE.search(span.text[: max(0, span.text.find(clause.text))]):
                found = [m if m.qualifiers.condition else replace(m, qualifiers=replace(m.qualifiers, condition=phrase.condition)) for m in found]
            if phrase.negated and _UNTIMELY.match(phrase.text):
                continue
            found += _phrase(section, category, _labelled(_cases(phrase, section, grounder), clause, labelled, section, grounder), labelled, grounder)
    return found


# "Observe for 30 minutes; outpatients: home with a driver": a label holds from where its sentence begins.
_LABELS = re.compile(r"(?P<one>[^();]{3,}?)(?:;|(?<=\w)\.)\s+(?P<label>(?:[\w'’-]+ ){0,3}[\w'’-]+):\s+\S")
_OR_ELSE = re.compile(r"\b(?:and|or),\s*$")  # "rash or, rarely, shock (with donor plasma)": both with it
_UNTIMELY = re.compile(r"(?:done|used|given|performed|offered|\w+ed)?\s*(?:before|after|until|within|during|under)\s+(?:\w+\s+)?\d", re.IGNORECASE)  # "not done before 15 weeks" denies no thing


def _labelled(phrase: Phrase, whole: Span, labelled: Labelled, section: str, grounder: Grounder) -> Phrase:
    """A phrase with what its label, or the remark behind it, says of when it holds."""
    if phrase.condition and _NAMING.match(phrase.condition) and not conditions.plain(phrase.condition) and grounder.knows(
            PAGE_PREDICATES[section].objects[0], (named := whole.strip(" .")).text):
        phrase = Phrase(named, hedge=phrase.hedge, frequency=phrase.frequency)  # "vaginal birth after cesarean" is a name
    phrase = phrase if phrase.condition else company(after(phrase, section, grounder), section, grounder)
    if labelled.rest is None and not (phrase.notes or labelled.condition or labelled.hedge or labelled.negated):
        return phrase  # as most are
    said = phrase.condition or labelled.condition or (labelled.rest and duty(section, labelled.rest.text))
    said = said or _noted(phrase, section, grounder) or _beside(labelled, section, grounder)
    if labelled.rest and not phrase.hedge and HEDGE_ONLY.match(labelled.rest.text):
        phrase = phrase._replace(hedge=cue(labelled.rest.text))  # "Infection: uncommon"
    if labelled.hedge and not phrase.hedge:
        phrase = phrase._replace(hedge=cue(labelled.hedge))
    negated = phrase.negated or labelled.negated
    return phrase if (said, negated) == (phrase.condition, phrase.negated) else phrase._replace(condition=said, negated=negated)


_NAMING = re.compile(r"(?:after|for|with|in|during|before)\s", re.IGNORECASE)
_CASES_OF = re.compile(r",\s*(?:or |and )?|\s+or\s+")


def _beside(labelled: Labelled, section: str, grounder: Grounder) -> str | None:
    """ "Hospice – comfort care": what stands behind a name may be a kind of case."""
    if labelled.rest is None:
        return None
    own = PAGE_PREDICATES[section].objects[0]
    if section == "indications" and any(period(part) or conditions.begins_with_cue(part) for part in _CASES_OF.split(labelled.rest.text)):
        return labelled.rest.text  # "Myasthenia gravis: crisis or before surgery"
    if section in ("personnel", "indications"):
        return labelled.rest.text if period(labelled.rest.text) or (section == "personnel" and subjects.one_group(labelled.rest.text)) else None
    parts = re.split(r",\s*|\s+or\s+", labelled.rest.text)
    return labelled.rest.text if any(circumstance(part, section, own, grounder.knows) for part in parts) else None


def _noted(phrase: Phrase, section: str, grounder: Grounder) -> str | None:
    """ "Diuretics (heart failure)": a remark that names a reason, or a kind of case, says for whom."""
    if not phrase.notes:
        return None
    own = PAGE_PREDICATES[section].objects[0]
    return next((note for note in phrase.notes if circumstance(note, section, own, grounder.knows) or _of_region(note, phrase, section)), None)


def _of_region(note: str, phrase: Phrase, section: str) -> bool:
    """ "Dry mouth (head and neck)": where treatment differs by part of the body; what sits in a part only tells where."""
    return section in ("risks", "benefits", "recovery") and region(note) and not SITED.search(phrase.text)


_SEVERAL = re.compile(r",\s*(?:or |and )?|\s+or\s+|\s+and\s+|(?<=\w)/(?=\w)")


def _is_person(text: str, grounder: Grounder) -> bool:
    return grounder.knows("personnel", text) or bool(prose.headed(text, "personnel")) or text.isupper()


def _cases(phrase: Phrase, section: str, grounder: Grounder) -> Phrase:
    """ "Anesthesiologist (deep sedation or general anesthesia)": a list in brackets may list cases, not members."""
    if not phrase.examples or phrase.condition:
        return phrase
    own = PAGE_PREDICATES[section].objects[0]
    if all(_of_region(span.text, phrase, section) for span in phrase.examples):
        return phrase._replace(examples=(), condition="; ".join(span.text for span in phrase.examples))
    if section in ("preparation", "recovery", "risks", "benefits") and all(kind_of_case(span.text) for span in phrase.examples):
        return phrase._replace(examples=(), condition="; ".join(span.text for span in phrase.examples))
    if section not in ("setting", "personnel", "alternatives"):
        return phrase
    parts = _headed([part for span in phrase.examples for part in _SEVERAL.split(span.text)])
    cases = all(circumstance(part, section, own, grounder.knows) or conditions.GROUP.match(part) for part in parts)
    if section == "personnel" and not cases and not any(_is_person(part, grounder) for part in parts):
        return phrase._replace(examples=())  # what they do
    if section == "setting" and not cases and not any(grounder.knows("setting", part) or prose.headed(part, "setting") for part in parts):
        return phrase._replace(examples=())  # "(competency or classification)" names no place
    if not cases:
        return phrase
    return phrase._replace(examples=(), condition="; ".join(span.text for span in phrase.examples))


def _headed(parts: list[str]) -> list[str]:
    """ "Prenatal and postpartum visits": a single word shares the head of the last."""
    head = parts[-1].split()[-1] if " " in parts[-1] else ""
    return [part if " " in part or not head else f"{part} {head}" for part in parts]


def _without(phrase: Phrase, category: str, grounder: Grounder) -> Phrase:
    """ "No fasting" denies a preparation that a vocabulary knows, unless it knows the absence as one of its own."""
    bare = category == "preparation" and phrase.text[:3].lower() == "no " and not phrase.negated
    if not bare or grounder.knows(category, phrase.text) or not grounder.knows(category, (rest := phrase.span[3:].strip()).text):
        return phrase
    return phrase._replace(span=rest, negated=True)


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
    return labelled._replace(rest=None, condition=label.text if finding else labelled.condition)


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
                   joining=category == "benefit", acts=category in _ACTS, places=category == "setting", risks=category == "risk")


def _phrase(section: str, category: str, phrase: Phrase, labelled: Labelled, grounder: Grounder) -> list[Mention]:
    rest = labelled.rest if labelled.label_names else None
    spans = phrase.examples if phrase.examples and not _keeps_head(category, phrase, grounder) else (phrase.span,)
    qualified = [qualify(span, section) for span in spans]
    cut = [_own(inner, member, section) for inner in qualified for member in _cut(inner.span, category, grounder)]
    if len(cut) == 1 and not phrase.sited:
        return [_mention(section, category, _inherit(cut[0][0], phrase), cut[0][1], rest, grounder)]
    if phrase.sited:
        cut = [(inner, Member(member.span, (f"{phrase.text} of {member.span.text}",))) for inner, member in cut]
    found = _with_cases([(_inherit(inner, phrase), member) for inner, member in cut], section, category, grounder)
    if phrase.last_only:
        found = [*((p._replace(condition=None), m) for p, m in found[:-1]), *found[-1:]]
    return [_mention(section, category, inner, member, rest, grounder) for inner, member in found]


def _with_cases(found: list[tuple[Phrase, Member]], section: str, category: str, grounder: Grounder) -> list[tuple[Phrase, Member]]:
    """ "Liver clinic, planned drains": a piece that is no place says when the place before it holds."""
    kept: list[tuple[Phrase, Member]] = []
    for phrase, member in found:
        if section == "setting" and kept and not phrase.negated and _is_unknown(category, member, grounder) and circumstance(
                member.span.text, section, category, grounder.knows):
            kept[-1] = (kept[-1][0]._replace(condition=kept[-1][0].condition or member.span.text), kept[-1][1])
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
    return category in _INSTRUCTIONS and (first in IMPERATIVES or bool(ORDERS.match(phrase.text)))


def _inherit(inner: Phrase, outer: Phrase) -> Phrase:
    """A member's own qualifiers, and those of the item where it has none."""
    if inner is outer or not (outer.condition or outer.hedge or outer.frequency or outer.negated):
        return inner
    return inner._replace(
        condition=inner.condition or outer.condition, hedge=inner.hedge or outer.hedge,
        frequency=inner.frequency or outer.frequency, negated=inner.negated or outer.negated,
    )


_COUNTS = any_of(_QUANTITY)
_Said = tuple[bool, str | None, str | None, str | None, str | None]
_NOTHING: _Said = (False, None, None, None, None)
_UNQUALIFIED = Qualifiers()  # as most mentions are


def _mention(
    section: str, category: str, phrase: Phrase, member: Member, rest: Span | None, grounder: Grounder
) -> Mention:
    quantity = _QUANTITY.search(member.span.text) if words_of(member.span.text) & _COUNTS else None
    said = (phrase.negated, phrase.condition, phrase.hedge, phrase.frequency, rest.text if rest and section == "personnel" else None)
    return Mention(
        PAGE_PREDICATES[section].name, section, member.span.text, member.span.start, member.span.end,
        _UNQUALIFIED if said == _NOTHING and not quantity else _qualifiers(said, quantity), grounder.ground(category, _asked(section, phrase, member)),
    )


def _qualifiers(said: _Said, quantity: re.Match[str] | None) -> Qualifiers:
    amount = (float(quantity["n"]), quantity["unit"].lower()) if quantity else (None, None)
    return Qualifiers(*said, quantity=amount[0], unit=amount[1])


def _asked(section: str, phrase: Phrase, member: Member) -> tuple[str, ...]:
    """ "Come back if the wound opens": what to come back for is half of the concept, though not of the quote."""
    whole = section == "recovery" and phrase.condition and conditions.SUMMONS.match(member.span.text)
    return (f"{member.span.text} {phrase.condition}", *member.readings) if whole else member.readings


def _prose(section: str, category: str, span: Span, grounder: Grounder, *, later: bool) -> list[Mention]:
    """A sentence: by the people or places it names, else by its statements."""
    found: list[Mention] = []
    for n, clause in enumerate(prose.statements(span)):
        if (n or later) and section == "indications" and (joined := _ALSO_FOR.match(clause.text)):
            clause = clause[joined.end() :]
        named = _named(section, category, clause, prose.stated(clause, section), grounder) if section in ("setting", "personnel") else []
        found += named or _statement(section, category, clause, grounder)
    return found


_FRAME_HEDGE = re.compile(r"\b(may|might|could|sometimes|occasionally|rarely|usually|most often|typically|generally|probably|as a rule)\b", re.IGNORECASE)


_WHO_DECIDES = re.compile(r"(?:you|we|(?:your|the) (?:doctor|surgeon|team|specialist|physician)s?|doctors|surgeons|some doctors)\b", re.IGNORECASE)


def _framed(phrase: Phrase, whole: Span, body: Span) -> Phrase:
    """ "It may lead to nausea": what introduces a thing may say how likely it is."""
    frame = whole.text[: max(0, len(whole.text) - len(body.text))]
    match = None if phrase.hedge or phrase.negated or _WHO_DECIDES.match(frame) else _FRAME_HEDGE.search(frame)
    return phrase._replace(hedge=match[1]) if match else phrase


_ALSO_FOR = re.compile(r"for (?:an? |the )?(?=[^,]+$)", re.IGNORECASE)  # "…, and for a weak grip"


def _statement(section: str, category: str, span: Span, grounder: Grounder) -> list[Mention]:
    """What a clause names once its frame and its comment are off; from a long one, only names that are known."""
    body = prose.stated(span, section)
    outer = _framed(_without(qualify(body, section), category, grounder), span, body)
    inner = outer if body is not span else outer._replace(span=prose.stated(outer.span, section))
    inner = inner._replace(span=inner.span[: prose.unsaid(inner.text, section)])
    phrase = _inherit(qualify(inner.span, section), inner)
    phrase = phrase._replace(examples=phrase.examples or inner.examples, last_only=phrase.last_only or inner.last_only)
    cut = _cut(phrase.span, category, grounder)
    orders = category in _INSTRUCTIONS and phrase.text.split(" ", 1)[0].lower() in IMPERATIVES
    if len(phrase.text.split()) > 12 and not orders and all(_is_unknown(category, member, grounder) for member in cut):
        return [_mention(section, category, phrase, member, None, grounder)
                for member in _names(phrase.span, category, grounder) if " " in member.span.text or len(member.span) > 6]
    return _phrase(section, category, phrase, Labelled(span), grounder)


_SELDOM = re.compile(r"\b(occasionally|sometimes|rarely|seldom|less often|at times)(?:\s+(?:an?|the|your|in|at|by|with|on|also|even)){0,3}\s*$", re.IGNORECASE)


def _named(section: str, category: str, whole: Span, span: Span, grounder: Grounder) -> list[Mention]:
    """People or places of a sentence without its frame, each with what is said of it: "a nurse helps if sedation is used"."""
    if len(whole.text.split()) < 5:
        return []
    names = [(span.position(m.span.start), span.position(m.span.end)) for m in _names(span, category, grounder)]
    names += [(a, b) for a, b in prose.headed(span.text, section) if not any(a < d and c < b for c, d in names)]
    found: list[Mention] = []
    for a, b in prose.segments(span.text, sorted(names)):
        phrase = _framed(qualify(span[a:b], section), whole, span)
        low, high = phrase.span.start, phrase.span.end
        inside = [(span[c:d], _SELDOM.search(span.text[max(0, c - 40) : c])) for c, d in sorted(names) if low <= span[c:d].start and span[c:d].end <= high]
        found += [_mention(section, category, phrase._replace(hedge=phrase.hedge or (hedge and hedge[1])), Member(name, (name.text,)), None, grounder)
                  for name, hedge in inside]
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


def duty(section: str, text: str) -> str | None:
    """When a person is there or a place serves, told by what they do."""
    return duty_condition(text) if section in ("personnel", "setting") else None
