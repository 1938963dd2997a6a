"""Trailing adjuncts that say when or for whom without a word for it: a preposition, what stands behind it, and the section.

"In" is a place in "swelling in the legs", a time in "chills in the first days"; "with" is equipment beside a place and the
cause of a risk. So every section has its own list of prepositions: before and after any event but the procedure itself and any but a
measured time, and for "in", "on" and "with" the kinds of phrase that make them a condition there. Nothing here knows a disease.
Texts come here in lower case.
"""

from __future__ import annotations

import re

from graph.ingest.text.gates import any_of
from graph.ingest.text.patterns import Pattern

_FEW = r"(?:few |couple of |several |two |three |four |six |\d+ )?"
_UNIT = r"(?:hours?|days?|weeks?|months?|years?|nights?|mornings?|evenings?|trimesters?|cycles?|courses?|sessions?|visits?|doses?|infusions?|injections?|treatments?|meals?|winters?|seasons?)"
_WORD = r"(?:(?!(?:of|to|and|or|in|on|at|for|with|by|from|that|which|who|if|when|is|are|was|has|have|can|may|will)\b)[\w'’-]+\s+)"
# The kinds of phrase.
_FIRST = rf"the (?:very )?(?:first|second|third|last|final|early|earliest|later|initial|opening|closing) {_FEW}(?:{_WORD})??{_UNIT}\b.*"
_AROUND = rf"the {_FEW}{_UNIT} (?:just |shortly |right |immediately )?(?:after|before|following|leading up to|around|between)\b.*"
_SEASON = r"(?:the )?(?:winter|summer|spring|autumn|fall|flu season|\w+ weather|dark|rain|snow)\b.*"
_LONG = r"the (?:long|longer|short|shorter|medium|near) (?:term|run|haul|future)\b.*"
_GRADED = rf"(?:very )?(?:complete|partial|incomplete|total|acute|severe|early|advanced|mild|moderate|chronic|recurrent|refractory|complex|difficult|rare|active) (?:{_WORD}){{0,2}}[\w-]+$"
_HISTORY = r"(?:an? |any |the )?(?:known |possible )?(?:previous|prior|earlier|past|former|recent|known|pre-existing|preexisting|repeated|failed|unsuccessful|normal|negative|positive|abnormal|unclear|inconclusive|doubtful) .+|(?:an? |any |the )?(?:[\w-]+ )?history of .+"
_ASIDE = r"(?:an? |the )?(?:some|certain|selected|special|particular|busy|larger|smaller|long|longer|short|shorter|very|high|low|higher|lower|large|small|heavy|strong|rapid|fast|prolonged|intense|major|minor|complex|difficult|urgent|other|warm|hot|cold) .+"
_WATCHER = (rf"(?:an? |the |another |close |constant |direct |medical |qualified |proper )*{_WORD}{{0,3}}?(?:nurse|doctor|physician|caregiver|carer|helper|adult|parent|partner|relative|companion|specialist|supervision|oversight|guidance|permission|approval)"
            r"(?:\s+(?:present|nearby|close by|available|at hand|in the (?:room|building|house|home)|on (?:site|call|hand|duty|the premises|the ward)|in attendance|of .+|by .+|at all times|throughout))?$")
