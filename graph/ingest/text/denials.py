"""What a statement denies: "no fasting is required", "not performed in an office", "surgery centers cannot do this".

A denial leads ("there is no need to"), follows ("is not needed") or stands as a verb of its subject. An instruction or a
benefit that is itself an absence ("no driving for a day", "no radiation") denies nothing.
Patterns are looked for in lower case.
"""

from __future__ import annotations

import re

from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.normalise import lower, straight
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.questions import DENIED

_ADV = r"(?:(?:of itself|in itself|generally|usually|normally|typically|as a rule|routinely|otherwise|ordinarily|currently|commonly|often|ever|yet|strictly|really|also|now|therefore|medically|considered|thought|felt|deemed|judged|believed|to be|recommended to be)\s+)*"
_IT = (r"(?:you|patients|people|women|men|most (?:patients|people)|it|this|that|they|we|there|(?:the|this|your|a|an) (?:\w+[\s-]){0,3}?(?:procedure|test|exam|examination|"
       r"scan|surgery|operation|treatment|study|visit|device|therapy|service|code|code's service|drug|medicine|injection|infusion|shot|biopsy|session|sessions|"
       r"equipment|machine|item|program|transplant|implant|team|assay|panel))")
_DONE = (r"(?:performed|done|carried out|offered|provided|given|used|available|billed|covered|allowed|possible|practical|practiced|delivered|meant|intended|suitable|"
         r"suited|appropriate|advised|recommended|indicated|approved|safe|placed|made|administered|undertaken|conducted|attempted|held|scheduled|permitted|designed|an option|"
         r"needed|required|necessary|enough|right|for use|reported|coded|reimbursed|paid for)")
_AT = r"(?:in|at|on|by|from|for|over|to treat|to|with|during|via|through|outside of|outside|as)"
_NOT = r"(?:not|never|no longer)"
_AUX = r"(?:is|are|was|were|will be|has been|can be|should be|would be)"
_NEGATED_AUX = r"(?:cannot|can not|can't|should not|shouldn't|must not|mustn't|may not|will not|won't|could not)"
_DONT = r"(?:(?:do|does|did|will|would|should) not|don't|doesn't|didn't|won't|needn't|need not)"
_ASK = r"(?:have to|need to|need|require|involve|call for|include|entail|mean|use|want|necessitate|ask for|depend on|demand)"
_BEING_NEEDED = (r"(?:required|needed|necessary|performed|done|used|expected|offered|involved|known|reported|described|given|called for|indicated|wise|sensible|worthwhile|advisable|essential|mandatory|obligatory|present|"
                 r"ordered|routine|recommended|taken|suitable|appropriate|possible|allowed|permitted|available|an option|equipped|advised|provided|covered|useful|"
                 r"wanted|prescribed|demanded|imposed|insisted on|sufficient|prudent|safe|good enough|enough for|brought about|part of|of use|a reason|an indication|a concern|a problem|a risk|seen|treated|approved|stopped|planned|asked for|foreseen|envisaged|promised|planned for|intended|screened|accepted|operated on|eligible|in question|to be|able to|licensed|set up|enough|placed|started|inserted|fitted|applied|an alternative|a substitute|a replacement|a choice|a feature|a worry|a danger|an issue|a side effect|a complication|a consequence|among (?:the|its)|one of (?:the|its|them))")

