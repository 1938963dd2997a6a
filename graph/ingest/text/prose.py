"""A sentence to the phrases that hold its statements: what introduces a list and what is said of it fall away.

"Your doctor may suggest this test if you have chest pain" speaks of chest pain; "some people have nausea" of nausea.
"""

from __future__ import annotations

import re
from itertools import pairwise

from graph.ingest.text.gates import any_of
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span

_I = re.IGNORECASE
_IT = (r"(?:it|this|that|they|these|treatment|care|surgery|an operation|most (?:of them|are)?|(?:the|this|your|these|an?|most|such) (?:[\w-]+\s+){0,3}?(?:procedures?|tests?|exams?|examination|scans?|surgery|surgeries|operations?|treatments?|"
       r"studies|study|visits?|device|therapy|service|drug|medicine|injections?|infusions?|shots?|biopsy|biopsies|sessions?|equipment|machine|technique|imaging|code|work|care|course|training|fitting|program|x-rays?|care))")
_OFTEN = r"(?:(?:usually|typically|often|generally|most often|also|mostly|mainly|normally|sometimes|commonly|always|only|frequently|most commonly|nearly always|almost always|best|either)\s+)*"
_MAY = r"(?:(?:can|may|might|could|will|should|must)\s+)?"
_WE = r"(?:(?:your|the|a|most)\s+)?(?:doctors?|physicians?|surgeons?|specialists?|care team|team|we|clinicians?|providers?|guidelines)"
_KINDS = r"(?:risks?|complications?|side effects?|benefits?|advantages?|alternatives?|options?|choices|indications?|reasons?|staff|personnel|team members|members|team|problems|effects|settings?|places|locations|steps|goals|ways|treatments?|tests?|symptoms|conditions|harms|dangers|drawbacks|gains|upsides)"

