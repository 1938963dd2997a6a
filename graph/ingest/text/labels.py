""" "Label: rest" by section: which side names the concept and what the other side is."""

from __future__ import annotations

import re
from typing import NamedTuple

from graph.ingest.text import adjuncts, conditions, denials, occasions, openings, subjects
from graph.ingest.text.asides import permission
from graph.ingest.text.comparisons import DIFFERS
from graph.ingest.text.cues import HEDGE_LABEL, HEDGE_ONLY, weighs
from graph.ingest.text.normalise import lower
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.populations import GROUP, HARD_CASES
from graph.ingest.text.remarks import treated_part
from graph.ingest.text.spans import Span
from graph.ingest.text.summons import CALLING, SUMMONS
from graph.ingest.text.words import IMPERATIVES

_LABEL = Pattern(r"^((?:[^:()]|\([^()]{1,40}\)){2,60}?)\s*(?::\s+|\s+[–—]\s+|\s+--?\s+|\s*(?:→|->|=>)\s*)(?=\S)")
_ATTRIBUTE = Pattern(r"^(pros and cons(?= )|pros and cons|pros?|cons?|advantages?|disadvantages?|upsides?|downsides?|benefits?|drawbacks?|good points?|bad points?|pluses|minuses|strengths?|weaknesses)(?: of [\w -]{2,40}?)?\s*(?:(?<=and cons)\s|[:–-])\s*", re.IGNORECASE)
_CONDITIONAL = Pattern(r"^(?:only |mainly |especially )?(?:if|when|whenever|for|in|with|without|during|after|before|unless|once|depending|where|under|over|above|below|aged|among|should|on|at|until|from|while)\b", re.IGNORECASE)

# In these sections the label names the concept and the rest explains it.
_LABEL_NAMES = frozenset({"personnel", "setting", "risks", "indications", "alternatives", "benefits"})


class Labelled(NamedTuple):
    """An item parted at its label; `rest` is None where there is no label."""

    concept: Span
    rest: Span | None = None
    label: str | None = None
    label_names: bool = True
    condition: str | None = None
    negated: bool = False
    hedge: str | None = None  # "Very rare: …"


# "Positive result: referral" says what follows in that case.
_OUTCOME = Pattern(
    r"^(?:(?:a|an|the|very|clearly|with a|after a)\s+)*(?:positive|negative|normal|abnormal|high|low|clear|unclear|inconclusive|uncertain|poor|good|bad|borderline|equivocal|suspicious|indeterminate|failed|successful)\s+"
    r"(?:[\w-]+\s+){0,2}?(?:results?|tests?|screens?|screening|readings?|findings?|biops(?:y|ies)|reports?|scans?|margins?|values?|levels?|counts?|cultures?|smears?|films?|x-rays?|response)$", re.IGNORECASE)
_TURNED = Pattern(r"(?:no|not|never|but|usually|often|sometimes|rarely|mostly|typically|then|and)\b(?! (?:needed|required|necessary|used)\b)", re.IGNORECASE)
_GRADE = Pattern(r"^(?:(?:usually|very|more|most|mostly|less|quite|rather) )*(?:mild|minor|common|frequent|serious|severe|moderate|usual|expected|temporary|short-lived|major|harmless)(?: (?:in|for) (?:most|many|some)(?: (?:people|patients|cases))?| but \w+)?$", re.IGNORECASE)
_CAUSE = Pattern(r"(?:due to|from|because|caused by|after)\s", re.IGNORECASE)
_BESIDE_YOU = Pattern(r"\b(?:with|beside|next to|near|at) (?:you|your (?:side|head|bed))\b", re.IGNORECASE)
# "Blood test – preferred after vaccination": what is only preferred there holds there.
_CHOSEN = Pattern(
    r"^(?:(?:usually|often|sometimes|mainly|mostly|only|also|the|an?) )*(?:preferred|better|best|first|used|chosen|suitable|possible|reserved|useful|helpful|considered|offered|recommended|enough|option|choice|first choice|good choice|good option)\s+"
    r"((?:only |mainly |mostly )?(?:after|before|during|in|for|when|where|if|while|once|with|among)\b[^.;]*)\.?$", re.IGNORECASE)