_VERB = r"(?:is|are|was|has|have|does|do|can|may|will|must|need|help|work|suffice|cure|count|apply|[\w-]{2,}(?<!s)s)"
_LEADING = tuple(Pattern(pattern) for pattern in (
    rf"^neither (?!.*\b(?:restricted|limited|forbidden|banned)\b)(?P<x>[\w' -]+? nor (?:an? |the )?(?:[\w'-]+ ){{0,3}}?[\w'-]+) {_VERB}(?: .*)?$",
    r"^(?:none of the |no |large |many |several )*(?:[\w-]+ )?(?:studies|trials|research) (?:has|have|could) (?:not )?(?:yet )?(?:shown|found|proved|proven|confirmed) (?P<x>.+)$",
    rf"^none of (?:(?:the|our|your|these|its|their) )?(?P<x>(?:[\w'-]+ ){{0,4}}?[\w'-]+s(?: (?:on|in) (?:the )?[\w-]+)?) (?!(?:on|in)\b){_VERB}\b.*$",
    rf"^(?:(?:there (?:is|are|will be|was)|there's|you have|has|have|with|it has)\s+)?{_ADV}(?:absolutely )?no (?:(?:special|particular|further|extra|real|strict|absolute|known) )?(?:need|requirement|reason|necessity|call|obligation) (?:for|to) (?:have |undergo )?(?P<x>.+)$",
    r"^(?:(?:there (?:is|are)|it (?:has|carries|poses)|this has) )?no (?:\w+ )?(?:risk|danger|chance|possibility|evidence) of (?P<x>.+)$",
    rf"^(?:(?:it|this|you|they|we|(?:the|this|your) (?:\w+ ){{0,2}}?(?:procedure|test|exam|scan|surgery|operation|treatment|visit|device|therapy|session|infusion|injection))\s+)?{_ADV}(?:will )?(?:needs?|requires?|involves?|calls? for|uses|(?<=\s)use|has|carries|poses|causes?|leaves|takes) {_ADV}no (?:(?:special|particular|further|extra|known) )?(?:risk of )?(?P<x>.+)$",
    rf"^(?:{_IT}\s+)?{_ADV}{_DONT} {_ADV}{_ASK}(?: to)?(?: have| undergo)? (?P<x>.+)$",
    rf"^{_IT} {_AUX} {_NOT} {_ADV}{_DONE}(?: (?:only|just))? {_AT} (?P<x>.+)$",
    rf"^{_IT} (?:isn't|aren't|wasn't) {_ADV}{_DONE} {_AT} (?P<x>.+)$",
    rf"^(?:{_IT} )?{_NEGATED_AUX} {_ADV}be {_ADV}{_DONE}(?: {_AT})? (?P<x>.+)$",
    rf"^(?:{_IT} )?{_DONT} {_ADV}(?:take place|happen|work|belong) {_AT} (?P<x>.+)$",
    rf"^{_IT} (?:is|are) (?:{_NOT} {_ADV}(?:an? |the |any )?|no )(?:[\w-]+ ){{0,2}}?(?:treatment|cure|test|substitute|replacement|option|remedy|choice|answer|alternative|solution|tool|reason|way) (?:for|to|in|of) (?P<x>.+)$",
    rf"^(?:{_IT} (?:itself )?)?(?:(?:can|may|could|will|is|are) )?{_ADV}(?:be )?(?:performed|done|given|carried out|possible|goes? ahead|takes? place|proceeds?|works?) without (?:the need for |any )?(?P<x>.+)$",
    rf"^(?:{_IT} does nothing (?=for\b)|(?:{_IT} (?:is|are)|it's|they're) not )(?:(?:meant|right|suitable|intended|the (?:\w+ )?(?:test|treatment|answer|thing)) )?(?:for|in) (?P<x>.+)$",
    r"^(?:nor|(?:and )?neither) (?:(?:to|for|in|as|at|with|by|from|on|during|after) )?(?:(?:if|when|while)(?: you (?:have(?: had)?|are)| there (?:is|are))? )?(?:(?:is|are|will|do|does|can) )?(?:there |you |it |they )?(?:an? (?:[\w-]+ )?(?:treatment|test|cure|option|substitute|remedy|answer|reason|choice) (?:for|of|to|in) )?(?:(?:need|require|have|involve)s?(?: to)? )?(?P<x>(?!.*\bnor\b).+)$",
    rf"^(?:{_IT} )?{_DONT} {_ADV}(?:do|perform|offer|use|give|provide|recommend|advise|place|fit) (?:it|this|them|the \w+|these) {_AT} (?P<x>.+)$",
    r"^(?:contraindicated|inadvisable|unsafe|unsuitable|inappropriate|ineligible|pointless|unwise|useless|unhelpful|avoided|not safe|off limits|of no (?:use|help|benefit)|no (?:use|help|good|cure|answer|remedy|match)) (?:in|for|if|with|during|when there is) (?P<x>.+)$",
    rf"^{_NOT} {_ADV}{_DONE} {_AT} (?P<x>.+)$",
    r"^(?:there (?:is|are) )?no (?:\w+ )?(?:link|links|connection|association|relation) (?:with|to|between it and) (?P<x>.+?)(?: (?:is|are|has|have) .*?\b(?:been )?(?:shown|found|proven|proved|demonstrated|established|seen|known))?$",
    r"^(?:nobody|no one|none of (?:the |our |these )?(?:patients|people|women|children)|no (?:patient|child|baby)) (?:ever )?(?:has|have|needs?|had) to (?P<x>.+)$",
    r"^(?:there (?:is|are) |there's )?nothing (?:to|(?:needs|has|will have) to be) (?!(?:fear|worry|eat|drink|do|say|add|lose|swallow)\b)(?P<x>.+)$",
    rf"^(?:{_IT} )?(?:need not|needn't) (?!(?:be|worry)\b)(?P<x>.+)$",
))
# Whom a clinic sends away, and for whom the procedure itself is said to be the wrong one.
_TURNED_DOWN = Pattern(rf"^(?:(?:we|doctors|surgeons|specialists|clinics|cent(?:er|re)s|(?:the|our|this) \w+) )?{_ADV}(?:turns?|turning|must turn|have to turn) (?:down|away) (?P<x>.+)$")
_WRONG_FOR = Pattern(
    rf"^(?:{_IT}|(?:[\w-]+ ){{0,3}}(?:surgery|operations?|treatment|therapy|testing|tests?|scans?|injections?|infusions?|dialysis|transplants?|implants?|lasers?)) "
    rf"(?:(?:is|are) {_ADV}(?:unsuitable|unsafe|inappropriate|useless|pointless|contraindicated|inadvisable|ruled out|of no (?:use|help|benefit|value)|no (?:use|help))|(?:plays?|has|have) no (?:real |proven |established )?(?:part|role|place|use|value|effect)) (?:for|in|with|during|after|if|on|against) (?P<x>.+)$")