_INTRODUCTION = (
    rf"^(?:(?:the|some|its|main|most|common|commonest|possible|potential|other|chief|key|usual|expected|serious|rare|rarer|minor|major|less|more|further|additional|important|typical|frequent|likely|short-term|long-term|very|known|your|also)\s+)*"
    rf"{_KINDS}(?:\s+(?!(?:is|are|include|includes)\b)(?:and\s+)?[\w-]+){{0,6}}?\s+{_OFTEN}(?:include|includes|are|is|may include|can include|might include|could include|consists? of|range from|comprise)\s*:?\s+(?!(?:rare|uncommon|common|unlikely|low|lower|lowest|high|higher|highest|great|greater|greatest|increased|raised|about|around|roughly|slightly|much|less|more|\d[\d.,]*|small|smaller|minimal|possible|few|not|mild|usually|often|very|that)\b)",
    rf"^(?:{_IT}|{_WE})\s+(?:also\s+)?{_MAY}(?:includes?|involves?|comprises?|consists? of|requires?|calls? for|needs?)\s*:?\s+(?=\S)",
)
_FRAMES: dict[str, tuple[str, ...]] = {
    "indications": (
        rf"^(?:{_IT}|you|(?:your|a|the) (?:child|baby)|children|adults|people)\s+(?:{_MAY}{_OFTEN}(?:be\s+)?|(?:is|are|was)\s+{_OFTEN})(?:used|done|performed|recommended|advised|offered|ordered|given|considered|needed|required|called for|prescribed|helpful|useful|chosen|suggested|indicated|meant|intended|suitable|appropriate|reserved|an? (?:[\w-]+ )?(?:option|choice|treatment|possibility)|worth considering|worthwhile|need it|need this(?: \w+)?|have it|benefit)"
        r"\s+(?:(?:it|this(?: \w+)?)\s+)?(?:(?:also|sooner|earlier|mainly|chiefly|especially|even|only)\s+)*(?:if you have(?: had)?|when you have|if there (?:is|are)|when there (?:is|are)|if you|if|when|whenever|for|because of|in|to (?:treat|find out (?:why|whether|if|how)|find|check for|diagnose|look for|evaluate|investigate|manage|relieve|correct|repair|rule out|detect|confirm|assess))\s+",
        rf"^{_WE}\s+{_MAY}{_OFTEN}(?:recommends?|suggests?|orders?|advises?|uses?|offers?|considers?|performs?|does|do|prescribes?|requests?)\s+(?!not\b)(?:(?:it|this|them|you)\s+)?(?:(?:this |the |a |an )?(?:[\w-]+\s+){{0,2}}?(?:test|procedure|treatment|scan|surgery|operation|exam|study|device|therapy|it)\s+)?"
        r"(?:if you have(?: had)?|when you have|if there (?:is|are)|if you|if|when|for|because of|in|to (?:treat|find out (?:why|whether|if|how)|find|check for|diagnose|look for|evaluate|investigate|manage|relieve|rule out|detect|confirm|assess))\s+",
        r"^(?:most|others|some|many|a few|several|some others)(?: of (?:them|our patients)| (?:people|patients|children|women|men|adults))? (?:also )?(?:have|suffer from|complain of|come (?:with|because of|for))\s+(?!(?:it|this|to|no)\b)",
        r"^(?:only )?(?:people|patients|adults|children|women|men|those|anyone) (?:with|who have) (?=.+ (?:should|may|can|might|need|needs|benefits?|qualify|qualifies)\b)",
        r"^(?:and )?so (?:does|do|is|are)\s+(?:an? |the )?(?=\w)",
        r"^(?:you (?:may|might|could) (?:need|have|be offered) (?:it|this(?: \w+)?|an? (?:[\w-]+ ){0,2}[\w-]+) (?:if you have|if you|if (?=\w)|for|because of)|(?:people|patients|those|candidates|anyone) (?:who )?(?:may|might|can|should|often)? ?(?:need|have|benefit from|qualify for) (?:it|this(?: \w+)?) (?:include|are)(?: those with)?|it (?:helps|treats|finds|detects|checks for|diagnoses|looks for|relieves|corrects)|reasons to have (?:it|this \w+) (?:include|are))\s+",
    ),
    "risks": (
        r"^(?:please )?(?:expect|be prepared for|watch out for)\s+(?=\w)",
        r"^there (?:is|are|may be|can be|might be|could be|will be) (?:(?:also|always|a little|an?|some|the)\s+)*(?!(?:no|not|none|few|never|little|hardly|chance|chances|risk|risks|danger|possibility|small|slight|low|tiny|remote)\b)(?=\w)",
        r"^the (?:risks?|chances?|likelihood|danger|odds) (?:of|for)\s+(?=\w.*\s(?:is|are|rises?|increases?|grows?)\s)",
        r"^(?:some|many|most|a few|others) (?:(?:may|can|will|also|even) )?(?:get|have|feel|develop|notice|report|experience|suffer)\s+(?=\w)",
        r"^(?:(?:some|many|most|a few|few|certain|other|rare)\s+)?(?:people|patients|women|men|children|adults|users|you|babies)\s+(?:(?:can|may|might|could|will|also|sometimes|often|rarely|occasionally|briefly)\s+)*(?:have|get|feel|develop|notice|report|experience|suffer|see|be left with|lose(?=\s+(?:hair|weight|sleep)))\s+",
        rf"^(?:{_IT})\s+(?:(?:can|may|might|could|also|sometimes|rarely|occasionally)\s+)+(?:cause|lead to|result in|trigger|bring on|produce|provoke|include|carry|leave)\s+",
        r"^(?:as with any (?:[\w-]+\s+){1,2},?|like any (?:[\w-]+\s+){1,2},?)\s+(?:there (?:is|are)\s+)?",
        r"^(?:there (?:is|are|may be|can be|might be)|it carries|this carries)\s+(?:also\s+)?(?:(?:an?|some|the|very)\s+)*(?:(?:small|slight|low|rare|minor|tiny|remote|little|real|slightly raised|higher|increased|potential)\s+)*(?:risks?|chances?|possibility|danger)\s+(?:of|for)\s+",
    ),
    "benefits": (
        r"^(?:(?:some|many|most|a few)\s+)?(?:people|patients|women|men|children|users|you|families)\s+(?:(?:can|may|will|often|usually|also)\s+)*(?:have|get|feel|notice|report|experience|expect|enjoy|gain|find|see)\s+(?=\w)",
    ),
    "alternatives": (
        r"^(?:it|this) (?:is|may|might|can|could) (?:(?:also|sometimes|often|usually|be) )*possible (?:simply |just |instead )?to (?=\w)",
        r"^(?:(?:some|many|most|a few|other)\s+)?(?:people|patients|women|men|doctors|you)\s+(?:(?:can|may|might|could|also|sometimes|often)\s+)*(?:choose|prefer|try|use|opt for|consider|decide on|manage with|do well with|start with|have)\s+(?:to\s+)?",
        r"^(?:you|your (?:doctor|team)) (?:(?:can|may|might|could|also)\s+)+(?:choose|try|use|consider|discuss|suggest|recommend|offer|ask about|have)\s+(?:to have\s+|to\s+)?",
    ),
    "setting": (
        rf"^(?:{_IT}|you|patients|people|most people|many people|most patients)\s+(?:{_MAY}{_OFTEN}(?:be\s+)?|(?:is|are)\s+{_OFTEN})(?:performed|done|carried out|given|provided|offered|delivered|held|used|treated|seen|takes? place|happens?|available|scheduled|admitted|have it(?: as outpatients)?|go|stay|visit|receive (?:it|care)|have (?:this|the) \w+)"
        r"\s+(?:\w+ly\s+)?(?:(?:as an? (?:outpatient|inpatient)|as outpatients|as inpatients)\s+)?(?:in|at|to|on|by|through)?\s*(?:either\s+)?(?:an?\s+|the\s+|your\s+)?",
    ),
    "personnel": (
        rf"^(?:{_IT})\s+(?:{_MAY}{_OFTEN}(?:be\s+)?|(?:is|are)\s+{_OFTEN})(?:performed|done|carried out|given|provided|led|staffed|run|handled|supervised|delivered|shared|overseen|read|interpreted|placed|fitted|managed|taught|ordered)\s+(?:\w+ly\s+)?(?:by|with)\s+(?:an?\s+|the\s+|your\s+)?",
    ),
    "preparation": (r"^(?:before (?:your|the|this) (?!(?:first|last|next|second)\b)\w+,?|beforehand,?)\s+(?=\S)",),
    "recovery": (),
}
_FRAME = {name: tuple(Pattern(p, _I) for p in (*_INTRODUCTION, *frames)) for name, frames in _FRAMES.items()}
# A reason or a contrast that leads says nothing of its own.
_REASON = Pattern(r"^(?:because|since|although|though|even though|as(?! (?:long|soon|far|needed|required|a rule)\b)|whereas|instead of|unlike|rather than|besides|apart from|in addition to|as with any|like any|compared with|contrary to|thanks to)\s+[^,]{3,90},\s+(?=\S)", _I)
# A contrast, not a time: "while the rate is low, …"; "while you sleep" and "while the tube is in" say when.
_CONTRAST = Pattern(
    r"^while(?! (?:you|your|the (?:tube|catheter|drain|cast|stitches|bandage|dressing|device|drip|drug|medicine|wound|patient|child|baby|sensor|mask|pump|line|port|stent|needle|dye|scan|machine)\b|(?:it|they) (?:is|are) (?:in|on|being|there|healing|worn)\b|"
    r"\w+ing\b|on\b|in\b|under\b|asleep|awake|pregnant|sedated|still|waiting|[^,]{3,60}? (?:is|are|stays?|remains?) (?:still |being )?(?:in|on|at|there|open|attached|connected|running|under|healing)\b))\s+[^,]{3,90},\s+(?=\S)", _I)