_STATE = (rf"(?:an? |the |very )?(?:large|larger|big|deep|wide|complex|complicated|multiple|extensive|difficult|unstable|uncontrolled|poor|weak|failing|falling|worsening|severe|serious|advanced|mild|moderate|active|ongoing|untreated|raised|increased|reduced|irregular|impaired|declining|low|high|very low|very high) (?:{_WORD}){{0,3}}[\w-]+$")
_GUIDED = rf"(?:an? |the |close |direct |constant |general |medical )*{_WORD}{{0,2}}?(?:supervision|oversight|observation|direction|guidance|sedation|an(?:a)?esthesia|an(?:a)?esthetic|control)\b.*"
_LED = rf"(?!(?:close |medical |direct )?(?:supervision|observation|control)$){_GUIDED}"  # by whom, or it is how the thing is done
_ACT = (rf"(?:the |an? |any |some |each |every |your )*{_WORD}{{0,3}}?(?:\w{{3,}}(?:ing|ation|tion|sion|ment|al|age|ure)|birth|labor|delivery|exercise|travel|sleep|feeds?|feeding|meals?|illness|fever|exposure|insertion|flights?|therapy|dialysis|pregnancy|use|contrast|medicines?|drugs?|inhaler|drip|"
        rf"sedation|repair|replacement|reconstruction|removal|grafting|strokes?|attacks?|injury|injuries|fractures?|tears?|burns?|falls?|trauma|transplants?|chemotherapy|radiotherapy|infusions?|doses?|courses?|volumes?|years?|flares?|start|switch|change|switch-on|work|sports?|storms?|naps?|showers?|stairs|walks?|relapses?|sessions?)\b.*")
_ANY = r".+"
_DEFINITE = r"(?:the|this|these|some|certain|any|each|every|both|either) .+"
_DRUG = rf"(?:{_WORD}){{0,3}}?(?:contrast|dye|sedation|an(?:a)?esthesia|tablets?|pills?|medicines?|medications?|drugs?|thinners?|steroids?|insulin|inhalers?|injections?|infusions?|treatments?|sessions?|doses?|use|alcohol|caffeine|implants?|devices?|stents?|needles?|lasers?|radiation|exposure|exercise|movement|activity|age|weight|dehydration)\b.*"
_CHRONIC = rf"(?:an? )?(?:{_WORD}){{0,2}}?(?:disease|diseases|failure|diabetes|asthma|epilepsy|obesity|cirrhosis|cancer|emphysema|disorders?|pregnancy|dementia)$"
_ATTACK = rf"(?:an? |the |any )?(?:{_WORD}){{0,2}}(?:attacks?|arrest|strokes?|crisis|flares?|emergency|episodes?|seizures?|bleed|outage|accident|power failure|storm|heatwave)$"
_AROUND_EVENT = r"(?:operations?|surgery|surgeries|childbirth|birth|delivery|menstruation|periods|meals?|exercise|travel|the time of (?!(?:the )?(?:treatment|surgery|procedure|operation|test)\b).+)$"
_PERIODS = rf"(?:{_WORD}){{0,3}}?(?:{_UNIT}|stays?|appointments?|attacks?|flares?|operations?|procedures?|feeds?|ages?.*|births?|checks?|seizures?)$|(?:{_WORD})?\d.*"
_LIFE = r"(?:late |early )?(?:pregnancy|labor|childhood|infancy|adolescence|puberty|menopause|breastfeeding)$"
_TESTED = r"(?:an? |the |any )*(?:[\w'’&/-]+ ){0,5}(?:\w+(?:gram|graphy|scopy)|ecg|ekg|x-rays?|ultrasound|mri|ct|pet|scans?|tests?|biopsy|biopsies|exam|examination|imaging|screening|results?)$"
_UNDERGOING = r"(?:an? |the )?(?:[\w-]+ ){0,2}?(?:chemotherapy|radiotherapy|radiation|dialysis|immunotherapy|operations|withdrawal|hospital stays?|treatment with .+|steroid treatment)$"
_RESULT = r"(?:an? |the )?(?:normal|negative|positive|inconclusive|indeterminate|unclear|equivocal|abnormal|suspicious|doubtful) (?:[\w-]+ ){0,3}(?:\w+(?:gram|graphy|scopy)|ecg|ekg|x-rays?|ultrasound|mri|ct|pet|scans?|tests?|biopsy|biopsies|exam|imaging|screening|results?|smears?|cultures?|cytology|tracing)$"
_TRIAL = r"(?:an? |the )?(?:(?:adequate|sufficient|full|proper|fair|failed|unsuccessful|long|short|first|second) )?(?:[\w-]+ )?(?:trials?|courses?|attempts?|rounds?|lines?) (?:of|at|with) .+|(?:two|three|four|five|six|several|repeated|many|\d+) (?:[\w-]+ ){0,2}?(?!(?:hours|days|weeks|months|years|minutes|times|falls|feet|inches|others|places|parts|sides)$)[\w-]{3,}s$"
_COURSE = r"(?:about |at least |more than |over |some |only |nearly )*(?:an?|\d+|one|two|three|four|six|several|many|some)(?:(?:-| to | or )\w+)? (?:days?|weeks?|months?|years?) of .+"
_DISTANCE = r"(?:about |around |roughly |the )?(?:\d+|some|certain|a few|several|two|three|short|long|longer|larger) .+"
_START = r"(?:the |an? |any )?(?:start|starting|stopping|beginning|leaving|going|having|using|taking|planned|major|elective|each|every|any|radiation|radiotherapy|chemotherapy|transplant\w*|dialysis|surgery for|treatment (?:of|with)|an? organ|puberty|menopause|school|birth|travel)\b.*"
_TIMES = r"(?:night|altitude|high altitude|school|work|times of .+|follow-up|home only|bedtime|weekends|low doses|high doses|term|rest only)$"
_REQUEST = r"(?:request|demand|referral|advice|prescription|certain days|some days|selected days|weekdays|weekends|long .+|certain .+|some .+|selected .+|most .+|holidays|the day of \w+ only)\b.*"
_ASKED = r"(?:request|demand|special request)\b.*"
_SIGN = r"(?:any|the first|the slightest|the earliest|the least|every) (?:sign|symptom|hint|suspicion|trace|feeling|mention)s?\b.*"

