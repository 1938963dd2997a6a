"""The stance that a heading or a sentence takes: what is denied is looked for before what is granted.

The words are those of payers in general; the order is the rule, because "considered not medically necessary" holds the
words of its opposite.
"""

from __future__ import annotations

import re

from graph.ingest.policies import wordings

# "Not covered" says no reason; the reason is what the policy's text says of the indications that it does not cover.
NOT_COVERED = "not covered"

_NEUTRAL = re.compile(
    r"(?i)(?:for|as)\s+(?:reference|information(?:al)?|general\s+information)(?:\s+purposes)?(?:\s+only)?\b.{0,40}(?:purposes|only)?"
    r"|does\s+not\s+(?:imply|constitute|guarantee|denote|signify|indicate|represent).{0,80}(?:cover|reimburse|benefit|payment)"
    r"|\bother\b.{0,30}\b(?:codes?|procedures?)\b.{0,20}\brelated\s+to\b|codes?\s+related\s+to\s+the\s+(?:cpb|policy|guideline)"
    r"|codes?\s+(?:that\s+|which\s+)?may\s+be\s+(?:used\s+to\s+(?:describe|report|bill|identify)|(?:reported|billed|submitted)\s+(?:with|for|under)\b)|no(?:t|\s+guarantee).{0,20}guarantee\s+(?:of\s+)?(?:coverage|payment|reimbursement)"
    r"|(?:inclusion|listing|presence)\s+(?:or\s+exclusion\s+)?of\s+(?:a\s+|any\s+|specific\s+)?.{0,50}codes?.{0,60}\bnot\b"
    r"|^\W*(?:informational|related|reference)\s+codes?\W*$|codes?\s+(?:used|which\s+may\s+be\s+used|that\s+may\s+apply)\b.{0,30}$")
_NEUTRAL_STRICT = re.compile(r"(?i)reference\s+purposes|informational\s+purposes|purposes\s+only|does\s+not\s+(?:imply|constitute|guarantee)|(?:inclusion|listing)\s+of|may\s+be\s+used\s+to\s+describe|related\s+to\s+the")

_NOT_DENIED = r"(?<!not considered )(?<!not )(?<!neither )(?<!no longer )(?<!no longer considered )"
_INVESTIGATIONAL = re.compile(
    rf"(?i){_NOT_DENIED}\b(?:investigational|experimental|unproven|E\s?/\s?I\s?/\s?U|E\s?&\s?I|EIU|E/I)\b"
    r"|(?-i:\bINV\b)|(?i:insufficient\s+(?:evidence|data)\s+(?:to\s+(?:support|permit|determine)|of\s+efficacy))|(?i:not\s+(?:been\s+)?(?:proven|established)\s+(?:as\s+)?(?:effective|safe|medically))"
    r"|(?i:effectiveness\s+has\s+not\s+been\s+established|of\s+unproven\s+(?:benefit|efficacy)|scientific\s+evidence\s+(?:does\s+not|is\s+insufficient))")
