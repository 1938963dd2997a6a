"""The forms of a condition at the end of a phrase, and which of them count in which section.

A clause with "if" is one everywhere; "for" and "after" need not say when: a finding, a time or the procedure itself may
stand behind them. Nothing here knows a medical word.
Texts come here in lower case.
"""

from __future__ import annotations

from graph.ingest.text.gates import Rules
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.populations import CASE, KIND, ONE, ONLY, OWN_WORD, PEOPLE, POPULATION


def either(*ways: str) -> str:
    """One of several ways, as a pattern."""
    return "(?:" + "|".join(ways) + ")"


_VERB = (r"(?:is|are|was|were|has|have|had|cannot|can't|can|does|do|did|isn't|aren't|fails?|failed|needs?|needed|necessary|possible|"
         r"applicable|requires?|required|used|given|indicated|available|allows?|wants?|demands?|will|would|starts?|remains?|shows?|occurs?|"
         r"develops?|becomes?|suspected|appropriate|present|prescribed|asks?|relevant|permits?|permitted|explains?|agrees?|covers?|must|should|could|begins?|continues?|persists?|"
         r"follows?|comes?|goes|go|gets?|calls?|suggests?|may|might|stops?|makes?|agrees?|exists?|worsens?|planned|ordered|advised)")
_FINITE = rf"(?:when|whenever|where|wherever|while|(?<!at )once(?! (?:an? (?:day|night|week|month|year|session)|or|daily|weekly|monthly|every|per|again|only)\b)|after)\s+(?!(?:which|that)\b)(?:(?!\b(?:if|unless|when)\b)[^,;()])*?(?<=\s){_VERB}\b[^;()]*"
NEEDED = (r"as (?:the )?(?:need|case|situation|occasion) (?:arises|may be|demands|requires)\b[^;()]*|(?:as|if|when|where|whenever|wherever|only if|only when)\s+(?:it is |medically |clinically |otherwise |and when |really )?(?:needed|necessary|required|indicated|appropriate|applicable|possible|(?<!as )tolerated|"
           r"available|permitted|allowed|requested|wanted|warranted|feasible|relevant|suitable)\b[^;()]*|(?:if|when|where|only if|only when) (?:[a-z]+ed|worn|known|taken|given|ordered|prescribed|advised|recommended|offered|chosen|used|given|planned|asked|told|positive|negative|abnormal|awake|asleep|pregnant|sedated|nursing|breastfeeding)\b[^;()]*")
_IF = (r"(?:if|unless|in the event|depending (?:on|upon)|except|provided(?: that)?(?= \w)|assuming|subject to|(?:for )?as long as|so long as|"
       r"even though|as soon as|(?:each|every|any) time(?= (?:you|it|the|your|they|he|she|we|an?)\b))\b[^;()]*")
_IN_KIND = rf"in\s+(?!(?:\w+ )?(?:most|some|all|rare|few|many) (?:cases|instances)\b)(?:(?:the )?(?:very |more |less )?{KIND}\s+[^;()]+|(?:[\w-]+\s+){{1,2}}{CASE}(?:\s+(?:of|where|with|when)\s[^;()]*)?$|an? (?:emergency|crisis)|emergencies\b[^;()]*)"
AGE = (r"(?:only )?(?:from|over|under|above|below|up to|after|before|until|past|aged?|older than|younger than|at|beyond|by)\s+(?:about |around )?(?:the )?(?:age(?: of)?\s+)?"
        r"(?:\d{1,2}(?!\d)(?!\s*(?:%|percent|cm|mm|mg|ml|lb|kg|pounds|minutes|hours|days|weeks|in\b|of\b|out\b))|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|forty|fifty|sixty|seventy|eighty))(?:\s+(?:years?|months?)(?: old| of age)?)?(?:\s+(?:and|or) (?:older|over|up|above|younger|under))?"
        r"|(?:from )?age[sd]?\s+\d[^;()]*|as early as [^;()]+|as late as [^;()]+")
REQUEST = (r"(?:(?:only )?(?:on|upon|by|at)\s+(?:your |patient |special |the patient's |doctor'?s'? )?(?:request|referral|appointment|prescription|order)|"
            r"(?:only )?with (?:your |a |the )?(?:\w+['’]s?|medical|written|prior) (?:approval|permission|agreement|consent|clearance|advice|order|go-ahead)|"
            r"in (?:pregnancy|an emergency|emergencies|childhood|infancy|old age|winter|summer)|during (?:pregnancy|breastfeeding|an emergency|emergencies|menstruation|labor|(?:a |the )?(?:pandemic|outbreak|flare|flares|flare-ups?)))\b[^;()]*")