_DENIED = Pattern(
    r"^(?:none(?: (?:reported|known|seen|described|expected|so far))?|no|nil|never(?: (?:there|here|used|needed|done|the (?:place|case)(?: itself)?))?|not? (?:\w+ly )?(?:needed|required|necessary|used|applicable|involved|done|performed|offered|available|allowed|advised|payable|covered|possible|permitted|suitable|appropriate|licensed|safe|indicated|recommended|increased|raised|caused|affected|seen|found|an option|a choice|here|there|at all)|"
    r"unnecessary|impossible|unsuitable|excluded|irrelevant|superfluous|out of the question|there (?:is|are) none|n/a|(?:(?:plays?|has|have|of) )?no (?:need|use|part|role|place|help|benefit|reason|option|point)|a myth|ruled out|zero|too (?:risky|dangerous)|off limits)"
    r"(?: (?:for this.*|needed|required|here|there|at all|in (?:this|it)|(?:by|at|in) (?:this|our|these|most) [\w'-]+))?(?:, (?!(?:if|unless|except|only|but|when|where|save|other|apart)\b)[^:;]*)?\.?$", re.IGNORECASE)


_ARRANGED = Pattern(r"\w\s(?:ordered|agreed|sketched|arranged|discussed|checked|packed|prepared|reviewed|planned|signed|settled|listed|set up|explained|taught|booked|collected|gathered|laid out|put together)$", re.IGNORECASE)
_NAMES = Pattern(r"(?!(?:no|not|do|don['’]t|never|if|when|for)\b)[\w'’/-]+(?: [\w'’/-]+){0,3}(?:, [\w'’/-]+(?: [\w'’/-]+){0,3})*(?:,? (?:and|or) [\w'’/-]+(?: [\w'’/-]+){0,3})?\.?$", re.IGNORECASE)
# A clause that gives the reason for what stands before it.
_EXPLAINED = Pattern(
    r"^(?:(?:it|they|you|we|there|this|that) (?!and\b|or\b)\w+|(?:your|the|these|its|their|our) (?:[\w'’-]+ ){1,3}?(?:is|are|was|were|will|may|can|might|would|could|has|have|do|does|goes|needs|makes|takes|comes|gets|stays|helps)\b)", re.IGNORECASE)