_MOMENT = r"(?:the )?(?:very )?(?:sight|smell|thought|sound|taste|start|end|beginning|onset|close|moment|peak|height|first|mention|change) of .+"
_DOING = r"(?!(?:the|an?|your|their)\b)\w{3,}ing\b.*"
_MOVED = r"(?:arrival|admission|waking(?: up)?|awakening|discharge|the way (?:home|in|there)|the (?:day|morning|evening|night) of (?!(?:the|your)? ?(?:procedure|surgery|operation|test|exam|scan|visit|treatment|appointment)\b).+)$"
_NIGHT = r"(?:the )?(?:night|nights|small hours|early hours|evening hours|winter|summer|daytime)$"
_TREATING = rf"(?:{_WORD}(?:(?:and|or) )?){{1,4}}?(?:treatments?|radiation|surgery|operations?|injections?|procedures?|implants?|chemotherapy|infusions?|transplants?)$"
_STATION = rf"(?!the (?:next|same|other|adjoining)\b)(?:an? |the )?(?:{_WORD}){{0,3}}?(?:icu|picu|nicu|er|pacu|recovery|ward|wards|unit|clinic|hospital|hospitals|room|laboratory|lab|department|suite|nursery|ambulance|helicopter|operating theater|school|schools|community)$"
_SUCH = rf"(?:(?:{_WORD}){{0,2}}?)(?:tumors?|cancers?|lesions?|stones?|wounds?|scars?|metastases|cysts?|aneurysms?|fractures?|targets?|polyps?|growths?|implants?) (?:in|of|near|on|around|close to|under|behind) .+"

_TRAINED = r"(?:an? |the )?(?:[\w-]+ )?(?:staff|team|nurses|doctors|crew|personnel) (?:trained|experienced|skilled|used to|able to|on|at hand|available|present)\b.*"
_SUSPECTED = r"(?:an? )?(?:suspected|known|proven|confirmed|possible|probable|life-threatening|heavy|massive|major|sudden|inherited|end-stage) (?!(?:meals?|work|lifting|benefits?)\b)[\w-]+(?: [\w-]+)?$"

