"""Whether a clause at the end of a phrase is a condition of what stands before it, or a part of that.

"Ask your doctor if …" has an object, "waiting for the baby to turn" is not finished without it, "pain when swallowing" is
one thing.
Texts come here in lower case.
"""

from __future__ import annotations

import re

from graph.ingest.text import adjuncts, asides
from graph.ingest.text.occasions import occasion
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.populations import OWN_WORD, PEOPLE
from graph.ingest.text.summons import ASKING, AT_ONCE, SUMMONS

_SENSATION = Pattern(
    r"\b(?:pains?|aches?|aching|burning|stinging|soreness|discomfort|tenderness|(?<!blood )pressure|cramps?|cramping|trouble|difficulty|dizziness|lightheadedness|headaches?|numbness|tingling|hoarseness|"
    r"breath|breathlessness|faint|dizzy|lightheaded|unsteady|weak|sick|leakage|leaking|clicking|coughing)$")
# What the body does: a symptom that it brings on is one thing with it, "pain on swallowing".
_ACTIVITY = Pattern(
    r"^(?:when|while|during|with|after|on|upon)\s+(?:(?:you|the patient|they|your child) (?:swallow|urinate|walk|move|breathe|cough|sit|stand|bend|eat|chew|laugh|sneeze|exercise|climb|pass|turn|lie|lift|speak|talk|bite|look|close|open|get)s?\b|(?:the|your) (?:[\w-]+ )?(?:arms?|legs?|head|neck|knees?|jaw|hands?|shoulders?|back|hips?|mouth|eyes?|fingers?|thumb|foot|ankle|wrist|elbow) (?:is|are) \w+\b|"
    r"(?:deep |heavy |light |slight |quick |sudden |any |getting |looking )?(?:swallowing|urinat\w+|passing (?:urine|water|stools?)|walking|moving|movements?|breaths?|breathing|coughing|sitting|standing|rising|bending|eating|chewing|biting|laughing|sneezing|exercise|exercising|exertion|effort|climbing|turning|lying|lifting|activity|activities|sex|intercourse|"
    r"touch|pressure|opening|closing|talking|speaking|speech|straining|reaching|stretching|gripping|reading|kneeling|squatting|crouching|running|jumping|bowing|twisting|crossing|lowering|leaning|yawning|looking|up|use|use of the \w+|weight-bearing)\b(?! (?:from|out of|off|the|an?|your|some|hot|cold|warm|too)\b))")
# What stands before a clause may make it an object, not a condition: "ask whether", "see if".
_OBJECT = Pattern(r"\b(?:unlike|exactly|precisely|just|see|(?:^|to |please |will |can |we )check|ask|determine|decide|know|learn|tell|tells|as|even|confirm|find out|asked|wonder|shows?|(?:^|to|please) ?call|and|or|about|sure|often|much|long|soon|far|for|has|have|is|are|was|were|been|that|which|who|be|will|may|can|should|must)\s*$")
# Before "for" and "in" these need their complement: "waiting for the baby to turn", "safe in pregnancy".
_INCOMPLETE = Pattern(r"\b(?:call|wish|desire|care|responsible|ready|(?<!watchful )(?<!watching and )waiting|wait|look|looking|need|time|works?|safe|suitable|available|option|choice|possible|useful|helpful|used|good|better|best|alternative|not|never|"
                         r"licensed|certified|trained|training|expert|experts|expertise|experience|specialists?|specializing|interest|background|diploma|equipped|approved|designed|skilled|experienced|specialized|qualified|accredited|reserved|instructions?|screening|check|checks|ask|(?<!at )risk|reason|preparing|plan|room|increase|decrease|rise|drop|fall|reduction|improvement|gain|changes?)\s*$")