_VARIANT = (r"for\s+(?!(?:\w+ )?(?:days|weeks|months|years|hours|time|minutes)\b)(?:home|general|sedated|contrast|spinal|deep|deeper|elective|emergency|planned|urgent|open|laparoscopic|robotic|complex|certain|some|selected|"
            r"first-time|repeat|inpatient|outpatient)\s+[^;()]+")
_SPELL = "(?:few |several |couple of |two |three |four )?(?:minute|hour|day|night|evening|morning|week|month|year)"
ANY_SECTION = (
    ONLY + _IF, rf"(?:(?:before|after|at|on|with|between|during)(?: (?:and|or) (?:before|after))? (?:each|every)|(?:before|after)(?: (?:and|or) (?:before|after))? the (?:first|last|final)) (?!(?:{_SPELL})s?\b)[^;(),]+", r"in (?:suspected )?cases? of [^;()]+", NEEDED, ONLY + _FINITE, ONLY + POPULATION, ONLY + ONE,
    r"(?:especially|particularly|only|mostly|mainly|chiefly|notably|above all|more so|(?:(?:much |far )?(?:higher|greater|likelier|commoner|worse|(?:more|less) (?:common|likely|frequent|often|commonly|frequently))(?=.*\b(?:with|in|after|among|on|during)\b))) (?:with|in|after|during|for|at|on|under|by|among|within|before|between)\s+(?!(?:the|an?|your) (?:procedure|surgery|test|operation)\b)[^;()]+", ONLY + _IN_KIND, rf"in (?:the |those |some |most |many )?(?:{CASE}|places|plans|schools|offices|pharmacies|towns|communities|networks) (?:that|which|where|with)\s+[^;()]+",
)
_JOIN = r"[\s,;](?:(?<![,;])\s*[-–—])?\s*"  # a blank, a comma, a semicolon or a dash; what cannot begin so is passed over at once
_SET_OFF = r"(?:,\s*|\s+[-–—]\s*|;\s*)"
TRAILING = tuple(Pattern(rf"{_JOIN}({way})$") for way in ANY_SECTION)
PRECAUTION = Pattern(rf"{_JOIN}(?:just )?in case(?! of)\b(?:\s+[^;()]+)?$")
IN_CASE = Pattern(rf"{_JOIN}(in case\s+[^;()]+)$")
SET_OFF = Pattern(rf"{_SET_OFF}({either(ONLY + either(AGE, REQUEST), ONLY + '(?:during|after|before)' + '(?: (?:or|and) (?:during|after|before))?' + ' (?!that)[^;(),]+')})$")
_LOOSE = Pattern(rf"{_JOIN}({ONLY}(?:when|whenever|where(?! (?:and|or|to)\b)|(?<!at )once(?! (?:an? (?:day|night|week|month|year|session)|or|daily|weekly|monthly|every|per|again|only)\b)|while|as long as)\s+[^;()]+)$")
_FOR = Pattern(
    rf"{_JOIN}((?:only |mainly |mostly )?for\s+(?!(?:example|instance|life|intervention|diagnosis|treatment(?! (?:at|in|during|of)\b)|confirmation|comparison|relief|guidance|monitoring|evaluation|assessment|follow-up$|more|symptom|symptoms|pain relief|pain control|support|now|good|up to|about|at least|comfort|up)\b|\d|the (?:procedure|test|exam|scan|surgery|(?:first|next|last) (?:day|week|month|night|year))\b)"
    r"(?!(?:an?|one|two|three|four|five|six|several)(?: (?:or|to) \w+)? (?:few |couple )?(?:of )?(?:second|minute|hour|day|week|month|year|night)s?\b)[^;()]+)$")
_AFTER = Pattern(rf"{_JOIN}((?:only |mainly |mostly )?(?:before|after|during)(?: (?:and|or) (?:before|after|during))?(?:\s+[^;()]+)?)$")
_DISEASE = (r"(?:diseases?|illness|failure|cancers?|crisis|infections?|injury|injuries|pregnanc(?:y|ies)|labou?r|syndromes?|disorders?|deficiency|insufficiency|impairment|dysfunction|withdrawal|overdose|poisoning|menopause|hypertension|strokes?|diabetes|asthma|epilepsy|"
            r"fibrillation|shock|sepsis|trauma|emergencies|emphysema|dementia|obesity|\w+(?:itis|osis|emia|oma|omas|pathy|plegia|opia|philia|ism|algia|paresis|cytopenia|penia))")
