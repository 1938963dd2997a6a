"""Prior authorization, an axis of its own: it is stated or it is unknown, whatever the stance is."""

from __future__ import annotations

import re

_NAME = r"(?:(?:prior[-\s]?auth(?:ori[sz]ation)?|pre-?auth(?:ori[sz]ation)?|pre-?cert(?:ification)?|prior\s+approval|(?-i:\bPA\b)|(?:AUTHORI[SZ]ATION|authori[sz]ation)(?=\s+(?i:(?:is\s+)?(?:not\s+)?required))|pre-?service\s+(?:review|authorization))(?:\s*\((?-i:[A-Z]{2,4})\))?)"
_REQUIRED = re.compile(
    rf"(?i){_NAME}\s+(?:is\s+|are\s+|will\s+be\s+)?(?:required|recommended\s+for\s+(?:prescription\s+)?benefit|necessary|mandatory|applies)"
    rf"|\b(?:requires?|needs?)\s+{_NAME}|{_NAME}\s*(?:required|needed)?\s*[:?]\s*(?:yes|required)|\bmust\s+(?:obtain|have|receive|get|request)\s+{_NAME}|\bsubject\s+to\s+{_NAME}|{_NAME}\s+must\s+be\s+\w+|must\s+be\s+(?:prior[-\s]|pre-?)(?:authori[sz]ed|certified|approved)|(?:codes?|services?)\s+requiring\s+{_NAME}|^\W*(?:program\W+)?{_NAME}\s?/\s?(?:notification|medical\s+necessity)\W*$")
_NOT = re.compile(rf"(?i){_NAME}\s+(?:is\s+|are\s+)?(?:not|no\s+longer)\s+(?:required|necessary|needed)|\b(?:no|without)\s+{_NAME}|not\s+(?:require|need)\s+{_NAME}|\b(?:exempt|exempted|free)\s+from\s+{_NAME}|not\s+subject\s+to\s+{_NAME}|{_NAME}\s+(?:is\s+|are\s+)?(?:waived|removed|optional)|{_NAME}\s*(?:required|needed)?\s*[:?]\s*(?:no\b|none|not\s+required)")
_MAYBE = re.compile(rf"(?i)\b(?:may|might|could|if)\s+(?:be\s+|also\s+)?(?:require|need)|\bmay\s+be\)?\s+required|these\s+agents|check\s|verify|refer\s+to|determine\s+(?:if|whether)|some\s+(?:plans|products|benefit)|{_NAME}\s+requirements\s+(?:may\s+)?vary")
_CONDITION = re.compile(r"(?i)(?:required|necessary|authori[sz]ation|approval)\s+(?:\w+\s+){0,4}?(?:when|if|only|after|before\s+the|beyond|in\s+excess|for\s+(?:more|quantities|doses|units|inpatient|outpatient|out-of-network|visits|requests)|greater|exceeding|in\s+an?\s+(?:inpatient|outpatient|hospital))|more\s+than\s+\d+|exceed(?:s|ing)\s+\d+|(?:quantity|place\s+of\s+service|site\s+of\s+(?:care|service))")

_ANY = re.compile(r"(?i)auth|prior|precert|pre-cert|pre-?service|(?-i:\bPA\b)")


def authorization(text: str) -> str:
    """What one sentence says: required, not_required, conditional or unknown.

    >>> [authorization(t) for t in ("Prior authorization is required.", "Precertification is not required",
    ...  "Prior authorization is required for more than 20 visits", "Prior authorization may be required")]
    ['required', 'not_required', 'conditional', 'unknown']
    """
    if not _ANY.search(text):
        return "unknown"
    if _MAYBE.search(text):
        return "unknown"
    if _NOT.search(text):
        return "not_required"
    if _REQUIRED.search(text):
        return "conditional" if _CONDITION.search(text) else "required"
    return "unknown"
