"""Number, title, kind and status of a policy, from its head."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from graph.ingest.policies.payers import Payer
from graph.ingest.policies.rows import Row
from graph.ingest.policies.zones import Zone

_LEADER = r"[\s:.…·_|#=–-]*"
_NUMBER_LABEL = re.compile(
    rf"(?i)(?<![\w])(?:(?:coverage\s+|medical\s+|clinical\s+|payment\s+|reimbursement\s+|drug\s+|pharmacy\s+)?(?:policy|guideline|program|reference|document|bulletin|article|lcd|ncd|manual\s+section|mcg|cpb|protocol|criteria)\s*(?:id\b(?:\s+number)?|number(?:\(s\))?|no\b\.?|num\b\.?|\#|display\s+id)|\b(?:lcd|article)\s+id|number(?:\(s\))?(?=\s*:)|^\W*number(?=\s+\S*\d)|(?-i:\b[A-Z]{{2,5}})\s*\#|^\W*no\.\s*(?=\S*\d)|policy\s*:\s*(?=(?-i:[A-Z]{{1,6}})-?\d{{2,6}}\b)|(?:name|title)\s+(?:and|&)\s+number|cpb\s*\#?(?=\s*\d{{4}})|(?:reference|ref\.?)\s*(?:\#|no\.?)|(?:policy|guideline|bulletin|criteria)\s*[-–:]?\s*(?=[A-Z]{{0,6}}[-.]?\d{{1,4}}[-.]\d|(?-i:[A-Z]{{1,6}}[-.](?:[A-Z]{{1,6}}[-.]){{0,2}}\d{{1,6}}))|^\W*policy\s*:\s*$)(?P<leader>{_LEADER})")
_BEHIND = re.compile(r"(?im)^\W*(?:(?:medical\s+|clinical\s+|coverage\s+|drug\s+)?(?:policy|guideline|document|bulletin|reference)\s+)?number\s*:\s*(?P<value>\S{3,20})\s*$")
_NUMBER = re.compile(r"(?=[^\n]*\d)(?:20\d\d\s[A-Z]\s\d{4}-\d{1,3}|(?:CPB|CPG|NCD|MCG|LCD)\s?\d{2,4}|[A-Z]{2,6}\s\d{2,4}(?!\d)|[A-Za-z0-9][\w&]*(?:[.\-/_][\w&]+)*)")
_OTHERS = re.compile(r"(?i)\b(?:source|related|original|replaces|previous|contract(?:or)?|companion|publication|version|page|phone|fax|group|call|customer|bcbsa|association|tax|npi|revision)\s*(?:\S+\s*)?$")
_NOT_NUMBER = re.compile(r"(?i)^(?:effective|policy|date|title|page|n/?a|none|subject|last|of|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)|\d{1,2}/\d{4}|(?:19|20)\d\d|original|version|section|category|tbd)$")
_SECTIONED = re.compile(r"\d{2}\.\d{2}\.\d{2}")  # a date, too, where no label says that it is a number
_LONE = re.compile(r"^(?:[A-Z]{2,6}[.-][A-Z0-9]{2,6}[.-]\d{2,6}|\d{1,2}\.\d{2}\.\d{2,3}|\d{2}-[A-Z]?\d{4,5}-\d{2,3}|[A-Z]{1,2}\d{4,6}|20\d\d[A-Z]\d{4}[A-Z]{1,3})$")
_LONE_INSIDE = re.compile(r"(?<!\w)(?:[A-Z]{2,6}[.-][A-Z0-9]{2,6}[.-]\d{2,6}|\d{1,2}\.\d{2}\.\d{2,3}|\d{2}-[A-Z]?\d{4,5}-\d{2,3}|[A-Z]{1,2}\d{4,6})(?!\w)")
_PART = re.compile(r"[A-Z]{2,5}[-. ]\d{2,5}(?:[-.]\d{1,3})?")  # between bars
_IN_TITLE = re.compile(r"\(?\b(D?L\d{5}|A\d{5})\b\)?")
_NCD_TITLE = re.compile(r"(?i)national coverage determination\s*\(?(?:ncd)?\)?\s*(?:for\s+)?(?P<title>.{3,150}?)\s*\((?P<number>\d{2,3}\.\d+(?:\.\d+)*)\)")
_NCD_SECTION = re.compile(r"\W*(?P<number>\d{2,3}\.\d{1,2}(?:\.\d{1,2})*)\s*[-–—]\s*(?P<title>[A-Z(].{3,150}?)\s*(?:\((?:Rev|Effective)[^)]*\)?.*)?$")
_NAMED_AND_NUMBERED = re.compile(r"(?P<title>[A-Z][\w ,'()/-]{3,100}?)[ -]+(?:[A-Z]{2}[ -]+)?(?P<number>(?:[A-Z]{2,5}-){1,3}\d{3,5})$")  # CareSource
_BESIDE = re.compile(r"(?i)[\s:(|,–—-]*(?:(?:medical\s+|clinical\s+|coverage\s+)?(?:policy|guideline|bulletin)\s*)?(?:\#|no\b\.?|number|id\b)[\s:#]*$")
_LED = re.compile(r"([A-Z]{1,6}[-.](?:[A-Z]{1,6}[-.]){0,2}\d{1,6}(?:[.-]\d{1,4})*)\s+(?=[A-Z][a-z])")  # a number that leads the row of the title
_OF_DRUG = re.compile(r"(?i)\W*(?:drugs?|medications?)(?:\s+names?)?\s*:")
_AFTER_NUMBER = re.compile(r"(?:\s*[:–—-]\s*|\s+)([A-Z][^\n]{3,120}?)\s*$")
_TITLE_LABEL = re.compile(
    rf"(?i)^[^\w•▪●*]*(?:(?:(?:\w+\s+){{0,3}}(?:policy|guideline|(?:proposed\s+)?lcd|article|document|bulletin|ncd|criteria|protocol|procedure)(?:\s*\(\w{{2,5}}\))?|manual\s+section)\s+(?:title|name)|name\s+of\s+(?:policy|guideline)|title|subject|medication(?:\s+name)?|drug(?:\s+name)?(?!\s+(?:polic|guideline|criteria|coverage|management))|topic|(?:(?:clinical|medical|coverage|payment|pharmacy|reimbursement|drug|commercial|corporate|medicaid|medicare|utili[sz]ation|management|benefit|um)\s+){{1,4}}(?:policy|guideline|criteria)(?:\s+bulletin)?(?=\s*:)|coverage\s+position(?=\s*:)|(?:policy|procedure)(?=\s*:)|national\s+coverage\s+determination\s*\(ncd\)\s+for|clinical\s+policy\s+bulletin(?=\s*:))(?P<leader>{_LEADER})")
_NO_TITLE = re.compile(
    r"(?i)^\W*(?:(?:category|section|department|policy type|type|author|owner|contact|approved by|products?|version|scope|applicab\w+|audience|prepared by|specialty|specialties|replaces|policy grade|initiated|devised|origin\w*|file name|place of service|authority|plan|payer|company(?: name)?|organi[sz]ation)\s*:|page\b|private\s+property|©|copyright|https?:|www\.|table of contents?|instructions|disclaimer|(?:(?:proposed|medical|clinical|coverage|drug|pharmacy|prior|authori[sz]ation|payment|reimbursement|commercial|benefit|national|formulary|um|utili[sz]ation|review|management|health|plan|step|therapy|services?|and|or|of|the|corporate|evidence|based|united\s?healthcare|cigna|aetna|humana|anthem|medicare|medicaid|advantage|individual|exchange|blue\w*|cross|shield|local|determination|article|lcd|ncd|polic(?:y|ies)|guidelines?|programs?|information|professional|facility|pathway|criteria|statement|manual|position|necessity|procedures?|bulletins?|update|department|division|resources?|provider|network|document|choice|appropriateness|appropriate|use|requirements?|approval|specialty|chapter|part|medicine|managed|care|decision|interpretation|laboratory|technology|assessment|evaluation|for|to)[®™/&,()\s-]*){1,9}(?:\bnumber|\bdate)?\W*$|(?:\w+\s+){0,3}(?:number|date)\W*$|policy\s+number|.*\b(?:effective|review|revised|publish\w*|revision|approval)\b.{0,12}(?:date|:)|(?:original\s+)?effective\b|last\s+review|reviewed|revised|next\s+review|status\b|line\s+of\s+business|number\b|proprietary|related\b|[\d./-]+$|see\b|note\b|this\s|the\s+following|applies\s+to|state|individual|commercial\b|medicare advantage\b.{0,20}$|print\b|contents\b|section\b|revision log|health plans?\b|united\s?healthcare\b.{0,80}(?:polic|program|insurance|®)|.{0,60}\b(?:inc|llc|corporation)\.?$)")
_KINDS: tuple[tuple[str, str], ...] = (
    ("NCD", r"national coverage determination|\bNCD\b(?=.{0,40}\d)"),
    ("Article", r"\b(?:billing and coding|local coverage) article\b|billing and coding:|\barticle (?:id|title|type)\b|response to comments"),
    ("LCD", r"local coverage determination|\b(?:LCD|DL|L)\s?(?:id|title|\d{5})\b"),
    ("reimbursement policy", r"(?:reimbursement|payment)\s+polic"),
    ("drug policy", r"specialty guideline management|(?:drug|pharmacy|pharmacotherapy|medication|formulary|benefit drug|biologics?|specialty medications?)\s*(?:\w+\s+){0,3}(?:polic|program|guideline|coverage|criteria|prior)|clinical pharmacy|pharmacy clinical|prior authorization/(?:notification|medical necessity|step)"),
    ("prior-authorization list", r"(?:(?:prior|pre)[- ]?auth(?:ori[sz]ation)?|pre-?cert(?:ification)?|notification)\s+(?:(?:and|/)\s+\w+\s+)?(?:(?:procedures?|services?|medical|cpt|hcpcs|drug)\s+)?(?:codes?\s+)?(?:list|grid|matrix|requirements|lookup|look-up|catalog(?:ue)?|schedule|table|index|code\b)|(?:services|codes|procedures)\s+(?:requiring|that\s+(?:require|need))\s+(?:prior|pre-?)|list\s+of\s+(?:services|codes|procedures)\s+(?:requiring|that)"),
    ("bulletin", r"(?:provider|update|policy update|medical policy update|network|medicaid)\s+bulletin|\bbulletin\s+(?:number|no)|policy updates?\s+(?:bulletin|summary)"),
    ("utilisation guideline", r"clinical (?:um )?guideline|utili[sz]ation (?:management|review) guideline|\bUM guideline|\bCG-[A-Z]+-\d"),
    ("medical policy", r"medical (?:coverage )?(?:policy|policies|guideline)|medical coverage guideline|coverage policy|clinical polic(?:y|ies)|clinical policy bulletin|medical benefit|coverage guideline"),
)
_KIND = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS]
_DRUG = re.compile(r"(?i)\binjection\b|\bintravenous\b|\binfusion\b|(?:toxin|mycin|platin)|\b\w+(?:mab|nib|cept|stat|vir|gene|ase)\b|®|™|\b(?:dose|dosage|mg)\b")
_GENERIC = re.compile(r"\w{3,}(?:mab|nib|cept|stat|vir|toxin|mycin|platin|tide|grastim|poetin|parin|pril|sartan|gliptin|gliflozin|zumab|limus|caine|terol|sone|olone|triptan|setron|dronate|prazole)(?:-\w{4})?\b|[®™]")
_PHARMACY = re.compile(r"(?i)prior authori[sz]ation|step therapy|p\s*&\s*t\b|pharmac|\bdrug\b|\bquantity limit")
_DRUG_NUMBER = re.compile(r"PHAR|^ERX|^RX|\bDRUG\b|^20\d\dD\d|^20\d\d P \d|^ING-CC|^CC-\d")
_STATUS = (
    ("proposed", re.compile(r"(?i)(?<!source )\bproposed\s+(?:lcd|policy|article|guideline|determination)\b(?!\s+in\s+comment)|\bDL\d{5}\b|\bdraft\b|status\W{0,6}(?:proposed|draft)")),
    ("retired", re.compile(r"(?i)[-–—(\s](?:RETIRED|retired)\b\)?\s*$|status\W{0,6}retired|\bthis (?:policy|lcd|article|ncd|guideline) (?:is|has been) (?:retired|removed|rescinded|withdrawn)|\bNCD\s[\d.]+\sis retired|\bpolicy\s+(?:is\s+|was\s+)?retired\b|\bretired\s+(?:medical\s+|clinical\s+|coverage\s+)?(?:policy|guideline|bulletin|lcd|article)|^\W*(?:retired|inactive|withdrawn)\b|\bno longer (?:in effect|active|maintained)")),
    ("archived", re.compile(r"(?i)\barchived\b(?!\s+(?:versions|previous))|status\W{0,6}archived")),
    ("superseded", re.compile(r"(?i)status\W{0,6}superseded|this (?:policy|version|document) (?:is|has been) (?:superseded|replaced)|\bsuperseded\b|\breplaced by\b")),
    ("future", re.compile(r"(?i)status\W{0,6}future|\bfuture (?:effective|policy|lcd|version)\b|upcoming (?:policy|effective)|\bnot yet (?:in )?effect")),
)
_FINAL = re.compile(r"[LA]\d{5}")  # names the proposal that it was
_KIND_WORDS = r"(?:Medical|Clinical|Coverage|Drug|Pharmacy|Payment|Reimbursement|Corporate|Commercial|Provider|Utili[sz]ation|Benefit|Policy|MEDICAL|CLINICAL|COVERAGE|DRUG|PHARMACY|POLICY)\b"
_OWNER = re.compile(
    r"((?:(?-i:[A-Z])[\w&'.-]*\s+){0,5}?(?-i:[A-Z])[\w&'.-]*\s+(?:health(?:\s*care)?(?:\s+(?:plans?|insurance|partners|systems?|services|alliance|network|options|group|benefits))?|healthplans?|mutual|insurance|blue(?:\s+(?:cross|shield|choice|care))*|plans?|assurance|(?:medicare\s+)?administrators|(?:government|medicare|physicians?)\s+services?|medicaid(?:\s+program)?|care(?:\s+(?:network|partners|plans?))?|benefits|hmo|cooperative|rx(?:\s+(?:solutions|services|management))?|medicare\s+contractors?|contractors?|(?:department|division)\s+of\s+(?:[a-z]+\s+){1,4}[a-z]+)"
    r"(?:\s+of\s+(?:(?-i:[A-Z])[\w.]+\s?){1,3})?(?:,?\s+(?:inc|llc|corporation|corp|co|company)\b\.?)?)(?:\s*\([^)]*\))?"
    r"(?=\s*(?:$|[|:–—®™*-]|(?-i:" + _KIND_WORDS + r")))", re.IGNORECASE)
_NO_OWNER = re.compile(  # kinds of care, which end like the names of plans
    r"(?i)^(?:(?:skilled|nursing|home|hospice|palliative|respite|custodial|foot|wound|dental|vision|eye|maternity|prenatal|postpartum|critical|emergency|urgent|primary|acute|intensive|kidney|hearing|routine|preventive|behavioral|mental|chiropractic|cardiac|skin|ostomy|diabet\w+|health|long|term|end|life|transitional|gender|affirming|outpatient|inpatient|obstetric\w*|newborn|hospital|ambulatory|of|and|or|private|duty|personal|oral|pain|physical|occupational|speech|therapy|medical)\W+)+(?:care|services?|benefits?|plans?)$")
_HEAD_ROWS = 45


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says it is."""

    number: str | None
    title: str | None
    kind: str | None
    status: str


