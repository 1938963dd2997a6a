"""A body part of ICD-10-PCS without its side: both ovaries, the left one and the right one are ovaries."""

from __future__ import annotations

import re

_SIDE = re.compile(r"\b(?:right|left|bilateral|upper|lower|lateral|medial|anterior|posterior|and|of|the)\b")
_MANY = re.compile(r"(?:(?<=[a-z]{2})(ies)|(?<=[a-z]{2}[^suiw])s)\b")


def base(part: str) -> str:
    """The part without its side, in the singular where a code means both.

    >>> base("right ovary"), base("bilateral ovaries"), base("vas deferens bilateral"), base("right")
    ('ovary', 'ovary', 'vas deferens', 'right')
    """
    found = " ".join(_SIDE.sub(" ", part).split()) or part
    if "bilateral" in part and "deferens" not in part:
        return _MANY.sub(lambda match: "y" if match[1] else "", found)
    return found