_NOTING = Pattern(r"^(?:(?:please|also)\s+)*(?:note|remember|be aware|(?:bear|keep) in mind)\s+that\s+(?=\S)", _I)
# What a sentence says of its subject once it has named it.
_SAYING = Pattern(
    r"\s+(?:(?:is|are|was|were)\s+(?:(?:usually|often|generally|typically|very|also|quite|more|less|most|relatively|always)\s+)*(?:rare|common|uncommon|mild|unlikely|likely|possible|low|small|higher|greater|raised|lower|increased|minimal|temporary|short-lived|brief|minor|frequent|infrequent|normal|expected|usual)"
    r"(?:,?\s+(?:and|but|because|though|although|so|if not)\s+.*)?"
    r"|(?:is|are)\s+(?:among\s+)?(?:the|an?|one of the)?\s*(?:(?:main|most|common|commonest|chief|possible|potential|serious|usual|other|known|rare|major|frequent|first|good|reasonable|another|further|valid|strong|sufficient)\s+)*(?:risks?|complications?|side effects?|problems?|concerns?|options?|choices?|alternatives?|benefits?|reasons?|possibilities|possibility|choice)"
    r"|(?:(?:can|may|might|could)\s+)?(?:also\s+|sometimes\s+|rarely\s+|occasionally\s+)?(?:occur|occurs|happen|happens|develop|develops|arise|arises|follow|follows|appear|appears|be seen|be felt|result|be needed|remain)(?:\s+(?:and|but)\s+.*)?"
    r"|(?:have|has) been (?:reported|seen|described)"
    r"|(?:should|may|might|can|will) (?:also )?(?:have|need|get|be offered|be given|undergo|benefit from) (?:it|this|the|these|an?)\b.*"
    r"|(?:also )?(?:qualif(?:y|ies)|counts?|belongs? here|justif(?:y|ies) (?:it|the \w+)|warrants? (?:it|the \w+)|calls? for (?:it|the \w+))(?: too| as well| also| for (?:it|this))?"
    r"|(?:and|but|which|that)\s+(?:(?:it|they|this)\s+)?(?:(?:usually|often|generally|typically|mostly|normally|soon|quickly|should|will|can|may|rarely)\s+)*(?:fades?|goes away|go away|go|goes|occurs?|settles?|clears?|resolves?|passes|pass|lasts?|improves?|heals?|happens?|disappears?|subsides?|eases?|is|are|be)\b.*)$", _I)