def head(rows: list[Row], zones: list[Zone]) -> list[Row]:
    """The rows of the head, without blank ones."""
    found = [row for row, zone in zip(rows, zones, strict=True) if row.text and zone.header and zone.name != "coding"]
    return found[:_HEAD_ROWS] or [row for row in rows if row.text][:12]


def identity(top: list[Row], payer: Payer | None, owner: str | None, described: str, printed: str) -> Identity:
    """Number, title, kind and status; `described` is what it says, `printed` the text with its running heads."""
    number = number_of(top, payer, printed) or _at_the_end(described, payer)
    title = title_of(top, described, number, payer.names if payer else re.compile(re.escape(owner), re.IGNORECASE) if owner else None)
    manual = payer is not None and payer.id == "payer:cms"
    for row in top:
        if match := _NCD_TITLE.search(row.text) or (_NCD_SECTION.match(row.text) if manual else None) or _NAMED_AND_NUMBERED.match(row.text):
            number, title = match["number"], match["title"]
            break
    kind = _kind(top, number, payer, title, described)
    return Identity(number, title, kind, _status(top, title, number, described))


def number_of(top: list[Row], payer: Payer | None, text: str = "") -> str | None:
    """A labelled number, else one of a shape the payer uses, else one that stands alone."""
    for n, row in enumerate(top):
        for match in _NUMBER_LABEL.finditer(row.text):
            if _OTHERS.search(row.text[: match.start()]):
                continue
            rest = row.text[match.end() :].strip()
            below = [r.text for r in top[n + 1 : n + 7]] if not rest else []
            if number := next((x for x in (_as_number(t, payer, labelled=t is rest) for t in (rest, *below)) if x), None):
                return f"{payer.prefix}{number}" if payer and payer.prefix and number.isdigit() else number
    parts = [part.strip() for row in top[:12] if row.text.count("|") for part in row.text.split("|")]
    if number := next((part for part in parts if _PART.fullmatch(part)), None):
        return number
    for row in top:
        if payer and (found := next((m for p in payer.numbers if (m := p.search(row.text))), None)) and payer.id != "payer:cms":
            return " ".join(found[0].split())
        if found := _IN_TITLE.search(row.text):
            return found[1]
    if number := next((row.text for row in top[:25] if _LONE.match(row.text)), None):
        return number
    if led := next((m for row in top[:6] if (m := _LED.match(row.text))), None):
        return led[1]
    often = Counter(" ".join(m[0].split()) for p in payer.numbers for m in p.finditer(text)) if payer and payer.id != "payer:cms" else None
    return next((n for n, times in often.most_common(1) if times > 2), None) if often else None


