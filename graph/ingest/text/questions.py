"""Questions that say when an order holds: "Allergic to latex? Tell the nurse", "Do you smoke? Stop a week before"."""

from __future__ import annotations

import re

from graph.ingest.text.patterns import Pattern
from graph.ingest.text.words import IMPERATIVES

# A question to the reader about the procedure is a heading, not a case.
_ABOUT_IT = r"(?:what|when|where|why|who|whom|whose|which|how|can|could|should|may|might|will|would|must|shall|is (?:it|this|there|that)|are (?:there|they|these)|does (?:it|this|the)|do i|am i|and|or)\b"
_ORDER = rf"(?:(?:please|then|first|always|just|simply|do not|don['’]t|never|you (?:should|must|need to|can|may)|no|nothing) )*(?:{'|'.join(sorted(IMPERATIVES))})\b"
QUESTION = Pattern(rf"^((?!{_ABOUT_IT})[^?:;()]{{3,80}})\?\s+(?={_ORDER})", re.IGNORECASE)


CASE = Pattern(r"^((?:on|taking|have|having|with|using|wearing|are you|do you|do you have|pregnant|breastfeeding|diabetic|allergic|over|under)\b[^?:;()]{0,60})\?\s+(?=\S)", re.IGNORECASE)
# "Blood tests? Not needed."
DENIED = Pattern(rf"^(?!{_ABOUT_IT})(?P<x>[^?:;()]{{3,60}})\?\s+(?:not (?:\w+ly )?(?:needed|necessary|required|at all|today|here|for this \w+)|none|no|never|unnecessary)\b[^.!?]{{0,40}}[.!]?$", re.IGNORECASE)


def asked(text: str) -> bool:
    """Whether a text begins with a question that is answered by an order or by a denial.

    >>> asked("Allergic to latex? Tell the nurse."), asked("What should I eat? Eat lightly.")
    (True, False)
    """
    return bool(QUESTION.match(text) or DENIED.match(text) or CASE.match(text))