_COSMETIC = re.compile(r"(?i)(?<!not )(?<!not considered )(?<!or )\bcosmetic\b(?!\s+(?:surgery|procedures?)\s+(?:policy|and reconstructive))")
_RECONSTRUCTIVE = re.compile(r"(?i)(?<!not )(?:considered|is|are|be)\s+reconstructive|^\W*reconstructive(?:\s+(?:procedures?|services?))?\W*$|\breconstructive\s+(?:and|or|/)\s*medically\s+necessary")
_EXCEPT_REBUILT = re.compile(r"(?i)\bcosmetic\b[^.]*\b(?:except|unless)\b[^.]*\breconstructive\b")
_CED = re.compile(r"(?i)coverage\s+with\s+evidence\s+development|(?-i:\bCED\b)|\bcover(?:ed|age|s)?\b[^.;]{0,60}\bonly\s+(?:\w+\s+){0,8}?(?:an?\s+|the\s+)?(?:(?:cms-?\s?)?approved|qualifying|prospective|clinical|randomized)\s+(?:\w+\s+){0,4}(?:trials?|stud(?:y|ies)|registry)\b|covered\s+only\s+(?:in|within|under|when\s+provided\s+in)\s+(?:an?\s+)?(?:trial|study|registry)")
_DISCRETION = re.compile(r"(?i)(?:contractor|MAC|A/B\s+MAC|carrier|intermediary)s?'?\s*(?:\([^)]*\))?\s*(?:s\s+)?(?:discretion|discretionary|may\s+(?:determine|cover|decide)|(?:will\s+)?(?:determine|make\s+the\s+determination))|at\s+the\s+discretion\s+of\s+(?:the\s+)?(?:local\s+)?(?:medicare\s+administrative\s+)?(?:contractor|MAC)|(?:determined|decided|made)\s+by\s+(?:the\s+)?(?:local\s+)?(?:A/B\s+)?(?:MACs?|medicare\s+administrative\s+contractors?|(?:local\s+)?contractors?)\b")
_STATUTORY = re.compile(r"(?i)statutor(?:y|ily)|excluded\s+(?:by\s+(?:statute|law)|from\s+(?:medicare\s+)?coverage)|by\s+statute|not\s+a\s+(?:medicare\s+|covered\s+)?benefit|no\s+benefit\s+category|(?:benefit|contract|contractual|plan)\s+exclusions?|(?<!may be )excluded\s+(?:by|under|from|in)\s+(?:\w+\s+){0,3}?(?:benefit\s+)?(?:plans?|contracts?|certificates?|benefits?|programs?|law)\b|does\s+not\s+fall\s+within\s+a\s+benefit")
_NOT_NECESSARY = re.compile(
    r"(?i)\bnot\s+(?:be\s+)?(?:considered\s+|deemed\s+)?(?:to\s+be\s+)?(?:as\s+)?medically\s+(?:necessary|appropriate)|(?:non|never)[-\s]medically\s+necessary|not\s+(?:considered\s+)?(?:to\s+be\s+)?(?:reasonable\s+and(?:/or)?\s+(?:medically\s+)?necessary|clinically\s+(?:necessary|appropriate))"
    r"|^\W*(?:\S+\s){0,3}codes?\s+(?:that|which)\s+do(?:es)?\s+not(?:\s+support\b.*)?\W*$|(?:do(?:es)?|did)\s+not\s+(?:support|meet|satisfy)\s+(?:the\s+)?(?:definition\s+of\s+|criteria\s+for\s+)?(?:medical\s+necessity|coverage\s+criteria|criteria\s+for\s+coverage)|(?-i:\bNMN\b)|lack(?:s|ing)?\s+(?:of\s+)?medical\s+necessity|medical\s+necessity\s+(?:has|is)\s+not\s+(?:been\s+)?(?:met|established)|not\s+meet(?:s|ing)?\s+(?:the\s+)?(?:definition\s+of\s+)?medical\s+necessity")
_DENIED = re.compile(
    r"(?i)\b(?:not|never|non[-\s]?)\s*(?:be\s+|nationally\s+|generally\s+|a\s+|considered\s+|separately\s+)?(?:covered|eligible|reimburs(?:ed|able)|payable|authorized|coverable)|\bnon[-\s]?cover(?:ed|age)|no\s+coverage|coverage\s+is\s+(?:NOT|excluded|denied)|(?:is|are|will\s+be)\s+(?:excluded|denied)\b|(?:is|are)\s+not\s+covered|may\s+not\s+be\s+(?:covered|made|paid)|excluded\s+from\s+coverage|no\s+longer\s+(?:be\s+)?(?:covered|payable|reimburs\w+)|not\s+(?:be\s+)?(?:separately\s+)?paid|\bnot\s+separately\b|(?:is|are)\s+(?:considered\s+)?(?:bundled|incidental|included\s+in\s+the\s+(?:payment|reimbursement|allowance))|not\s+recommended\s+for\s+coverage")
_BY_CONTRACT = re.compile(
    r"(?i)\b(?:many|some|most|certain|several)\s+(?:\w+\s+){0,2}(?:contracts?|plans?|certificates?|benefit\s+(?:plans?|designs?|documents?)|policies)\s+(?:\w+\s+){0,2}(?:exclud\w+|limit|do\s+not|have)"
    r"|\bcontract[-\s]dependent\b|\b(?:coverage|benefits?)\s+(?:\w+\s+)?(?:varies|vary|depends?|differs?)\b")