# What no adjunct is a condition for: a measured time, the procedure itself.
_FIGURE = r"(?:an?|\w+teen|twenty|thirty|forty|fifty|sixty|ninety|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|some|few|\d[\d.,–-]*)"
_MEASURED = rf"(?:about |around |at least |up to |nearly |roughly |more than |less than |over |the |every |past |last |previous |next |a )*{_FIGURE}(?: (?:to|or) \w+)?[\s-](?:\w+[\s-]){{0,2}}?(?:minutes?|hours?|h|days?|weeks?|months?|years?|nights?)\b(?! of\b)"
_ITSELF = r"(?:(?:the|your|this|that) )?(?:procedures?|surgery|operation|tests?|exam|examination|scan|scanning|visit|appointment|treatment|study|sessions?|injection|jab|shot|sample|imaging|sampling|recording)(?: itself)?(?:$|\s(?:and|or)\b)"
_HOUR = r"(?:so|midnight|noon|breakfast|lunch|dinner|supper|then|now|hand|long(?!\s\w)|use|arrival|coming|leaving(?: for)?|starting|begin\w+|it|that|this|and|or|for|in|on|at|with|during|\d+(?: ?[ap]\.?m|:\d+| o'clock))\b"
_OTHER = rf"(?!{_MEASURED}|{_ITSELF}|{_HOUR}|.*\b(?:and|or) (?:less|more|fewer|earlier|better|faster|shorter|lower|quicker|no)\b).+"  # any other event
_LAPSE = r"(?:time|years|(?:the )?(?:(?:later|early|following|coming|next|first|last|passing) )?(?:years|decades|months|weeks|days|nights))$"
_LATER = r"(?:later|early|earlier) (?:years|life|months|weeks|days|stages|pregnancy)\b.*"
_UNCOUNTED = rf"the (?:very )?(?:first|last|early|initial|following|coming|next) (?:few |several |couple of )?(?!(?:two|three|four|five|six|seven|eight|ten|\d+) )(?:{_WORD})??(?:hours|days|weeks|months|years|nights|sessions|doses)\b.*"
_PLANNED = r"(?:many|some|most|certain|a few|other) \w+"

_COURSE_ITSELF = r"(?:(?:the|your) )?(?:treatment|course|therapy)$"
_TRIGGER = r"(?:(?:an?|the|any) )?(?:(?!(?:of|with|in)\b)[\w-]+ ){0,4}(?:meals?|foods?|drinks?|dairy|milk|alcohol|coffee|gluten|wheat|exposure|sunlight|heat|drip|infusions?|contact|stings?)$"
_PRESENT = r"the (?:absence|presence|context|setting|wake|aftermath) of .+"
_GRADE = r"(?:(?:an?|the|very|its|their) )*(?:high|low|increased|special|raised|higher|particular|average|intermediate|moderate|known|elevated|end|late|later|early|advanced|final)[ -](?:[\w-]+ )?(?:risk|stages?|phases?)\b.*"

