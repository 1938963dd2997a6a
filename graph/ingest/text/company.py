"""A finding that stands behind a name and is none of it: for whom the name holds, told by the vocabularies.

"Yearly mammograms with a gene variant" are mammograms for people who have one; "experience in wound care" is one thing.
"""

from __future__ import annotations

import re

from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.holding import stands_apart
from graph.ingest.text.normalise import lower
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.phrases import Phrase
from graph.ingest.text.populations import GROUP
from graph.ingest.text.summons import ASKING
from graph.vocabulary import PAGE_PREDICATES

SITED = Pattern(r"\b(?:numb\w*|pains?|aches?|bruis\w+|bleed\w*|swell\w*|infections?|injur\w+|damage|burns?|scars?|tears?|fractures?|weak\w*|clots?|sore\w*|tingl\w*|redness|rash|cuts?|stiff\w*|nerves?|vessels?|organs?|tissues?|structures?|parts?|areas?|x-rays?|scan|mri|ct|imaging|exam\w*)\b", re.IGNORECASE)
_EARLIER = Pattern(r"\s+(after\s+(?:(?:an?|the|any|normal|negative|unclear|inconclusive|failed)\s+)*(?:[\w-]+\s+){0,2}?(?:\w{2,}val|\w+tion|\w+ment|surgery|repair|ultrasound|ecg|x-rays?|mri|ct|scans?|tests?)\b(?: of [^;()]+| and [^;()]+| [&] [^;()]+)?)$", re.IGNORECASE)


_AFTERS = any_of(_EARLIER)


def after(phrase: Phrase, section: str, grounder: Grounder) -> Phrase:
    """ "Abnormal liver tests after removal of the gallbladder": a finding that is known without what came before it."""
    match = _EARLIER.search(phrase.text) if section == "indications" and words_of(phrase.text) & _AFTERS else None
    if not match or grounder.knows("indication", phrase.text) or not grounder.knows("indication", phrase.text[: match.start()]):
        return phrase
    if not stands_apart(lower(phrase.text[: match.start()])):
        return phrase
    core = phrase.span[: match.start()]
    if _TREATED.search(match[1]):
        return phrase._replace(span=core, notes=(*phrase.notes, match[1]))  # what came of a treatment, not what was found first
    return phrase._replace(span=core, condition=match[1])


_TREATED = Pattern(r"\b(?:\w{2,}val|\w+(?<!examina)tion|\w+ment|surgery|repair)\b", re.IGNORECASE)
_HOW = r"(?:(?:an?|any|known|severe|active|advanced|untreated|high|mild|moderate|early|late|acute|chronic|poorly controlled|uncontrolled|unstable|later|subsequent|future|further|repeat|long-standing|established|newly diagnosed|heavy)\s+)*"
_COMPANY = Pattern(rf"\s+((?:together |along |combined )?(?:only |especially |particularly |mainly )?(?P<cue>with|in)\s+{_HOW}(?P<x>[^,;()]+))$", re.IGNORECASE)


_ACCOMPANIES = any_of(_COMPANY)


def company(phrase: Phrase, section: str, grounder: Grounder) -> Phrase:
    """ "Yearly mammograms with a gene variant": a finding that keeps another name company says for whom it holds."""
    match = _COMPANY.search(phrase.text) if section != "indications" and words_of(phrase.text) & _ACCOMPANIES else None
    own = PAGE_PREDICATES[section].objects[0]
    if not match or phrase.condition or grounder.knows(own, phrase.text) or not phrase.text[: match.start()].strip():
        return phrase
    core, said = phrase.text[: match.start()], match["x"]
    if _TOLD.search(core) or (section == "benefits" and match["cue"].lower() != "in") or (match["cue"].lower() == "in" and _GAINED.search(core)):
        return phrase
    if grounder.knows(own, said) or _SKILLED.search(core) or ASKING.match(core) or not (_of_case(said, match["cue"].lower(), section, grounder)):
        return phrase
    return phrase._replace(span=phrase.span[: match.start()], condition=match[1])


_TOLD = Pattern(r",\s+(?:which|who)\b", re.IGNORECASE)  # "tablets, which do not suit women with migraine"
_GAINED = Pattern(r"\b(?:reduction|improvement|change|changes|drop|fall|rise|gain|gains|increase|decrease|relief|less|fewer|help|helps|useful|usable|works?|safe|better|effective|used)$", re.IGNORECASE)  # "a fall in blood pressure"
_SKILLED = Pattern(r"\b(?:specialist|expert|trained|training|experienced|experience|skilled)$", re.IGNORECASE)  # "in wound care" is what they know
_MANY = Pattern(r"^(?:[a-z-]+\s+){1,2}[a-z]{3,}(?<![usi])s$", re.IGNORECASE)


def _of_case(said: str, cue: str, section: str, grounder: Grounder) -> bool:
    if cue == "in":
        return all(_suffered(part, section, grounder) for part in _CASES.split(said))
    if section == "risks" and (cue != "with" or grounder.knows("risk", said)):
        return False
    if section != "risks" or grounder.knows("indication", said):
        return grounder.knows("indication", said)
    return (not SITED.search(said) and not re.search(r"ultrasound|imaging|surgery", said) and grounder.knows("alternative", said)) or (bool(_MANY.match(said)) and not grounder.knows("risk", said.split()[-1]))


_CASES = Pattern(r"\s+(?:or|and)\s+(?:in\s+)?", re.IGNORECASE)
_GRADE = Pattern(rf"{_HOW}", re.IGNORECASE)
# What a thing may lie in is no patient: "pain in scar tissue", "a leak in the wound".
_LIES_IN = Pattern(r"^(?:the|your|this|that|one|both|some|many)\b|\b(?:tissues?|wounds?|scars?|joints?|bones?|muscles?|skin|blood|urine|vessels?|arter(?:y|ies)|veins?|nerves?|grafts?|tumou?rs?|lumps?|cysts?|polyps?|clots?|stones?|hernias?|ulcers?|cuts?|pain|swelling|fluid|fever|rate|level|count|sleep|care|need)$", re.IGNORECASE)


_EPONYM = Pattern(r"(?:[A-Z][a-zé]+(?:[-–][A-Z][a-zé]+)+|[A-Z][a-z]+['’]s)(?: (?:disease|syndrome|palsy|anemia))?$")

# "Deaths in HFrEF": letters that are no place, picture or value of the laboratory.
_ACRONYM = Pattern(r"(?!(?:N?ICU|PICU|PACU|ED|ER|OR|ASC|US|USA|UK|EU|CT|MRI|PET|CSF|LDL|HDL|PSA|INR|BP|HR|ALT|AST|WBC|RBC|CRP|IOP|ICP|GI|CNS|EEG|ECG|EKG|ROM|FEV1?|EF|QTc?|ADLs?|QOL|BMI|PT|OT|IV|HbA1c|A1C|IVF|DNA|RNA|LV|RV|RCTs?)$)[A-Z][A-Za-z]{0,3}[A-Z][A-Za-z]{0,3}s?$")


def _suffered(said: str, section: str, grounder: Grounder) -> bool:
    """Whether who has it is a patient: a disease, a state or a group, not a part of the body."""
    bare = said[_GRADE.match(said).end() :]  # type: ignore[union-attr]
    if _LIES_IN.search(bare):
        return False
    return grounder.knows("indication", bare) or bool(GROUP.match(bare) or _EPONYM.match(bare) or (section != "setting" and _ACRONYM.match(bare))) or (section != "risks" and grounder.knows("risk", bare))
