"""The words that qualify a statement rather than name a thing: hedges, frequencies, conditions, denials.

They are closed classes of English, written as patterns over one item; nothing here knows a medical word.
"""

from __future__ import annotations

import re


def _any(*ways: str) -> str:
    return "(?:" + "|".join(ways) + ")"


_I = re.IGNORECASE

_RARE = _any(r"(?:very |extremely |more |quite )?rarely", r"in (?:very )?rare (?:cases|instances)", "seldom", "uncommonly",
             "infrequently", "exceptionally")
_OFTEN = _any("occasionally", "sometimes", "usually", "typically", "generally", "often", "commonly", "frequently",
              "mostly", "mainly", "normally", "most often", "in most cases", "in some cases", "almost always",
              "nearly always", "at times", "now and then", "as a rule", "more often", "as a routine")
_MAYBE = _any("potentially", "possibly", "potential(?: for)?", "possible", "likely", "unlikely", "perhaps", "may include",
              "might include", "may need", "may", "might", "optional(?:ly)?", "(?:a )?small (?:risk|chance) of",
              "(?:slight |low |small |rare |remote )?(?:risk|chance|possibility) of", "theoretical", "occasional",
              "rare", "uncommon", "very rare", "some(?= )", "suspected(?= complication)")
LEADING_HEDGE = re.compile(rf"^({_any(_RARE, _OFTEN, _MAYBE)})(?:,\s*|:\s*|\s+)(?=\S)", _I)
COMMA_HEDGE = re.compile(
    r",\s*((?:very |extremely |quite |but |usually |generally )*(?:rare|uncommon|common|unusual|infrequent|possible|unlikely))\s*$", _I)
TRAILING_HEDGE = re.compile(
    rf"(?:,\s*|\s+[-–—]\s*|\s+)({_any(_RARE, _OFTEN, 'possibly', 'potentially')}"
    r"|(?:is|are) (?:very |extremely )?(?:possible|rare|common|uncommon|unlikely|likely|expected|unusual|usual)"
    r"|(?:may|can|might|could) (?:rarely |sometimes |occasionally )?(?:occur|happen|develop|follow|arise|result|appear)"
    r"|(?:rarely|sometimes|occasionally) (?:occurs?|happens?|develops?))\s*$", _I)
HEDGE_ONLY = re.compile(rf"^{_any(_RARE, _OFTEN, 'rare', 'very rare', 'common', 'uncommon', 'possible', 'optional', 'potential', 'very common', 'unlikely', 'most common', 'infrequent', 'extremely rare')}$", _I)

_NUMBER = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|few|a few)"
_RATE = (rf"(?:(?:about|around|roughly|approximately|up to|fewer than|less than|more than|under|over|at most|only|nearly|some|"
         rf"between|well under|perhaps|as many as)\s+)*(?:{_NUMBER}\s*(?:-|–|to|and)\s*)?"
         rf"(?:{_NUMBER}\s+(?:in|out of)\s+(?:every\s+)?{_NUMBER}|{_NUMBER}\s?(?:%|percent|per ?cent))"
         r"(?:\s+of\s+(?:the\s+)?(?:cases|patients|people|procedures|women|men|children|users|eyes|recipients|tests|studies|operations))?"
         r"(?:\s+(?:cases|patients|people|procedures|women|men|children|users))?")
FREQUENCY_ONLY = re.compile(rf"^(?:in\s+|affects\s+|risk\s+)?{_RATE}(?:\s+.{{0,40}})?$", _I)
TRAILING_FREQUENCY = re.compile(
    rf"(?:,\s*|\s+[-–—]\s*|\s+)((?:in|affecting|for|at|occurs in|seen in)?\s*{_RATE}|in (?:about |up to |roughly |nearly |over )?(?:many|most|some|few|a few|half of|half|a third of|a quarter of|a minority of|a small number of|a majority of) "
    r"(?:cases|patients|people|women|men|children|users|clinics|centers|hospitals|places|facilities|practices|settings))\s*$", _I)