_THEN = {"in": (_FIRST, _AROUND, _SEASON, _LATER, _PRESENT, r"(?:most|many|some|certain|a few|other) (?:\w+ )?(?:plans|states|countries|hospitals|clinics|practices|centers|offices|programs|schools|regions|areas)$"), "at": (_GRADE,), "during": (_OTHER, _COURSE_ITSELF), "for": (_UNCOUNTED,), "over": (_LAPSE,), "on": (_REQUEST,), "upon": (_REQUEST,), "under": (_PLANNED,)}
_LIVED = {**_THEN, "in": (_PRESENT, _FIRST, _AROUND, _SEASON, _LONG, _LATER), "over": (_LAPSE, _LONG), "for": (_UNCOUNTED, _LONG, _SUSPECTED), "with": (r"time$",)}
_STAFFED = {**_THEN, "throughout": (_ANY,), "far from": (_ANY,), "away from": (_ANY,), "between": (_PERIODS,), "following": (_ANY,), "within": (_ANY,), "beyond": (_ANY,), "under": (_LED, _PLANNED), "without": (_ANY,), "at": (_TIMES, _GRADE), "during": (_ANY,), "through": (_FIRST,), "with": (_STATE,), "from": (_FIRST,)}
_WHERE = r"(?!(?:the|your|this|that|these|those|its|their|one|two|three|four|\d\S*|center|centre|place|position|use|turn|time|hospital|hospitals|part|advance|front|addition|combination|tablet|pill|liquid|spray|injection|capsule|drop|stages|steps|sessions|writing|person|private|water|office|home|bed|doses?|several|(?:small|low|high) (?:doses?|amounts|steps|portions)|both|each|its|a (?:clinic|hospital|group|center|lab|laboratory|pharmacy|single|day|few|week|pool|room|home))\b).+"
_LICENCE: dict[str, dict[str, tuple[str, ...]]] = {
    "indications": {"at": (_MOMENT,), "within": (_OTHER,), "following": (_TESTED,), "after": (_TESTED, _COURSE, _TRIAL, _TRIGGER), "before": (_START,), "during": (_FIRST, _SEASON, _LIFE, _ATTACK, _TRIGGER, _UNDERGOING), "with": (_TRIGGER, _RESULT), "on": (_TRIGGER, r"(?:one|two|three|four|\d) (?:or more )?(?:sessions|doses|tablets|treatments|drugs|medicines|injections)\b.*"), "in": (_FIRST, _SEASON), "between": (_PERIODS,), "beyond": (_DISTANCE,), "far from": (_ANY,), "away from": (_ANY,), "outside": (r"(?:of )?(?:\w+ )?(?:trials|studies)",)},
    "preparation": {**_THEN, "for": (_SUCH, _UNCOUNTED, rf"(?!an? ){_WORD}{{1,3}}(?:scans?|procedures?|operations?|surgery|an(?:a)?esthesia|sedation|deliver(?:y|ies)|pregnancies)$"), "after": (_OTHER,), "with": (_HISTORY,), "following": (_OTHER,), "before": (_OTHER,), "on": (_ASKED, _MOVED), "upon": (_ASKED, _MOVED)},
    "setting": {**_STAFFED, "between": (_PERIODS, r"the .+ and .+"), "with": (_WATCHER, _STATE, _TRAINED)},
    "personnel": {**_STAFFED, "under": (_PLANNED,), "in": (*_STAFFED["in"], _STATION)},
    "risks": {**_LIVED, "by": (r"(?:day|night)(?: and (?:by |at )?night)?$",), "during": (_ANY,), "after": (_ANY,), "following": (_ANY,), "with": (_DEFINITE, _DRUG, _ASIDE, _CHRONIC, _TREATING, r"time$"), "at": (_TIMES, _MOMENT, r"(?:very )?(?:high|higher|highest|low|lower|large|larger|certain) (?:doses?|settings?|speeds?|levels?|altitudes?|volumes?|temperatures?)$"), "toward": (_MOMENT,), "towards": (_MOMENT,), "under": (_GUIDED,), "on": (_DOING, _FIRST, _MOVED, rf"(?:{_WORD}){{0,2}}(?:exposure|exertion|withdrawal)$", r"(?:long|certain|some|repeated|hot|cold|wet|icy|slippery|uneven|steep) .+", r"the (?:way|stairs|road|trip|flight)\b.*"), "between": (rf"(?:{_WORD}){{0,2}}{_UNIT}$",), "beyond": (_DISTANCE,), "upon": (_ACT, _MOVED), "around": (_AROUND_EVENT,), "in": (*_LIVED["in"], _ATTACK, rf"(?:small|large|narrow|repeat|redo|later|further|long|complex|difficult|emergency|hot|cold|thin|thick|old|young|deep|dense|dark|pale|dry) (?:{_WORD})??[\w-]+s$")},
    "benefits": {**_LIVED, "after": (_OTHER,), "following": (_OTHER,), "during": (_OTHER, _COURSE_ITSELF), "in": (_FIRST, _AROUND, _SEASON, _LONG, _LATER, _GRADED, _SUSPECTED), "around": (_AROUND_EVENT,), "at": (_MOMENT,)},
    "recovery": {**_THEN, "after": (_OTHER,), "following": (_OTHER,), "at": (_SIGN, _MOMENT, _GRADE, r"(?:night|bedtime|mealtimes)$"), "by": (r"(?:day|night)(?: and (?:by |at )?night)?$",), "toward": (_MOMENT,), "with": (_HISTORY, r"an? (?:[\w-]+ ){1,2}jobs?$", r"(?:the |your |an? )?(?:[\w-]+ ){1,2}(?:in|on|off)$"), "before": (_OTHER,), "on": (_ASKED, _MOVED, r"(?:the )?(?:stairs|long walks|uneven ground|slopes|long trips|journeys)$"), "upon": (_MOVED,), "in": (*_THEN["in"], r"(?:an? |the )?(?:cast|splint|sling|brace|plaster|boot|collar|traction|isolation)$")},
    "alternatives": {**_STAFFED, "with": (), "on": (), "without": (), "during": (_ANY,), "between": (_PERIODS,), "at": (_TIMES, _GRADE), "in": (*_STAFFED["in"], _WHERE), "before": (_OTHER,), "outside": (r"(?:of )?(?:\w+ )?(?:trials|studies|pregnancy)",)},
}
_WAYS = {section: {word: Pattern(rf"(?:{'|'.join(ways)})$") for word, ways in licence.items() if ways} for section, licence in _LICENCE.items()}
_PREPOSITION = Pattern(r"[\s,](?:(?<!,)\s*[-–—])?\s*(?P<said>(?:only |especially |particularly |mainly |mostly |even |just |also |and only )?\b(?P<word>in|during|for|throughout|over|upon|on|between|following|within|beyond|under|without|outside|towards?|at|with|after|before|around|far from|away from|from|through|by(?= (?:day|night)\b))\s+(?P<rest>[^,;()]+))$")
STOP = Pattern(r"[\s,](?:(?<!,)\s*[-–—])?\s*(?:(?:only|especially|particularly|mainly|mostly|even|just) )?(?:in|during|for|throughout|over|upon|on|between|following|within|beyond|under|without|outside|towards?|at|with|after|before|around|far from|away from|from|through|by(?= (?:day|night)\b))(?=\s)")
_MOST = 4  # adjuncts looked at from the end of a phrase; what stands further left is no adjunct of the whole