def part(span: Span, section: str) -> Labelled:
    """Part "Radiologist: reads the images" and its like.

    >>> p = part(Span.at("Radiologist: reads the images", 0), "personnel"); p.concept.text, p.rest.text
    ('Radiologist', 'reads the images')
    >>> p = part(Span.at("Diet: start with soft food", 0), "recovery"); p.concept.text, p.label
    ('start with soft food', 'Diet')
    """
    match = _LABEL.match(span.text) if _has_mark(span.text) else None
    if not match or (section not in ("setting", "personnel") and CALLING.search(match[1])):
        return Labelled(span)  # "Call for: fever, redness" is one instruction
    label, rest = span[: match.end(1)].strip(), span[match.end() :].strip()
    if section in ("preparation", "recovery") and _EXPLAINED.match(rest.text) and not denies(rest.text) and (label.text.lower().startswith(("don't ", "don’t ", "do not ", "never ")) or label.text.split(" ", 1)[0].lower() in IMPERATIVES or denials.denied(label.text, section)):
        return Labelled(label)  # "Arrange a lift home: your sight will be blurred"
    if section in ("preparation", "recovery") and _ARRANGED.search(label.text) and _NAMES.match(rest.text):
        return Labelled(label)  # "Equipment ordered: walker, oxygen"
    if match[0].rstrip().endswith(("→", ">")):
        return Labelled(rest, None, label.text, label_names=False, condition=label.text)  # "iodine allergy → steroid tablets"
    if section in _CASED and (_STATE_OF_CASE.match(label.text) or (section in ("preparation", "recovery") and _KIND_OF_CASE.match(label.text)) or (section == "recovery" and _SIGN.match(label.text) and SUMMONS.match(rest.text) and not _FOR_WHAT.search(rest.text))):
        return Labelled(rest, None, label.text, label_names=False, condition=label.text)
    if HEDGE_LABEL.match(label.text):
        return Labelled(rest, None, label.text, label_names=False, hedge=label.text)
    if section == "recovery" and ":" in match[0] and occasions.TIME_LABEL.match(label.text):
        return Labelled(rest, None, label.text, label_names=False, condition=None if _COUNTED.match(label.text) else label.text)
    if _CONDITIONAL.match(label.text):
        caused = section == "risks" and label.text[:5].lower() == "from "  # "From the medicines:" names the cause
        caused = caused or openings.tells_rate(label.text)  # "In one of ten: …"
        dated = occasions.occasion(label.text) and not (section in ("setting", "personnel", "risks") and adjuncts.by_night(label.text.lower()))
        said = None if caused or dated else label.text
        return Labelled(rest, None, label.text, label_names=False, condition=said) if ":" in match[0] else Labelled(span)
    if section in ("preparation", "recovery") and _TAKING.match(label.text) and not _HELD.match(rest.text):
        return Labelled(rest, None, label.text, label_names=False, condition=label.text)  # "Warfarin: bring the booklet"
    if ":" in match[0] and section in ("preparation", "recovery", "setting", "alternatives") and (_SUCH_CASES.match(label.text) or HARD_CASES.match(label.text)):
        return Labelled(rest, None, label.text, label_names=False, condition=label.text)
    if ":" in match[0] and (occasions.PHASE.match(label.text) or (section in ("risks", "recovery", "preparation") and treated_part(label.text))):
        return Labelled(rest, None, label.text, label_names=False, condition=label.text)
    if _GRADE.match(label.text) and not _CAUSE.match(rest.text):
        return Labelled(rest, None, label.text, label_names=False)
    if section == "risks" and occasions.PHASE.match(rest.text.split(",")[0].strip(" .")):
        return Labelled(label, None, label.text, condition=rest.text)  # "Bleeding: early, within a day"
    if section == "recovery" and _FROM_OR_FOR.match(rest.text):  # "Nose blowing: after two days", "Swelling: for a week"
        begins = permission(f"{lower(label.text)} {lower(rest.text.rstrip(' .'))}", section)
        return Labelled(label, None, label.text, condition=rest.text if begins else None)
    if (GROUP.match(label.text) and not _PLAIN_NO.match(rest.text)) or (section in ("preparation", "recovery") and len(label.text.split()) < 4 and _CASES.search(label.text)):
        return Labelled(rest, None, label.text, label_names=False, condition=label.text)
    if _PLAIN_NO.match(rest.text):
        return Labelled(label, None, label.text, negated=section != "benefits")  # "Fasting – no"
    if no_choice := _NO_CHOICE.match(rest.text):
        return Labelled(label, None, label.text, negated=section != "benefits", condition=no_choice["case"])
    if ":" not in match[0] and section in ("preparation", "recovery") and denials.denied(rest.text, section) and not denies(rest.text):
        return Labelled(span)  # "Eat as normal – fasting does no good" makes two statements as well
    if ":" not in match[0] and _TURNED.match(span.text[match.end() :]):
        return Labelled(span)  # "A normal breakfast – no fasting" makes two statements
    if denials.LEAD_IN.match(label.text) and section != "benefits":
        return Labelled(rest, None, label.text, label_names=False, negated=True)
    if re.search(r"\sonly$", label.text, re.IGNORECASE):
        return Labelled(rest, None, label.text, label_names=False, condition=label.text)
    if _NOT_BEFORE.match(rest.text) and "," not in rest.text:
        return Labelled(label, None, label.text, condition=rest.text)
    if denies(rest.text):
        return Labelled(label, None, label.text, negated=section != "benefits")
    if section in ("preparation", "recovery", "benefits", "alternatives") and _OUTCOME.match(label.text):
        return Labelled(rest, None, label.text, label_names=False, condition=label.text)
    if re.search(r"\sonly\.?$", rest.text, re.IGNORECASE) and "," not in rest.text and len(rest.text.split()) < 7 and section not in ("preparation", "recovery"):
        return Labelled(label, None, label.text, condition=rest.text)
    if section == "setting" and _PLACES_THAT.match(rest.text):
        return Labelled(label, None, label.text, condition=rest.text)
    duty = section == "personnel" and ":" in match[0]  # "Nurse: children and families" may be what they do
    if required := _REQUIRED.match(rest.text):
        rest = rest[required.end() :]  # "compulsory below three years of age"
    people = GROUP.match(rest.text) and (section != "personnel" or subjects.group(rest.text, section))
    case = people or (section == "personnel" and HARD_CASES.match(rest.text))
    duty = duty and not (HARD_CASES.match(rest.text) and _CASES.search(rest.text))
    case = case or (section == "personnel" and 1 < len(rest.text.split()) < 5 and _CASES.search(rest.text) and not _DOES.match(rest.text))
    if section in _LABEL_NAMES and (graded := _graded(rest.text)):
        return Labelled(label, None, label.text, condition=graded[1], hedge=graded[0])
    if section == "alternatives" and (chosen := _CHOSEN.match(rest.text)):
        return Labelled(label, None, label.text, condition=chosen[1])
    if DIFFERS.match(rest.text) and section in _LABEL_NAMES | {"preparation", "recovery"}:
        return Labelled(label)  # "skipped for a day – longer if the kidneys are weak"
    if (conditions.begins_with_cue(rest.text) and not (section == "personnel" and _BESIDE_YOU.search(rest.text))) or (case and not duty):
        return Labelled(label, None, label.text, condition=rest.text)
    if section in _LABEL_NAMES:
        return Labelled(label, rest, label.text)
    remark = _REMARK.search(label.text)
    return Labelled(rest, label, label.text, label_names=False, condition=remark[1] if remark and conditions.bracketed(remark[1]) else None)


