"""Who a policy belongs to: a payer of the list, or the name that the document itself gives to its owner.

No list holds every plan, so names of strangers are weighed by the ways in which an owner shows: a label, a letterhead,
the rights, "administered by", "considers", the foot of the page. A known payer that is only spoken of yields to them.
"""

from __future__ import annotations

import re
from collections import defaultdict

from graph.ingest.policies import identity, payers
from graph.ingest.policies.payers import Payer
from graph.ingest.policies.rows import Row

_CONTRACTOR = re.compile(r"(?i)^\W*(?:contractor(?:\s+names?)?|payer|insurer|carrier|health\s+plan|issued\s+by|prepared\s+by|published\s+by|plan(?:\s+name)?|company(?:\s+name)?|organi[sz]ation(?:\s+name)?|entity)(?=\s*(?::|$))\s*:?(?P<name>(?<=:).*|$)")
_CONTRACTORS = re.compile(r"(?i)^\W*contractor\s+names?\b\s*:?(?P<name>(?<=:).*|$|(?=\s+contract\s+type))")
_CONTRACT = re.compile(r"(?i)^\W*(?:contract(?:or)?\s+(?:name|type|numbers?|information)|jurisdictions?|states?|associated states|a and b mac|information)\b")

_WORD = r"[A-Z][\w&'’/-]*(?:\.(?=[A-Z]))?"
_NAME = rf"(?P<name>{_WORD}(?:[ ]+(?:(?:of|and|for|&)[ ]+)?(?:the[ ]+)?{_WORD}){{0,7}})"
_PAPER = r"(?:Medical|Clinical|Coverage|Payment|Reimbursement|Drug|Pharmacy|Commercial|Corporate|Benefit)"
_LEGAL = r"(?:,?[ ](?:Inc|LLC|Corp|Corporation|Ltd)\b\.?)?(?:[®™*]+)?(?:[ ]\([^)\n]{2,60}\))?"
_SIGNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (10, re.compile(rf"(?:©|\(c\)|\b[Cc]opyright)\s*(?:©\s*)?(?:(?:19|20)\d\d(?:\s*[-–,]\s*(?:(?:19|20)\d\d|present))*,?\s*)?(?:by\s+)?(?:the\s+)?{_NAME}")),
    (10, re.compile(rf"\b[Pp]roprietary\s+(?:(?:and\s+confidential\s+)?(?:information|property)\s+)?(?:of|to)\s+(?:the\s+)?{_NAME}|\b[Pp]roperty\s+of\s+(?:the\s+)?{_NAME.replace('name', 'name2')}")),
    (10, re.compile(rf"\bhealth\s+plans\s+affiliated\s+with\s+{_NAME}")),
    (5, re.compile(rf"\b(?:administered|underwritten|offered|insured|prepared|published|produced|maintained)(?:,?\s+(?:or|and)\s+\w+)?\s+by\s+(?:the\s+)?{_NAME}")),
    (5, re.compile(rf"\b(?:[Mm]embers|[Ee]nrollees|[Ss]ubscribers|[Cc]ustomers|policy|policies|products|plans|position)\s+of\s+(?:the\s+)?{_NAME}")),
    (3, re.compile(rf"(?m){_NAME}{_LEGAL}[ ]+(?:considers|covers|(?:will|may|shall|does|do)\s+(?:not\s+)?(?:cover|consider|reimburse|pay|provide\s+(?:coverage|benefits))|reimburses|provides\s+(?:coverage|benefits)|has\s+(?:determined|developed|adopted|decided)|reserves|complies)\b")),
    (3, re.compile(rf"(?m){_NAME}{_LEGAL}(?:'s|’s)?[ ]+(?:members?\b|enrollees|benefit\s+plans?|(?:medical|clinical|coverage|payment)\s+polic(?:y|ies))")),
    (3, re.compile(rf"\b(?:[Yy]our|[Oo]ur)[ ]+{_NAME}[ ]+(?:health\s+)?(?:plan|benefits?|certificate|contract|coverage|membership)\b")),
    (3, re.compile(rf"(?m)^\W*{_NAME}{_LEGAL}[ ]+is\s+an?\s+(?:independent\s+)?(?:licensee|health\s+(?:plan|insurer)|insurer|trade\s+name)")),
    (3, re.compile(rf"(?m)^\W{{0,4}}{_NAME}[ ]+(?={_PAPER}\s+(?:\w+\s+)?(?:Polic|Guideline|Criteria|Manual))")),
)
# Plans that share a name: the proper one is the name with its place or its own word.
_PLACE = r"(?:(?:[A-Z][a-z]+(?: (?:City|Island|Carolina|Dakota|Hampshire|Jersey|Mexico|York|Virginia|Area)\b)?))"
_BLUE = re.compile(
    rf"\bBlue ?(?:Cross|Shield)(?:,?[ ]*(?:and |& ?)?Blue ?Shield)?[ ][Oo]f (?:the )?{_PLACE}"
    r"|\b(?:[A-Z][a-z]+ ){1,3}Blue (?:Cross|Shield)(?: (?:and |& ?)?Blue Shield)?\b")
