"""The words that qualify a statement rather than name a thing: hedges, frequencies, subjects, examples.

They are closed classes of English, written as patterns over one item; nothing here knows a medical word. Conditions and
denials have rooms of their own. What is looked for at the end of an item is looked for in its lower case.
"""

from __future__ import annotations

import re

from graph.ingest.text.patterns import Pattern


def _any(*ways: str) -> str:
    return "(?:" + "|".join(ways) + ")"


_I = re.IGNORECASE

_RARE = _any(r"(?:very |extremely |more |quite |only |just )?rarely", r"in (?:very )?rare (?:cases|instances)", "seldom", "uncommonly",
             "infrequently", "exceptionally", "less (?:common(?=[:,])|(?:commonly|often|frequently)(?=[:, ]))")
_OFTEN = _any("(?:(?:very|quite|only|just|more) )?(?:occasionally|sometimes|often)", "usually", "typically", "generally", "commonly", "frequently",
              "mostly", "mainly", "normally", "most often", "in most cases", "in some cases", "almost always",
              "nearly always", "at times", "not (?:infrequently|uncommonly|rarely|unusually|seldom)", "now and then", "as a rule", "more often", "as a routine", "(?:in|for) (?:the )?(?:vast )?(?:most|many|majority of|the majority of) (?:of )?(?:cases|instances|circumstances)")
_MAYBE = _any("potentially", "possibly", "potential(?: for)?", "possible", "likely", "unlikely", "perhaps", "may include",
              "might include", "may need", "may", "might", "optional(?:ly)?", "(?:a )?small (?:risk|chance) of",
              "(?:slight |low |small |rare |remote )?(?:risk|chance|possibility) of", "theoretical", "occasional",
              "rare", "uncommon", "very rare", "some(?= )", "(?:strongly |clinically )?suspected(?! (?:or|and) )")
LEADING_HEDGE = Pattern(rf"^({_any(_RARE, _OFTEN, _MAYBE)})(?:,\s*|:\s*|\s+)(?=\S)", _I)
COMMA_HEDGE = Pattern(
    r"(?:,|\s[-–—])\s*((?:very |extremely |exceedingly |exceptionally |vanishingly |quite |but |usually |generally )*(?:rare|exceptional|uncommon|common|unusual|infrequent|possible|unlikely)(?: but (?:very )?(?:serious|severe|life-threatening|dangerous|treatable|possible|grave|real|important))?)\s*$")
# "Home, usually the same day": when it mostly is.
TIMED_HEDGE = Pattern(
    r",\s*(usually|often|typically|mostly|generally|normally|as a rule)\s+(?:(?:the|on the|by the) (?:same|next|following|first|second|third) (?:day|morning|evening|night|week))$")
TRAILING_HEDGE = Pattern(
    rf"[\s,](?:(?<!,)\s*[-–—])?\s*({_any(_RARE, _OFTEN, 'possibly', 'potentially')}"
    r"|(?:is|are) (?:only |very )?(?:almost never|rarely|seldom|hardly ever|occasionally|sometimes|usually|often|generally|typically|normally) (?:needed|required|necessary|used|given|done|recommended|offered|advised)"
    r"|(?:is|are) (?:very |extremely |exceedingly |exceptionally |vanishingly |quite |fairly |relatively |most |so )?(?:possible|rare|common|uncommon|unlikely|likely|expected|unusual|usual)"
    r"|(?:though|but|although) (?:this|it|that) is (?:very |quite |only )?(?:rare|seldom|uncommon|unlikely|unusual)"
    r"|cannot be (?:ruled out|excluded|guaranteed|promised|predicted)(?: altogether| entirely| completely| with certainty)?"
    r"|(?:may|can|might|could) (?:rarely |sometimes |occasionally )?(?:occur|happen|develop|follow|arise|result|appear)"
    r"|(?:rarely|sometimes|occasionally) (?:occurs?|happens?|develops?))\s*$")
# "Fluid may collect again": a hedge inside a statement, which stays whole; "you may drive" allows.
INNER_HEDGE = Pattern(
    r"^(?!(?:you|patients?|people|normal|usual|light)\b)(?:(?!(?:that|which|who|whose|when|if|where|because|may|might)\b)[\w'’-]+\s+){1,7}?(may|might|could|usually|rarely|sometimes|occasionally|typically|generally|routinely|seldom|possibly|often(?=\s\w+(?:ed|s|en|t)\b))\s+(?!(?:you|your|the|an?|for|at|in|on|with)\b)\w", _I)
# "Can" and "could" tell a chance of what happens by itself, and an ability of people.
CHANCE = Pattern(r"^(?:(?!(?:you|we|patients?|people|doctors?|that|which|who|whose|when|if|where|because)\b)[\w'’-]+\s+){0,6}?(could|can|may|might)\s+(?!(?:be (?:repeated|used|combined|given|done|reversed|removed|adjusted|seen|treated|taken))\b)\w", _I)
ALLOWS = Pattern(r"\bmay (?:come|stay|eat|drink|drive|shower|bathe|walk|go|resume|return|take|use|wear|bring|continue|start|sleep|be (?:used|resumed|eaten|worn|taken|removed|restarted|continued|lifted|drunk))\b", _I)
_GRADE = Pattern(r"^(?:very |quite |usually |but |more )*(?:common|some|normally)$", _I)


