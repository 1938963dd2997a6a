"""Rows of which the publisher itself says that they are no code: counted with the reason, and no problem."""

from __future__ import annotations

import re

_UNASSIGNED = re.compile(r"(?:currently )?(?:unassigned|not assigned)", re.IGNORECASE)
_STAND_IN = "~"


def reason(code: str, name: str) -> str | None:
    """Why a row of a table of codes and names is no code, None where it should be one.

    >>> reason("28", "UNASSIGNED"), reason("~", "NO DESCRIPTION AVAILABLE"), reason("11", "OFFICE")
    ('number that is not assigned', 'stands for a code that is not known', None)
    """
    if _UNASSIGNED.fullmatch(name):
        return "number that is not assigned"
    return "stands for a code that is not known" if code == _STAND_IN else None