_SINGLED = Pattern(r"(?:only )?(?:before|after|at|between)(?: (?:and|or) (?:before|after))? (?:(?:the|your|their) )?(?:first|last|final|each|every|any) (?!(?:minute|hour|day|night|evening|morning|week|month|year)s?\b)")
_REFUSING = Pattern(r"\b(?:not|never|n't|cannot) \w+$")
_WORN, _FORBIDS = Pattern(r"in (?:an? |the )?(?:cast|splint|sling|brace|plaster|boot|collar|traction|isolation)$"), Pattern(r"(?:no|not|do not|don't|never|avoid)\b")
_CLAUSAL = Pattern(r"(?:only )?(?:if|when|whenever|once|where|unless|as long as)\b")
_OUTSIDE = Pattern(r"\b(?:doors|outdoors|in the sun|in public)$")
_MOVES = Pattern(r"\b(?:walk\w*|play\w*|stay\w*|sit\w*|go|going|run\w*|exercis\w*|activit\w*|time|sleep\w*|work\w*|sports?)\b")
_TRIED = Pattern(r"\b(?:days|weeks|months|years|month|week|year|trial|course)s? of\b")
_ONE = Pattern(r"\b(?:boy|girl|child|woman|man|adult|person|baby|infant|newborn|teenager|toddler|patient|inpatient|outpatient|smoker|athlete|twin|relative|mother|someone|somebody|anyone|anybody|emergency|crisis)\b")
_ON_EVENT = Pattern(r"(?:(?:only |but only )?(?:if|when|whenever|should|as soon as|once|unless|in case|in the event)|at (?:the first|any|the slightest|the least) (?:sign|hint|trace|suspicion))\b")
_VAGUE = Pattern(r"^(?:an? |the )?(?:safe|works?(?: well)?|useful|helpful|suitable|possible|available|option|options|choice|good|better|effective|fast|relief|can be used|used|performed|done|mostly|mainly)$")
_DISPOSED = Pattern(rf"^for (?:\w+ )?{PEOPLE} (?:prone|allergic|sensitive|known|due|used|exposed|new|close|likely|unable|able) to\b")


def stands_apart(finding: str) -> bool:
    """Whether "after …" behind a finding is no part of it, as it is of "symptoms that persist"."""
    return not _PERSISTING.search(finding) and not _WATCHED.search(finding) and not _WATCHING.match(finding)