def _at_the_end(described: str, payer: Payer | None) -> str | None:
    """A labelled number that stands alone on a line behind the text, where pages of the web put what is in their margin."""
    found = [_as_number(m["value"], payer) for m in _BEHIND.finditer(described)]
    if len(set(found)) != 1 or not found[0]:
        return None
    return f"{payer.prefix}{found[0]}" if payer and payer.prefix and found[0].isdigit() else found[0]


def _as_number(text: str, payer: Payer | None, labelled: bool = False) -> str | None:
    for shape in payer.numbers if payer else ():
        if match := shape.match(text):
            return " ".join(match[0].split())
    match = _NUMBER.match(text)
    if not match or (_NOT_NUMBER.match(match[0]) and not (labelled and _SECTIONED.fullmatch(match[0]))) or not any(c.isdigit() for c in match[0]) or len(match[0]) > 24:
        return None
    return match[0].rstrip(".-")


def title_of(top: list[Row], text: str, number: str | None = None, owner: re.Pattern[str] | None = None) -> str | None:
    """A labelled title, else the first row of the head that can be one."""
    for n, row in enumerate(top):
        if (match := _TITLE_LABEL.match(row.text)) and not row.text[match.end() :].lower().startswith(("number", "bulletin number", "and number", "& number")):
            rest = row.text[match.end() :].strip(" :.")
            if rest and not re.search(r"[:.…|=]", match["leader"]):
                continue
            start = n if rest else n + 1
            start = next((k for k in range(start, min(start + 7, len(top))) if rest or _may_be_title(top[k].text)), len(top))
            if start >= len(top):
                continue
            if number and _flat(rest or top[start].text) == _flat(number):
                continue
            if title := _wrapped(rest or top[start].text, top[start + 1 : start + 10], text):
                return _clean(title)
    for n, row in sorted(enumerate(top), key=lambda pair: not pair[1].marked):
        if title := _plain_title(row.text.strip(), number, owner):
            return _clean(_wrapped(title, top[n + 1 : n + 6], text, row.number if title == row.text.strip() else None))
    return None