_PLAIN_NO = Pattern(r"(?:no|none|never|nil|n/a)\.?$", re.IGNORECASE)
_NO_CHOICE = Pattern(r"not (?:an? |the |seen as an? )?(?:[\w-]+ ){0,2}?(?:alternative|option|substitute|replacement|choice|indication|reason)(?: (?P<case>(?:for|in|if|when|with|after|before|during) .*))?$", re.IGNORECASE)
_FROM_OR_FOR = Pattern(r"(?:for|after|in|from|within|over) (?:about |around |the first |up to |at least )?(?:an?|one|two|three|four|five|six|several|a few|\d[\d.,–-]*)(?: (?:to|or) \w+)? (?:hours?|days?|weeks?|months?|years?)\.?$", re.IGNORECASE)
_COUNTED = Pattern(r"(?:days?|weeks?|months?) \d", re.IGNORECASE)  # "Days 4-7:" measures
_CASED = frozenset({"setting", "personnel", "preparation", "recovery", "alternatives"})
_STATE_OF_CASE = Pattern(r"(?:emergenc(?:y|ies)(?! (?:room|department|physician|doctor|nurse|contact|number|care))|elective(?:ly)?|urgent(?:ly)?|planned|acute)$", re.IGNORECASE)
# "Perforated: …", "Infected stones: …": a participle or an adjective of grade says which cases.
_SUCH_CASES = Pattern(
    r"(?!(?:recommend|allow|permit|expect|need|requir|relat|advis|prescrib|suggest|restrict|limit|provid|extend|increas|decreas|reduc|requir|detail|assist|bed|feed|shared|us|includ|exclud|involv|offer|plann|schedul|specializ|skill|regist|licens|certif|train|guid|suppl|monitor|impair|pro?long|delay|chang|alter|rais|lower|elevat|dislik|combin)\w*ed\b)"
    r"(?:[a-z]{4,}ed|uncomplicated|complicated|simple|complex|displaced|broken|open|severe|mild|early|advanced|acute|chronic|recurrent|repeat|large|small)(?: (?!(?:and|or|of|the|to|in)\b)(?:[\w-]+ )?[\w-]+(?<![ui])s)?$", re.IGNORECASE)