# "A pessary, weighing next to nothing, is worn inside": what is told of it between commas, and behind.
_ASIDE = Pattern(r"^([^,;:]{3,60}),\s+(?:\w+ing|which|who|though|although|however)\b[^,;]*,\s+(?:is|are|can|may|will|was|has|have|does|do)\b", _I)
_OPTION = Pattern(
    r"\s+(?:(?:is|are|may be|can be|might be|could be)\s+(?:(?:also|sometimes|often|usually|another|an?|the|generally|only)\s+)*(?:options?|reasonable|possible|available|used|tried|chosen|considered|preferred|offered|enough|present|on hand|on call|involved|nearby|helpful|useful|appropriate|choices?|alternatives?|at the bedside|in the room|sufficient|suitable)"
    r"|(?:may|can|might|could)\s+(?:also\s+)?(?:help|work|be enough|suffice|be used|be tried)|(?:works?|helps?)(?: well)?|(?:joins?|assists?|helps?|attends?|takes part)(?: the team)?)$", _I)


def stated(span: Span, section: str) -> Span:
    """A sentence without the frame that introduces what it names.

    >>> stated(Span.at("The most common risks are bleeding and infection", 0), "risks").text
    'bleeding and infection'
    >>> stated(Span.at("Your doctor may suggest this test if you have chest pain", 0), "indications").text
    'chest pain'
    """
    if match := _NOTING.match(span.text):
        span = span[match.end() :]
    if match := _REASON.match(span.text) or _CONTRAST.match(span.text):
        span = span[match.end() :]
    for pattern in _FRAME.get(section, ()):
        match = pattern.match(span.text)
        if match and match.end() < len(span.text):
            return span[match.end() :]
    return span