_FLAG = re.compile(r"(?i)^\W*covered\s+(?:service|benefit)s?\s*[:?]\s*(yes|no)\b")  # of a service as such; the criteria follow
_UNLESS = re.compile(r"(?i)\bunless\b|\bonly\s+(?:if|when|for)\b")
_NECESSARY = re.compile(
    r"(?i)medically\s+(?:necessary|appropriate)|reasonable\s+and\s+necessary|medical\s+necessity|clinically\s+(?:necessary|appropriate)|meets?\s+(?:the\s+)?(?:definition|coverage)\s+(?:of|criteria)|support(?:s|ing)?\s+(?:the\s+)?coverage|selection\s+criteria|(?-i:\bMN\b)(?=\s*(?:when|if|:|codes))")
_COVERED = re.compile(r"(?i)^\W*covered\s+(?:services?|procedures?|codes?|indications?|benefits?|items?)\W*$|\b(?:is|are|be|was|considered|nationally|may\s+be|codes?|diagnos[ei]s|services?|indications?|covers?|eligible\s+for)\s+(?:\w+\s+){0,2}cover(?:ed|age)\b|\bcovered\b(?!\s+(?:indications?|benefits?|services?|drugs?|persons?|health))|\bpayable\b|(?-i:\b(?:Medicaid|Medicare|CMS|[Pp]lan|[Pp]rogram|[Ww]e|[A-Z][\w-]+)\s+covers\b)|\bwill\s+cover\b|\bcms\s+(?:will\s+)?covers?\b|eligible\s+for\s+(?:coverage|payment|reimbursement)|coverage\s+is\s+(?:provided|available|allowed|recommended)|(?:will|may)\s+be\s+approved|(?:is|are)\s+approved\s+(?:when|if)\b|(?:members?|patients?)\s+may\s+be\s+eligible|approval\s+is\s+recommended|(?:is|are|be)\s+(?:separately\s+)?(?:payable|reimbursable|reimbursed|paid)\b")
_CONDITION = re.compile(
    r"(?i)(?<!\bno )(?<!\bwithout )(?<!\bwithout further )(?<!\bwithout additional )\bcriteria\b|\bmay\s+be\s+(?:considered\s+)?(?:medically|clinically|covered|reconstructive)\b|\b(?:when|if|for|only|provided\s+that|in\s+certain\s+(?:circumstances|cases|situations)|following|unless|who\s+(?:meet|have)|with\s+documented|as\s+specified|until|in\s+(?:patients|individuals|members|persons|adults|combination)|based\s+on|subject\s+to|once\s+per|up\s+to|no\s+more\s+than)\b")
_DEFAULT = re.compile(
    r"(?i)\b(?:(?:for\s+)?(?:all|any)\s+other\s+(?:\w+[\s,/()-]+){0,4}?(?:indications?|uses?|use\(s\)|situations?|conditions?|circumstances?|purposes?|diagnos[ei]s|services|procedures|applications|reasons?|scenarios|cases|types?|tests?)|all\s+other\s+(?:uses|indications)|(?:when|if)\s+(?:the\s+)?(?:above\s+|these\s+|coverage\s+|medical\s+necessity\s+|clinical\s+)*criteria\s+(?:above\s+)?(?:are|is|have)\s+not\s+(?:been\s+)?met|not\s+(?:specifically\s+)?(?:listed|addressed|mentioned|described|identified)\s+(?:above|in\s+this|as)|other\s+than\s+(?:those|the\s+(?:indications|ones))(?:\s+\w+)?\s+(?:listed|above|described|outlined)|in\s+the\s+absence\s+of\s+(?:the\s+)?(?:above\s+)?criteria|(?:does|do)\s+not\s+meet\s+(?:the\s+)?(?:above\s+)?criteria|any\s+(?:condition|indication)\s+other\s+than|for\s+any\s+other\b|all\s+indications\s+.{0,40}\boutside\s+of)")
_CATEGORY = re.compile(r"(?i)\ball\s+(?:other\s+)?(?:cpt\s+)?(?:category\s+(?:iii|ii|3|2)|unlisted|temporary|t[- ]codes?|s[- ]codes?)\s*(?:cpt\s+)?(?:procedure\s+)?(?:codes?)?")


# A text with none of these takes no stance; most have none, and the patterns are long.
_WORDS = ("cover", "necess", "investig", "experiment", "unproven", "cosmetic", "reconstruct", "statut", "exclu", "eligib",
          "pay", "reimburs", "evidence", "discretion", "contractor", "carrier", "mac", "e/i", "e&i", "eiu", "e / i", "inv",
          "nmn", "purpose", "code", "approv", "benefit", "criteria", "effective", "appropriate", "denied", "authoriz", "mn", "related to", "value", "proven", "efficacy", "safety", "utility", "allow", "appearance", "granted", "accepted", "warranted", "justified", "indicated", "convenience", "comfort")


