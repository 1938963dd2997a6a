"""An approach of ICD-10-PCS as the kind of way into the body that it is."""

from __future__ import annotations

_WAYS = (("percutaneous", "through the skin"), ("natural", "through an opening"), ("external", "from outside"))


def way(approach: str) -> str:
    """What an approach has in common with others: a scope through the skin is for operations, like a cut.

    >>> way("percutaneous endoscopic"), way("via natural or artificial opening endoscopic")
    ('by operation', 'through an opening')
    """
    if approach == "open" or "percutaneous endoscopic" in approach:
        return "by operation"
    return next((found for word, found in _WAYS if word in approach), approach)