# Heads that need what follows them: "mixing with", "a rise in", "difficulty during".
_NEEDING = Pattern(
    r"\b(?:mixing|contact|interferences?|interactions?|^trouble|^problems?|difficulty|difficulties|confusion|interact|together|compared|deal|cope|coping|living|filled|treated|increase[sd]?|decrease[sd]?|rise|rises|drop|drops|fall|"
    r"changes?|change|swings|delay|errors|reduction|improvement|increases|pain|ability|able|need|risk|chance|use|used|done|performed|given|put|placed|made|left|lie|lying|stay|staying|remain|"
    r"(?<!watchful )waiting|the|an?|your|this|that|these|its|their|and|or|is|are|was|were|be|been|being|as|than|not|no|from|of|to|with|in|on|at|by|for|about|less|more|so|just|right|soon|shortly|immediately|until|lasts?|lasting|continue|continues|follow-up|check|visit|returns?)$")
_EVENTS = frozenset({"after", "before", "during", "following"})
_UNFINISHED = Pattern(
    r"\b(?:use|used|done|performed|given|put|placed|made|left|lie|lying|stay|staying|remain|waiting|the|an?|your|this|that|these|its|their|and|or|is|are|was|were|be|been|being|as|than|not|no|from|of|to|with|in|on|at|by|for|about|less|more|so|just|"
    r"right|soon|shortly|immediately|until|lasts?|lasting|continue|continues|follow-up|returns?|look|looks|taken)$")