def cue(word: str) -> str:
    """A hedge without what it is set against: "rare" of "rare but serious"."""
    return re.sub(r"\s+but\s.*$", "", word, flags=_I)


def weighs(word: str) -> bool:
    """Whether a word taken off an item makes it less certain: "rare", not "common" nor "some"."""
    return not _GRADE.match(word)


HEDGE_ONLY = Pattern(rf"^{_any(_RARE, _OFTEN, 'rare', '(?:very |most |quite |extremely |less |more |fairly |relatively )?(?:rare|common|uncommon|unlikely|infrequent|unusual|exceptional|likely)(?: but (?:very )?(?:serious|severe|life-threatening|dangerous|treatable|possible|grave|real|important))?', 'possible', 'optional', 'potential', '(?:now|still|very|only) (?:rarely|rare|seldom|uncommon|common|often)')}$", _I)

# A heading or label that says how often what stands below or behind it is met; "Common:" only parts a list.
HEDGE_LABEL = Pattern(r"^(?:(?:very |more |extremely )?(?:rare|rarely|uncommon|uncommonly|seldom|unlikely|infrequent)|less (?:common|often|commonly|frequent|likely)|in (?:very )?rare (?:cases|instances)|rare(?:r)? but serious|(?:serious|severe) but rare|uncommon but serious|possible|potential)"
                         r"(?: (?:risks|complications|problems|side effects|reactions|effects))?$", _I)

_NUMBER = r"(?:\d[\d,.]*|a (?:hundred|thousand|million)|one|two|three|four|five|six|seven|eight|nine|ten|few|a few)"
_RATE = (rf"(?:[<>≤≥~]\s*)?(?:(?:near|about|around|roughly|approximately|up to|fewer than|less than|more than|under|over|at most|only|nearly|some|"
         rf"between|well under|perhaps|as many as)\s+)*(?:{_NUMBER}\s*(?:-|–|to|and)\s*)?"
         rf"(?:{_NUMBER}\s+(?:in|out of)\s+(?:every\s+)?{_NUMBER}|{_NUMBER}\s?(?:%|percent|per ?cent))"
         r"(?:\s+of\s+(?:the\s+)?(?:cases|patients|people|procedures|women|men|children|users|eyes|recipients|tests|studies|operations|doses|injections|births|procedures|infusions))?"
         r"(?:\s+(?:doses|injections|births|cases|patients|people|procedures|women|men|children|users))?")
FREQUENCY_ONLY = Pattern(rf"^(?:in\s+|affects\s+|risk\s+)?{_RATE}(?:\s+.{{0,40}})?$", _I)
TRAILING_FREQUENCY = Pattern(
    rf"[\s,](?:(?<!,)\s*[-–—])?\s*((?:in|affecting|for|at|occurs in|seen in)?\s*{_RATE})\s*$")
TRAILING_SHARE = Pattern(
    r"[\s,](?:(?<!,)\s*[-–—])?\s*(in (?:about |up to |roughly |nearly |over )?(?:half of|half|a third of|a quarter of|a small number of) "
    r"(?:cases|patients|people|women|men|children|users|clinics|centers|hospitals|places|facilities|practices|settings))\s*$")

# "You should", "Patients can": who acts adds nothing to what is done.
SUBJECT = Pattern(
    r"^(?:(?:most |many |some |all )?(?:patients|people|women|men|children|adults|users|families|parents|members|enrollees)|you|the patient|patient|your (?:doctor|surgeon|team|care team))\s+"
    r"(?:(?:can|may|should|will|must|might|are able to|is able to|are asked to|is asked to|need to|needs to|will need to|have to|are advised to|"
    r"are told to|are encouraged to|will be asked to|can usually|can typically|can often|may need to|may be asked to|usually|typically|often)\s+)+(?:be able to\s+)?(?=\S)", _I)
NOTE_TAIL = Pattern(
    r"(?:,\s*|\s+)(?:(?:exactly )?as (?:directed|advised|instructed|recommended|prescribed|told|discussed|agreed|usual|ordered)\b.*"
    r"|(?:is|are) (?:required|needed|necessary|recommended|advised|essential|important|mandatory|usual|encouraged)\b.*"
    r"|with (?:its|their|all (?:its|their|the)|the (?:risk|need|drawback|disadvantage)s?)\b(?=.*(?:risk|need|drawback|cost|side effects|disadvantage|burden|imaging|follow-up)).*|per (?:protocol|the .*|your .*|physician.*|doctor.*)|following (?:the )?(?:doctor|physician|surgeon|team).*)$", _I)
EXAMPLES = Pattern(r",?\s*(?:\b(?:such as|including|for example|for instance|namely)\b|\be\.?g\.?(?=[,\s]))[,:]?\s+", _I)
LIKE = Pattern(r"(?<=s)(?<!ss)\s+like\s+(?=[^,]+(?:,|\s+or\s|\s+and\s))", _I)
EXAMPLES_ONLY = Pattern(r"^(?:such as|like|including|for example|for instance|namely|e\.?g\.?)[,:]?\s+", _I)
