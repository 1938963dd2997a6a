"""Who a policy belongs to when no known payer is named: the contractor, a name in the head, who considers, who holds the rights."""

from __future__ import annotations

import re
from collections import Counter

from graph.ingest.policies import identity
from graph.ingest.policies.rows import Row

_CONTRACTOR = re.compile(r"(?i)^\W*(?:contractor(?:\s+names?)?|payer|health\s+plan|issued\s+by|plan\s+name|company)\b\s*:?(?P<name>(?<=:).*|$)")
_CONTRACT = re.compile(r"(?i)^\W*(?:contract(?:or)?\s+(?:name|type|numbers?|information)|jurisdictions?|states?|associated states|a and b mac|information)\b")
_CONSIDERS = re.compile(r"(?:^|[.\n]\s*)((?:[A-Z][\w&-]+\s(?:(?:of|and|&)\s)?){1,6}?)(?:considers|covers|will\s+cover|members\s+may\s+be\s+eligible)\b")
_CONTRACTORS = re.compile(r"(?i)^\W*contractor\s+names?\b\s*:?(?P<name>(?<=:).*|$|(?=\s+contract\s+type))")
# Plans that share a name: the proper one is the name with its place or its own word.
_BLUE = re.compile(
    r"\bBlue (?:Cross|Shield)(?:,? (?:and |& ?)?Blue Shield)? [Oo]f (?:(?:the |[A-Z][a-z]+ )?[A-Z][a-z]+(?: (?:City|Island|Carolina|Dakota|Hampshire|Jersey|Mexico|York|Virginia|Area))?)"
    r"|\b(?:[A-Z][a-z]+ ){1,3}Blue (?:Cross|Shield)(?: (?:and |& ?)?Blue Shield)?\b")
_NO_PLAN = re.compile(r"\b(?:Association|The|From|Please|See|Your|This|By|An|Licensee|[Ii]ndependent|Federal|Contact|Local|Other|Most|Some)\b")
_COPYRIGHT = re.compile(r"(?m)(?:[Pp]roprietary\s+(?:information\s+)?(?:of|to)\s+(?:the\s+)?|©|\b[Cc]opyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?,?\s*)?(?:by\s+)?(?P<a>(?!American (?:Medical|Dental)|AMA\b|ADA\b|CPT)[A-Z][\w.&' ]{2,60}?)(?=,|\.|\s+all rights|$)|health plans affiliated with (?P<b>[A-Z][\w.&' ]{2,50}?)(?=[,.;™®]|\s+that\b|$)")


def owner(top: list[Row], rows: list[Row], text: str) -> str | None:
    """Who a document of an unknown payer belongs to: the contractor, a name in the head, who considers, who holds the rights."""
    if name := _contractor(top, _CONTRACTOR) or _contractor([row for row in rows if row.text], _CONTRACTORS):
        return name
    for row in top[:12]:
        for part in row.text.split("|"):
            if name := identity.owner_name(part):
                return name.title() if name.isupper() else " ".join(name.split())
    if plans := Counter(" ".join(m[0].split()) for m in _BLUE.finditer(text) if not _NO_PLAN.search(m[0])):
        return plans.most_common(1)[0][0]
    match = _CONSIDERS.search(text) or _COPYRIGHT.search(text)
    return " ".join(next(g for g in match.groups() if g).split()) if match else None


def _contractor(rows: list[Row], label: re.Pattern[str]) -> str | None:
    """The name behind or below the label, in a table of contractors the first of the column."""
    for n, row in enumerate(rows):
        if match := label.match(row.text):
            below = next((r.text for r in rows[n + 1 : n + 8] if not _CONTRACT.match(r.text)), None)
            if name := match["name"].strip() or below:
                name = re.split(r"\s{2,}|\s(?=(?:A and B )?MAC\b)|\s\(", name.strip())[0]
                return re.sub(r"\s*\([^)]*\)$", "", " ".join(name.split()))
    return None