_SHUNNED = Pattern(rf"^(?:(?!(?:that|which|who|whose)\b)[\w'-]+ ){{0,4}}?(?:{_NEGATED_AUX} {_ADV}be|{_AUX} {_NOT}|isn't|aren't) {_ADV}{_DONE} {_AT} (?P<x>.+)$")
_POSTPONED = Pattern(rf"^(?:{_IT} )?(?:(?:should|must|will|may|is|are|has to|have to|needs to|can) )?{_ADV}(?:be )?(?:put off|postponed|delayed|deferred|withheld|held back|held off|rescheduled) (?:in|during|if|when|while|until|with|for|because of)(?: there is| you have| (?:someone|a person|the patient) has)? (?P<x>.+?)(?: (?:has|have|is|are) (?:settled|cleared|healed|gone|treated|over|passed|resolved|under control|better|finished)\b.*)?$")
_AVOID = Pattern(r"^(?:(?:it |this )?(?:is )?(?:better|best|to be|should be|must be) )?avoid(?:ed)? (?:it |this )?(?:if|in|with|during|when)(?: there is| you have)? (?P<x>.+)$")
_HARMLESS = Pattern(rf"^(?:{_IT} |(?:(?!(?:that|which|who|if|when|because|where|while|and|or|but)\b)[\w'-]+ ){{1,7}}?)?(?:{_DONT}|cannot|can't|can not) {_ADV}(?:get|catch|contract|pick up|pass on|spread|transmit|give you|hasten|speed up|make|trigger|worsen|create|irritate|burn|scar|stain|bruise|sting|infect|injure|disturb|harm|cause|lead to|carry|pose|harm|damage|affect|leave|produce|result in|increase|raise|bring|change|alter|weaken|hurt|shorten|lower|reduce|damages?|stop) (?P<x>.+)$")
_NO_SUBJECT = Pattern(
    rf"^(?:neither|no) (?P<x>.+?) (?:(?:is|are|was|will be|has been|have been) )?{_ADV}(?:found|proven|shown|noted|observed|appl(?:y|ies)|{_BEING_NEEDED}\b|(?:need|needs|have|has) to (?:be|come|go|get) \w+).*$")
