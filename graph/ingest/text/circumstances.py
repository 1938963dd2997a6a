"""What a label, the text behind it and remarks in brackets say of a phrase: when, for whom, how likely."""

from __future__ import annotations

import re

from graph.ingest.text import conditions, prose, subjects
from graph.ingest.text.clauses import duty_condition
from graph.ingest.text.company import SITED, after, company
from graph.ingest.text.coordination import Member
from graph.ingest.text.cues import HEDGE_ONLY, cue
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.labels import Labelled
from graph.ingest.text.naming import cut_of, is_unknown
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.phrases import Phrase
from graph.ingest.text.populations import GROUP
from graph.ingest.text.qualify import qualify
from graph.ingest.text.remarks import circumstance, kind_of_case, names_itself, period, region
from graph.ingest.text.spans import Span
from graph.ingest.text.tried import required
from graph.vocabulary import PAGE_PREDICATES


def labelled_phrase(phrase: Phrase, whole: Span, labelled: Labelled, section: str, grounder: Grounder) -> Phrase:
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


_NAMING = Pattern(r"(?:after|for|with|in|during|before)\s", re.IGNORECASE)
_CASES_OF = Pattern(r",\s*(?:or |and )?|\s+or\s+")


def _beside(labelled: Labelled, section: str, grounder: Grounder) -> str | None:
    """ "Hospice – comfort care": what stands behind a name may be a kind of case."""
    if labelled.rest is None:
        return None
    own = PAGE_PREDICATES[section].objects[0]
    if section == "indications" and required(labelled.rest.text):
        return labelled.rest.text  # "Snoring – a splint must have been tried"
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


_SEVERAL = Pattern(r",\s*(?:or |and )?|\s+or\s+|\s+and\s+|(?<=\w)/(?=\w)")


def _is_person(text: str, grounder: Grounder) -> bool:
    return grounder.knows("personnel", text) or bool(prose.headed(text, "personnel")) or text.isupper()


def cases(phrase: Phrase, section: str, grounder: Grounder) -> Phrase:
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
    cases = all(circumstance(part, section, own, grounder.knows) or GROUP.match(part) for part in parts)
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


def better_side(labelled: Labelled, section: str, category: str, grounder: Grounder) -> Labelled:
    """The side of a label that names the thing; where the label is a finding, it says for whom."""
    if labelled.rest is None:
        return labelled
    if labelled.label_names:
        return _topic(labelled, section, category, grounder)
    rest, label = qualify(labelled.concept), labelled.rest
    cut = cut_of(rest.span, category, grounder)
    if grounder.knows(category, label.text) and all(is_unknown(category, m, grounder) for m in cut):
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
        cut = cut_of(qualify(rest, section).span, category, grounder)
        short = len(labelled.concept.text.split()) == 1 < len(rest.text.split())
        known = any(not is_unknown(category, member, grounder) for member in cut)
        turned = is_unknown(category, Member(labelled.concept, (labelled.concept.text,)), grounder) and (short or known)
    return Labelled(rest, None, labelled.label, label_names=False) if turned else labelled


def duty(section: str, text: str) -> str | None:
    """When a person is there or a place serves, told by what they do."""
    return duty_condition(text) if section in ("personnel", "setting") else None
