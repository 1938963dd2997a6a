"""A body part of ICD-10-PCS without its side: both ovaries, the left one and the right one are ovaries.

The upper and the lower lobe are sides of one lung, but an arm is no upper leg.
"""

from __future__ import annotations

import re
from functools import cache

_SIDE = re.compile(
    r"\b(?:right|left|bilateral|(?:upper|lower)(?! (?:arm|leg|extremit))|lateral|medial|anterior|posterior"
    r"|and|of|the)\b")
_MANY = re.compile(r"(?:(?<=[a-z]{2})(ies)|(?<=[a-z]{2}[^suiw])s)\b")


@cache
def base(part: str) -> str:
    """The part without its side, in the singular where a code means both.

    >>> base("right ovary"), base("bilateral ovaries"), base("vas deferens bilateral"), base("left upper leg")
    ('ovary', 'ovary', 'vas deferens', 'upper leg')
    """
    found = " ".join(_SIDE.sub(" ", part).split()) or part
    if "bilateral" not in part or "deferens" in part:
        return found
    return "testis" if found == "testes" else _MANY.sub(lambda match: "y" if match[1] else "", found)