_FOLLOWING = tuple(Pattern(pattern) for pattern in (
    rf"^(?P<x>.+?),? (?:{_AUX} )?(?:usually |generally |normally |typically |ordinarily |also |as a rule )?(?:unnecessary|needless|dispensable|superfluous|irrelevant|pointless|out of the question)\b.*$",
    rf"^(?P<x>.+?),? (?:{_AUX} {_NOT}|isn't|aren't|wasn't|weren't|won't be) {_ADV}(?:wanted|practi[cs]ed|called in|consulted|reliable|sufficient|arranged|booked|organi[sz]ed|insisted on|prescribed|demanded|compulsory|customary|called for|asked for)\b.*$",
    rf"^(?P<x>.+?),? (?:{_AUX} {_ADV}(?:{_NOT}|neither)|(?:should|will|would|shall) not {_ADV}be|isn't|aren't|wasn't|weren't|won't be) {_ADV}{_BEING_NEEDED}\b.*$",
    rf"^(?P<x>.+?),? (?:{_AUX} {_NOT}|isn't|aren't|wasn't) {_ADV}(?:an?|any|the|much of an?) (?:[\w-]+ ){{0,2}}(?:choice|option|alternative|substitute|replacement|answer|solution|remedy|cure|reason|indication|place|setting|site|venue)\b.*$",
    rf"^(?P<x>.+?),? (?:usually |generally |normally |typically )?{_NOT} {_ADV}(?:required|needed|necessary|involved|used|performed|given|expected|called for|allowed|mandatory|routine|offered|available|recommended|advised|foreseen|planned|provided|customary|usual)\b(?! (?:to|for)\b).*$",
    DENIED.pattern,
    rf"^(?P<x>.+?) (?:have|has) {_NOT} {_ADV}been {_ADV}(?:reported|seen|shown|found|linked|described|observed|proven|noted|recorded|documented)\b.*$",
    r"^(?P<x>.+?) (?:need not|needn't|does not need to|do not need to|does not have to|do not have to|doesn't need to|don't need to|don't have to) (?:be |continue|stop|change|come |go )\w*\b.*$",
))
# "Bowel preparation plays no part", "fasting does no good", "ice brings no relief".
# "No cream does the same".
_NONE_DOES = Pattern(r"^(?:no|none of the) (?P<x>(?:(?!(?:other|better|known|more|less)\b)[\w-]+ )??[\w-]+(?: (?:on|in) the [\w-]+)?) (?:does|do|can|could|will|has the|works?|helps?|removes?|replaces?|cures?|opens?|reach(?:es)?|stops?|match(?:es)?|comes? close)\b.*$")
_SPARES = Pattern(r"^(?:(?P<x>(?:(?!(?:which|that|who)\b)[\w-]+ ){0,4}?(?:people|patients|women|men|children|adults|[\w-]+s)) (?:should|must|ought) not (?:have|undergo|get|receive|be given) (?:it|this|one|them|the \w+)\b.*)$")
_NO_PART = Pattern(rf"^(?P<x>.+?) {_ADV}(?:(?:plays?|has|have) no (?:real |further )?(?:part|role|place|bearing)|can {_ADV}be (?:dispensed with|done without(?=[,.]|$))|(?:has|have) (?:long |now |largely )?been (?:abandoned|given up|done away with)|(?:is|are) (?:an? )?(?:old )?(?:myths?|fiction)|(?:has|have) (?:long |now )?gone out of (?:use|fashion)|(?:is|are) out of (?:place|use|date)|(?:is|are) {_ADV}(?:waived|dispensed with|obsolete|outdated|a thing of the past|unneeded|optional no more))\b.*$")
_VAIN = Pattern(
    rf"^(?P<x>.+?) {_ADV}(?:(?:does|do|brings?|has|have|gives?|offers?|makes?|serves?|shows?) no (?:real |proven |further |extra |lasting )?(?:good|benefit|relief|effect|purpose|use|advantage|difference|help)|(?:adds?|achieves?|changes?|does|do) nothing|"
    rf"(?:is|are) (?:of )?no (?:real |proven |great |good |safe )?(?:use|help|benefit|value|good|substitute|replacement|alternative|match|option|choice|answer|solution|remedy)|(?:{_DONT}|cannot|can't) {_ADV}(?:help|prevent|speed|hasten|shorten|improve|take (?:its|their|the) place|come into (?:question|play|consideration)))\b.*$")
# "Walking helps; bed rest does not": the verb is that of the clause before.
_ELLIPTIC = Pattern(r"^(?P<x>.+?) (?:(?:do|does|is|are|will|can|need) not|(?:do|does|is|are|ca|wo|need)n't)$")
_LEFT_ALONE = Pattern(r"^(?!.*\b(?:what|whatever|all that)\b)(?P<x>.+?)(?<!\bthat)(?<!\bwhich)(?<!\bwho) (?:is|are|should be|can be|may be) (?:usually |generally |normally |often )?(?:best |better )?(?:left$|left (?:alone|out|untreated|in peace|as (?:it is|they are))|turned (?:down|away))\b.*$")
_NOT_CALLED_FOR = Pattern(r"^(?P<x>.+?) (?:do|does) not (?:usually |normally |generally |typically |by itself |alone )?(?:need|require|qualify|call for|warrant|benefit|count|justify|suffice|respond(?=,|$| to (?:it|this|them|the|shock|laser|surgery|treatment)\b))\b.*$")
_NOT_HAPPEN = Pattern(r"^(?P<x>.+?) (?:do|does|did|should|will) not (?:usually |normally |generally |typically )?(?:occur|happen|develop|arise|follow|result|form|exist|suffer|deteriorate|fall out|come back|spread|get worse|grow back)\b.*$")
_REASON_NOT = Pattern(r"^(?P<x>.+?) (?:(?:is|are) (?:an? )?(?:reasons? not|reasons? against|contraindications?)|rules? (?:it|this|the \w+) out|(?:is|are) not (?:suitable |good )?(?:candidates?|reasons?|indications?))\b.*$")
# What is ruled out of a list of reasons, places or risks; "cannot be ruled out" leaves it open.
_RULED_OUT = Pattern(r"^(?:an? (?:link|connection|association) (?:with|to) )?(?P<x>.+?) (?:is|are|has been|have been) (?:usually |generally |normally |therefore |also |always |practically |virtually )?(?:nil|zero|non-existent|excluded|ruled out|disproved|refuted|impossible|unsuitable|inappropriate|ineligible|unheard of|unfit|off limits)\b(?! by\b).*$")
_NO_REASON = Pattern(r"^(?P<x>.+?) (?:is|are) (?:in itself |alone |by itself )?no (?:good |sufficient )?(?:reasons?|indications?|grounds?|cause|need)(?: (?:for|to)\b.*|$)")
_REFUSED = Pattern(
    r"^(?:(?:we|doctors?|surgeons?|physicians?|specialists?|clinicians?|(?:your|the) (?:doctor|surgeon|team|clinic|ward)) (?:do|does|will|would|can|should) not|(?:we|doctors|surgeons|specialists) (?:cannot|can't|don't|won't|never)|(?:it|this|the (?:test|scan|procedure|operation|treatment|drug)) (?:does not|doesn't|cannot|can't|will not|won't)(?= (?:treat|help|find|detect|show|cure|screen|replace|diagnose)))"
    rf" {_ADV}(?:\w+(?: (?:it|this|you|them|on|for))?) (?:(?:(?:while|if|when|until|in|during|for|with|on) )?(?:you (?:have(?: had)?|are) |there (?:is|are) |(?:someone|the patient) has )?)?(?P<x>.+?)(?: (?:with|by|using|in) this(?: \w+)?)?$")
