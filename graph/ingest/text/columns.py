"""What the head of a column says of the cells below it: for whom a row holds, how likely it is, what speaks for or against it.

A cell is read by its column where a head names it; without one, or under a head that nobody knows, the cell alone must tell.
"""

from __future__ import annotations

import re

from graph.ingest.text.labels import attribute
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span

_I = re.IGNORECASE
# "For whom", "Suits", "Who is more at risk?"
_WHOM = Pattern(
    r"^(?:(?:best |mainly |only |used |needed |meant |right |suitable |recommended )?(?:for|in) (?:whom|who|which|what)\b|for$|(?:best )?suit(?:s|ed|able)?\b|applies\b|appl(?:y|icable)\b|(?:best|used|needed|meant|right|given|required|reserved|preferred) (?:for|in|if|when)\b|"
    r"who (?:needs?|is|are|has|gets?|may|can|should|qualifies|it)\b(?! (?:does|there|involved|responsible|present|in charge))|(?:more|most|less) (?:likely|common|often|at risk) (?:in|with|if|when|for)\b|patients?$|patient groups?$|people$|"
    r"(?:if|in which cases?|which cases?|cases?|situations?|circumstances?|conditions?|when it (?:qualifies|applies|is (?:used|needed|chosen|offered)))\b)", _I)
_WHEN = Pattern(r"^(?:only )?(?:when|where)\b", _I)
_LIKELY = Pattern(r"^(?:how (?:likely|common|often|frequent)|likelihood|frequency|chances?|rates?|odds|incidence|probability|risk level)\b", _I)
_ASIDE = Pattern(r"^(?:by when|how (?:long|far|many|much|soon|early)|how\??$|timing|duration|why|reasons?$|purpose|costs?|price|contact|phone|code|source)\b", _I)
_EVERYBODY = Pattern(r"^(?:all|any|every|each|both)(?:one|body|\s(?:\w+\s)?(?:patients|people|persons|cases|children|women|men|adults|ages))?$|^(?:always|yes|no|none|n/?a|same|ditto|[-–—✓x✔]+)$", _I)


def role(head: str, section: str) -> str | None:
    """What a column is for: whom, likely, pros, cons or aside; None where its head leaves it open.

    >>> role("For whom", "preparation"), role("How often", "risks"), role("Good points", "alternatives"), role("Note", "risks")
    ('whom', 'likely', 'pros', None)
    >>> role("When", "setting"), role("When", "preparation")
    ('whom', None)
    """
    if section == "alternatives" and (weighs := attribute(Span.at(f"{head}: ", 0))):
        return weighs[0]
    if _LIKELY.match(head):
        return "likely"
    if _ASIDE.match(head):
        return "aside"
    dates = section in ("preparation", "recovery")  # when it is done, not when it is needed
    return "whom" if _WHOM.match(head) or (not dates and _WHEN.match(head)) else None


def everybody(cell: str) -> bool:
    """Whether a cell that should say for whom singles nobody out."""
    return bool(_EVERYBODY.match(cell.strip(" .")))