_MIXING = Pattern(r"(?:mixing|contact|interferences?|interactions?|confusion|clash\w*|incompatib\w+)\b")
_OWN = Pattern(
    r"(?:(?:the|your|this|that|a|an|any|general|local|regional|spinal|abdominal|open)\s+)*(?:procedures?|surgery|surgeries|operations?|tests?|exams?|examinations?|scans?|scanning|visits?|appointments?|treatments?|study|sessions?|blood draws?|draws?|recovery|healing|"
    r"hospital stay|stay|process|removal|discharge|biopsy|imaging|exchange|injection|meals?|eating|midnight|day|night)(?:\s+(?:itself|and after\w*))?$")
_FED = Pattern(r"(?:each |every )?(?:meals?|eating)$")
_BY_NIGHT = Pattern(rf"(?:in|during|at|throughout)?\s*{_NIGHT}")
_OPERATED = Pattern(r"^(?!(?:long|longer|repeat|redo|complex|difficult|emergency|further|later|major|lengthy|prolonged)\b).*\b(?:surgery|surgeries|operations?|procedures?|replacement|transplant\w*|implantation)$")  # its own name as often as another's
_TIMED = Pattern(r"(?:about |around |at least |up to |the )*(?:an?|\w+teen|twenty|thirty|forty|fifty|sixty|ninety|one|two|three|four|five|six|several|some|a few|\d\S*)\s(?:\w+\s){0,3}?(?:minutes?|hours?|days?|weeks?|months?|years?)\b")


STOPS = {section: any_of(Pattern(rf"\b(?:{'|'.join(ways)})\s")) for section, ways in _WAYS.items() if ways}


def by_night(said: str) -> bool:
    """Whether an adjunct is a part of the day: among risks it says when, though an instruction is dated by it."""
    return bool(_BY_NIGHT.match(said))


def trailing(text: str, section: str | None, words: int) -> re.Match[str] | None:
    """The adjunct at the end of a phrase with those words that its section takes for a condition: group 1 of `said` and where it joins.

    >>> from graph.ingest.text.gates import words_of
    >>> def said(text, section): found = trailing(text, section, words_of(text)); return found and found["said"]
    >>> said("Nausea in the first days", "risks"), said("Swelling in the legs", "risks")
    ('in the first days', None)
    >>> said("Clinic with a doctor on site", "setting"), said("Clinic with a scanner", "setting")
    ('with a doctor on site', None)
    """
    ways = _WAYS.get(section or "")
    if not ways or not words & STOPS[section or ""]:
        return None
    last = max(map(text.rfind, ",;()"))  # an adjunct goes on to the end without one
    for start in [match.start() for match in STOP.finditer(text, max(0, last))][: -_MOST - 1 : -1]:
        match = _PREPOSITION.match(text, start)
        way = ways.get(match["word"].lower()) if match else None
        if match and way and way.match(match["rest"]) and _holds(text[:start], match, section):
            return match
    return None


_BEFALLING, _WHILE = frozenset({"risks", "benefits", "recovery", "alternatives"}), frozenset({"during", "throughout"})
_MODAL, _RELATIVE = Pattern(r"\b(?:can|may|could|might|will|should|must)\b"), Pattern(r"\b(?:that|which|who|whose|whom|if|when|where|while|as|because)\b")


def _holds(before: str, match: re.Match[str], section: str | None) -> bool:
    """Whether the head can do without the adjunct, and the adjunct is more than the procedure itself or a term."""
    word, rest = match["word"].lower(), match["rest"]
    needing = _UNFINISHED if word in _EVENTS else _NEEDING
    if not before.strip() or needing.search(before) or _MIXING.match(before):
        return False
    if _MODAL.search(rest) and not _RELATIVE.search(rest):
        return False  # "taking it with alcohol can cause flushing" has a verb of its own
    if section == "risks" and word not in ("with", "during") and _OPERATED.search(rest):
        return False
    if section not in ("setting", "personnel") and word not in ("around", "by") and _OWN.match(rest) and not (section in _BEFALLING and (word in _WHILE or by_night(rest) or _FED.match(rest))):
        return False
    if section == "indications" and word == "after":
        return True
    return not (word in ("after", "following", "during") and _TIMED.match(rest) and section != "personnel")
