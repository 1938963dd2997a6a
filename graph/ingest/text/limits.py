"""Limits, grades, stages and days at the end of a phrase: what says how bad, how often or when a case must be.

"Obesity, BMI over 40", "cure for stage II disease", "from the second day", "on bad days". Nothing here knows a disease.
Texts come here in lower case.
"""

from __future__ import annotations

from graph.ingest.text.patterns import Pattern

ORDINAL = r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|tenth|next|following|same)"
FROM_DAY = Pattern(rf"\s+((?:from|as of) (?:(?:about )?(?:the )?{ORDINAL} (?:days?|nights?|mornings?|evenings?|afternoons?|weeks?|weekends?|months?|doses?|sessions?|cycles?|courses?|infusions?|visits?|treatments?|injections?)|(?:day|week|month) \w+(?: (?:or|to) \w+)?|(?:about )?\d+ (?:weeks|months|years)(?: of (?:pregnancy|age))?|the (?:evening|morning|day|week) (?:after|of) [\w ]+|the (?:time|moment|day) (?:of )?[\w ]+)(?: on(?:wards?)?)?)$")
STAGED = Pattern(r"\s+((?:in|for) (?:(?:early|late|advanced|a|any) )?(?:stages?|grades?|types?|class|nyha(?: class)?|asa(?: class)?|levels?) (?:[ivx]+[ab]?|\d)(?:[\s–/,-]|and|or|to|[ivx]+|\d)*(?:[\w-]+ ?){0,3})$")
ON_SUCH_DAYS = Pattern(r"\s+((?:only )?on (?!(?:all|consecutive|alternate|following|the|both|these|those|test|procedure|several|many|two|three|four|five)\b)(?:[\w-]+ ){0,2}(?:days|nights|weekends|evenings)(?: (?:with|without|of|when|that|you) [^,;()]+)?|(?:out of|outside(?: of)?|after) (?:(?:normal|regular|usual|office|working|clinic|opening|business|ward) )*hours)$")
ON_DRUG = Pattern(r"(?<!depend)(?<!rely)(?<!insist)(?<!men)(?<!patients)(?<!people)(?<!those)(?<!children)(?<!anyone)(?<!adults)\s+((?:while |when )?(?:on|under) (?:(?:long-term|long|daily|high-dose|regular|strong|continuous) )?(?:steroids?|dialysis|insulin|warfarin|anticoagulants?|blood[- ]thinn\w+|chemotherapy|immun\w+|methadone|opioids?|(?:[\w-]+ )?(?:blockers|inhibitors|antagonists)|anti[\w-]{4,}s|beta[- ]blockers?|diuretics|oxygen|the pill|(?:an? |the )?ventilator|life support|\w{3,}(?:mab|statin|pril|sartan|olol|parin|xaban|trexate|onates?|quine|setrons?|coids|triptans|prine|azole)|(?:(?:maximal|maximum|full|optimal|best|standard|adequate|several|two|three|four) )(?:[\w-]+ )?(?:therapy|medications?|treatment|medicines|drugs|tablets|inhalers))(?: (?:use|therapy|treatment))?(?: in particular)?)$")
VALUE = Pattern(r",\s+((?!(?:with|for|of|in|to|and|or|by|at|from|drink|eat|take|about|up|a|an)\b)(?:(?:[a-z][\w-]* ){1,3}(?:over|above|below|under|at least|less than|more than) |(?:[a-z][\w-]* ){0,3}[≥≤<>] ?)\d(?![\d.,–-]*\s?(?:hours?|days?|weeks?|months?|years?|minutes?|%))[^;()]*)$")