def _plain_title(plain: str, number: str | None, owner: re.Pattern[str] | None) -> str | None:
    """What a row of the head says beside the payer, the kind and the number of the policy, if that can be its title."""
    if "(publisher" in plain or plain.count("|") > 1 or not plain[:1].isalnum() or _LONE.match(plain) or owner_row(plain):
        return None
    for part in map(str.strip, plain.split("|")):
        bare = owner.sub("", part) if owner else part
        if (name := owner_name(part)) and _NO_TITLE.match(part[len(name) :].strip(" |–—-") or "Policy"):
            continue
        if number and number in bare and (after := _AFTER_NUMBER.match(bare[bare.index(number) + len(number) :])) and not _NO_TITLE.match(after[1]):
            return after[1]
        if number and number in bare and (beside := _BESIDE.search(bare[: bare.index(number)])):
            bare = bare[: beside.start()]
            if len(re.findall(r"[A-Za-z]{3,}", bare)) > 1 and not _NO_TITLE.match(bare):
                return bare.strip()
            continue
        bare = _LONE_INSIDE.sub("", bare.replace(number, "") if number else bare).strip(" –—-:")
        if len(re.findall(r"[A-Za-z]{3,}", bare)) and not _NO_TITLE.match(bare) and not _NUMBER_LABEL.search(part):
            return part
    return None