_IN_DISEASE = Pattern(rf"{_JOIN}({ONLY}in\s+(?:[\w-]+ (?:and|or) (?=[\w-]+ {_DISEASE}$))?(?:(?!(?:the|your|a|an|and|or|of)\b)[\w'’-]+\s+){{0,3}}{_DISEASE})$")
_GROUP_SET_OFF = Pattern(rf"{_SET_OFF}((?:only |mainly )?(?:{OWN_WORD}){{0,3}}?{PEOPLE}(?:\s+(?:with|who|on|over|under|of|aged?|taking|from|after)\s+[^;()]+|\s+only)?)$")
_SOON = Pattern(
    rf"{_JOIN}({ONLY}(?:in the (?:few )?(?:hours|days|weeks|months|years) (?:after|before|following|around|leading up to) [^;()]+|(?:shortly|soon|right|just|immediately|directly|long) (?:after|before|during)\s+[^;()]+|(?:in|on|during|within|over) the (?:very )?(?:first|early|following|initial|next) (?:few |two |three |several )?(?:hours?|days?|weeks?|months?|nights?|years?|trimester|visits?|sessions?|doses?)\b[^;()]*|between (?!the\b)(?:[\w-]+ ){{0,2}}(?:sessions|treatments|doses|visits|infusions|meals|attacks|flares|injections|cycles)))$")
_VARIANTS = Pattern(rf"{_JOIN}({_VARIANT})$")
_WEIGHED = Pattern(rf"{_SET_OFF}(?:(?:but |though )?(?:very |quite |most |extremely |fairly )?(?:rare|rarely|common|commonly|uncommon|unusual|unlikely|likely|frequent|seldom|often|possible|sometimes|occasionally|seen|usual|usually)(?: seen| found| met)?) ((?:in|with|after|during|among|when|if|on|at) (?!(?:the|this|your) (?:\w+ )?(?:site|skin|hands?|procedure|test|operation|first place)\b)[^;(),]+)$")
_WITH_APART = Pattern(rf"{_SET_OFF}((?:only )?with (?:an? |the )?(?:general|spinal|deep|light|intravenous|local) (?:an(?:a)?esthe\w+|sedation)|(?:only )?with (?:sedation|contrast|dye|an(?:a)?esthesia))$")
_AS = Pattern(rf"{_JOIN}(as (?!(?:needed|directed|usual|well|soon|tolerated|prescribed|before|much|often|long|far|many|on|in|at|to|for|with|if|possible)\b)(?:(?:the|your|it|they|you|a|an)\s+)?(?:[\w-]+\s+){{1,2}}(?:\w+s|recover|heal|improve|dissolve|fade|change|grow|age|return|settle|shrink|drop|rise|fall|wear|come|go|build|pass|spread|move)(?:\s+(?:off|out|in|up|down|on)|\s+(?:through |into |along |past |over )?(?:the|your) [\w-]+(?: [\w-]+)?)?)$")
_AFTERWARDS = Pattern(
    rf"{_JOIN}((?:after|(?<!the )following) (?!(?:the (?:last|first|next|same)|each|every|meals?|eating|that|this|about|an?|several|one|two|three|four|five|six|seven|eight|ten|some|midnight|discharge|going|getting|you|your|which|it|they|showers?|discharge)\b|[\d~]|the last|the final)[^;(),]+)$")
_TRIED = Pattern(
    rf"{_JOIN}(un(?:controlled|responsive|relieved|explained|helped|improved|changed|cured) (?:to|by|with|on|despite)\s+[^;()]+|not (?:\w+ )?(?!(?:caused|related|linked|connected|associated|accompanied|attached|confined|limited|owed|used|followed|preceded|needed|suited|according|belonging|born|allergic)\b)\w+(?:ed|ing|able|lp|ive|ld|met|en) (?:by|with|to|despite|after|on|under|through)\s+(?!(?:time|touch|pressure|movement|exertion|itself|(?:its|their|his|your|her) own)\b)[^;()]+|(?:when|whenever|once|while) (?:nothing|no|other|all) [^;()]+|despite\s+[^;()]+|after (?:(?:about |at least |more than |over )?(?:\d+|two|three|four|six|several|some|many) (?:to \d+ )?(?:days|weeks|months|years) of|(?:an? |the |any )?(?:failed|failing|failure of|unsuccessful|trying|other))\s+[^;()]+"
    r"|(?:that|who|which) (?:has|have) not (?:\w+ )?(?:settled|improved|responded|resolved|healed|cleared|gone away)\s+(?:enough )?(?:after|with|to|on|despite)\s+[^;()]+)$")
