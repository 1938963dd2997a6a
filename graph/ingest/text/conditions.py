"""When or for whom a statement holds: the forms English has for it, and which of them count in which section.

A clause with "if" is a condition everywhere. Other adjuncts are so only in company: "after any infection" says when an
instruction holds, "vomiting after anesthesia" names a risk. Nothing here knows a medical word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.ingest.text import adjuncts, asides
from graph.ingest.text.gates import any_of, gated, words_of
from graph.ingest.text.occasions import occasion


def _any(*ways: str) -> str:
    return "(?:" + "|".join(ways) + ")"


_I = re.IGNORECASE
ONLY = r"(?:(?:nearly always|almost always|almost only|almost exclusively|exclusively|most often|more often|most commonly|above all|in particular|first of all|only|especially|particularly|mainly|mostly|chiefly|even|usually|typically|often|sometimes|but only|or only|also|just|sooner|later|longer|earlier) )?"
PEOPLE = (r"(?:(?:patients|people|persons|women|men|children|kids|adults|infants|babies|newborns|neonates|toddlers|preschoolers|teens|teenagers|"
          r"adolescents|seniors|elderly|elders|mothers|users|smokers|drinkers|diabetics|asthmatics|athletes|workers|inpatients|"
          r"outpatients|residents|recipients|candidates|beneficiaries|survivors|carriers|twins|triplets|individuals|anyone|anybody|those|minors|boys|"
          r"girls|veterans|nonsmokers|wearers|swimmers|pilots|drivers)\b(?!['’-]|\s(?:program|hospital|clinic|center|services|compensation)\b)|(?<=\ba )(?:child|baby|woman|man|toddler|newborn|smoker|teenager)\b|(?<=\ban )(?:adult|infant|adolescent)\b|(?<=\bolder )(?:child|adult|woman)\b)")
OWN_WORD = r"(?!(?:lets?|helps?|allows?|gives?|spares?|makes?|enables?|keeps?|that|which|who|whose|of|to|and|or|your|the|this|these|is|are|has|have|can|may|should|by|from|with|about|half|for|in|on|at|as|no|not|\d[\d,.]*%?)\s)[\w'’-]+\s+"
_POPULATION = rf"(?:in|for|among)\s+(?!(?:patients|people|everyone)$)(?:the (?=elderly|very|most|few|rare|occasional))?(?:{OWN_WORD}){{0,4}}?{PEOPLE}\b[^;()]*"

_VERB = (r"(?:is|are|was|were|has|have|had|cannot|can't|can|does|do|did|isn't|aren't|fails?|failed|needs?|needed|necessary|possible|"
         r"applicable|requires?|required|used|given|indicated|available|allows?|wants?|demands?|will|would|starts?|remains?|shows?|occurs?|"
         r"develops?|becomes?|suspected|appropriate|present|prescribed|asks?|relevant|permits?|permitted|explains?|agrees?|covers?|must|should|could|begins?|continues?|persists?|"
         r"follows?|comes?|goes|go|gets?|calls?|suggests?|may|might|stops?|makes?|agrees?|exists?|worsens?|planned|ordered|advised)")
_FINITE = rf"(?:when|whenever|where|wherever|while|(?<!at )once(?! (?:an? (?:day|night|week|month|year|session)|or|daily|weekly|monthly|every|per|again|only)\b)|after)\s+(?!(?:which|that)\b)(?:(?!\b(?:if|unless|when)\b)[^,;()])*?(?<=\s){_VERB}\b[^;()]*"
_NEEDED = (r"(?:as|if|when|where|whenever|wherever|only if|only when)\s+(?:it is |medically |clinically |otherwise |and when |really )?(?:needed|necessary|required|indicated|appropriate|applicable|possible|tolerated|"
           r"available|permitted|allowed|requested|wanted|warranted|feasible|relevant|suitable)\b[^;()]*|(?:if|when|where|only if|only when) (?:[a-z]+ed|worn|known|taken|given|ordered|prescribed|advised|recommended|offered|chosen|used|given|planned|asked|told|positive|negative|abnormal|awake|asleep|pregnant|sedated|nursing|breastfeeding)\b[^;()]*")
_IF = (r"(?:if|unless|in the event|depending (?:on|upon)|except|provided(?: that)?(?= \w)|assuming|subject to|as long as|so long as|"
       r"even though|as soon as)\b[^;()]*")
_SHOULD = (r"should\s+(?!(?:be|not|have|always|never|only|also)\b)(?:it|they|you|he|she|this|that|there|any|an?|the|your|one|\w+s?)\b[^;()]*?\b(?:occur|happen|arise|develop|appear|be|become|need|fail|"
           r"have|return|persist|worsen|start|feel|notice|want|wish|show|require|continue|turn|get|not)\b[^;()]*")
# Circumstances that single out some cases from others.
KIND = (r"(?:selected|certain|suitable|complex|complicated|difficult|urgent|high-risk|low-risk|experienced|some|special|particular|teaching|academic|specialist|referral|rural|remote)")
_CASE = r"(?:cases|situations|circumstances|emergencies|instances|states|countries|regions|areas|centers|programs|practices|clinics|hospitals)"
_IN_KIND = rf"in\s+(?!(?:\w+ )?(?:most|some|all|rare|few|many) (?:cases|instances)\b)(?:(?:the )?(?:very |more |less )?{KIND}\s+[^;()]+|(?:[\w-]+\s+){{1,2}}{_CASE}(?:\s+(?:of|where|with|when)\s[^;()]*)?$|an? (?:emergency|crisis)|emergencies\b[^;()]*)"
_MEDIATED = (r"with\s+(?:the use of|use of|repeated|prolonged|long-term|frequent|heavy|higher|high|larger|certain|some|long|multiple|older|deeper)\s+[^;()]+|"
             r"with\s+(?:[\w-]+\s+){0,2}(?:contrast|sedation|an(?:a)?esthesia|doses?|use|drugs?|medicines?|medications?|steroids?|antibiotics?|opioids?|exposure|\w+(?:cin|cillin|cycline|azole|glycerin|parin|statin|mab|sone|solone|pam|lam|caine|glycosides?))\b[^;()]*")
_AGE = (r"(?:only )?(?:from|over|under|above|below|up to|after|before|until|past|aged?|older than|younger than|at|beyond|by)\s+(?:about |around )?(?:the )?(?:age(?: of)?\s+)?"
        r"(?:\d{1,2}(?!\d)(?!\s*(?:%|percent|cm|mm|mg|ml|lb|kg|pounds|minutes|hours|days|weeks|in\b|of\b|out\b))|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|forty|fifty|sixty|seventy|eighty))(?:\s+(?:years?|months?)(?: old| of age)?)?(?:\s+(?:and|or) (?:older|over|up|above|younger|under))?"
        r"|(?:from )?age[sd]?\s+\d[^;()]*|as early as [^;()]+|as late as [^;()]+|at any age")
REQUEST = (r"(?:(?:only )?(?:on|upon|by|at)\s+(?:your |patient |special |the patient's |doctor'?s'? )?(?:request|referral|appointment|prescription|order)|"
            r"(?:only )?with (?:your |a |the )?(?:\w+['’]s?|medical|written|prior) (?:approval|permission|agreement|consent|clearance|advice|order|go-ahead)|"
            r"in (?:pregnancy|an emergency|emergencies|childhood|infancy|old age|winter|summer)|during (?:pregnancy|breastfeeding|an emergency|emergencies|menstruation|labor|(?:a |the )?(?:pandemic|outbreak|flare|flares|flare-ups?)))\b[^;()]*")
_VARIANT = (r"for\s+(?!(?:\w+ )?(?:days|weeks|months|years|hours|time|minutes)\b)(?:home|general|sedated|contrast|spinal|deep|deeper|elective|emergency|planned|urgent|open|laparoscopic|robotic|complex|certain|some|selected|"
            r"first-time|repeat|inpatient|outpatient)\s+[^;()]+")

_ANY_SECTION = (
    ONLY + _IF, r"in case of [^;()]+", r"other than (?:an? |the )?[^;()]+", _NEEDED, ONLY + _FINITE, ONLY + _POPULATION, ONLY + _SHOULD,
    r"(?:especially|particularly|only|mostly|mainly|chiefly|notably|above all|more so|(?:(?:much |far )?(?:higher|greater|likelier|commoner|worse|(?:more|less) (?:common|likely|frequent|often|commonly|frequently))(?=.*\b(?:with|in|after|among)\b))) (?:with|in|after|during|for|at|on|under|by|among|within|before|between)\s+(?!(?:the|an?|your) (?:procedure|surgery|test|operation)\b)[^;()]+", ONLY + _IN_KIND, rf"in (?:the |those |some |most |many )?(?:{_CASE}|places|plans|schools|offices|pharmacies|towns|communities|networks) (?:that|which|where|with)\s+[^;()]+", r"with(?:out)? (?:known|a history of|an? (?:prior|previous) history of)\s+[^;()]+",
)
_JOIN = r"(?:,\s*|\s+[-–—]\s*|;\s*|\s+)"
_SET_OFF = r"(?:,\s*|\s+[-–—]\s*|;\s*)"
TRAILING = tuple(re.compile(rf"{_JOIN}({way})$", _I) for way in _ANY_SECTION)
PRECAUTION = re.compile(rf"{_JOIN}(?:just )?in case(?! of)\b(?:\s+[^;()]+)?$", _I)
IN_CASE = re.compile(rf"{_JOIN}(in case\s+[^;()]+)$", _I)
SET_OFF = re.compile(rf"{_SET_OFF}({_any(ONLY + _any(_AGE, REQUEST), ONLY + '(?:during|after|before)' + '(?: (?:or|and) (?:during|after|before))?' + ' (?!that)[^;(),]+')})$", _I)

_LOOSE = re.compile(rf"{_JOIN}({ONLY}(?:when|whenever|(?<!at )once(?! (?:an? (?:day|night|week|month|year|session)|or|daily|weekly|monthly|every|per|again|only)\b)|while|as long as)\s+[^;()]+)$", _I)
_FOR = re.compile(
    rf"{_JOIN}((?:only |mainly |mostly )?for\s+(?!(?:example|instance|life|intervention|diagnosis|treatment(?! (?:at|in|during|of)\b)|confirmation|comparison|relief|guidance|monitoring|evaluation|assessment|follow-up$|more|symptom|symptoms|pain relief|pain control|support|now|good|up to|about|at least|comfort|up)\b|\d|the (?:procedure|test|exam|scan|surgery)\b)"
    r"(?!(?:an?|one|two|three|four|five|six|several)(?: (?:or|to) \w+)? (?:few |couple )?(?:of )?(?:second|minute|hour|day|week|month|year|night)s?\b)[^;()]+)$", _I)
_AFTER = re.compile(rf"{_JOIN}((?:only |mainly |mostly )?(?:before|after|during)(?: (?:and|or) (?:before|after|during))?(?:\s+[^;()]+)?)$", _I)
_PLACES = re.compile(
    rf"{_JOIN}(in\s+(?:[\w-]+\s+){{1,3}}(?:areas|regions|states|countries|towns|programs|practices|clinics|hospitals|centers|centres|communities|settings|systems|units|places|offices|trials|lymphomas|disorders))$", _I)
_DISEASE = (r"(?:diseases?|illness|failure|cancers?|crisis|infections?|injury|injuries|pregnancy|syndromes?|disorders?|deficiency|strokes?|diabetes|asthma|epilepsy|"
            r"fibrillation|shock|sepsis|trauma|emergencies|emphysema|dementia|obesity|\w+(?:itis|osis|emia|oma|omas|pathy|plegia|ism|algia|paresis|cytopenia|penia))")
_IN_DISEASE = re.compile(rf"{_JOIN}({ONLY}in\s+(?:[\w-]+ (?:and|or) (?=[\w-]+ {_DISEASE}$))?(?:(?!(?:the|your|a|an|and|or|of)\b)[\w-]+\s+){{0,3}}{_DISEASE})$", _I)
_FOR_KIND = re.compile(
    rf"{_JOIN}((?:only )?for\s+(?:(?!(?:the|your|this|before|after|until)\b|\d)[\w-]+\s+){{1,3}}(?:scans|joints|valves|exams|procedures|operations|studies|implants|cases|lesions|stones|tumors|grafts|devices|surgery|anesthesia|sedation|hemodialysis|deliveries|pregnancies))$", _I)
_SET_CLAUSE = re.compile(rf"{_SET_OFF}({ONLY}(?:when|whenever|once(?! (?:an? (?:day|night|week|month|year|session)|or|daily|weekly|monthly|every|per|again)\b)|while|until)\s+[^;()]+)$", _I)
_GROUP_SET_OFF = re.compile(rf"{_SET_OFF}((?:only |mainly )?(?:{OWN_WORD}){{0,3}}?{PEOPLE}(?:\s+(?:with|who|on|over|under|of|aged?|taking|from|after)\s+[^;()]+|\s+only)?)$", _I)
_SOON = re.compile(
    rf"{_JOIN}({ONLY}(?:in the (?:few )?(?:hours|days|weeks|months|years) (?:after|before|following|around|leading up to) [^;()]+|(?:shortly|soon|right|just|immediately|directly|long) (?:after|before|during)\s+[^;()]+|(?:in|on|during|within|over) the (?:very )?(?:first|early|following|initial|next) (?:few |two |three |several )?(?:hours?|days?|weeks?|months?|nights?|years?|trimester|visits?|sessions?|doses?)\b[^;()]*|between (?!the\b)(?:[\w-]+ ){{0,2}}(?:sessions|treatments|doses|visits|infusions|meals|attacks|flares|injections|cycles)))$", _I)
_VARIANTS = re.compile(rf"{_JOIN}({_VARIANT})$", _I)
_DURING_OR = re.compile(rf"{_JOIN}({ONLY}(?:during|before|after) (?:or|and) (?:during|after|before)\s+[^;()]+|{ONLY}after (?:large|prolonged|repeated|heavy|multiple|too much)\s+[^;()]+)$", _I)
_WITH_APART = re.compile(rf"{_SET_OFF}((?:only )?with (?:an? |the )?(?:general|spinal|deep|light|intravenous|local) (?:an(?:a)?esthe\w+|sedation)|(?:only )?with (?:sedation|contrast|dye|an(?:a)?esthesia))$", _I)
_WITH = re.compile(rf"{_JOIN}({ONLY}(?:{_MEDIATED}))$", _I)
_AS = re.compile(rf"{_JOIN}(as (?!(?:needed|directed|usual|well|soon|tolerated|prescribed|before|much|often|long|far|many|on|in|at|to|for|with|if|possible)\b)(?:(?:the|your|it|they|you|a|an)\s+)?(?:[\w-]+\s+){{1,2}}(?:\w+s|recover|heal|improve|dissolve|fade)(?:\s+(?:off|out|in|up|down|on))?)$", _I)
_EVENT = re.compile(
    rf"{_JOIN}(after (?:any|each new|sedation|a sedative|general|spinal|training|the first few|the first|an?(?! (?:few|couple|day|week|month|year|hour|minute|meal|shower|bath|while|night))|major|minor|complicated|larger|bigger|open|deep)\b"
    r"(?! (?:day|week|month|hour|night|year|24|48|two|three|few days|few weeks|few hours))[^;()]*)$", _I)
_AFTERWARDS = re.compile(
    rf"{_JOIN}((?:after|(?<!the )following) (?!(?:the (?:last|first|next|same)|each|every|meals?|eating|that|this|about|an?|several|one|two|three|four|five|six|seven|eight|ten|some|midnight|discharge|going|getting|you|your|which|it|they|showers?|discharge)\b|[\d~]|the last|the final)[^;(),]+)$", _I)
_TRIED = re.compile(
    rf"{_JOIN}(not (?:\w+ )?(?:controlled|relieved|helped|responding|improved|improving|clearing|healing|settling|yielding|eased|cured|managed|corrected|explained) (?:by|with|to|despite|after)\s+[^;()]+|(?:when|whenever|once|while) (?:nothing|no|other|all) [^;()]+|despite\s+[^;()]+|after (?:(?:about |at least |more than |over )?(?:\d+|two|three|four|six|several|some|many) (?:to \d+ )?(?:days|weeks|months|years) of|failed|failing|failure of|unsuccessful|trying|other)\s+[^;()]+"
    r"|(?:that|who|which) (?:has|have) not (?:\w+ )?(?:settled|improved|responded|resolved|healed|cleared|gone away)\s+(?:enough )?(?:after|with|to|on|despite)\s+[^;()]+)$", _I)

# What happens at some time to some patients: "at removal", "for MRI scans", "before dental work".
_HAPPENING = (r"(?:(?!(?:hospital|hospitals|portal|portals|location|locations|station|stations|department|departments|arrival|admission|midnight|attention|position|direction|addition|condition|conditions|apartment)\b)\w{3,}(?:als?|tions?|sions?|ments?)|"
              r"surgery|surgeries|births?|delivery|deliveries|dialysis|exercise|travel|flights?|flying|trips?|exams?|scans?|scanning|x-rays?|procedures?|operations?|therapy|sessions?|infusions?|injections?|doses?|dosing|sports?|flares?|attacks?|repairs?|"
              r"biopsy|biopsies|pregnancy|labor|illness|chemotherapy|radiotherapy|sedation|an(?:a)?esthesia|fittings?|switch-on|start-up|exchanges?|changes?|work|cleanings?|tests?|testing|imaging|swimming|dives?|diving|contrast)")
_SPECIAL = r"(?:(?!(?:the|your|this|that|each|every|first|next|last|same|any|an?|some|other|more|all|full|normal|regular|daily|usual|treatment|test|days?)\b)[\w-]+\s+)"
_AT_EVENT = re.compile(rf"{_JOIN}({ONLY}(?:at|upon|on)\s+(?:(?:the |initial |first |final |each |every )?(?:time of )?)?{_SPECIAL}?{_HAPPENING}(?: of (?:the |a |an )?[\w-]+(?: [\w-]+)?)?)$", _I)
_BEFORE_EVENT = re.compile(rf"{_JOIN}({ONLY}(?:before|during|for)\s+(?:x-rays|scans|mris?|cts?|contrast|injections|infusions|vaccines|{_SPECIAL}{{1,2}}{_HAPPENING}|{_SPECIAL}{{0,2}}{_HAPPENING} (?:of|to|on|in|with|involving) [^;()]+))$", _I)
_FOR_EVENT = re.compile(
    rf"{_JOIN}({ONLY}(?:before|during|for)\s+(?:(?:any|an|a|future|later|all|other|long|air|the next|another) )?{_SPECIAL}{{0,2}}(?:scans?|x-rays?|exams?|procedures?|operations?|surgery|surgeries|dental work|dental visits?|cleanings?|trips?|travel|flights?|flying|swimming|sports?|dives?|diving|mris?|cts?|pregnancy|sex|exercise)(?: with(?:out)? [\w-]+)?)$", _I)
_IN_PLURAL = re.compile(
    rf"{_JOIN}({ONLY}in\s+(?!(?:the|your|a|an|this|that|these|his|her|one|two|three|four|five|six|several|many|most|some|few|all|both|about|up|small|divided|multiple|repeated|other)\b|\d)"
    r"(?:[\w-]+\s+){1,3}?(?!(?:hours|days|weeks|months|years|minutes|steps|stages|sessions|doses|visits|hands|studies|trials|arms|legs|hospitals|offices|units|words|times|ways|parts|places)\b)[\w-]{3,}(?<!s)(?<!u)(?<!i)s)$", _I)
_DONE_ONCE = re.compile(rf"{_JOIN}({ONLY}(?:once|if|when|until|unless) (?:\w+ly |not |fully )?(?:\w{{3,}}ed|shrunk|healed|stable|clear|known|proven|proved|found|seen|safe|well|ready|grown|set|better|able)\b[^;(),]*)$", _I)

_TIME = r"(?:nights?|visits?|weeks?|months?|years?|weekends?|holidays|days?|sessions?|stages?|trimester|start|beginning|end|term|season|winter|summer|hours|follow-up|first|puberty)"
_TIMES = re.compile(
    rf"{_JOIN}({ONLY}(?:(?:at|in|on|during|between|over|from|until|around)\s+(?:the |an? )?(?:(?:first|second|third|last|final|next|early|later?|following|initial|home|school|clinic|follow-up|repeat|older|evening|night) )?(?:few |two |three )?{_TIME}(?: of (?:the )?[\w-]+)?"
    rf"|(?:the )?(?:first|last|final|second) (?:few |two |three )?{_TIME}|at (?:some|certain|many|larger|most|special|selected)\s+[^;(),]+))$", _I)
_DOSED = re.compile(rf"{_JOIN}({ONLY}(?:at|with) (?:very )?(?:high|higher|low|lower|large|larger|full|fast|faster|repeated|increasing) (?:\w+ )?(?:doses?|speeds?|pressures?|settings|rates?|levels|volumes|temperatures|power)|(?:during|with|on|after) (?:very )?(?:fast|faster|rapid|high-dose|prolonged|repeated) (?:[\w-]+ )?{_HAPPENING}|in (?:hot|cold|dry|humid|warm|bright|strong) (?:weather|air|water|sun|sunlight|light|climates|rooms?)|after (?:years|months|weeks|days|hours|decades) of [^;(),]+)$", _I)
_WITHIN = re.compile(rf"{_JOIN}({ONLY}within (?:[\w-]+ ){{1,4}}?(?:minutes|hours|days|weeks|months|years) of (?!(?:the|your) (?:procedure|surgery|test|operation)\b)[^,;()]+)$", _I)
_CRISIS = re.compile(rf"{_JOIN}({ONLY}(?:for|in) (?:an? |any )?(?:crisis|crises|emergenc(?:y|ies)|urgent \w+|flare-?ups?|trouble)\b[^;(),]*)$", _I)
_AFTER_THE = re.compile(rf"{_JOIN}({ONLY}after (?:the|each|every) (?!(?:fact|drain|cut)\b)[\w-]+(?: [\w-]+)?)$", _I)
_STAGES = re.compile(rf"{_JOIN}({ONLY}(?:in|at|during) (?:its|the|their|an?) (?:very )?(?:late|later|early|earlier|final|last|advanced|first|acute|active|chronic|terminal) (?:stages?|phases?|course|months|years|weeks|days))$", _I)
_AGED = re.compile(rf"{_JOIN}({ONLY}(?:from|after|before|over|under|above|below|until|past|at) (?:the )?age(?: of)? \w+(?: (?:to|and) \w+| (?:or|and) (?:older|over|up|younger|under))?|{ONLY}(?:from birth )?(?:up )?to (?:the )?age(?: of)? \w+|{ONLY}at any age|together with an? [^;()]+ (?:who|that|which) [^;()]+)$", _I)
_ONLY_TAIL = re.compile(rf"{_JOIN}((?:at|in|on|for|with|during|after|before|under|by)\s+[^,;()]{{2,60}} only)$", _I)
_UNTIL = re.compile(rf"{_JOIN}({ONLY}(?:(?:until|till)\s+[^;()]+|as an? (?:last resort|bridge|stopgap)\b[^;()]*))$", _I)
_WITHOUT = re.compile(rf"{_JOIN}({ONLY}without\s+(?!(?:an? |any )|(?:enough|sufficient|warning|symptoms?|cause|reason|signs?|pain|fever|known|treatment|help|end)\b)[^,;()]+)$", _I)
_UNTREATED = re.compile(rf"{_JOIN}(without (?:dialysis|surgery|an operation|a transplant|transplant|oxygen|insulin|chemotherapy|radiation|anticoagulation|blood thinners|a ventilator|a pacemaker))$", _I)
_WITH_PEOPLE = re.compile(rf"{_JOIN}({ONLY}with\s+(?:{OWN_WORD}){{0,2}}?{PEOPLE})$", _I)
_FOR_GRADE = re.compile(
    rf"{_JOIN}({ONLY}(?:for|in|with) (?:very )?(?:high-risk|low-risk|severe|moderate|mild|large|small|complex|abnormal|positive|negative|deep|open|advanced|early|late|major|minor|multiple|repeated) "
    r"(?:[\w-]+ ){0,2}(?!(?:pains?|aches?|soreness|discomfort|swelling|bleeding|nausea|symptoms|headaches?|cramps|itching|fever|steps|amounts|meals|doses|bandages?|sips)\b)[\w-]+)$", _I)
_MAINLY = re.compile(rf",\s+((?:mainly|mostly|especially|particularly|chiefly|only) (?:{PEOPLE}|(?!(?:mild|minor|short|small|temporary|brief|in|on|at|of|for)\b)(?:[\w-]+ ){{1,3}}[\w-]{{3,}}(?<![usi])s))$", _I)

_GIVEN = re.compile(rf"{_JOIN}(?:is|are) (?:\w+ly |mainly |only )?(?:offered|given|reserved|available|recommended|advised|kept|used|suggested|considered|added|needed) ((?:only |mainly )?(?:to|for|in) (?!(?:patients|people|everyone|most)$)(?:{OWN_WORD}){{0,4}}?{PEOPLE}\b[^;()]*)$", _I)

_POSSIBLE = re.compile(r"\s+(?:again )?(?:is |are |remains? |made )?possible ((?:only )?(?:with|without|after|if|when|during|once|through) [^;()]+)$", _I)
_IN_SHARE = re.compile(rf"\s+(in (?:about |around |up to |roughly |nearly |over |more than |almost |some )*(?:most|many|some|half(?: of)?|(?:an?|two|three) (?:third|quarter|fifth)s?(?: of)?|\d[\d.,]*\s?(?:%|percent)(?: of)?|[\w-]+ (?:in|of|out of|of every) (?:every )?[\w-]+) (?:the )?(?:{OWN_WORD}){{0,2}}?{PEOPLE} (?:with|who|whose|on|after|over|under|below|above|aged?) [^;()]+)$", _I)
_BEFORE_IT = re.compile(rf"{_JOIN}(before (?!(?:and|or|you|it|they|the|your|this|that|a|an|any|midnight|noon|bed|bedtime|going|leaving|surgery|discharge|starting|long|then|changing|returning|resuming)\b|[\d])[^;(),]+)$", _I)
_BEFORE_EACH = re.compile(rf"{_JOIN}((?:before|after|on|at|between|during) (?:each|every) (?!(?:day|morning|evening|night|hour|week)\b)[^;(),]+)$", _I)
_WEATHER = re.compile(rf"{_JOIN}({ONLY}in (?:bright|hot|cold|dry|humid|warm|strong|direct|freezing|wet|winter|summer) ?(?:weather|air|sun|sunlight|light|climates|months)?)$", _I)
_CHOSEN = re.compile(r",\s+(?:usually |often |mainly |mostly )?(?:best|better|preferred|useful|helpful|reserved|used|chosen|suitable|ideal|good|an option|enough|first choice) ((?:only |mainly )?(?:for|in|after|before|when|where|if|with|during|among) [^;()]+)$", _I)
_UNTIL_IT = re.compile(rf"{_JOIN}((?:until|till) (?:the |your |all |any |an? |it |they |you )?(?:[\w'’-]+ ){{0,4}}?(?:is|are|has|have|feels?|returns?|heals?|comes? (?:out|off|back)|falls? off|can|no longer|stops?|passes|settles?|clears?|(?<=you )(?!the\b)\w+|(?<=it )(?!the\b)\w+|(?<=they )\w+)\b[^;()]*)$", _I)

# "for" and "after" need not say when: a finding, a time or the procedure itself may stand behind them.
_BY_SECTION: dict[str, tuple[re.Pattern[str], ...]] = {
    "indications": (_UNTREATED, _IN_DISEASE, _LOOSE, _TRIED, _SET_CLAUSE, SET_OFF, IN_CASE, _DONE_ONCE, _AGED, _STAGES, _WITHIN),
    "preparation": (_WITH_APART, _GROUP_SET_OFF, _BEFORE_EACH, _WEATHER, _GIVEN, _IN_DISEASE, _LOOSE, _VARIANTS, _FOR_KIND, _BEFORE_EVENT, _AGED, _ONLY_TAIL, _FOR_GRADE),
    "setting": (_GIVEN, _IN_DISEASE, _LOOSE, _FOR, _AFTER, _PLACES, SET_OFF, IN_CASE, _GROUP_SET_OFF, _AT_EVENT, _IN_PLURAL, _TIMES, _AGED, _CRISIS, _WITH_PEOPLE, _UNTIL, _ONLY_TAIL),
    "personnel": (_GIVEN, _IN_DISEASE, _LOOSE, _FOR, _AFTER, _PLACES, SET_OFF, IN_CASE, _GROUP_SET_OFF, _AT_EVENT, _IN_PLURAL, _TIMES, _AGED, _CRISIS, _WITH_PEOPLE, _UNTIL, _ONLY_TAIL),
    "risks": (_GROUP_SET_OFF, _IN_SHARE, _IN_DISEASE, _LOOSE, _SOON, _DURING_OR, _WITH, _AS, _VARIANTS, SET_OFF, IN_CASE, _AT_EVENT, _DOSED, _AGED, _AFTER_THE, _WITHIN, _ONLY_TAIL, _WITHOUT),
    "benefits": (_POSSIBLE, _IN_SHARE, _IN_DISEASE, _LOOSE, _VARIANTS, SET_OFF, _AGED),
    "recovery": (_WITH_APART, _GROUP_SET_OFF, _WEATHER, _GIVEN, _IN_DISEASE, _LOOSE, _EVENT, _AFTERWARDS, _VARIANTS, _AS, IN_CASE, _FOR_EVENT, _AGED, _CRISIS, _ONLY_TAIL, _FOR_GRADE, _BEFORE_IT, _UNTIL_IT),
    "alternatives": (_GIVEN, _IN_DISEASE, _LOOSE, _FOR, _AFTER, _PLACES, SET_OFF, IN_CASE, _GROUP_SET_OFF, _IN_PLURAL, _AGED, _UNTIL, _CRISIS),
}
_WAYS = gated(*TRAILING)
_TAILS = {section: gated(_MAINLY, *patterns) for section, patterns in (*_BY_SECTION.items(), ("", (_LOOSE,)))}
_SENSATION = re.compile(
    r"\b(?:pains?|aches?|aching|burning|stinging|soreness|discomfort|tenderness|pressure|cramps?|cramping|trouble|difficulty|dizziness|lightheadedness|"
    r"breath|breathlessness|faint|dizzy|lightheaded|unsteady|weak|sick|leakage|leaking|clicking|coughing)$", _I)
_ACTIVITY = re.compile(r"^(?:when|while|during|with|after|on)\s+(?!nothing|something|anything|everything)(?:\w+ing\b|you (?:swallow|urinate|walk|move|breathe|cough|sit|stand|bend|eat|chew|laugh|sneeze|exercise|climb|pass|turn|lie|lift)\b|the\b|an?\b|\w+ is \w+ed\b|activity|exercise|sex|meals)", _I)

# What stands before a clause may make it an object, not a condition: "ask whether", "see if".
_OBJECT = re.compile(r"\b(?:unlike|exactly|precisely|just|see|check|ask|determine|decide|know|learn|tell|tells|as|even|confirm|find out|asked|wonder|shows?|(?:^|to|please) ?call|and|or|about|sure|often|much|long|soon|far|for|has|have|is|are|was|were|been|that|which|who|be|will|may|can|should|must)\s*$", _I)
# Before "for" and "in" these need their complement: "waiting for the baby to turn", "safe in pregnancy".
_INCOMPLETE = re.compile(r"\b(?:call|wish|desire|care|responsible|ready|waiting|wait|look|looking|need|time|works?|safe|suitable|available|option|choice|possible|useful|helpful|used|good|better|best|alternative|not|never|"
                         r"licensed|certified|trained|equipped|approved|designed|skilled|experienced|specialized|qualified|accredited|reserved|instructions?|screening|check|checks|ask|risk|reason|preparing|plan|room|increase|decrease|rise|drop|fall|reduction|improvement|gain|changes?)\s*$", _I)
_COMPLETE = re.compile(r"^(?:(?:please|always|stop and) )*(?:(?:call|dial|ring|phone|get|seek|go (?:to|for)|fetch|report to|return (?:to|for))\b(?:\s[\w'’-]+){0,3}?\s(?:911|999|112|ambulance|emergency (?:services|help|care|room|department|number)|(?:medical |urgent |immediate )?(?:help|care|attention))(?: (?:at once|now|immediately|right away|promptly|straight away))?|ask about [^,;]+)$", _I)
ASKING = re.compile(r"^(?:(?:please|always|also|at once|immediately)\s+)*(?:(?:call|tell|report|contact|phone|notify|inform|seek|ask|let|dial|ring|calling|telling|reporting|contacting|notifying|informing|asking|letting)\b(?:\s+[\w'’]+){0,5}"
                    r"|(?:return|go|come back|get help)(?:\s+(?:to (?:the |an )?(?:hospital|emergency|er|clinic|ed|nearest)(?: \w+){0,3}|at once|immediately|right away|promptly|soon|back|in))*)$", _I)
# "Call if it bleeds" has a condition; "tell us if you take aspirin" and "call for a fever" are whole.
SUMMONS = re.compile(r"^(?:(?:please|always|also|at once|immediately)\s+)*(?:call(?:ing)?|phone|ring|dial|telephone|contact(?:ing)?|return|go|come back|seek(?:ing)?|get)\b", _I)
_ON_EVENT = re.compile(r"(?:only |but only )?(?:if|when|whenever|should|as soon as|once|unless|in case)\b", _I)
_VAGUE = re.compile(r"^(?:an? |the )?(?:safe|works?(?: well)?|useful|helpful|suitable|possible|available|option|options|choice|good|better|effective|fast|relief|can be used|used|performed|done|mostly|mainly)$", _I)


# One look at the closed class of words that can begin a condition spares a dozen patterns.
CUE = re.compile(
    rf"[\s,;–—-](?:if|unless|in|depending|except|provided|assuming|subject|as|so|regardless|whether|even|when|whenever|where|wherever|while|once|after|before|during|for|among|should|despite|with|without|only|especially|"
    rf"particularly|on|upon|by|at|from|over|under|above|below|aged?|older|younger|until|till|past|up|not|that|who|which|shortly|soon|right|just|immediately|directly|long|between|the first|the last|around|within|following|beyond|throughout|other|best|better|preferred|useful|helpful|reserved|used|chosen|suitable|ideal|good|enough|first|possible)\s|,\s*(?:[\w'-]+\s+){{0,3}}{PEOPLE}", _I)


CUED, _CHOOSES = any_of(CUE) | asides.CUED, any_of(_CHOSEN)


def straight(text: str) -> str:
    """Typographic apostrophes as typewriter ones; every character keeps its place."""
    return text.replace("’", "'").replace("ʼ", "'") if "’" in text or "ʼ" in text else text


def trailing(text: str, section: str | None) -> re.Match[str] | None:
    """The condition at the end of a phrase; group 1 is the condition, `start()` where the core ends.

    >>> trailing("Anesthesiologist, if sedation is used", "personnel")[1]
    'if sedation is used'
    >>> trailing("Ask your doctor if you should stop aspirin", "preparation"), trailing("Pain when swallowing", "risks")
    (None, None)
    """
    words, plainly = words_of(text), straight(text)
    found = _tail(plainly, section, words) if words & CUED else None
    if found and CUE.search(plainly):
        return found
    return _aside(plainly, section, words) if words & asides.CUED else None


def _tails(text: str, section: str | None, words: int) -> Iterator[re.Match[str]]:
    ways = [match for need, pattern in _WAYS if words & need == need and (match := pattern.search(text))]
    if ways:
        yield min(ways, key=re.Match.start)
    if words & asides.CUED and (aside := asides.trailing(text, section, words)):
        yield aside
    for need, pattern in _TAILS.get(section or "", _TAILS[""]):
        if words & need == need and (match := pattern.search(text)):
            yield match


def _tail(text: str, section: str | None, words: int) -> re.Match[str] | None:
    """The condition at the end of a text with those words, whether or not a word in it can begin one."""
    if section == "recovery" and words & asides.HURRIES and (match := asides.hurry(text)):
        return match
    if section == "recovery" and words & asides.CUED and (match := asides.permission(text)):
        return match
    if section == "alternatives" and words & _CHOOSES and (match := _CHOSEN.search(text)) and match.start():
        return match
    for match in _tails(text, section, words):
        if match.start() and _holds(text[: match.start(1)].rstrip(), match[1], section):
            return match
    match = adjuncts.trailing(text, section)
    before = text[: match.start(1)].rstrip() if match else ""
    if match and section == "indications":
        return match if stands_apart(before) and not _FOUND.search(before) else None
    return match if match and _holds(before, match[1], section) else None


def _aside(text: str, section: str | None, words: int) -> re.Match[str] | None:
    match = asides.trailing(text, section, words)
    return match if match and _holds(text[: match.start(1)].rstrip(), match[1], section) else None


_DISPOSED = re.compile(rf"^for (?:\w+ )?{PEOPLE} (?:prone|allergic|sensitive|known|due|used|exposed|new|close|likely|unable|able) to\b", _I)
_PLAIN = re.compile(rf"(?:for|in|among|during|at) (?:the (?:very )?(?:first|second|last|early)\b|any sign|(?:the )?(?:{OWN_WORD}){{0,3}}?(?:patients|people|those|anyone)\b)", _I)


def plain(said: str) -> bool:
    """Whether an adjunct is a condition even where a vocabulary has the whole phrase for a name.

    >>> plain("for patients prone to cold sores"), plain("after cesarean")
    (True, False)
    """
    return bool(_PLAIN.match(said))


def stands_apart(finding: str) -> bool:
    """Whether "after …" behind a finding is no part of it, as it is of "symptoms that persist"."""
    return not _PERSISTING.search(finding) and not _WATCHED.search(finding) and not _WATCHING.match(finding)


_KINDLY = re.compile(rf"^(?:in|for|among)\s+(?:the )?(?:{OWN_WORD}){{0,4}}?{PEOPLE}", _I)
_UNIT = r"(?:minutes?|hours?|days?|weeks?|months?)"
_DATED = re.compile(rf"\b(?:removed|out|off|back|return)(?: shortly| soon| right| just| immediately)?$|\b(?:[\d.]+|an?|one|two|three|four|five|six|several|few) {_UNIT}$", _I)
_PERSISTING = re.compile(r"\b(?:persist|remain|continu|return|recur|last|linger|com)(?:s|es|e|ing|ed|ted)?(?: back)?$", _I)
_WATCHED = re.compile(r"\b(?:follow-?up|monitoring|check(?:-up)?|surveillance|care|evaluation|assessment|review|testing|pain|recovery|rehabilitation|support|protection|return)$", _I)
_PURPOSE = re.compile(r"\b(?:tests?|checks?|screening|exams?|search|panels?|assays?|cultures?|study|studies|sample|samples)$", _I)
_RESUMED = re.compile(r"^(?:return|back|resume|follow-?up|going back|restart)\b", _I)
_RELATIVE = re.compile(r",\s+(?:which|who)\b", _I)
_FOUND = re.compile(r"\b(?:diagnosed|found|began|begun|starting|started|appearing|beginning|detected|first seen|occurring|present|born)$", _I)
_WATCHING = re.compile(r"(?:follow-?up|monitoring|surveillance|checks?|evaluation|assessment|review|testing|planning|confirming|rehabilitation|return|relapse|recurrence)\b", _I)
_LATELY = re.compile(r"^(?:in|within|during|over) the (?:last|past|previous) (?:few |\w+ )?(?:hours|days|weeks|months|years?)$", _I)
_BORN = re.compile(r"^(?:before|after|during) (?:the )?(?:birth|delivery|procedure|test|surgery|operation)$", _I)
_REMEDIED = re.compile(r"\b(?:treated|managed|relieved|eased|helped|controlled|prevented|covered|filled|done|made|cured)$", _I)
_SOME_PLACE = re.compile(r"\b(?:an?|the|some|any|those|of) (?:[\w-]+ )?(?:country|countries|area|areas|region|regions|place|places|point|spot|part|parts|position|job|jobs|family|families|state)$", _I)
_THERE = re.compile(r"where (?:you|your|we|all|every|everything|staff|nurses|doctors|a nurse|a doctor|the (?:team|staff|nurses?|doctors?|equipment|machine))\b", _I)
_WHEN_TESTED = re.compile(r"when (?:the |an? |other |all |earlier |first )*(?:[\w-]+ )?(?:tests?|testing|scans?|ultrasound|x-rays?|mri|ct|biops(?:y|ies)|results?|pictures|images|diagnosis|treatments?|drugs?|medicines?|tablets|surgery|therapy)\b(?! (?:is|are) (?:started|stopped|given|taken)\b)", _I)
_SITE_OF = re.compile(r"where (?:the|your|an?) (?:[\w-]+ )?(?:plaster|needles?|tubes?|catheter|drain|line|drip|electrodes?|pads?|tape|cuff|stitch(?:es)?|cut|incisions?|iv|cannula|patch|bandage|cast|port|implant|pins?|scope|wires?) (?:was|were|went|goes|had been|lay|sat|comes|came|is|are)\b", _I)
_ACTED = re.compile(r"\b(?:has|have) (?!been\b)\w", _I)  # "after the doctor has looked at it" waits for somebody
_LASTING = re.compile(rf"\bfor (?:[\w.-]+ ){{1,5}}{_UNIT}$", _I)
_SHARE = re.compile(r"^(?:in|for|among)\s+(?:an? |the )?(?:most|many|some|few|minority|majority)(?: of)?(?: the)?(?: cases| instances| times)?$", _I)


_URGENT = re.compile(r"(?:only )?(?:if|when|whenever|at|should|as soon as|unless)\b", _I)
_JOINED = re.compile(r"\b(?:and|or|as|about|for|that|which|who|has|have|is|are|be|been)$", _I)
_ALONE, _PLACED = re.compile(r"^(?:only|unless)\b", _I), re.compile(r"^(?:in|for|among|before|until)\b", _I)
_ABOVE_ALL, _IN_ONE = re.compile(r"^(?:only|especially|particularly) ", _I), re.compile(r"^(?:in|for) an? ", _I)
_FOR_TO = re.compile(r"^for (?:[\w'’-]+ ){1,3}to (?!(?:the|an?|your)\b)\w+", _I)
_ONLY_SO, _SAID_OF = re.compile(r"^only (?:with|in|on|at|by|after)\b", _I), re.compile(r"\b(?:that|which|who)\b")
_FOR_OR_IN = re.compile(r"^(?:for|in)\b(?! case of\b)", _I)


def _holds(before: str, said: str, section: str | None) -> bool:
    if section == "risks" and _SHARE.match(said):
        return False  # "in some people" tells how often
    set_off = before.endswith((",", ";", "-", "–", "—"))
    before = before.rstrip(" ,;-–—")
    urgent = _COMPLETE.match(before) and _URGENT.match(said)
    if (ASKING.match(before) and not urgent and not (section == "recovery" and SUMMONS.match(before) and _ON_EVENT.match(said) and " for " not in before)) or (_VAGUE.match(before) and not (section in ("preparation", "recovery") and before.lower() == "fast")):
        return False
    if section == "indications" and said[:5].lower() == "while" and not set_off:
        return False  # "bleeding while on blood thinners" is one finding
    if section == "indications" and said[:5].lower() == "after" and _PERSISTING.search(before):
        return False  # "symptoms that persist after a month of exercises" are one finding
    if said[:6].lower() == "where " and (_SOME_PLACE.search(before) or (section == "setting" and _THERE.match(said))):
        return False  # "arrival from a country where malaria is common", "a ward, where you will stay overnight"
    if section in ("risks", "recovery") and _SITE_OF.match(said):
        return False  # "a rash where the plaster was"
    if said[:5].lower() == "after" and before[-5:].lower() in ("looks", " look", "taken"):
        return False
    if section == "indications" and _FOUND.search(before):
        return False  # "diagnosed at age 50" is one finding
    if said[:5].lower() == "with " and _REMEDIED.search(before):
        return False  # "infection, treated with antibiotics"
    if section == "risks" and occasion(said) and not adjuncts.by_night(said):
        return False
    if _RELATIVE.search(before) or (section == "alternatives" and said[:4].lower() == "for " and _PURPOSE.search(before) and not _KINDLY.match(said)):
        return False  # "exposure, which matters in pregnancy", "a blood test for tumor markers"
    if section == "preparation" and _LATELY.match(said):
        return False  # "a scan in the last two weeks" is measured
    if section == "alternatives" and _BORN.match(said):
        return False  # a birth comes to everybody
    if section == "preparation" and said[:6].lower() == "before" and _DATED.search(before):
        return False
    joined = _JOINED.search(before)
    if _OBJECT.search(before) and not (SUMMONS.match(before) and ASKING.match(before)) and not _ALONE.match(said) and (joined or not _PLACED.match(said)):
        return False
    if said.endswith(" only"):
        return True
    if section in ("preparation", "recovery") and occasion(_ABOVE_ALL.sub("", said)):
        return False
    if section == "recovery" and said[:5].lower() == "after" and (_DATED.search(before) or _RESUMED.match(before)) and not _ACTED.search(said) and not _LASTING.search(before):
        return False  # "stitches out after the check" dates, and so does "two weeks after"
    if section == "indications" and _IN_ONE.match(said):
        return False  # "fracture in a child" is one finding
    if _FOR_TO.match(said) and not _DISPOSED.match(said) and section in ("preparation", "recovery"):
        return False  # "arrange for an adult to drive you"
    if _ONLY_SO.match(said) and _SAID_OF.search(before):
        return False
    if _FOR_OR_IN.match(said) and _INCOMPLETE.search(before) and not (section == "setting" and before[-4:].lower() == "room") and not set_off and not _KINDLY.match(said):
        return False
    if section in ("risks", "indications") and not (set_off and section == "indications") and _ACTIVITY.match(said) and " age" not in said and not asides.measured(said) and (section == "indications" or _SENSATION.search(before)):
        if re.match(r"^on \w+ing (?:the|an?|your|some|hot|cold|warm)\b", said, _I):
            return section == "risks"  # "dizziness on leaving the bath"
        return bool(re.match(r"^when\b.*(?:\b(?:has|have|cannot|failed?|not)\b|n't\b)", said, _I) or _WHEN_TESTED.match(said)) and section == "indications"
    return True


_GROUPS = re.compile(rf"^(?:[\w-]+, )*[\w-]+ (?:or|and) (?:[\w-]+ )?{PEOPLE}(?: (?:with|who|on|over|under|of|aged?)\b.*)?$", _I)  # "small, old or heart-failure patients"
HARD_CASES = re.compile(rf"^(?:{KIND}|severe|serious|advanced|rare|large|deep|unstable|critical|emergency|planned|pediatric|elderly|older|obese|redo|recurrent)\s+(?:[\w-]+\s+){{0,2}}[\w-]{{3,}}(?<![usi])s$", _I)
GROUP = re.compile(rf"^(?:only |mainly |also |all |most |some )?(?:{OWN_WORD}){{0,4}}?{PEOPLE}\b(?:\s+(?:with|who|on|over|under|of|aged?|taking|having|from|in|and|or|older|younger|at|needing|using|without|above|below|whose|only|after|before|during|undergoing|awaiting|facing|due|about|too|unable|\d[\w–-]*)\b.*)?$", _I)
_BRACKET = re.compile(
    rf"^(?:{_any(*_ANY_SECTION)}|{ONLY}{_any(_AGE, REQUEST)}|(?:only |mainly |especially |mostly |particularly )?(?:for|in|during|with|after|before|under|when|where|while|whenever|once|on|until|at|as the|as an?|not in|not for|below|over)\s+.+|"
    r"only\s.+|optional(?:ly)? (?:for|if|when|in)\s.+)$", _I)
_UNFIT = re.compile(r"^(?!(?:it|this|that)\b)(?:[\w'’/-]+ ){1,4}(?:not (?:tolerated|possible|effective|suitable|available|working|helping|enough)|failed|fails|unsuccessful|refused|unsuitable|contraindicated)$", _I)
_KIND_OF_CASE = re.compile(r"^(?:[\w'’-]+\s+){1,4}(?:only|cases|states|regions|practices|clinics|hospitals|centers)$", _I)
_NO_BRACKET = re.compile(
    r"^(?:in|on|at|with|for|under|over|below|above|after|before|during|until|from)\s+(?:(?:an?|the|up to|about|around|nearly|over|most|many|several|observational|clinical|large|small|some|two|three|at least|more than|less than|fewer than)\s+)*"
    r"(?:\d+(?:[.,]\d+)?\s*(?:%|percent|cm|mm|mg|ml|g\b|kg|pounds|lb|inch|degrees|minutes?|hours?|days?|weeks?|in [\d,]+|of every|of [\d,]+|out of)|half|third|quarter|studies|study|trials|trial|research|series|reports|minutes|hours|days|weeks|time)\b"
    r"|^(?:for example|for instance|in turn|in short|at most|at least|in total|in all|with or without|at once)\b", _I)


def bracketed(text: str) -> bool:
    """Whether a remark in brackets is a condition rather than a gloss, a rate or a size.

    >>> bracketed("healthy children over one year"), bracketed("under 1 cm"), bracketed("atrial fibrillation")
    (True, False, False)
    """
    return begins_with_cue(text) or bool(_UNFIT.match(text) or GROUP.match(text) or _GROUPS.match(text) or (_KIND_OF_CASE.match(text) and not _NO_BRACKET.match(text)))


_ONLY_IF = re.compile(r"\bonly (?:if|when|where|in|for|after)\s", _I)


def limits(text: str) -> bool:
    """Whether a remark says of which kind and when a thing holds: "type I only if it causes fainting"."""
    return bool(_ONLY_IF.search(text))


def begins_with_cue(text: str) -> bool:
    """Whether a remark opens with the word that makes it a condition: "if sedated", "for children"."""
    return not _NO_BRACKET.match(text) and (bool(_BRACKET.match(text)) or asides.bracketed(text))


_AS_NEEDED = re.compile(rf"^(?:only )?{_NEEDED}$", _I)
LEAD_IN = re.compile(
    r"^(?:(?:only |mainly |also )?(?:if|for|when|whenever|unless|in|with|during|among|where|depending|once|under|after|should|except|while|before (?:each|every|any))\b.*):?$", _I)


UNFINISHED = re.compile(r"\b(?:with|who|that|which|have|has|having|of|for|to|in|taking|are|is|such as|include|including|you|any)$", _I)


_LEADING_IN = any_of(LEAD_IN, GROUP, _AS_NEEDED)


def leads_in(text: str) -> bool:
    """Whether a line above a list says when or for whom the list holds.

    >>> leads_in("For planned operations:"), leads_in("Diabetic patients:"), leads_in("On the day of surgery:")
    (True, True, False)
    """
    bare = text.rstrip(" :–—-")
    if not words_of(bare) & _LEADING_IN or not (LEAD_IN.match(bare) or GROUP.match(bare) or _AS_NEEDED.match(bare)):
        return False
    return not UNFINISHED.search(bare) and not occasion(bare)  # "We suggest it for people with:" is finished by the list
