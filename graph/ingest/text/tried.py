"""What was tried or found before an indication holds, said behind it in a clause or a sentence of its own.

"Gout that flares on tablets", "eczema that creams have not cleared", "Snoring. A splint must have been tried." Who has had what
is a condition; how an illness goes by itself ("that lingers after a cold") is part of it. Nothing here knows a disease.
Texts come here in lower case.
"""

from __future__ import annotations

import re

from graph.ingest.text.patterns import Pattern

_ANSWERS = r"(?:respon\w+|help(?:ed|s)?|settled?|improv\w+|dissolved|controlled|relieved?|cured|cleared|resolved|eased|explain(?:ed|s)?|managed|tolerated|held in check|kept in check|gone|under control|yield\w*)"
_MEASURE = r"(?:an?|one|two|three|four|six|\d+|several|some) (?:days?|weeks?|months?|years?)\b"
_NOT = r"(?:(?:has|have|had|do|does|did|can|could|will|would|is|are|was|were) ?(?:not|never)|(?:has|have|do|does|did|can|could|wo|would|is|are|was|were)n['’]t|cannot|no longer|(?:has|have|had) (?:hardly|barely|scarcely))"
_REMEDY = (r"(?:(?!(?:the|an?|that|which|when|if)\b)[\w-]+ ){0,4}?(?:tablets?|pills?|drugs?|medicines?|medications?|anti(?!-)\w{4,}s?|injections?|inhalers?|insulin|steroids?|creams?|drops|ointments?|antibiotics|painkillers|doses?|diets?|stockings|braces?|splints?|casts?|"
           r"surgery|operations?|procedures?|repairs?|transplants?|exercises|drainage|antivirals|a stent|stents?|a graft|removal|meds|nsaids?|ppis?|abx|cpap|shots|(?:conservative|medical|non-?surgical|usual|standard|supportive|best|first-line|second-line|drug|home) (?:care|management|measures|means|options)|(?!(?:infec|infarc|urin|menstru|ovul|ejacul|evacu)tion)\w*therap(?:y|ies)|\w{3,}(?:ments?|ations?|ections?|utions?|ectomy|plasty|scopy|otomy|mab|nib|statin|pril|sartan|olol|parin|xaban|trexate|azole|cillin|prine|purinol|tidine|thyroxine)|"
           r"(?!(?:eat|drink|walk|stand|sit|ris|bend|lift|runn|cough|sneez|swallow|wak|sleep|ly|chew|exercis|urinat|cycl|swimm|climb|talk|read|feed|breastfeed|mov)ing)\w{3,}ing)\b")
_COURSE = r"(?:(?:stay|remain|continue|persist|return|recur|relapse|linger|worsen|flare|swing|progress|fluctuate|bleed|itch|leak|grow|come|came|break|broke|go|went|keep|kept)(?:s|es|ed|d)?)"
_NO_EVENT = r"(?!(?:with|by|after|when|if|at|in|to|for|from|top|again|its|the|an?|one|both|either|your|my|some|each|every|and|or|exertion|effort|exercise|movement|activity|touch|contact|pressure|waking|skin|\w+ing)\b)"
_UNRELATED = r"(?!(?:due|linked|related|caused|connected|confined|limited|owed|used|attached|belong|lead|spread|come from|meant|visible|seen|felt)\b)"
_CLAUSES = (
    r"(?:resists?|resisted|responds?|responded|(?:has |have |had )?(?:fails?|failed) (?=\d|one |two |three |several |all |most |to |on |with |after |at least |[\w-]+ (?:tablets|drugs|courses)|treatment|therapy|medic|drugs|tablets)|(?:nothing|no other|no) (?:else |\w+ )?(?:explains?|helps?|relieves?|controls?|eases?)\b)[^,;()]*",
    rf"(?:[\w'-]+ ){{1,6}}and (?:has|have) not (?:been )?{_ANSWERS} [^,;()]*",
    rf"(?!(?:you|it|there|he|she|they) )(?:[\w'-]+,? ){{1,8}}?(?:{_NOT}|fail(?:s|ed)? to) (?:be |been |\w+ly )*\w+\b(?! (?:in|within|for) )[^,;()]*",
    r"(?!(?:you|it|there|he|she|they) )(?:[\w'-]+ ){1,5}?(?:(?:ha(?:s|ve)|had) (?:made|brought|given|done) (?:it )?(?:no|little|nothing)\b|(?:relieves?|helps?|eases?|controls?|holds?|improves?) (?:it )?(?:only|too|little|poorly|barely|hardly)\b)[^,;()]*",
    rf"{_NOT} (?:\w+ly |been |be )*{_ANSWERS} (?:(?:enough|well|fully|fast) )?(?:with|to|by|after|despite|on|within|under|from|through)\b(?! (?:time|age)$)[^,;()]*",
    rf"{_NOT} (?:\w+ly |been |be )*{_UNRELATED}(?:[\w-]+ ){{1,4}}?(?:(?:with|by|despite|through|to|after) (?!{_MEASURE}|itself|themsel|its own|time\b|the |your ){_REMEDY}|on (?:[\w-]+ ){{0,2}}?(?:one|two|three|four|\d|{_REMEDY}))[^,;()]*",
    r"(?:[\w'-]+ ){0,5}?(?:despite|in spite of|notwithstanding|even (?:after|with|on|under)) [^,;()]+",
    rf"(?:(?:has|have|is|are|still|also|been|often) )*{_COURSE}\b (?:[\w-]+ ){{0,3}}?(?:(?:after|following) (?!{_MEASURE})(?:(?:an? |the )?(?:first|second|third|another|repeat\w*|failed) \w+|(?:an? |the |\w+ )?{_REMEDY})|(?:on|under) {_NO_EVENT}(?:[\w-]+ ){{0,2}}?[\w-]+)[^,;()]*",
    rf"{_NOT} (?:\w+ly )?(?:stop|settle|ease|clear|heal|go|lift|shift|come|improve|close|resolve|shrink|let up)\w* (?:away |down |right |off )?with (?!time\b|age\b|{_MEASURE})[^,;()]+",
    rf"(?:is|are) (?:still |too |very )*(?:active|unstable|high|low|worse|uncontrolled|severe|poorly controlled|not controlled|not well controlled) (?:on|under|after|with) {_REMEDY}[^,;()]*",
)
UNSETTLED = Pattern(rf"(?<! for)(?<! in)(?<! on)(?<! of)(?<! with)(?<! against)(?<! from)\s+((?:that|which|who) (?:{'|'.join(_CLAUSES)}))$")
_REDUCED = rf"(?:still (?:\w+ ){{1,2}}?(?:after|despite|on) (?!{_MEASURE}|the (?:procedure|operation|test)\b)[\w-]+|(?:(?:having failed|failing|having not responded to|(?:refractory|(?<!germs )(?<!bacteria )(?<!strains )(?<!fections )(?<!fection )resistant|recalcitrant|intolerant|unresponsive) (?:to|of|on))|(?:inadequately|poorly|insufficiently|incompletely|badly|barely|only partly|not fully|not well|not enough) \w+ed (?:by|with|on|to|under|despite)|(?:back|returned|returning|recurring|persisting|continuing|remaining|left) (?:after|despite|on) (?:an? |the )?|(?:still |even )(?:\w+ ){{1,3}}?(?:after|on|despite)|(?:active|unstable|worsening|flaring|uncontrolled|poorly controlled|relapsing) (?:on|after|under)) {_REMEDY})[^,;()]*"
_IN_VAIN = r"(?:[\w'’-]+ ){1,4}?(?:not (?:\w+ )?(?:tolerated|possible|effective|enough|helping|working|successful|wanted)|failed|exhausted|insufficient|ineffective|unsuccessful|contraindicated|without (?:success|effect|relief)|tried in vain|of no (?:help|use))"
STILL_THERE = Pattern(rf"(?:[\s,]\s*(?={_REDUCED}$)|(?:,|;| [-–—])\s+(?={_IN_VAIN}$))(.+)$")

