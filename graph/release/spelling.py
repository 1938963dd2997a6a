"""How the words of names are spelled where names are compared, and shown again."""

from __future__ import annotations

import re

REPEATED = " (in more than one name)"
"""Ends the term of a word, or of letters, that more than one name of a code has at the same time."""

_DOTTED = re.compile(r"\b[A-Za-z](?:\.[A-Za-z])+\b\.?")


def undotted(text: str) -> str:
    """Abbreviations without their dots, so that they are one word however they are written.

    >>> undotted("per 10 I.U., 1.5 mg i.v. No. 3")
    'per 10 IU, 1.5 mg iv No. 3'
    """
    return _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