def contrasts(text: str) -> bool:
    """Whether a sentence begins with what it is set against: "while the rate is low, stroke is feared"."""
    return bool(_CONTRAST.match(text))


_AGAINST = Pattern(r"^(?:instead of|unlike|rather than|besides|apart from|in addition to|in place of|regardless of|irrespective of|no matter (?:how|what|which|where|when)|compared with)\s[^,;:()]{2,80},\s+(?=\S)", _I)
SET_AGAINST = any_of(_AGAINST, first=True)


def contrast(text: str) -> int:
    """Where a phrase begins behind what it is set against: "instead of a hospital stay, …"; 0 when it begins at once."""
    match = _AGAINST.match(text)
    return match.end() if match else 0


def unsaid(text: str, section: str) -> int:
    """Where what is only said of the named things begins; the length of the text where nothing is.

    >>> text = "Bruising is common and usually fades"; text[:unsaid(text, "risks")]
    'Bruising'
    """
    if aside := _ASIDE.match(text):
        return aside.end(1)
    pattern = _SAYING if section in ("risks", "benefits", "indications") else _OPTION
    match = pattern.search(text) if section != "recovery" and section != "preparation" else None
    return match.start() if match and match.start() else len(text)


_WHO = r"(?:you|someone|it|they|we|patients|people|most (?:patients|people)|some (?:patients|people)|many (?:patients|people)|others|sometimes|if|when)"
_FINITE = r"(?:is|are|was|were|do|does|can|cannot|may|will|has|have|should|must|might|could)"
# "While the pump is running" says when, whatever is before it.
_MEANWHILE = r"(?: (?:you|your)\b| (?:the|an?|it|they)\b[^,;]{0,40}? (?:is|are) (?:still |being )?(?:\w+ing|in|on|out|open)\b)"
_CLAUSE = Pattern(
    rf",\s+(?:and|or)\s+(?={_WHO}\b|for\s|so (?:is|are|does|do)\b|neither (?:is|are|do|does)\b|(?:the|this|that|these|your|its|their|an?)\s+(?:[\w'’-]+\s+){{1,3}}?{_FINITE}\b)|,\s+(?:but|so(?! (?:long|far|that)\b)|then|and then|while(?!{_MEANWHILE})|although|though|whereas)\s+(?!(?:not|never|no|only|is|are|can|may)\b)|\s+(?:but|whereas|although|though|while(?! (?:you|it|they|we)\b|{_MEANWHILE}))\s+(?={_WHO}\b|(?:the|an?|your|sicker|children|older|smaller|larger)\b)", _I)


_NOT_THERE = Pattern(r",\s+(?:so|and) \w+(?: \w+)? (?:do|does|is|are|can|will)(?: not|not|n['’]t) [^,;]*\bthere\W*$", _I)


def statements(span: Span) -> list[Span]:
    """The clauses of a sentence that speak for themselves.

    >>> [s.text for s in statements(Span.at("No fasting is needed, and you can drink as usual", 0))]
    ['No fasting is needed', 'you can drink as usual']
    """
    if re.match(r"^(?:if|when|unless|because|although|while|once|after)\b", span.text, _I):
        first = span.text.find(",")
        cuts = [m.span() for m in _CLAUSE.finditer(span.text) if m.start() > first >= 0]
    else:
        cuts = [m.span() for m in _CLAUSE.finditer(span.text) if m.start()]
    if _NOT_THERE.search(span.text):
        return [span]  # "hospitals have their own teams, so we do not go there" speaks of one place
    cuts = [cut for cut in cuts if span.text[: cut[0]].count("(") == span.text[: cut[0]].count(")")]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(span.text)]
    return [part for a, b in zip(starts, ends, strict=True) if (part := span[a:b].strip()).text]


