"""The headings under which pages keep their sections, and how an author may spell each of them."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.ingest.text.patterns import Pattern

# `name` is no section of the contract: it holds what the page calls its procedure.
SPELLINGS: dict[str, str] = {
    "name": "name of the procedure|procedure name|name|common names|common name|technical term|technical terms|"
            "medical term|medical terms|also known as|other names|names",
    "summary": "summary|overview|about this procedure|about the procedure|in brief|at a glance|introduction|"
               "description|background|general information|quick summary|what it is|what is it",
    "purpose": "purpose|purposes|goal|goals|aim|aims|objective|objectives|why it is performed|purpose and goals|"
               "purpose of the procedure",
    "indications": "indications|indication|clinical indications|reasons for the procedure|reasons|when it is used|"
                   "when it is needed|who needs it|who it is for|why it is done|why is it done|common indications|"
                   "when is it recommended|symptoms and conditions|indications for use|indications for the procedure|"
                   "who needs this|when it is recommended|who might need it|reasons for having it",
    "preparation": "preparation|preparations|how to prepare|preparing for the procedure|before the procedure|"
                   "getting ready|pre-procedure preparation|pre-procedure|patient preparation|before your visit|"
                   "before surgery|before the test|pre-operative preparation|preparing|preparation steps|"
                   "before you arrive|what to do before",
    "procedure": "procedure description|procedure|the procedure|procedure steps|how it is done|description of the "
                 "procedure|what happens|what happens during the procedure|during the procedure|technique|steps|"
                 "how the procedure is performed|tools|equipment|tools/equipment|tools and equipment|tools used|"
                 "anesthesia|sedation|anesthesia or sedation|anesthesia/sedation|anesthesia and sedation|"
                 "how it works|how is it done|procedure details|what is done|equipment used|materials",
    "duration": "duration|how long it takes|how long does it take|time|time required|length|procedure time|"
                "length of the procedure|time needed|expected duration|length of visit|how long",
    "setting": "setting|settings|place|places|where it is done|where it is performed|location|locations|place of service|"
               "site of service|care setting|where|facility|facilities|treatment setting|venue|"
               "where it takes place|where is it done",
    "personnel": "personnel|staff|care team|team|medical team|who performs it|who performs the procedure|"
                 "who is involved|who does it|healthcare team|health care team|providers|people involved|"
                 "clinical staff|staffing|your care team|who will be there|personnel involved|who takes part",
    "risks": "risks and complications|risks|complications|possible complications|potential complications|"
             "side effects|risks and side effects|possible risks|potential risks|risks or complications|"
             "risks & complications|adverse effects|risks/complications|harms|what can go wrong|safety|"
             "potential risks and complications|possible harms|possible risks and complications",
    "benefits": "benefits|advantages|expected benefits|potential benefits|benefit|why it helps|how it helps|"
                "what you gain|benefits of the procedure|what it offers",
    "recovery": "recovery|aftercare|after care|after the procedure|recovery and aftercare|post-procedure care|"
                "post-procedure|recovery and follow-up|follow-up|after surgery|after the test|afterwards|"
                "post-operative care|recovery process|recovery time|getting better|after treatment|"
                "after your visit|recovery period|postoperative care|care after the procedure|what happens after",
    "alternatives": "alternatives|alternative options|other options|alternative treatments|alternative procedures|"
                    "options|alternatives to the procedure|alternative|other choices|other treatments|"
                    "treatment alternatives|alternatives and options|instead of this procedure|"
                    "what else can be done",
    "experience": "patient experience|what to expect|what you will feel|how it feels|experience|what it feels like|"
                  "what patients report|the patient's experience|what patients experience|what will I feel",
    "policies": "medical policies and guidelines|policies|related policies|medical policies|coverage|"
                "policies and guidelines|related policies from health plans|coverage policies|guidelines|"
                "payer policies|coverage and policies",
    "similar": "similar codes|related codes|similar procedures|see also|related procedures|similar",
}

# A heading in an author's own words is placed by the first of these that it fits.
KEYWORDS = tuple((name, Pattern(pattern, re.IGNORECASE)) for name, pattern in (
    ("alternatives", r"\b(?:what|any(?:thing)?) else\b(?!.*\b(?:know|bring|tell|ask|expect|prepare|remember|happens?|wrong|need)\b)|\bif (?:you|i) (?:decide|choose|say|would rather) (?:not|no)\b"),
    ("recovery", r"\b(?:warning signs?|red flags?|when to (?:call|seek|get|contact|worry|see|go)|seek (?:immediate|medical|emergency|urgent|help|care))\b|\bcall (?:your|the|a|us|for) ?(?:doctor|surgeon|team|clinic|provider|help|911)\b"),
    ("recovery", r"\bpost-?(?:op\w*|procedure|surg\w*|treatment)\b(?!.*\b(?:complic|risk))"),
    ("personnel", r"^who (?:looks|does|performs|takes (?:care|part)|will|cares|carries|treats|gives|operates|works|runs|helps|you(?:'ll| will) (?:see|meet)|(?:is|are) (?:there|involved|in|on|with|doing|present)|you (?:see|meet)|does|reads)\b|\byour team\b|\blooks? after\b|\btakes? care of\b"),
    ("procedure", r"^(?:what (?:we|they|the (?:doctor|surgeon|team)) (?:do|does)|what is done|what happens)\b(?!.*\b(?:after\w*|before\w*|next|later)\b)"),
    ("alternatives", r"\balternativ|\bother (?:ways|options|treatments|tests|choices|approaches|possibilities)|\binstead\b|\boptions\b"),
    ("benefits", r"^why (?:\w+ )?(?:choose|pick|like|want)\b|\b(?:do|does|done) for (?:you|me|my|your|patients|people)\b|\bworth (?:it|having|doing)\b"),
    ("indications", r"\bindicat|^why\b(?! (?:does it|do i feel|not|wait|us)\b)|\bwhy (?:it|you|this|do|is|would|doctors|we)\b|^(?:which (?:\w+ )?(?:children|patients|people|women|men|adults|babies)|(?:which|what) (?:\w+ )?(?:conditions|illnesses|diseases|problems))\b(?!.*\b(?:report|tell|feel|go(?:es)? wrong|(?:can|may|might|could) (?:occur|happen|arise|follow|come))\b)|\b(?:is (?:it|this)|it is|am i|are you|right) (?:right |suitable |meant )?(?:for (?:me|you)|a candidate)\b|^when (?:we|you (?:may|might)|this|a|an) |\breasons?\b|\bwho (?:needs|should|may|might|can|qualifies|benefits|is it for|it is for|it helps)|\bwhen (?:it|is|do|doctors)\b"),
    ("preparation", r"\bprepar|\bget(?:ting)? (?:ready|set up)|\bset(?:ting)? (?:it |yourself )?up\b|\bto bring\b|\bahead of (?:the|your)\b|\bbefore (?:the|your|you|surgery|treatment|we|coming|having|each|a)\b|\bbeforehand\b|\bto do first\b"),
    ("duration", r"\bhow long|\bduration\b|\btime (?:needed|required|it takes|frame)|\blength of\b|\bhow much time"),
    ("experience", r"\bfeels?\b|\bto expect\b|\bexperience\b|\bpatients say\b"),
    ("recovery", r"\brecover|\bliving with\b|^(?:(?:(?:when|once) you (?:are|get) )?(?:back at|back|at) home(?: again)?|home care)$|\blooking after (?:yourself|your|the|it)\b|\bcar(?:e|ing) (?:for|of) (?:yourself|your|the|it)\b|\bself-?care\b|^(?:what (?:happens )?|the )?next(?: steps)?\??$|^when (?:can|will|may) (?:i|you|my|your)\b|\bafter(?:care|wards?)?\b|\bgoing home|\bhealing\b|\bfollow[ -]?up\b"),
    ("risks", r"\brisks?\b|\bcomplicat|\bside[ -]effects?|\bproblems\b|\bharms?\b|\bgo(?:es)? wrong|\bdownsides?\b|\bdrawbacks?\b|\bbad points\b|\bunwanted\b|^(?:is it|is this|how) safe\b|\bhazards?\b|\bdangers?\b"),
    ("benefits", r"\bbenefits?\b|\badvantages?\b|\bgood points|\bupsides?\b|\bgains?\b|\bhow (?:it|this|the \w+) (?:can |will |might )?helps?\b|\bhow (?:can|will|does|might) (?:it|this|the \w+) help\b"),
    ("setting", r"\bwhere\b|\blocations?\b|\bplaces? (?:of|where)|\bsettings?\b|\bsites? of (?:service|care)"),
    ("personnel", r"\bwho\b|\bstaff|\bteam\b|\bpersonnel\b|\bproviders?\b|\bprofessionals?\b|\bclinicians?\b"),
    ("purpose", r"\bpurpose|\bgoals?\b|\baims?\b"),
    ("procedure", r"\bsteps?\b|\bwhat happens|\bhow (?:it|the|this|we)\b|\bprocedure\b|\btechnique|\bequipment\b|\btools\b|\ban(?:a)?esthesia\b"),
    ("summary", r"\bwhat (?:is|it is|this is)\b|\boverview\b|\babout\b|\bsummary\b"),
))

_OPEN_ENDED = Pattern(r"^(medical policies and guidelines|coverage policies|similar codes) (for|to) ", re.IGNORECASE)
_GLOSS = Pattern(r"\(([^()]+)\)\W*$")  # "Is it right for you? (Indications)"
_NUMBER = Pattern(r"^\s*(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]\s+", re.IGNORECASE)
_PARTED_S, _LONE_S = Pattern(r" s\b"), Pattern(r"\bs$")
_UNSPOKEN = Pattern(r"[^a-z0-9/&' -]")


def _folded(text: str) -> str:
    return " ".join(_UNSPOKEN.sub(" ", text.lower().replace("’", "'")).split()).replace("'", "")


_SECTION_OF = {_folded(way): name for name, ways in SPELLINGS.items() for way in ways.split("|")}


@lru_cache(maxsize=4096)
def section_of(text: str) -> str | None:
    """The section a heading opens, or None when the text is no heading we know.

    >>> section_of("Risks and Complications:"), section_of("Medical Policies and Guidelines for a thing")
    ('risks', 'policies')
    """
    text = text.strip()
    if len(text) > 90 and not _OPEN_ENDED.match(text):
        return None
    if _OPEN_ENDED.match(text):
        return "policies" if "polic" in text.lower()[:20] else "similar"
    plain = _folded(_NUMBER.sub("", text))
    found = _SECTION_OF.get(plain) or _SECTION_OF.get(plain.replace("(s)", "s"))
    return found or _SECTION_OF.get(_LONE_S.sub("", _PARTED_S.sub("s", plain)))


@lru_cache(maxsize=4096)
def section_by_keyword(text: str) -> str | None:
    """The section that a heading in an author's own words opens.

    >>> section_by_keyword("Why it is ordered"), section_by_keyword("Other ways to check"), section_by_keyword("Contact")
    ('indications', 'alternatives', None)
    """
    if len(text.split()) > 9:
        return None
    if (glossed := _GLOSS.search(text)) and (name := section_of(glossed[1])):
        return name
    return next((name for name, pattern in KEYWORDS if pattern.search(text)), None)