def owner_row(text: str) -> bool:
    """Whether a row of the head is the name of a health plan."""
    name = owner_name(text)
    return name is not None and len(text.strip(" ®™*|")) - len(name) < 4


def owner_name(text: str) -> str | None:
    """The name of a health plan that a row of the head begins with.

    >>> owner_name("Harbor Health Plan Medical Policy"), owner_name("Health care services")
    ('Harbor Health Plan', None)
    """
    match = _OWNER.match(text.strip(" ®™*|")) if len(text) < 90 else None
    return match[1].strip() if match and not _NO_OWNER.match(match[1]) else None


def _may_be_title(text: str) -> bool:
    """Whether a value that stands below labels is a title, no label, number, date or plan."""
    return not (_NO_TITLE.match(text) or _LONE.match(text) or _LONE_INSIDE.fullmatch(text) or owner_row(text)
                or _TITLE_LABEL.match(text) or _NUMBER_LABEL.match(text)) and len(re.findall(r"[A-Za-z]{3,}", text)) > 0


def _second_line(first: str, row: Row, below: list[Row], at: int | None) -> bool:
    """Whether a row is the rest of a title: it stands right under its line, by the case of its words too, and alone."""
    if at is None or row.number != at + 1 or (below and below[0].number == row.number + 1) or row.text.isupper() != first.isupper():
        return False
    words = [w for w in re.findall(r"[A-Za-z]{4,}", row.text) if w.lower() not in ("with", "from", "other", "under")]
    return len(words) > 1 and len(row.text) < 70 and (all(w[0].isupper() for w in words)) and _may_be_title(row.text)