_NO_PLAN = re.compile(r"\b(?:Association|The|From|Please|See|Your|This|By|An|Licensee|[Ii]ndependent|Federal|Contact|Local|Other|Most|Some)\b")
_LEADING = re.compile(r"^(?:(?:The|When|If|For|All|Any|This|These|In|Your|Our|Each|Most|Some|Please|Contact|Note|See|Policy|Commercial|Because|Although|While|Since|Unless|And|However|As|At|By|On|To)\s+)+")
_TRAILING = re.compile(r"(?:\s+(?:All|The|This|No|Page|Rights|Inc|LLC|Corp|Corporation|Ltd|Medical|Clinical|Commercial|Policy|Policies|Coverage|of|and|&|for))+$")
_COMMON = re.compile(
    r"plan|plans|company|health|medicare|medicaid|cms|medical|director|directors|policy|policies|coverage|services|service|"
    r"member|members|provider|providers|benefit|benefits|state|federal|commercial|advantage|hmo|ppo|pos|epo|part|a|b|d|prior|"
    r"authorization|criteria|committee|program|department|clinical|insurance|we|it|they|who|which|i|ii|iii|local|national|"
    r"determination|determinations|lcd|ncd|mac|macs|contractor|contractors|all|product|products|line|lines|business|group|"
    r"individual|exchange|marketplace|care|managed|guideline|guidelines|manual|section|drug|pharmacy|the|you|information|"
    r"confidential|use|reference|purposes|applicable|payer|insurer|network|utilization|management|review|carrier|carriers|"
    r"law|regulation|regulations|mandates|chip|dual|snp")
_STRANGER = re.compile(
    r"(?i)\b(?:american|association|society|college|academy|institutes?|university|food|fda|ama|ada|nccn|administration|terminology|journal|hospital|centers"
    r"|task\s+force|federation|cpt|hcpcs|icd|united\s+states|congress|act|world\s+health|cochrane|elsevier|hayes|mcg|interqual|wolters|optum360)\b")
_PAGE_TITLE = re.compile(r"(?i)<title>([^<]{3,200})</title>")
_ENOUGH = 3
_RIGHTS = re.compile(r"(?i)^\W*(?:©|\(c\)|copyright\b)")
_STATE = re.compile(r"(?i)\bmedicaid$")  # of whom it is, or for whom a plan wrote it
_SPAN = 40_000  # characters at each end in which owners show


def find(top: list[Row], rows: list[Row], text: str, known: tuple[Payer, ...]) -> tuple[Payer | None, str | None]:
    """The payer of the list, for the shapes of its numbers, and the name of the owner; either may be unknown."""
    head = "\n".join(row.text for row in top)
    payer = payers.of(head, text, known)
    own = _labelled(top, rows) or _letterhead(top)
    if (own is None or _STATE.search(own)) and (payer is None or payer.family or not payer.names.search(head) or _spoken_of(payer, top)):
        rights = "\n".join(row.text for row in rows if _RIGHTS.match(row.text))
        own = _stranger(f"{text}\n{rights}") or own
    if payer and not payer.family and own and not payer.names.search(own) and (_spoken_of(payer, top) or not payer.names.search(head)):
        payer = next((p for p in known if p.names.search(own) and not p.family), None)
    if payer and not payer.family:
        return payer, payer.name
    if plan := _blue(own or "", text) if payer or own is None or "Blue" in own else None:
        return payer, plan
    return payer, own or getattr(payer or payers.hinted(head, known), "name", None)