# What happens at some time to some patients: "at removal", "for MRI scans", "before dental work".
_HAPPENING = (r"(?:(?!(?:hospital|hospitals|portal|portals|location|locations|station|stations|department|departments|arrival|admission|midnight|attention|position|direction|addition|condition|conditions|apartment)\b)\w{3,}(?:als?|tions?|sions?|ments?)|"
              r"surgery|surgeries|births?|delivery|deliveries|dialysis|exercise|travel|flights?|flying|trips?|exams?|scans?|scanning|x-rays?|procedures?|operations?|therapy|sessions?|infusions?|injections?|doses?|dosing|sports?|flares?|attacks?|repairs?|"
              r"biopsy|biopsies|pregnancy|labor|illness|chemotherapy|radiotherapy|sedation|an(?:a)?esthesia|fittings?|switch-on|start-up|exchanges?|changes?|work|cleanings?|tests?|testing|imaging|swimming|dives?|diving|contrast)")
_SPECIAL = r"(?:(?!(?:for|in|on|with|the|your|this|that|each|every|first|next|last|same|any|an?|some|other|more|all|full|normal|regular|daily|usual|treatment|test|days?)\b)[\w-]+\s+)"
_AT_EVENT = Pattern(rf"{_JOIN}({ONLY}(?:at|upon|on)\s+(?:(?:the |initial |first |final |each |every )?(?:time of )?)?{_SPECIAL}?{_HAPPENING}(?: of (?:the |a |an )?[\w-]+(?: [\w-]+)?)?)$")
_BEFORE_EVENT = Pattern(rf"{_JOIN}({ONLY}(?:before|during|for)\s+(?:x-rays|scans|mris?|cts?|contrast|injections|infusions|vaccines|{_SPECIAL}{{1,2}}{_HAPPENING}|{_SPECIAL}{{0,2}}{_HAPPENING} (?:of|to|on|in|with|involving) [^;()]+))$")
_FOR_EVENT = Pattern(
    rf"{_JOIN}({ONLY}(?:before|during|for)\s+(?:(?:any|an|a|future|later|all|other|long|air|the next|another) )?{_SPECIAL}{{0,2}}(?:scans?|x-rays?|exams?|procedures?|operations?|surgery|surgeries|dental work|dental visits?|cleanings?|trips?|travel|flights?|flying|swimming|sports?|dives?|diving|mris?|cts?|pregnancy|sex|exercise)(?: with(?:out)? [\w-]+)?)$")
_IN_PLURAL = Pattern(
    rf"{_JOIN}({ONLY}in\s+(?!(?:the|your|a|an|this|that|these|his|her|one|two|three|four|five|six|several|many|most|some|few|all|both|about|up|small|divided|multiple|repeated|other)\b|\d)"
    r"(?:[\w-]+\s+){1,3}?(?!(?:hours|days|weeks|months|years|minutes|steps|stages|sessions|doses|visits|hands|studies|trials|arms|legs|hospitals|offices|units|words|times|ways|parts|places)\b)[\w-]{3,}(?<!s)(?<!u)(?<!i)s)$")
_TIME = r"(?:nights?|visits?|weeks?|months?|years?|weekends?|holidays|days?|sessions?|stages?|trimester|start|beginning|end|term|season|winter|summer|hours|follow-up|first|puberty)"
_TIMES = Pattern(
    rf"{_JOIN}({ONLY}(?:(?:at|in|on|during|between|over|from|until|around)\s+(?:the |an? )?(?:(?:first|second|third|last|final|next|early|later?|following|initial|home|school|clinic|follow-up|repeat|older|evening|night) )?(?:few |two |three )?{_TIME}(?: of (?:the )?[\w-]+)?"
    rf"|(?:the )?(?:first|last|final|second) (?:few |two |three )?{_TIME}|at (?:some|certain|many|larger|most|special|selected)\s+[^;(),]+))$")