def _wrapped(first: str, below: list[Row], text: str, at: int | None = None) -> str:
    """A title with the rows that it goes on in."""
    title = first
    flat = _flat(text)
    for row in below:
        goes_on = re.search(r"(?:[,–—/&(-]|\b(?:and|or|of|for|the|in|with|to|non))$", title, re.IGNORECASE) or re.match(r"[a-z(,]", row.text)
        whole = _flat(f"{title} {row.text}")
        goes_on = goes_on or (row is below[0] and _second_line(first, row, below[1:], at))
        if not goes_on and not (len(row.text) < 90 and not _NO_TITLE.match(row.text) and flat.count(whole) > 1):
            break
        if len(title) > 300 or row.text.isupper() or re.search(r"(?i)\b(?:date|number)\b\W", row.text):
            break
        title = f"{title}{'' if title.endswith('-') else ' '}{row.text}"
    return title


def _flat(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _clean(title: str) -> str:
    """Without the number and the name of the kind that frame it."""
    title = re.sub(r"(?i)^(?:proposed\s+)?(?:(?:local|national)\s+coverage\s+(?:determination|article)(?:\s*\((?:lcd|ncd)\))?|lcd|article)\s*(?:[-–:]|for\b)\s*|^(?:billing and coding|clinical policy|medical policy)\s*:\s*(?=\S{3})", lambda m: m[0] if m[0].lower().startswith("billing") else "", title)
    title = re.sub(r"\s*\((?:D?L\d{5}|A\d{5}|[A-Z]{2,4}[ -]?\d{3,4}|\d{4})\)\s*$", "", title)
    return " ".join(title.split()).strip(" .:–-") or title


def _kind(top: list[Row], number: str | None, payer: Payer | None, title: str | None, described: str) -> str | None:
    if number and re.fullmatch(r"D?L\d{5}", number):
        return "LCD"
    if number and re.fullmatch(r"A\d{5}", number):
        return "Article"
    known = _KIND if payer and payer.id == "payer:cms" else _KIND[1:]
    found = next((kind for row in top for kind, pattern in known if pattern.search(row.text)), None)
    found = found or (payer.kind if payer else None) or next((k for k, p in _KIND[3:] if p.search(described[:20000])), None)
    if found in ("medical policy", None) and number and _DRUG_NUMBER.search(number):
        return "drug policy"
    if found in ("medical policy", None) and title and _GENERIC.search(title) and any(_PHARMACY.search(row.text) for row in top):
        return "drug policy"
    if found in ("medical policy", None) and title and (_is_drug(title, described) or any(_OF_DRUG.match(row.text) for row in top)):
        return "drug policy"
    return found or ("medical policy" if number else None)


def _is_drug(title: str, described: str) -> bool:
    """Whether a policy is about a drug: its title names one and its text gives doses."""
    return bool(_DRUG.search(title)) and len(re.findall(r"(?i)\bmg/kg\b|\bmcg\b|\bprescrib|\bdos(?:e|age|ing)\b", described[:60000])) >= 5


def _status(top: list[Row], title: str | None, number: str | None, described: str) -> str:
    for row in top:
        for status, pattern in _STATUS:
            if pattern.search(row.text) and not (status == "proposed" and _FINAL.fullmatch(number or "")):
                return status
    return "retired" if _STATUS[1][1].search(described[:3000]) else "active"