_PERSON = (r"(?:\w+(?:ologist|iatrist|geon|trician|ician|apist|nographer|ographer|etist|otomist|armacist|ietitian)s?|surgeons?|doctors?|nurses?|assistants?|aides?|technicians?|technologists?|specialists?|physicians?|therapists?|"
           r"social workers?|counselors?|coordinators?|educators?|midwives|midwife|dentists?|hygienists?|paramedics?|clinicians?|practitioners?|interpreters?|trainers?|fitters?|suppliers?|chaplains?|volunteers?|caregivers?)")
_PLACE = (r"(?:hospitals?|clinics?|centers?|centres?|offices?|suites?|wards?|units?|departments?|rooms?|facility|facilities|laborator(?:y|ies)|labs?|pharmacy|pharmacies|schools?|homes?|bedside|theaters?|hospices?|"
          r"practices|ambulances?|studios?|gyms?|pools?|infirmary|nursery|vans?|telehealth|video visits?)")
_MODIFIER = r"(?:(?!(?:an?|the|your|by|in|at|on|of|with|and|or|to|for|from|is|are|be|may|can|will|who|which|that|if|when|not|no|usually|often|sometimes|also|then|as|either|both|same|each|any|his|her|their|another|other|only|while|but|most|some)\b)[\w'’/-]+\s+){0,3}?"
_HEADED = {"personnel": Pattern(rf"\b{_MODIFIER}{_PERSON}\b", _I), "setting": Pattern(rf"\b{_MODIFIER}{_PLACE}\b", _I)}
_NOUN = {"personnel": Pattern(rf"\b{_PERSON}\b", _I), "setting": Pattern(rf"\b{_PLACE}\b", _I)}
_WRITTEN = Pattern(r"\S+")
_GLUE = Pattern(r"^[\s,]*(?:(?:and/or|and|or|an?|the|your|either|both|in|at|by|with|from|of|another|one|two|sometimes|usually|often|occasionally|rarely|trained|specially|licensed|certified|other|plus|as well as|well|nearby|local|on|to|possibly)[\s,]+)*$", _I)
_BOUNDARY = Pattern(r"[;,]\s+(?:and |or |but |while |with )?|\s+(?:and|but|while|or|with)\s+(?!(?:their|its|his|her)\b)", _I)


def headed(text: str, section: str) -> list[tuple[int, int]]:
    """Where a sentence names people or places by the word that ends their names, known or not."""
    found: list[tuple[int, int]] = []
    at = 0
    for noun in _NOUN[section].finditer(text):
        if noun.start() < at:
            continue
        before = [word.start() for word in _WRITTEN.finditer(text, at, noun.start())]
        if match := _HEADED[section].search(text, before[-3] if len(before) > 3 else at):  # a name has three words before its noun
            found.append(match.span())
            at = match.end()
    return found


def segments(text: str, names: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of a sentence, each with the names that share what it says.

    >>> text = "a surgeon operates, and an anesthesiologist or a nurse helps if sedation is used"
    >>> [text[a:b] for a, b in segments(text, [(2, 9), (27, 43), (49, 54)])]
    ['a surgeon operates', 'an anesthesiologist or a nurse helps if sedation is used']
    """
    cuts = [0]
    stops = []
    for (_, end), (start, _) in pairwise(names):
        between = text[end:start]
        if _GLUE.match(between):
            continue
        found = list(_BOUNDARY.finditer(between))
        if found:
            stops.append(end + found[-1].start())
            cuts.append(end + found[-1].end())
    return list(zip(cuts, [*stops, len(text)], strict=True))