_KINDLY = Pattern(rf"^(?:in|for|among)\s+(?:the )?(?:{OWN_WORD}){{0,4}}?{PEOPLE}")
_UNIT = r"(?:minutes?|hours?|days?|weeks?|months?)"
_DATED = Pattern(rf"\b(?:removed|out|off|back|return)(?: shortly| soon| right| just| immediately)?$|\b(?:[\d.]+|an?|one|two|three|four|five|six|several|few) {_UNIT}$")
_PERSISTING = Pattern(r"\b(?:persist|remain|continu|return|recur|last|linger|com)(?:s|es|e|ing|ed|ted)?(?: back)?$")
_WATCHED = Pattern(r"\b(?:follow-?up|monitoring|check(?:-up)?|surveillance|care|evaluation|assessment|review|testing|pain|recovery|rehabilitation|support|protection|return)$")
_PURPOSE = Pattern(r"\b(?:tests?|checks?|screening|exams?|search|panels?|assays?|cultures?|study|studies|sample|samples)$")
_RESUMED = Pattern(r"^(?:return|back|resume|follow-?up|going back|restart)\b")
_RELATIVE = Pattern(r",\s+(?:which|who|whose|(?:\w+ly |sometimes |often )?(?:necessitating|requiring|needing|leading to|resulting in|causing|making|so that)|an? [\w-]+ (?:which|that))\b")
FOUND = Pattern(r"\b(?:diagnosed|found|began|begun|starting|started|appearing|beginning|detected|first seen|occurring|present|born)$")
_WATCHING = Pattern(r"(?:follow-?up|monitoring|surveillance|checks?|evaluation|assessment|review|testing|planning|confirming|rehabilitation|return|relapse|recurrence)\b")
_LATELY = Pattern(r"^(?:in|within|during|over) the (?:last|past|previous) (?:few |\w+ )?(?:hours|days|weeks|months|years?)$")
OF_ITSELF = Pattern(r"^(?:before|after)(?: (?:and|or) (?:before|after))?(?: (?:(?:having|giving|taking|doing) )?(?:the |your |this )?(?:(?<=the )(?!(?:first|last|next|second|third|final|other|each|every|same|repeat|earlier|previous) )[\w-]+ |(?<=the )(?=infusion))?(?:infusion|procedure|test|operation|scan|sample|jab|shot|tap|needle|puncture|prick|vaccine|vaccination|injection))?$")
_REMEDIED = Pattern(r"\b(?:treated|managed|relieved|eased|helped|controlled|prevented|covered|filled|done|made|cured)$")
_SOME_PLACE = Pattern(r"\b(?:an?|the|some|any|those|of) (?:[\w-]+ )?(?:country|countries|area|areas|region|regions|place|places|point|spot|part|parts|position|job|jobs|family|families|state)$")
_THERE = Pattern(r"where (?:you|your|we|all|every|everything|staff|nurses|doctors|a nurse|a doctor|the (?:team|staff|nurses?|doctors?|equipment|machine))\b")
_WHEN_TESTED = Pattern(r"when (?:the |an? |other |all |earlier |first )*(?:[\w-]+ )?(?:tests?|testing|scans?|ultrasound|x-rays?|mri|ct|biops(?:y|ies)|results?|pictures|images|diagnosis|treatments?|drugs?|medicines?|tablets|surgery|therapy)\b(?! (?:is|are) (?:started|stopped|given|taken)\b)")
_SITE_OF = Pattern(r"where (?:the|your|an?|it|they) (?:[\w-]+ ){0,3}?(?:went|goes|go|comes|came|sat|sits|lay|lies|enters?|entered|passes|passed|leaves?|rests?|(?:is|was|are|were|had been) (?:put|placed|given|made|inserted|fixed|stuck|taken|applied|in|on))\b|where (?:the|your|an?) (?:[\w-]+ )?(?:plaster|needles?|tubes?|catheter|drain|line|drip|electrodes?|pads?|tape|cuff|stitch(?:es)?|cut|incisions?|iv|cannula|patch|bandage|cast|port|implant|pins?|scope|wires?) (?:was|were|is|are)\b")
_ACTED = Pattern(r"\b(?:has|have) (?!been\b)\w|\b(?:has|have) been (?:re)?(?:check|test|measur|review|confirm|clear|approv|examin|seen|count)\w*")  # "after the doctor has looked at it" waits for somebody
_LASTING = Pattern(rf"\b(?:for|of) (?:[\w.-]+ ){{1,5}}{_UNIT}$")
_SHARE = Pattern(r"^(?:in|for|among)\s+(?:an? |the )?(?:most|many|some|few|minority|majority)(?: of)?(?: the)?(?: cases| instances| times)?$")
_URGENT = Pattern(r"(?:only )?(?:if|in case|when|whenever|at|should|as soon as|unless)\b")
_JOINED = Pattern(r"\b(?:and|or|as|about|for|that|which|who|has|have|is|are|be|been)$")
_ALONE, _PLACED = Pattern(r"^(?:only|unless)\b"), Pattern(r"^(?:in|for|among|before|until)\b")
_ABOVE_ALL, _IN_ONE = Pattern(r"^(?:only|especially|particularly) "), Pattern(r"^(?:in|for) an? ")
_FOR_TO = Pattern(r"^for (?:(?!(?:who|that|which|with)\b)[\w'’-]+ ){1,3}to (?!(?:the|an?|your)\b)\w+")
_ONLY_SO, _SAID_OF = Pattern(r"^only (?:with|in|on|at|by|after)\b"), Pattern(r"\b(?:that|which|who)\b")
_FOR_OR_IN = Pattern(r"^(?:for|in)\b(?! case of\b)")


_NO_CASE = Pattern(r"in (?:some|many|most|several|large|small|early|clinical) (?:studies|trials|series|reports)\b|for (?:the )?(?:selection|calculation|planning|measurement|choice|assessment) of\b|in (?:place|lieu|stead|spite|favou?r|addition|front|terms|search|charge|light|line|contrast) of\b")


