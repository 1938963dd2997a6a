"""What a remark beside a name is: a gloss, a role, or the kind of case in which the name holds.

"Opening into the sinus (upper teeth)" says for whom; "irregular heartbeat (atrial fibrillation)" says it again. Without a
cue word only the kind of section, the form of the remark and the vocabularies can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from graph.ingest.text import prose
from graph.ingest.text.comparisons import FARES
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.populations import GROUP

_I = re.IGNORECASE
_CODE = Pattern(r"^[A-Z0-9][A-Z0-9/&.-]{0,9}s?$|\d")
_CASES = Pattern(
    r"^(?:[\w'’-]+\s+){0,3}(?:treatments?|an(?:a)?esthesia|sedation|surgery|surgeries|procedures?|operations?|changes|wounds|lesions|emergencies|tumors|stones|infusions?|injections?|ulcers|burns|visits?|cancers|devices|"
    r"diseases?|failure|taps?|drains|sessions?|doses?|fittings?|repairs?|cases|care|biops(?:y|ies)|grafts?|implants|replacements?|transplants?|bypass|ablations?|\w{3,}(?:scopy|plasty|ectomy|otomy)|stents?|teeth|sleeves|scopes|contrast|studies|films|trips|births?|pregnancy|deficits?|swelling)$", _I)
_VARIANT = Pattern(r"^(?:[\w'’-]+\s+){1,2}(?:methods?|technique|approach|route|access|entry|version|variant|lens(?:es)?|frames|recordings?|dialysis|an(?:a)?esthesia|sedation|surgery|chemotherapy|radiotherapy|infusions?|scopes|implants|films|models?)$", _I)
_PLACED = Pattern(r"^(?:office|home|hospital|clinic|bedside|day|night|weekend|outpatient|inpatient|elective|urgent|ward|school|remote|video) [a-z]{3,}s$", _I)
_PREMISES = Pattern(r"\b(?:building|floor|site|area|wing|entrance|campus|location|access|staff|team|level|place|branch|section|service|setting|stay|day|equipment|parking)$", _I)
_GRADED = Pattern(r"^(?:deep|large|larger|small|smaller|pre-existing|existing|prior|previous|earlier|advanced|severe|old|older|major|complex|complicated|multiple|repeated|redo|repeat|long|upper|lower|high|higher|low|thick|dark|emergency|open) (?:[\w-]+ ){0,2}[\w-]+$", _I)
_DEGREE = Pattern(r"^(?:very )?(?:mild|moderate|severe|early|advanced|late)(?:(?: to | or |-)\w+)? (?:[\w-]+ ){0,2}[\w-]+$", _I)
_TEST = Pattern(r"\b(?:tests?|images?|scans?|results|reports?|count|level|check|tracing)$", _I)
_FINDING = Pattern(
    r"\b(?:abscess(?:es)?|diagnos[ie]s|likelihood|aneurysms?|hernias?|blockages?|narrowing|allerg(?:y|ies)|intolerance|pregnanc(?:y|ies)|degeneration|abdomen|symptoms?|disease|diseases|stones?|swelling|deafness|failure|loss|pain|cancers?|tumors?|ulcers?|wounds?|burns?|infections?|deficits?|attacks?|tears?|fractures?|leaks?|\w+(?:itis|osis|emia|oma|omas|pathy|algia|plegia|ascites|rrhea))\b", _I)
_NOT_NOUN = Pattern(r"^(?:always|never|now|still|already|only|mostly|no|not|also|or|and|see|the same|same|including|optional|required|recommended|preferred|usually|often|sometimes|about|approximately|around|with|without|in|on|at|by|from|via|through|called|also called|known as)\b|^\w+(?:ed|ing)(?:$|\s(?:the|an?|by|in|on|at|to|with|for|your|and)\b)|^\w{3,}s (?:the|your|an?|all) |^(?:misses|shows|needs|uses|carries|leaves|takes|costs|risks|avoids|spares|lasts|works|treats|finds|sees|detects|reads|gives|places|checks|assists|monitors|performs|helps|does|leads|runs|refers)\b", _I)
_STAY = Pattern(r"\b(?:same-day|outpatient|inpatient|overnight|day (?:surgery|case)|freestanding|walk-in)\b", _I)
_JOINT = Pattern(r"\b(?:in|on|of|with|from|to|at|for|by|and|or|than|is|are)\b", _I)
_CLAUSE = Pattern(r"\b(?:is|are|can|may|varies|vary|applies|apply|tends?|needs?|takes?|comes?|returns?|causes?|lasts?|stays?|remains?|does|do|no|not|less|more|fewer|low|lower|treats|avoids|relieves)\b", _I)
_PLURAL = Pattern(r"(?:[a-z]{2}(?<!s)(?<!u)(?<!i)s|teeth|feet|women|men|children)$", _I)

_PERIOD = Pattern(
    r"^(?:the )?(?:(?:first|second|third|last|final|early|late|later|initial|mid) (?:few |two |three |four |six |several |\d+ )?(?:trimester|pregnancy|hours|days|weeks|months|years|stages?|phase|visits?|sessions?|doses?|labor|childhood|life|course|disease|treatments?|night|day|week|month|year)|"
    r"(?:pregnancy|childhood|infancy|adolescence|adulthood|old age|winter|summer|nights?|weekends?|emergenc(?:y|ies)|holidays|labor|puberty|menopause|breastfeeding|travel))(?: only)?$", _I)
_PART = (r"(?:head|neck|face|scalp|jaw|mouth|throat|chest|breast|back|spine|abdomen|belly|pelvis|groin|hips?|thighs?|knees?|legs?|ankles?|foot|feet|toes?|shoulders?|arms?|elbows?|wrists?|hands?|fingers?|eyes?|ears?|teeth|skin|bowel|bladder|lungs?|heart|"
         r"liver|kidneys?|brain|bones?|joints?|prostate|trunk|limbs?)")
_REGION = Pattern(rf"^(?:(?:upper|lower|left|right|front|back|inner|outer|whole|central|deep) )?{_PART}(?:(?:, | and | or |, and |, or ){_PART})*$", _I)
_TWO_KINDS = Pattern(r"\b[a-z]+(?:er|ed|ing)\s+(?:or|and)\s+(?=[a-z]+(?:er|ed|ing|ous|al|ic)\s)", _I)  # "smaller or twisted veins"
_USE = Pattern(r"^(?:(?!(?:drug|alcohol|tobacco|substance)\b)[\w-]+ ){1,2}use$", _I)

Knows = Callable[[str, str], bool]


# "Neonatologist (levels that keep rising)"; "nurse (someone who helps)" is a gloss.
_THING_THAT = Pattern(r"^(?!(?:an? |the )?(?:someone|somebody|person|people|one|doctor|nurse|specialist|expert|professional|physician|surgeon|team|place|room|unit|clinic|hospital)\b)(?:[\w'’-]+ ){1,3}(?:that|which|who|whose) (?:\w+ ){1,6}\w+$", _I)


def circumstance(text: str, section: str, category: str, knows: Knows, *, cell: bool = False) -> bool:
    """Whether a remark without a cue word says when or for whom; a `cell` beside an alternative may weigh it instead.

    >>> never = lambda category, name: False
    >>> circumstance("leg sleeves", "risks", "risk", never), circumstance("phrenic nerve", "risks", "risk", never)
    (True, False)
    >>> circumstance("dressing changes", "setting", "setting", never), circumstance("heart doctor", "personnel", "personnel", never)
    (True, False)
    """
    text = _TWO_KINDS.sub("", text.strip(" ."))
    words = text.split()
    if FARES.match(text):
        return False
    if section in ("alternatives", "preparation", "recovery") and knows("indication", text) and not knows(category, text):
        return True
    if section != "indications" and words and _PERIOD.match(text):
        return True
    if not words or len(words) > 7 or _CODE.search(text) or _NOT_NOUN.match(text) or knows(category, text):
        return False
    if _PERIOD.match(text) or (section != "personnel" and _USE.match(text)):
        return True
    if section in ("setting", "personnel"):
        return bool(_THING_THAT.match(text)) or _of_place(text, words, section) or knows("indication", text)
    if section == "benefits" and knows("indication", text):
        return True
    if section == "risks" and (_GRADED.match(text) or _VARIANT.match(text)):
        return True
    if section == "risks":
        plural = 1 < len(words) < 5 and bool(_PLURAL.search(words[-1])) and not _FINDING.search(text) and not _JOINT.search(text)
        return plural or knows("alternative", text)
    if section in ("alternatives", "preparation", "recovery", "benefits") and not (cell and section == "alternatives") and _phrase_of_nouns(text, words):
        return True
    if section == "alternatives":
        if _DEGREE.match(text):
            return True
        return knows("indication", text) or (len(words) < 6 and bool(_FINDING.search(text)) and not _CLAUSE.search(text))
    return section in ("preparation", "recovery") and not _TEST.search(text) and (
        knows("indication", text) or bool(_CASES.match(text)) or bool(GROUP.match(text)))


def kind_of_case(text: str) -> bool:
    """Whether a remark ends with the word for a case: "hip and knee surgery", "contrast studies"."""
    return bool(_CASES.match(text.strip(" .")))


def period(text: str) -> bool:
    """Whether a remark is a time of life or of an illness: "late pregnancy", "the first year"."""
    return bool(_PERIOD.match(text.strip(" .")))


def region(text: str) -> bool:
    """Whether a remark names parts of the body and nothing else: beside what is no injury they say which kind of case.

    >>> region("head and neck"), region("pelvis"), region("neck surgery")
    (True, True, False)
    """
    return bool(_REGION.match(text.strip(" .")))


_TREATED_PART = Pattern(
    r"^(?:(?:upper|lower) )?(?:head|neck|chest|breast|abdomen|belly|pelvis|spine|brain|prostate|liver|lungs?|arms?|legs?|hips?|knees?|shoulders?|hands?|foot|feet|limbs?|face|trunk|groin|wrists?|elbows?|ankles?|fingers?|thumbs?|toes?|thighs?|scalp)(?:(?: and |, | or | & |/)(?:neck|chest|abdomen|belly|pelvis|legs?|arms?|groin|knees?|hands?|feet))*"
    r"(?: (?:treatments?|surgery|procedures?|scans?|injections?|radiation|operations?))?$", _I)


def treated_part(text: str) -> bool:
    """Whether a label before risks is the part of the body that was treated, not what was harmed.

    >>> treated_part("Chest"), treated_part("Pelvis and legs"), treated_part("Skin")
    (True, True, False)
    """
    return bool(_TREATED_PART.match(text.strip(" .")))


def _phrase_of_nouns(text: str, words: list[str]) -> bool:
    """Two to five words without a verb: "vein patients", "low-volume diagnostic tap"; a single word is a gloss."""
    return 1 < len(words) < 6 and not _TEST.search(text) and not _CLAUSE.search(text) and not _JOINT.search(text) and bool(re.fullmatch(r"[a-z][a-z'’ -]*", text)) and bool(
        _CASES.match(text) or _PLURAL.search(words[-1]) or _FINDING.search(text))


def _of_place(text: str, words: list[str], section: str) -> bool:
    """Beside a place or a person every noun that is neither says of which cases they are."""
    if _PLACED.match(text) and not any(end == len(text) for kind in ("setting", "personnel") for _, end in prose.headed(text, kind)):
        return True
    if any(end == len(text) for kind in ("setting", "personnel") for _, end in prose.headed(text, kind)) or _STAY.search(text) or _TEST.search(text):
        return False
    if section == "setting" and 1 < len(words) < 5 and re.fullmatch(r"[a-z][a-z'’ -]*", text) and not _PREMISES.search(text) and not _CLAUSE.search(text) and not _JOINT.search(text):
        return True
    return bool(_CASES.match(text)) or (len(words) > 1 and bool(_PLURAL.search(words[-1])) and not _CLAUSE.search(text) and not _JOINT.search(text))


def names_itself(text: str, section: str) -> bool:
    """Whether what stands behind a label is a place or a person, so that the label is only a topic."""
    found = prose.headed(text, section)
    return bool(found) and bool(re.fullmatch(r"(?:an?|the|your|any|some)?\s*", text[: found[0][0]], _I))