_TRIES = r"(?:tried|given|taken|used|done|attempted|failed|completed|exhausted|offered|found|shown|seen|confirmed|ruled out|treated|helped|worked|had|reached|lost|stopped|proved|proven)"
_REQUIRED = Pattern(
    rf"(?:{_IN_VAIN}|(?:[\w'’/-]+,? ){{1,14}}?(?:must|should|needs? to|ha(?:s|ve) to|ought to) (?:first |already |all |both )*have (?:first |already |all |both |not )*(?:been )?(?:\w+ly |first |already )*{_TRIES}\b.*"
    rf"|(?:[\w'’/-]+,? ){{1,14}}?(?:ha(?:s|ve)|had) (?:all |both |already |first )*(?:failed|not (?:helped|worked|sufficed|been enough)|been tried)\b.*"
    rf"|(?:[\w'’/-]+,? ){{1,10}}?(?:(?:must|should|ha(?:s|ve) to) )?(?:comes?|goes|go|(?:is|are|be) (?:always )?tried) (?:first|before it|before this)"
    rf"|(?:you|your child|the (?:patient|child|person|woman)|patients|candidates) (?:must|should|needs? to|ha(?:s|ve) to) (?:also |first )?(?:be|have|weigh|measure|show|meet|score)\b.*)\.?$", re.IGNORECASE)


def required(text: str) -> bool:
    """Whether a statement beside an indication only says what must have been tried or found before.

    >>> required("Two creams must have failed."), required("You must have a BMI of 40"), required("Dressings that have failed")
    (True, True, False)
    """
    return bool(_REQUIRED.match(text.strip())) and not _RELATIVE.search(text)


# "Leak. The risk is higher in smokers.": a risk told before is likelier there.
_LIKELIER = Pattern(
    r"(?:(?:the|this|that) (?:risk|chance|danger|likelihood|odds)|this|it|these|they)(?: of (?:this|it|these|them))? (?:is|are|rises|rise|grows|increases|goes up|doubles) (?:much |far |somewhat |a little |two to \w+ times )?"
    r"(?:(?:higher|greater|bigger|larger|likelier|commoner|increased|raised|worse|highest|greatest|(?:more|most) (?:common|likely|frequent|serious)) )?(?P<case>(?:in|with|after|among|if|when|for|during|on|at|under) (?!(?:the|this|your) (?:first|procedure|test|operation)\b|time\b|all\b|\d)[^,;]+?)\.?$", re.IGNORECASE)


def likelier(text: str) -> str | None:
    """In whom a risk is said to be higher, in a sentence that says nothing else.

    >>> likelier("The risk is higher in smokers."), likelier("It is higher than most think.")
    ('in smokers', None)
    """
    match = _LIKELIER.match(text.strip())
    return match["case"] if match else None


_RELATIVE = Pattern(r"\b(?:that|which|who|if|when|once|whenever|where|unless|because|after)\b", re.IGNORECASE)