def holds(before: str, said: str, section: str | None) -> bool:
    """Whether `said`, found at the end of a phrase that begins with `before`, is a condition there.

    >>> holds("Anesthesiologist,", "if sedation is used", "personnel"), holds("Ask your doctor", "if you should stop", "preparation")
    (True, False)
    """
    if _NO_CASE.match(said) or said.lower() == "for the time being":
        return False  # "a plaster in place of screws"
    if section == "risks" and _SHARE.match(said):
        return False  # "in some people" tells how often
    set_off = before.endswith((",", ";", "-", "–", "—"))
    before = before.rstrip(" ,;-–—")
    urgent = AT_ONCE.match(before) and _URGENT.match(said)
    if (ASKING.match(before) and not urgent and not (section in ("preparation", "recovery") and SUMMONS.match(before) and _ON_EVENT.match(said) and " for " not in before)) or (_VAGUE.match(before) and not _CLAUSAL.match(said) and not (section in ("preparation", "recovery") and before.lower() == "fast")):
        return False
    if section == "indications" and said[:5].lower() == "after" and _PERSISTING.search(before) and not _TRIED.search(said):
        return False  # "symptoms that persist after an operation" are one finding
    if section == "indications" and said[:5].lower() == "while" and _REFUSING.search(before):
        return False  # "we will not inject while you have an infection"
    if section == "recovery" and _WORN.match(said) and not _FORBIDS.match(before):
        return False  # "arm in a sling"
    if section == "recovery" and _OUTSIDE.search(said) and _MOVES.search(before):
        return False  # "short walks outdoors"
    if _SINGLED.match(said) and not _OBJECT.search(before) and not ASKING.match(before):
        return True  # "stitches out after the last session"
    if said[:6].lower() == "where " and (_SOME_PLACE.search(before) or (section == "setting" and _THERE.match(said))):
        return False  # "arrival from a country where malaria is common", "a ward, where you will stay overnight"
    if section in ("risks", "recovery") and _SITE_OF.match(said):
        return False  # "a rash where the plaster was"
    if said[:5].lower() == "after" and before[-5:].lower() in ("looks", " look", "taken"):
        return False
    if section == "indications" and FOUND.search(before):
        return False  # "diagnosed at age 50" is one finding
    if said[:5].lower() == "with " and _REMEDIED.search(before):
        return False  # "infection, treated with antibiotics"
    if section == "risks" and said[:6].lower() != "during" and occasion(said) and not adjuncts.by_night(said):
        return False
    if _RELATIVE.search(before) or (section == "alternatives" and said[:4].lower() == "for " and _PURPOSE.search(before) and not _KINDLY.match(said)):
        return False  # "exposure, which matters in pregnancy", "a blood test for tumor markers"
    if section == "preparation" and _LATELY.match(said):
        return False  # "a scan in the last two weeks" is measured
    if section in ("alternatives", "setting", "personnel", "recovery", "preparation") and OF_ITSELF.match(said):
        return False  # the procedure itself
    if section == "preparation" and said[:6].lower() == "before" and _DATED.search(before):
        return False
    joined = _JOINED.search(before)
    if _OBJECT.search(before) and not (SUMMONS.match(before) and ASKING.match(before)) and not _ALONE.match(said) and (joined or not (set_off or _PLACED.match(said))):
        return False
    if said.endswith(" only"):
        return True
    if section in ("preparation", "recovery") and occasion(_ABOVE_ALL.sub("", said)):
        return False
    if section == "recovery" and said[:5].lower() == "after" and (_DATED.search(before) or _RESUMED.match(before)) and not _ACTED.search(said) and not _LASTING.search(before):
        return False  # "stitches out after the check" dates, and so does "two weeks after"
    if section == "indications" and _IN_ONE.match(said) and not _ONE.search(said):
        return False  # "a lump in a breast" is one finding
    if _FOR_TO.match(said) and not _DISPOSED.match(said) and section in ("preparation", "recovery"):
        return False  # "arrange for an adult to drive you"
    if _ONLY_SO.match(said) and _SAID_OF.search(before):
        return False
    if _FOR_OR_IN.match(said) and _INCOMPLETE.search(before) and not (section == "setting" and before[-4:].lower() == "room") and not set_off and not _KINDLY.match(said):
        return False
    if section in ("risks", "indications") and not (set_off and section == "indications") and _ACTIVITY.match(said) and " age" not in said and not asides.measured(said) and (section == "indications" or _SENSATION.search(before)):
        return bool(re.match(r"^when\b.*(?:\b(?:has|have|cannot|failed?|not)\b|n't\b)", said) or _WHEN_TESTED.match(said)) and section == "indications"
    return True