# "Arthritis is not caused by the drug", "weight gain does not come from it", "nobody has gone blind".
_NOT_FROM = Pattern(
    rf"^(?P<x>.+?) (?:(?:{_AUX} {_NOT}|isn't|aren't|has (?:not|never) been|have (?:not|never) been) {_ADV}(?:caused|brought on|brought about|triggered|produced|provoked|induced|created|made|left|handed on|passed on|transmitted|owed|due|the fault|something (?:to|you|that))\b"
    rf"|{_DONT} {_ADV}(?:come|stem|arise|result|spring) (?:from|out of)\b).*$")
_NOBODY = Pattern(r"^(?:nobody|no one|none of (?:the|our|these|all) \w+|no (?:patient|person|child|baby|one)) (?:(?:has|have|had|ever|yet|so far) )*(?P<x>(?!to\b)\w.+)$")
_UNTOUCHED = Pattern(r"^(?P<x>.+?) (?:is|are) not (?:\w+ly )?(?:felt|touched|affected|harmed|damaged|feared|to be feared|raised|increased|altered|weakened)\b.*$")
_WORKLESS = Pattern(rf"^(?P<x>.+?) (?:{_DONT}|cannot|can't) (?:\w+ly )?(?:work|help|suffice|cure|treat|do$|last|(?:replace|substitute for|stand in for|take the place of) \w+|(?:dissolve|close|remove|repair|correct|replace|reach|stop|shrink|clear|open|restore|reverse|straighten|dislodge|kill|detect|exclude|heal) (?!(?:any|healthy|other|your)\b)\w+)\b.*$")
# A benefit that is not to be had; "does not hurt" and "no scar" are benefits.
_GAIN = r"(?:make [^,;]*?\b(?:\w{3,}er|better|well|normal|whole|new)\b|(?:protect|guarantee|promise|correct|fix|repair|solve|settle|prove|rule out|exclude|answer)\b|(?:lower|reduce|cut|remove) the (?:risk|chance|need|cause)).*"
_UNGAINED = (Pattern(rf"^(?P<x>.+?) (?:{_DONT}|cannot|can't) (?:\w+ly )?(?:grow back|regrow|improve|recover)\b.*$"),
             Pattern(rf"^neither (?!.*\b(?:restricted|limited|forbidden|banned)\b)(?P<x>[\w' -]+? nor (?:an? |the )?(?:[\w'-]+ ){{0,3}}?[\w'-]+) {_VERB}(?: .*)?$"),
             Pattern(r"^no (?P<x>.+?) (?:has|have) (?:yet )?been (?:\w+ly )?(?:shown|found|proven|proved|demonstrated|seen|established)\b.*$"),
             Pattern(r"^(?:there (?:is|are) |there's )?no (?:\w+ )?(?:proof|evidence|sign|guarantee) (?:that (?:it|this|\w+) |of |for )(?P<x>.+)$"),
             Pattern(r"^no (?P<x>(?:cure|guarantee|improvement|gain)\b.*)$"),
             Pattern(r"^(?P<x>.+?) (?:cannot|can't|will not|won't|may not) (?:\w+ly )?be (?:restored|cured|promised|regained|saved|improved|reversed|undone|brought back|given back|prolonged)\b.*$"),
             Pattern(rf"^(?:{_IT} |(?:[\w'’-]+ ){{1,3}}?)?(?:{_DONT}|cannot|can't|will not|won't|may not) {_ADV}(?P<x>{_GAIN})$"),
             Pattern(r"^(?P<x>.+?) (?:is|are) not (?:\w+ly )?(?:improved|stopped|arrested|reversed|removed|healed|corrected|prolonged|lengthened|restored|cured|influenced|slowed|halted)\b.*$"),
             Pattern(rf"^(?:(?:{_IT}|[\w-]+) )?(?:{_DONT}|cannot|can't|will not|won't|may not) {_ADV}(?:(?:offer|bring(?! back)|promise|provide) (?P<x>.+)|(?P<y>(?:cure|restore|improve|relieve|reverse|heal|prolong|lengthen|(?:bring back|give back)|(?:undo|halt|replace|slow|stop|prevent)(?! (?:you|your|any|later|further|other|from)\b)) .+))$"),
             Pattern(r"^(?P<x>.+?) (?:(?:has|have) (?:not|never) (?:yet )?been|(?:is|are) (?:not|never)(?: yet)?) (?:\w+ly )?(?:given|promised|offered|achieved|reached|to be had|certain|shown|proven|proved|demonstrated|established|confirmed|assured|guaranteed|to be (?:expected|promised|hoped for|guaranteed))\b.*$"))
