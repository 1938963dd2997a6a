"""Names and descriptions that a publisher prints in capitals only, as people write them."""

from __future__ import annotations

import re
from functools import lru_cache

_SMALL = frozenset((
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "not", "of", "on", "or", "per", "than",
    "the", "to", "up", "via", "w", "with", "without",
))
_INITIALS = frozenset((
    "BPCI", "CCU", "CT", "DME", "DNA", "ECG", "EEG", "EKG", "ESRD", "GI", "GYN", "HIPPS", "ICU", "IV", "LOA", "MRI",
    "OB", "PET", "PPS", "RN", "TPN",
))
_WORD = re.compile(r"[A-Z][A-Z']*")
_ROMAN = re.compile(r"[IVX]{2,}")
_SHORT = re.compile(r"\(([A-Za-z]{2,6})\)")
_SENTENCE = re.compile(r"(?:^|[.!?]\s+)([a-z])")


def is_shouted(text: str) -> bool:
    """Whether a text has capitals and no small letters."""
    return text == text.upper() and text != text.lower()


@lru_cache(maxsize=1024)
def name(text: str) -> str:
    """A name in capitals with capitals at its words only; a short form in brackets stays as it is.

    >>> name("PROGRAMS OF ALL INCLUSIVE CARE FOR THE ELDERLY (PACE) CENTER")
    'Programs of All Inclusive Care for the Elderly (PACE) Center'
    >>> name("OFF CAMPUS-OUTPATIENT HOSPITAL"), name("WALK-IN CLINIC"), name("Already fine")
    ('Off Campus-Outpatient Hospital', 'Walk-in Clinic', 'Already fine')
    >>> name("ICU - OTHER - LEVEL IV"), name("STAGE III AND IV ULCERS")
    ('ICU - Other - Level IV', 'Stage III and IV Ulcers')
    """
    if not is_shouted(text):
        return text
    return _restored(text, _WORD.sub(_cased, text)).replace("E.G.", "e.g.")


def _cased(match: re.Match[str]) -> str:
    word, before = match[0], match.string[: match.start()]
    if word in _INITIALS or _ROMAN.fullmatch(word):
        return word
    begins = not before or before.endswith(" - ")
    return word.lower() if word.lower() in _SMALL and not begins else word.capitalize()


def prose(text: str) -> str:
    """A description in capitals as sentences.

    >>> prose("A SKILLED NURSING FACILITY (SNF). IT IS NOT A HOSPITAL.")
    'A skilled nursing facility (SNF). It is not a hospital.'
    """
    if not is_shouted(text):
        return text
    lowered = _SENTENCE.sub(lambda match: match[0].upper(), text.lower())
    return _restored(text, lowered)


def _restored(text: str, cased: str) -> str:
    """The short forms in brackets, back in capitals unless they are a common word or stand in no initials."""
    for match in _SHORT.finditer(text):
        initials = "".join(word[0] for word in re.findall(r"[A-Z][A-Z']*", text[: match.start()]))
        if _within(match[1], initials):
            cased = cased[: match.start()] + match[0] + cased[match.end():]
    return cased


def _within(short: str, initials: str) -> bool:
    """Whether the letters of a short form stand in this order among the initials of the words before it."""
    rest = iter(initials)
    return all(letter in rest for letter in short.rstrip("S") or short)