_KIND_OF_CASE = Pattern(r"(?:(?:morning|afternoon|evening|early|late|weekend) (?:appointments?|slots?|scans?|sessions?|visits?|lists?)|(?!(?:day|night|morning|evening|week|hours?)\b)(?:(?!(?:of|before|after|the|your|to|on|and|skin|wound|pain)\b)[\w-]+ ){1,2}(?:scans?|studies|appointments?|slots?|surgery|operations?|an(?:a)?esthe(?:sia|tic)|sedation|biops(?:y|ies)|births?|deliver(?:y|ies)|replacements?|recordings?|lens(?:es)?|access|approach|route|implants|version))$", re.IGNORECASE)
_TAKING = Pattern(r"(?:(?:oral|long-term|regular|daily|other|certain) )?(?:warfarin|insulin|steroids?|metformin|aspirin|clopidogrel|anticoagulants?|blood[- ]thinners?|immunosuppress\w+|dialysis|pacemakers?|(?:(?:[\w-]+ ){0,2}(?:allergy|failure|diabetes|asthma|epilepsy|glaucoma|pregnancy|claustrophobia|defibrillators?|porphyria))|(?:hearing|cochlear) \w+|\w{3,}(?:mab|statin|pril|sartan|olol|parin|xaban|trexate))(?:(?:,| or| and|,? or|,? and) [\w-]+(?: [\w-]+){0,2})*$", re.IGNORECASE)
_HELD = Pattern(r"(?:tell|inform|let|mention|report|ask)\b.*\b(?:any|all|if|about|whether|when)\b|.*\b(?:it|them|these|those|the (?:dose|drug|medicine|tablets?|pills?|device))\b|(?:usually |often |always )?(?:stop\w*|held|hold|paus\w+|skip\w*|omit\w*|continu\w+|keep|go on|take\w*|restart\w*|resum\w+|halve\w*|reduc\w+|off|on|not|no|none|last|as|every|daily|each|once|twice|until|for|(?:may|can|must|should|need|is|are|has|will)\b|\d|an?|one|two|the)\b", re.IGNORECASE)
_SIGN = Pattern(r"(?!(?:contact|questions?|phone|telephone|help|appointments?|follow-up|emergency|when to|who to|after hours|problems?)\b)(?:[\w'’-]+ ){0,4}[\w'’.-]+$", re.IGNORECASE)
_FOR_WHAT = Pattern(r"\b(?:for|if|when|with|about)\b", re.IGNORECASE)
_REQUIRED = Pattern(r"(?:compulsory|mandatory|obligatory|required|needed|necessary|advisable|desirable) (?=(?:only |mainly )?(?:if|when|for|in|with|during|after|under|over|below|above|from|up to|at|on|unless)\s)", re.IGNORECASE)
_DOES = Pattern(r"[a-z]+(?<!s)s\s", re.IGNORECASE)
_CASES = Pattern(r"\b(?:cases|patients|operations|procedures|surgery|births|deliveries)\.?$", re.IGNORECASE)
# "Swimming: not before the wound is dry"; a time alone is none.
_NOT_BEFORE = Pattern(r"(?:but )?not (?:before|until|unless|without|while|as long as|so long as|if|when) (?!(?:an?|one|two|three|four|six|the|about|at least|\d\S*) (?:\w+ )?(?:hours?|days?|weeks?|months?|evening|morning|night)\b|midnight|noon|\d)", re.IGNORECASE)
_REMARK = Pattern(r"\(([^()]+)\)$")
# "Dialysis unit – hospitals without a team of their own": not a second place, but where the first serves.
_PLACES_THAT = Pattern(r"(?:(?:smaller|larger|small|large|rural|remote|some|most|other) )?(?:hospitals|clinics|cent(?:er|re)s|towns|cities|areas|regions|places|countries|practices) (?:without|with|that|where|which|lacking|far from)\b", re.IGNORECASE)


def _graded(text: str) -> tuple[str, str | None] | None:
    """How likely a thing is, and when, as what stands beside its name says: "very rare, mainly in smokers"."""
    first, *more = _PARTS.split(text.strip(" .)"), maxsplit=1)
    if not HEDGE_ONLY.match(first) or not weighs(first):
        return None
    return first, more[0] if more and conditions.begins_with_cue(more[0]) else None


_PARTS = Pattern(r"\s*[,;(]\s*(?:and |but )?|\s+[-–—]\s+")


_MARK = Pattern(r":\s|\s(?:[–—]|--?)\s|→|[-=]>")


def _has_mark(text: str) -> bool:
    return (":" in text or "-" in text or "–" in text or "—" in text or "→" in text or "=>" in text) and bool(_MARK.search(text))


def denies(text: str) -> bool:
    """Whether what stands beside a name only says that there is none: "Fasting: not required"."""
    return bool(_DENIED.match(text))


def attribute(span: Span) -> tuple[str, Span] | None:
    """("pros" or "cons", text) when the item is an attribute of an alternative rather than one itself."""
    match = _ATTRIBUTE.match(span.text)
    if not match:
        return None
    good = match[1].lower().startswith(("pro", "adv", "up", "ben", "good", "plus", "stren"))
    return ("pros" if good else "cons"), span[match.end() :].strip()