def of_page(text: str) -> str | None:
    """The owner in the title of a page of the web, where a banner may be a mere picture."""
    match = _PAGE_TITLE.search(text, 0, _SPAN)
    return next((name for part in re.split(r"\s[|–—-]\s", match[1]) if (name := identity.owner_name(part))), None) if match else None


def _spoken_of(payer: Payer, top: list[Row]) -> bool:
    """Whether a regulator, whom everybody cites, stands in the head without writing the document."""
    return payer.id == "payer:cms" and not any(payer.names.search(row.text) and len(row.text) < 90 for row in top[:4])


def _labelled(top: list[Row], rows: list[Row]) -> str | None:
    """The name behind or below a label, in a table of contractors the first of the column."""
    return _behind(top, _CONTRACTOR) or _behind([row for row in rows if row.text], _CONTRACTORS)


def _behind(rows: list[Row], label: re.Pattern[str]) -> str | None:
    for n, row in enumerate(rows):
        if match := label.match(row.text):
            below = next((r.text for r in rows[n + 1 : n + 8] if not _CONTRACT.match(r.text)), "")
            name = re.split(r"\s{2,}|\s(?=(?:A and B )?MAC\b)|\s\(", (match["name"].strip() or below).strip())[0]
            if name := _proper(re.sub(r"\s*\([^)]*\)$", "", " ".join(name.split())), whole=True):
                return name
    return None


def _letterhead(top: list[Row]) -> str | None:
    for row in top[:12]:
        for part in row.text.split("|"):
            if name := identity.owner_name(part):
                return name.title() if name.isupper() else " ".join(name.split())
    return None


def _stranger(text: str) -> str | None:
    """The name with the most signs of an owner; a longer form of a name takes the signs of the shorter."""
    ends = text if len(text) <= 2 * _SPAN else f"{text[:_SPAN]}\n{text[-_SPAN:]}"
    weights: dict[str, int] = defaultdict(int)
    for weight, sign in _SIGNS:
        for match in sign.finditer(ends):
            if name := _proper(next((g for k, g in match.groupdict().items() if k.startswith("name") and g), "")):
                weights[name] += weight
    total = {name: sum(w for other, w in weights.items() if name == other or name.startswith(f"{other} ")) for name in weights}
    best = max(total, key=lambda name: (total[name], weights[name]), default=None)
    return best if best and total[best] >= _ENOUGH else None


def _proper(name: str, whole: bool = False) -> str | None:
    """A name without the words that only stand beside it, None where nothing of its own is left."""
    name = " ".join(name.split())
    if not whole:
        name = re.sub(r"['’]s$", "", _TRAILING.sub("", _LEADING.sub("", name)).rstrip(" ,.&-"))
    words = {word for word in re.split(r"[^a-z]+", name.lower()) if word and word not in ("of", "and", "for", "the")}
    if all(_COMMON.fullmatch(word) for word in words) or _STRANGER.search(name) or len(name) < 3 or len(name) > 80:
        return None
    return name


def _blue(own: str, text: str) -> str | None:
    """Of the plans that share a name, the one the owner's name or the text names with its place."""
    if match := _BLUE.search(own):
        return own if len(own) >= len(match[0]) and not _NO_PLAN.search(own) else match[0]
    counted: dict[str, int] = defaultdict(int)
    for match in _BLUE.finditer(re.sub(r"[ \t]*\n[ \t]*", " ", text)):
        if not _NO_PLAN.search(match[0]):
            counted[" ".join(match[0].split())] += 1
    return max(counted, key=lambda n: counted[n]) if counted else own or None