_CRISIS = Pattern(rf"{_JOIN}({ONLY}(?:for|in) (?:an? |any )?(?:crisis|crises|emergenc(?:y|ies)|urgent \w+|flare-?ups?|trouble)\b[^;(),]*)$")
_AGED = Pattern(rf"{_JOIN}({ONLY}from \d\d on(?:wards?)?|{ONLY}(?:from|after|before|over|under|above|below|until|past|at) (?:the )?age(?: of)? \w+(?: (?:to|and|or) \w+| (?:or|and) (?:older|over|up|younger|under))?|{ONLY}(?:from birth )?(?:up )?to (?:the )?age(?: of)? \w+|at any age|together with an? [^;()]+ (?:who|that|which) [^;()]+|(?:up to|until|from|before|after|over|under|at) (?:about )?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:weeks|months|years)(?:['’])? (?:of (?:age|pregnancy|gestation)|old|(?:or|and) (?:later|older|over|more|beyond|younger|earlier)))$")
_ONLY_TAIL = Pattern(rf"{_JOIN}((?:at|in|on|for|with|during|after|before|under|by)\s+[^,;()]{{2,60}} only)$")
_UNTIL = Pattern(rf"{_JOIN}({ONLY}(?:(?:until|till)\s+[^;()]+|as an? (?:last resort|bridge|stopgap)\b[^;()]*))$")
_WITHOUT = Pattern(rf"{_JOIN}({ONLY}without\s+(?!(?:an? |any )|(?:enough|sufficient|warning|symptoms?|cause|reason|signs?|pain|fever|known|treatment|help|end)\b)[^,;()]+)$")
_FOR_GRADE = Pattern(
    rf"{_JOIN}({ONLY}for (?:[\w-]+ (?:or |and )?){{1,2}}(?:jobs?|work|duties|sports?|trades?|occupations?)|{ONLY}(?:for|in|with) (?:very )?(?:high-risk|low-risk|severe|moderate|mild|large|small|complex|abnormal|positive|negative|deep|open|advanced|early|late|major|minor|multiple|repeated) "
    r"(?:[\w-]+ ){0,2}(?!(?:pains?|aches?|soreness|discomfort|swelling|bleeding|nausea|symptoms|headaches?|cramps|itching|fever|steps|amounts|meals|doses|bandages?|sips|soap|shampoo|water|lotion|cream|cleansers?|detergent|food|pressure|clothes)\b)[\w-]+)$")