_WHEN_CLAUSE = (r"(?:when|whenever|where|while|once|after|until|as long as|provided(?: that)?|because|since)\s+(?:[^,;()]*\s)?"
                r"(?:is|are|was|were|has|have|had|cannot|can't|can|does|do|did|isn't|aren't|fails?|failed|needs?|needed|"
                r"necessary|possible|applicable|required|requires?|used|given|indicated|available|allows?|wants?|demands?|"
                r"will|starts?|remains?|shows?|occurs?|develops?|becomes?|suspected|appropriate|present|prescribed|asks?|relevant)\b[^;()]*")
_POPULATION = (r"(?:in|for|among)\s+(?:(?:the|certain|selected|older|younger|elderly|frail|pregnant|healthy|anxious|"
               r"small|young|high-risk|low-risk|diabetic|breastfeeding|suitable|medically|nursing|obese|complex|unstable|severe|"
               r"difficult|planned|urgent|emergency|elective|sedated|ventilated|hospitalized|repeat)\s+)*"
               r"(?:patients?|people|persons?|women|men|children|adults?|infants?|babies|newborns?|users?|smokers|cases|"
               r"those|anyone|individuals|seniors|residents|teenagers|adolescents|inpatients|outpatients|mothers|"
               r"procedures|operations|diabetics|members|beneficiaries|surgery)\b[^;()]*")
# Outside indications ("pain when walking") any clause of time or case says when a thing holds.
LOOSE_CONDITION = re.compile(r"(?:,\s*|\s+[-–—]\s*|\s+)((?:only |especially |mainly )?(?:when|whenever|once|while|as long as)\s+[^;()]+)$", _I)
AFTER = re.compile(r"(?:,\s*|\s+[-–—]\s*|\s+)((?:only |mainly |mostly )?(?:after|during)\s+\S+\s+[^;()]+)$", _I)
FOR_WHOM = re.compile(r"(?:,\s*|\s+[-–—]\s*|\s+)((?:only |mainly |mostly )?for\s+\S+\s+[^;()]+)$", _I)
LEAD_IN = re.compile(
    r"^(?:(?:only |mainly |also )?(?:if|for|when|whenever|unless|in|with|during|among|where|depending|once|under)\b.*|"
    r"(?:adults?|children|infants?|babies|women|men|smokers|diabetics|teenagers|patients|people|those)\b.*):?$", _I)
# What these verbs ask for is in the clause behind them: "call if you have a fever".
ASKING = re.compile(r"^(?:(?:please|always|also|at once|immediately)\s+)*(?:call|tell|report|contact|phone|notify|inform|return|seek|ask|go|let)\b(?:\s+[\w'’]+){0,5}$", _I)
NOT = re.compile(r"^(?:not|never)\s+(?:(?:for|in|at|by|used (?:for|in|over|on)|done (?:for|in|at)|given (?:for|in|to)|meant for|suitable for|advised (?:for|in))\s+)?(?P<x>.+)$", _I)
NO = re.compile(r"^(?:no|not|never)\s+(?:(?:for|in|at|by|used (?:for|in|over|on)|done (?:for|in|at)|given (?:for|in|to))\s+)?(?P<x>.+)$", _I)

CONDITION = _any(
    r"(?:only |especially |particularly |mainly |mostly |even |usually |typically |and )?(?:if|unless|in case|in the event|depending (?:on|upon)|except)\b[^;()]*",
    r"(?:as|if|when|where|whenever) (?:needed|necessary|required|indicated|appropriate|applicable|possible|tolerated|available|ordered|desired|permitted|clinically indicated)(?: .*)?",
    r"(?:only |especially |particularly |mainly )?" + _WHEN_CLAUSE,
    r"(?:especially|particularly) (?:with|in|after|during|for|at|on)\s+[^;()]+",
    r"in (?:selected|certain|some|suitable|rare) (?!cases|people|patients|clinics|centers|hospitals|places)[^;()]+",
    r"(?:only |especially |particularly |mainly |mostly )?" + _POPULATION,
)
CONDITION_ONLY = re.compile(
    rf"^(?:{CONDITION}|(?:only |mainly |especially |mostly )?(?:for|in|during|with|after|before|under|when|where|while|whenever|once|on|until|at|from age|as early as|as late as|as the)\s+.+|(?:older |younger |small |most )?(?:adults?|children|infants?|toddlers|newborns?|babies|teenagers|women|men|smokers)(?: only)?|only\s.+|as needed.*)$", _I)
