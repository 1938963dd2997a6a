"""People and kinds of case as patterns name them: "older adults with diabetes", "difficult cases", "small stones"."""

from __future__ import annotations

import re

from graph.ingest.text.patterns import Pattern

_I = re.IGNORECASE

ONLY = r"(?:(?:nearly always|almost always|almost only|almost exclusively|exclusively|most often|more often|most commonly|above all|in particular|first of all|only|especially|particularly|mainly|mostly|chiefly|even|usually|typically|often|sometimes|but only|or only|also|just|sooner|later|longer|earlier|late|early) )?"
PEOPLE = (r"(?:(?:patients|people|persons|women|men|children|kids|adults|infants|babies|newborns|neonates|toddlers|preschoolers|teens|teenagers|"
          r"adolescents|seniors|elderly|elders|mothers|users|smokers|drinkers|diabetics|asthmatics|athletes|workers|inpatients|"
          r"outpatients|residents|recipients|candidates|beneficiaries|survivors|carriers|twins|triplets|individuals|anyone|anybody|those|minors|boys|"
          r"girls|veterans|nonsmokers|non-smokers|wearers|members(?! of the)|enrollees|soldiers|sailors|prisoners|inmates|students|pupils|travell?ers|farmers|vegetarians|vegans|singers|runners|dancers|musicians|youngsters|alcoholics|amputees|males|females|h(?:a)?emophiliacs|sufferers|(?:over|under)[- ]?\d{1,2}s|populations?|cohorts?|subgroups?|swimmers|pilots|drivers|couples|snorers|players|climbers|cyclists|hikers|teachers|donors|migraineurs|peds|labou?rers)\b(?!['’-]|\s(?:program|hospital|clinic|center|services|compensation)\b)|(?<=\ba )(?:child|baby|woman|man|toddler|newborn|smoker|teenager)\b|(?<=\ban )(?:adult|infant|adolescent)\b|(?<=\bolder )(?:child|adult|woman)\b)")
OWN_WORD = r"(?!(?:lets?|helps?|allows?|gives?|spares?|makes?|enables?|keeps?|that|which|who|whose|of|to|and|or|your|the|this|these|is|are|has|have|can|may|should|by|from|with|about|half|for|in|on|at|as|no|not|\d[\d,.]*%?)\s)[\w'’-]+\s+"
ONE = rf"(?:in|for|among|on) (?:the|any|every|each) (?:(?!(?:of|and|or)\b)[\w-]+ ){{0,3}}?(?:patient|person|child|woman|man|individual|adult|infant|baby|smoker|candidate) (?:who|whom|with|whose|on|over|under|without|unable|unfit|aged|at|needing|for whom|in whom)\b[^;()]*|(?:in|for) the (?!(?:same|average|usual|next|right|left)\b)(?:{OWN_WORD}){{1,2}}(?:patient|child|woman|man|adult|infant|smoker)$|(?:in|for) (?:an?|any|some|every|each) (?:{OWN_WORD}){{0,3}}?(?:boy|girl|child|woman|man|adult|person|baby|infant|newborn|teenager|toddler|patient|inpatient|outpatient|smoker|athlete|individual|minor(?=$| who| with))\b(?!['’-]| (?:to|department|clinic|unit|ward|bed|hospital|center|room|setting|surgery|care|visit|facility|office|portal|area)\b)[^;()]*|(?:in|for) (?:(?:nearly |almost |practically )?everyone|everybody|someone|somebody)\b(?! (?:to|else)\b)[^;()]*|in the (?:vast |great |large )?(?:majority|minority) of (?:patients|people|women|men|children|adults|cases of [^;()]+)$"  # "in the patient who …"
POPULATION = rf"(?:in|for|among|on)\s+(?!(?:patients|people|everyone)$)(?:the (?=(?:[\w-]+ )?elderly|very|most|few|rare|occasional|over|under))?(?:{OWN_WORD}(?:(?:and|or)\s+)?){{0,4}}?{PEOPLE}\b[^;()]*"
# Circumstances that single out some cases from others.
KIND = (r"(?:selected|certain|suitable|complex|complicated|difficult|urgent|high-risk|low-risk|experienced|some|special|particular|teaching|academic|specialist|referral|rural|remote)")
CASE = r"(?:cases|situations|circumstances|emergencies|instances|states|countries|regions|areas|centers|programs|practices|clinics|hospitals)"
GROUPS = Pattern(rf"^(?:[\w-]+, )*[\w-]+ (?:or|and) (?:[\w-]+ )?{PEOPLE}(?: (?:with|who|on|over|under|of|aged?)\b.*)?$", _I)  # "small, old or heart-failure patients"
HARD_CASES = Pattern(rf"^(?:{KIND}|severe|serious|advanced|rare|large|deep|unstable|critical|emergency|planned|pediatric|elderly|older|obese|redo|recurrent)\s+(?:[\w-]+\s+){{0,2}}[\w-]{{3,}}(?<![usi])s$", _I)
GROUP = Pattern(rf"^(?:only |mainly |also |all |most |some )?(?:{OWN_WORD}){{0,4}}?{PEOPLE}\b(?:\s+(?:with|who|on|over|under|of|aged?|taking|having|from|in|and|or|older|younger|at|needing|using|without|above|below|whose|only|after|before|during|undergoing|awaiting|facing|due|about|too|unable|\d[\w–-]*)\b.*)?$", _I)