_MAINLY = Pattern(rf",\s+((?:mainly|mostly|especially|particularly|chiefly|only) (?:{PEOPLE}|(?!(?:mild|minor|short|small|temporary|brief|in|on|at|of|for)\b)(?:[\w-]+ ){{1,3}}[\w-]{{3,}}(?<![usi])s))$")
_GIVEN = Pattern(rf"{_JOIN}(?:is|are|(?:will|may|can|should|must|might|could) be) (?:\w+ly |mainly |only )?(?:offered|given|reserved|available|recommended|advised|kept|used|suggested|considered|added|needed|prescribed|ordered)(?: beforehand| afterwards| first| as well)? ((?:only |mainly )?(?:to|for|in) (?!(?:patients|people|everyone|most)$)(?:{OWN_WORD}){{0,4}}?{PEOPLE}\b[^;()]*)$")
_RESERVED = Pattern(r"(?:,\s+|\s+(?:is|are|remains?|should be|may be) )(?:(?:mainly|only|usually|best|mostly) )?(?:reserved|kept|a matter|the domain|(?=limited|restricted|confined)) ?((?:for|of|limited to|restricted to|confined to) [^;()]+)$")
_SUITS = Pattern(rf"{_JOIN}(?:(?:may|might|can|could|will|should|usually|often|best|also|only) )*(?:suits?|fits?|(?:is|are|be) (?:right|better|best|ideal|meant) for) ((?:only |mainly |those )?(?:{OWN_WORD}){{0,4}}?{PEOPLE}\b[^;()]*)$")
_POSSIBLE = Pattern(r"\s+(?:again )?(?:is |are |remains? |made )?possible ((?:only )?(?:with|without|after|if|when|during|once|through) [^;()]+)$")
_IN_SHARE = Pattern(rf"\s+(in (?:about |around |up to |roughly |nearly |over |more than |almost |some )*(?:most|many|some|half(?: of)?|(?:an?|two|three) (?:third|quarter|fifth)s?(?: of)?|\d[\d.,]*\s?(?:%|percent)(?: of)?|[\w-]+ (?:in|of|out of|of every) (?:every )?[\w-]+) (?:the )?(?:{OWN_WORD}){{0,2}}?{PEOPLE} (?:with|who|whose|on|after|over|under|below|above|aged?) [^;()]+)$")
_BEFORE_IT = Pattern(rf"{_JOIN}(before (?!(?:and|or|you|it|they|the|your|this|that|a|an|any|midnight|noon|going|leaving|surgery|discharge|starting|long|then|changing|returning|resuming)\b|[\d])[^;(),]+)$")
CHOSEN = Pattern(r",\s+(?:usually |often |mainly |mostly )?(?:best|better|preferred|useful|helpful|reserved|used|chosen|suitable|ideal|good|an option|enough|first choice) ((?:only |mainly )?(?:for|in|after|before|when|where|if|with|during|among) [^;()]+)$")
_UNTIL_IT = Pattern(rf"{_JOIN}((?:until|till) (?:the |your |all |any |an? |it |they |you )?(?:[\w'’-]+ ){{0,4}}?(?:is|are|has|have|feels?|returns?|heals?|comes? (?:out|off|back)|falls? off|can|no longer|stops?|passes|settles?|clears?|(?<=you )(?!the\b)\w+|(?<=it )(?!the\b)\w+|(?<=they )\w+)\b[^;()]*)$")
_FOR_SO_LONG = Pattern(r"(?:(?<=days)|(?<=weeks)|(?<=months)|(?<=hours)|(?<=week)|(?<=month)|(?<=day))\s+((?:only )?for (?!(?:the|your|an?|at|up|about|pains?|aches?|symptoms|exercises|dressings|checks?|tests|visits)\b|[^;()]*\b(?:minutes|hours|days|weeks|months|years)$|\d)(?:[\w-]+ ){0,2}(?:[\w-]{3,}(?<![usi])s(?: (?:of|in|on|to|with) [^;(),]+)?|surgery|repair|replacement|work))$")
# "for" and "after" need not say when: a finding, a time or the procedure itself may stand behind them.
_BY_SECTION: dict[str, tuple[Pattern, ...]] = {
    "indications": (_IN_DISEASE, _LOOSE, _TRIED, SET_OFF, IN_CASE, _AGED),
    "preparation": (_WITH_APART, _GROUP_SET_OFF, _GIVEN, _IN_DISEASE, _LOOSE, _VARIANTS, _BEFORE_EVENT, _AGED, _ONLY_TAIL, _FOR_GRADE),
    "setting": (_RESERVED, _SUITS, _GIVEN, _IN_DISEASE, _LOOSE, _FOR, _AFTER, SET_OFF, IN_CASE, _GROUP_SET_OFF, _AT_EVENT, _IN_PLURAL, _TIMES, _AGED, _CRISIS, _UNTIL, _ONLY_TAIL),
    "personnel": (_RESERVED, _GIVEN, _IN_DISEASE, _LOOSE, _FOR, _AFTER, SET_OFF, IN_CASE, _GROUP_SET_OFF, _AT_EVENT, _IN_PLURAL, _TIMES, _AGED, _CRISIS, _UNTIL, _ONLY_TAIL),
    "risks": (_WEIGHED, _GROUP_SET_OFF, _IN_SHARE, _IN_DISEASE, _LOOSE, _SOON, _AS, _VARIANTS, SET_OFF, IN_CASE, _AT_EVENT, _AGED, _ONLY_TAIL, _WITHOUT),
    "benefits": (_POSSIBLE, _IN_SHARE, _IN_DISEASE, _LOOSE, _VARIANTS, SET_OFF, _AGED),
    "recovery": (_FOR_SO_LONG, _WITH_APART, _GROUP_SET_OFF, _GIVEN, _IN_DISEASE, _LOOSE, _AFTERWARDS, _VARIANTS, _AS, IN_CASE, _FOR_EVENT, _AGED, _CRISIS, _ONLY_TAIL, _FOR_GRADE, _BEFORE_IT, _UNTIL_IT),
    "alternatives": (_RESERVED, _SUITS, _GIVEN, _IN_DISEASE, _LOOSE, _FOR, _AFTER, SET_OFF, IN_CASE, _GROUP_SET_OFF, _IN_PLURAL, _AGED, _UNTIL, _CRISIS),
}
ANYWHERE = Rules(*TRAILING)
BY_SECTION = {section: Rules(_MAINLY, *patterns) for section, patterns in (*_BY_SECTION.items(), ("", (_LOOSE,)))}