def stance(text: str, freely: bool = True) -> str | None:
    """The stance of a heading or sentence, NOT_COVERED where it gives no reason, None where it takes none.

    Only the set phrases count where it is not taken `freely`: in a condition other words speak of the patient.

    >>> [stance(t) for t in ("Considered Experimental/Investigational/Unproven:", "is not medically necessary",
    ...                      "may be considered medically necessary if", "Other CPT codes related to the CPB:")]
    ['investigational', 'not_medically_necessary', 'covered_with_criteria', 'informational']
    >>> stance("ICD-10 Codes that Support Medical Necessity"), stance("not covered for indications listed in the CPB")
    ('covered', 'not covered')
    """
    low = text.lower()
    if not any(word in low for word in _WORDS):
        return None
    if neutral(text):
        return "informational"
    if by_contract(text):
        return None
    if _CED.search(text):
        return "coverage_with_evidence_development"
    if flag := _FLAG.match(text):
        return NOT_COVERED if flag[1].lower() == "no" else None
    said = _denied(text)
    if freely and said in (None, NOT_COVERED):
        said = wordings.denied(text) or said
    return said or _granted(text, freely)


def _denied(text: str) -> str | None:
    if _INVESTIGATIONAL.search(text):
        return "investigational"
    if _COSMETIC.search(text) and not (_RECONSTRUCTIVE.search(text) and not _EXCEPT_REBUILT.search(text)) and not _grants_first(text, _COSMETIC):
        return "cosmetic"
    if _STATUTORY.search(text) and (_DENIED.search(text) or re.search(r"(?i)exclu|statutor", text)):
        return "non_covered_statutory"
    if _DISCRETION.search(text):
        return "contractor_discretion"
    if _NOT_NECESSARY.search(text):
        return "not_medically_necessary"
    if match := _DENIED.search(text):
        return "covered_with_criteria" if _UNLESS.search(text[match.end() : match.end() + 60]) else NOT_COVERED
    return None


def _grants_first(text: str, denied: re.Pattern[str]) -> bool:
    """Whether the text grants before it denies: "medically necessary when …, not for cosmetic purposes"."""
    granted, other = _NECESSARY.search(text), denied.search(text)
    return bool(granted and other and granted.start() < other.start() and not _NOT_NECESSARY.search(text))


def _granted(text: str, freely: bool) -> str | None:
    if _RECONSTRUCTIVE.search(text):
        return "covered_with_criteria"
    necessary = _NECESSARY.search(text)
    if re.match(r"(?i)^\W*(?:\S+ ){0,3}codes?\s+(?:that|which)\s+support\b", text):
        return "covered"
    if re.search(r"(?i)support(?:s|ing)?\s+(?:the\s+)?medical\s+necessity", text) and not re.search(r"(?i)\bcriteria\b", text):
        return "covered"
    if necessary or _COVERED.search(text) or (freely and wordings.granted(text)):
        return "covered_with_criteria" if _CONDITION.search(text) else "covered"
    return None


def neutral(text: str) -> bool:
    """Whether a text declares that the codes near it say nothing about coverage."""
    return bool(_NEUTRAL.search(text)) and not (
        re.search(r"(?i)covered\s+(?:if|when)|considered\s+(?:medically|not|experimental|investig)", text) and not _NEUTRAL_STRICT.search(text))


def by_contract(text: str) -> bool:
    """Whether a sentence says that it is for the contract of the member to say, which takes no stance.

    >>> by_contract("Many contracts exclude surgery for obesity."), by_contract("The plan excludes it.")
    (True, False)
    """
    return bool(_BY_CONTRACT.search(text)) and not _NECESSARY.search(text)


def is_default(text: str) -> bool:
    """Whether a sentence decides whatever the others leave.

    >>> is_default("considered experimental, investigational or unproven for ANY other use(s)")
    True
    """
    return bool(_DEFAULT.search(text))


def class_rule(text: str) -> str | None:
    """The class of codes that a sentence decides on as a whole: "all Category III codes"."""
    match = _CATEGORY.search(text)
    return match[0] if match else None