_FREE = Pattern(rf"^(?:(?:{_IT}|(?:the|this|your) [\w-]+(?: itself)?) (?:is|are|goes ahead|takes place|works?|proceeds) )?(?:entirely |completely |wholly )?(?:without|free (?:of|from)) (?:any )?(?P<x>.+)$")
_NEVER = Pattern(r"^(?P<x>.+?) never (?:[a-z]+)\b.*$")
_MAY_NOT = Pattern(r"^(?P<x>(?:[\w'-]+ ){0,3}?[\w'-]+s) (?:may not|must not|are not allowed to|are not permitted to) \w+\b.*$")
# A subject that cannot, does not need or does not do.
_SUBJECT_VERB = Pattern(
    r"^(?P<x>.+?) (?:(?:usually|generally|normally|typically|often) )?(?:cannot|can't|can not|do not|does not|don't|doesn't|may not|are not able to|is not able to|are not allowed to|is not allowed to|lacks?|are not equipped|is not equipped) "
    r"(?:usually |generally |normally |typically |routinely |ever )?(?:be (?:treated|helped|used|considered)\b|perform|do\b|offer|provide|give|have|carry|take part|attend|come|go|join|ride|travel|accompany|stay|be present|handle|host|accommodate|support|need|require|qualify|call for|warrant|benefit|count|justify|the|for|to|this).*$")
_NO_TASK = Pattern(r"^.+? (?:is|are) (?:not|never) (?:up to|(?:the |an? )?(?:task|job|duty|business|role|work|matter) (?:of|for)) (?P<x>.+)$")
_VERBS = {"indications": (_SHUNNED, _AVOID, _POSTPONED, _NOT_CALLED_FOR, _SPARES, _REASON_NOT, _NO_REASON, _RULED_OUT, _REFUSED, _LEFT_ALONE), "setting": (_NEVER, _SHUNNED, _SUBJECT_VERB, _RULED_OUT), "personnel": (_NO_TASK, _SUBJECT_VERB, _RULED_OUT, _FREE, _NEVER, _MAY_NOT),
          "risks": (_HARMLESS, _NOT_FROM, _NOBODY, _NOT_HAPPEN, _RULED_OUT, _UNTOUCHED, _FREE), "alternatives": (_NONE_DOES, _RULED_OUT, _WORKLESS, _VAIN, _NEVER), "preparation": (_VAIN,), "recovery": (_VAIN,)}
_WHOLLY = Pattern(r"\s+(?:either|at all|whatsoever|of any kind)$")
_NOT_DENIED = Pattern(r"(?:not|never)\s+(?:(?:being|getting|knowing|waking|healing|working|feeling|finding|growing) |only|just|merely|everyone|everybody|all|every|always|necessarily|until|unless|long|least|surprisingly)\b")
_BARE = Pattern(rf"^(?:no|not|never|neither)\s+{_ADV}(?:(?:{_DONE} )?{_AT}\s+)?(?P<x>.+)$")
_BARE_NOT = Pattern(rf"^(?:not|never)\s+{_ADV}(?:(?:{_DONE} )?{_AT}\s+)?(?P<x>.+)$")
_THERE = Pattern(r"^(?:(?:at present|so far|currently|today|as yet|to date|up to now),? )?(?:there (?:is|are)|there's|you have|you will have) (?:usually |generally |normally )?no (?P<x>.+)$")
_OTHERS = Pattern(r"\b(?:alternatives?|substitutes?|replacements?|other|another|better|equal|choice|options?|way|real|good|true)\b")  # "there is no alternative" names none
_INSTEAD = Pattern(r"^(?:not|never)\s+(?:a |an )?(?:substitute|replacement|treatment|test|option) (?:for|in|of) (?P<x>.+)$")
_WITH_WHAT = Pattern(r"^(?:people|patients|those|adults|children|women|anyone) (?:with|who have|who has|on|taking) (?=\w)")
_ARTICLE = Pattern(r"^(?:an? |the |any |special |particular |further |additional )(?=\S)")