LEADING_CONDITION = re.compile(
    r"^((?:if|when|whenever|unless|in case of|in the event of|depending on|where|once|for|in|among|with|during|only if|only when|in|provided)\s+[^,:;()]{2,90}?)\s*[,:]\s+(?=\S)", _I)
TRAILING_CONDITION = re.compile(rf"(?:,\s*|\s+[-–—]\s*|;\s*|\s+)({CONDITION})$", _I)
NOT_A_CONDITION = re.compile(r"\b(?:see|check|ask|determine|decide|know|learn|tell|as|even|confirm|find out|asked|wonder)\s*$", _I)

DENIED = (
    re.compile(r"^(?:there is |there's )?no (?:need for |need to |requirement for )(?P<x>.+)$", _I),
    re.compile(r"^no (?P<x>.+?) (?:is |are |was )?(?:generally |usually |normally |typically |routinely |otherwise )?"
               r"(?:required|needed|necessary|expected|used|involved|given|performed|asked|called for)\b.*$", _I),
    re.compile(r"^(?:does|do|did) not (?:require|need|involve|call for|include|use) (?P<x>.+)$", _I),
    re.compile(r"^(?P<x>.+?) (?:is|are) (?:not|never) (?:generally |usually |normally |typically |routinely )?"
               r"(?:required|needed|necessary|performed|done|used|expected|offered|involved|given|called for|indicated)\b.*$", _I),
    re.compile(r"^(?P<x>.+?) (?:is |are )?(?:generally |usually |normally |typically )?(?:unnecessary|not (?:required|needed|necessary))\b.*$", _I),
    re.compile(r"^(?:not|never) (?:\w+ly )?(?:performed|done|offered|provided|carried out|available|used|given) (?:in|at|on|by|from|outside of|outside)?\s*(?:an? |the )?(?P<x>.+)$", _I),
    re.compile(r"^not (?:suitable|appropriate|possible|allowed|covered|meant) (?:in|at|for) (?:an? |the )?(?P<x>.+)$", _I),
)

# "You should", "Patients can": who acts adds nothing to what is done.
SUBJECT = re.compile(
    r"^(?:(?:most |many |some |all )?(?:patients|people|women|men|children|adults|users|families|parents)|you|the patient|patient|your (?:doctor|surgeon|team|care team))\s+"
    r"(?:(?:can|may|should|will|must|might|are able to|is able to|are asked to|is asked to|need to|needs to|will need to|have to|are advised to|"
    r"are told to|are encouraged to|will be asked to|can usually|can typically|can often|may need to|may be asked to|usually|typically|often)\s+)+(?:be able to\s+)?(?=\S)", _I)
NOTE_TAIL = re.compile(
    r"(?:,\s*|\s+)(?:(?:exactly )?as (?:directed|advised|instructed|recommended|prescribed|told|discussed|agreed|usual|ordered)\b.*"
    r"|(?:is|are) (?:required|needed|necessary|recommended|advised|essential|important|mandatory|usual|encouraged)\b.*"
    r"|per (?:protocol|the .*|your .*|physician.*|doctor.*)|following (?:the )?(?:doctor|physician|surgeon|team).*)$", _I)
EXAMPLES = re.compile(r",?\s*(?:\b(?:such as|including|for example|for instance|namely)\b|\be\.?g\.?(?=[,\s]))[,:]?\s+", _I)
LIKE = re.compile(r"(?<=s)\s+like\s+(?=[^,]+(?:,|\s+or\s|\s+and\s))", _I)
EXAMPLES_ONLY = re.compile(r"^(?:such as|like|including|for example|for instance|namely|e\.?g\.?)[,:]?\s+", _I)