# What people fear they must undergo or give up: "no shaving" says that they need not.
BURDEN = Pattern(
    r"^(?:(?!(?:in|on|with|at|during|under|after|before|for|of|to|or|and|until|driving|smoking|lifting|swimming|bathing|flying|eating|drinking|running|sports?)\b)\w+[\s-]){0,3}?(?:bans?|fasting|fast|preparations?|prep|sedation|an(?:a)?esthesia|an(?:a)?esthetic|restrictions?|limits?|limitations?|diet|dietary \w+|enema|enemas|laxatives?|shaving|"
    r"blood draws?|blood tests?|blood work|lab (?:tests?|work)|gown|imaging|needles?|iv|drip|referral|appointment|appointments|aftercare|follow-up(?: visit)?|"
    r"admission|bed rest|downtime|down time|recovery time|recovery period|observation(?: period)?|monitoring|waiting period|hospital stay|overnight stay|time off(?: work)?|tests?|x-rays?|scans?|paperwork|shots?|sutures|stitches|physical therapy|skin prep|consent|antibiotics?|numbing|premedication|medication changes?|changes?|cast|crutches|bandage|dressings?|catheter|undressing|contrast|steps|care|instructions|escort|companion|driver)"
    r"(?:\s+(?:in|of|to|on|for|with|at|before|beforehand|or|and|needed|ahead)\b.*)?$")
_TIMED = Pattern(r"\b(?:for|until|before|after|within|since|from|on the|the night|the day)\s+(?:\w+\s+){0,4}(?:\d|hours?|days?|weeks?|months?|midnight|morning|evening|night|day)\b|\b(?:until|overnight|after midnight)\b|\bfor (?:a|the)\b")
_RELATIVE = Pattern(r"\b(?:that|which|who|whose|whom|because|if|when|where|while|as)\b")
_HEDGED = Pattern(r"\b(?:always|rarely|seldom|may(?! not\b)|might(?! not\b)|hardly|only|just|necessarily|merely|simply)\b")
_HARDLY = Pattern(r"\b(?:almost|hardly|nearly|virtually) (?:never|not|no)\b")
CUE = Pattern(r"\b(?:skip|skipped|omit|omitted|forgo|no|not|never|neither|nor|nothing|cannot|without|unnecessary|lacks?|none|needless|out of the question|n/a|nil|zero|non-existent|disproved|refuted|waived|dispensed|obsolete|outdated|unneeded|past|out of (?:use|place|fashion|date|it)|dispensable|elsewhere|little|superfluous|irrelevant|pointless|excluded|ruled out|impossible|inappropriate|ineligible|unheard of|unfit|unwise|useless|unhelpful|contraindicated|inadvisable|unsafe|unsuitable|avoid|avoided|put off|postponed|delayed|deferred|withheld|held back|held off|rescheduled|off limits|free of|free from|contraindications?|rules?|forget|nobody|no one|spared|abandoned|given up|done away|turns?|turned|turning|left|myths?|fiction|dispensed)\b|n't\b")
_FORBIDS = Pattern(r"^(?!.*\bneed).*\b(?:not|n't|never) (?:\w+ )?(?:(?:allowed|permitted)\b|taken (?:for|until|on|before|after|within)\b)")
# A line that denies the whole list below it.
LEAD_IN = Pattern(
    rf"^(?:(?:who|when|where) (?:should|can|must|is it|it is|this is)\s?(?:not|n't)\b.*|(?:{_IT} (?:{_AUX} )?)?(?:not|never) (?:{_ADV}{_DONE} )?{_AT}\b.*|contraindications?\b.*|contraindicated\b.*|(?:excluded|exclusions?|inappropriate|unsuitable|ineligible|off limits|ruled out|not|never|not an? (?:alternative|option|reason|substitute|indication|treatment)|no (?:\w+ )?(?:role|place|use|benefit|indication|value|part))(?: (?:in|for|with|at|by|if|when|while)\b.*)?|"
    rf"(?:{_IT}\s+)?{_DONT} {_ASK}|(?:there is )?no need (?:for|to)|not (?:needed|required|necessary|suitable|recommended|performed|used|done)\b.*|"
    rf"(?:{_IT} )?(?:{_NEGATED_AUX} be|{_AUX} (?:not|never)) {_DONE}\b.*):?$", re.IGNORECASE)


def _needing(*patterns: Pattern) -> tuple[tuple[int, Pattern], ...]:
    return tuple((any_of(pattern), pattern) for pattern in patterns)


_FIRST, _PUT_OFF = _needing(*_LEADING), _needing(_AVOID, _POSTPONED, _TURNED_DOWN, _WRONG_FOR)
_BEHIND = {section: _needing(*_VERBS.get(section, ()), _NO_SUBJECT, *_FOLLOWING, _NO_PART, _ELLIPTIC) for section in (*_VERBS, "")}


_AUXILIARY = Pattern(r"\b(?:is|are|was|were|have|has|had|do|does|did|can|could|may|might|will|would|should|must|be|been|to)$")  # half a verb is no thing


def denied_first(text: str, section: str | None) -> tuple[int, int] | None:
    """Denials that lead, so that a condition behind them is still to be read: "not done for twins"."""
    text = straight(lower(text))
    if section == "benefits" or not CUE.search(text) or _NOT_DENIED.match(text):
        return None
    if section in ("preparation", "recovery") and _FORBIDS.search(text):
        return None
    words = words_of(text)
    first = (*(_PUT_OFF if section == "indications" else ()), *_FIRST)
    match = next((m for need, pattern in first if words & need and (m := pattern.match(text))), None)
    return _span(match, text) if match else _bare(text, section) if text[:3].lower() in ("not", "nev") else None


def denied(text: str, section: str | None) -> tuple[int, int] | None:
    """Where the denied thing stands in a phrase, or None when nothing is denied.

    >>> def d(text, section): found = denied(text, section); return found and text[slice(*found)]
    >>> d("No fasting is required", "preparation"), d("Not carried out in birth centers", "setting")
    ('fasting', 'birth centers')
    >>> d("No driving for 24 hours", "recovery"), d("No radiation", "benefits"), d("Sedation is not always needed", "preparation")
    (None, None, None)
    """
    text = straight(lower(text))
    if not CUE.search(text) or _NOT_DENIED.match(text):
        return None
    if wholly := _WHOLLY.search(text):
        text = text[: wholly.start()]
    if section == "benefits":
        return _span(_INSTEAD.match(text) or next((m for pattern in _UNGAINED if (m := pattern.match(text))), None), text)
    if section in ("preparation", "recovery") and _FORBIDS.search(text):
        return None  # "driving is not allowed" is an instruction
    words = words_of(text)
    for need, pattern in _FIRST:
        if words & need and (match := pattern.match(text)):
            return _span(match, text)
    if _HARDLY.search(text):
        return None  # "is almost never needed" hedges
    for need, pattern in _BEHIND.get(section or "", _BEHIND[""]):
        match = pattern.match(text) if words & need else None
        if match and not _AUXILIARY.search(match["x"]) and (pattern is _LEFT_ALONE or not _RELATIVE.search(match["x"])) and not _HEDGED.search(text[match.start("x") :]) and len(match["x"].split()) <= 14:
            return _span(match, text)
    return _bare(text, section)


def _bare(text: str, section: str | None) -> tuple[int, int] | None:
    """ "No memory loss" among risks denies; among instructions "no" forbids, unless a burden is spared."""
    if (there := _THERE.match(text)) and not (section == "alternatives" and _OTHERS.search(text)):
        return _span(there, text)
    if section in ("risks", "setting", "personnel"):
        return _span(_INSTEAD.match(text) or _BARE.match(text), text)
    if section in ("indications", "alternatives"):
        return _span(_INSTEAD.match(text) or _BARE_NOT.match(text), text)
    if section in ("preparation", "recovery") and (spared := next((m for way in _SPARED if (m := way.match(text))), None)) and burden(spared["x"]):
        return _span(spared, text)
    if section in ("preparation", "recovery") and (left := _LEFT_OUT.match(text)):
        return _span(left, text)
    if section in ("preparation", "recovery") and text[:3].lower() == "no " and burden(text[3:]):
        return _span(_BARE.match(text), text)
    return None


_IN_LIMB = Pattern(r"\b(?:in|on|from) (?:the|that|this|either) (?:[\w-]+ )?(?:arms?|sides?|legs?|hands?|wrists?|limbs?)\b")  # "no blood draws in that arm" forbids


_SPARED = tuple(Pattern(pattern) for pattern in (
    r"^without (?P<x>.+)$", rf"^(?:{_IT} )?(?:can|may|could) (?:safely |simply )?(?:skip|leave out|omit|forgo|go without) (?:the )?(?P<x>.+)$",
    rf"^(?P<x>.+?) (?:can|may) {_ADV}be (?:skipped|omitted|forgone)$"))
_LEFT_OUT = Pattern(rf"^(?P<x>.+?) (?:can|may|could) {_ADV}be (?:left out|dispensed with|done without|foregone)$")


def burden(text: str) -> bool:
    """Whether "no …" spares something rather than forbids it.

    >>> burden("special preparation"), burden("blood draw"), burden("smoking"), burden("dressings for two days")
    (True, True, False, False)
    """
    return bool(BURDEN.match(text)) and not _TIMED.search(text) and not _IN_LIMB.search(text)


def _span(match: re.Match[str] | None, text: str) -> tuple[int, int] | None:
    if match is None:
        return None
    name = "y" if match.re.groupindex.get("y") and match["y"] else "x"
    if not (match[name] or "").strip(" .,"):
        return None
    start = match.start(name)
    if with_what := _WITH_WHAT.match(text[start:]):
        start += with_what.end()
    if article := _ARTICLE.match(text[start:]):
        start += article.end()
    return start, match.end(name)
