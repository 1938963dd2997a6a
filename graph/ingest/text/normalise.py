"""Different spellings of one phrase to one key: the bag of its content words, stemmed and spelled one way.

The key forgets order (not repetition: "nurse or sedation nurse" is no "sedation nurse"), number,
inflection, articles and prepositions ("infection of the wound" = "wound infections"),
and keeps the small words that turn a meaning round (no, not, without, before, after).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from graph.ingest.text.gates import any_of, beginnings, word_of
from graph.ingest.text.patterns import Pattern

_STEMMER = Stemmer.Stemmer("english", 0)  # remembers nothing: `stem` does, at less cost
_WORD = Pattern(r"[a-z0-9]+(?:\.\d+)?%?")
_FOLD = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "­": None,
                       **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")})
_THEATRE = Pattern(r"\bOR(?=\s+(?:nurses?|staff|team|tech\w*|suite|circulator|manager|schedul\w*)\b)")
_POSSESSIVE = Pattern(r"'s\b|s'(?=\s|$)|'")
_STOP = frozenset(
    ["a", "an", "the", "this", "that", "these", "those", "of", "at", "in", "on", "to", "for", "by", "with", "and", "or", "from", "your", "you", "their", "his", "her", "its", "our", "any", "some", "is", "are", "was", "were", "be", "been", "being", "it", "as", "into", "within", "during", "per", "has", "have", "had", "may", "can", "will", "would", "should", "could", "who", "which", "when", "there", "also", "both", "each", "every", "all", "other", "such", "etc", "eg", "ie", "via", "do", "does", "did", "more", "most", "very"]
)
_SPELLING = (
    (Pattern(r"aesth"), "esth"), (Pattern(r"\bhaem"), "hem"), (Pattern(r"aemi"), "emi"),
    (Pattern(r"oedem"), "edem"), (Pattern(r"\boesoph"), "esoph"), (Pattern(r"\bpaed"), "ped"),
    (Pattern(r"rrhoea"), "rrhea"), (Pattern(r"paedic"), "pedic"), (Pattern(r"gynaec"), "gynec"),
    (Pattern(r"\b(tum|col|lab|fav|behavi|harb|od|hum|vap)our"), r"\1or"),
    (Pattern(r"(?<=[a-z]{2})(al|an|ar|im|er|on|in|at|il|el|ut|et|un|ot)is(e|ed|es|ing|ation)\b"), r"\1iz\2"),
    (Pattern(r"\b(cent|fib|lit|met)re(s?)\b"), r"\1er\2"), (Pattern(r"caesar"), "cesar"),
)
_COMPOUND = (
    (Pattern(r"\bfollow[ -]?ups?\b"), "followup"), (Pattern(r"\bcheck[ -]?ups?\b"), "checkup"),
    (Pattern(r"\bx[ -]?rays?\b"), "xray"), (Pattern(r"\bct[ -](scan|scans)\b"), "ct"),
    (Pattern(r"\b(mri|pet|dexa|dxa)[ -](scan|scans|exam|imaging)\b"), r"\1"),
    (Pattern(r"\b(ekg|ecg)s?\b"), "electrocardiogram"), (Pattern(r"\bpre[ -]?op(erative|eratively)?\b"), "preoperative"),
    (Pattern(r"\bpost[ -]?op(erative|eratively)?\b"), "postoperative"), (Pattern(r"\bi\.?v\.?\b"), "intravenous"),
    (Pattern(r"\blong[ -]term\b"), "longterm"), (Pattern(r"\bshort[ -]term\b"), "shortterm"),
    (Pattern(r"\bnon[ -](?=[a-z])"), "non"), (Pattern(r"\be\.g\.|\bi\.e\."), " "),
    (Pattern(r"\bliving will"), "livingwill"), (Pattern(r"\b(be|get) there\b"), "arrive"), (Pattern(r"\bhealth ?care\b"), "healthcare"), (Pattern(r"\bdr\b\.?"), "doctor"),
)
# Most phrases need neither table; one look spares a dozen.
_BRITISH = Pattern("|".join(f"(?:{pattern.pattern})" for pattern, _ in _SPELLING).replace(r"\1", ""))
_JOINED = Pattern("|".join(f"(?:{pattern.pattern})" for pattern, _ in _COMPOUND))
_STARTED = tuple(({head[:3] for head in beginnings(pattern)}, pattern, spelling) for pattern, spelling in _COMPOUND)
TOGETHER = rf"[^ -~]|[%']|[0-9A-Za-z]\.[0-9]|OR |(?i:{_JOINED.pattern.replace('(?=', '(?:')})"
"""Matches, in the dialect of RE2, where the stems of a text may be others than those of its words one by one."""
_IRREGULAR = {
    "feet": "foot", "teeth": "tooth", "children": "child", "women": "woman", "men": "man", "vertebrae": "vertebra",
    "diagnoses": "diagnosis", "biopsies": "biopsy", "emboli": "embolus", "bronchi": "bronchus", "ate": "eat",
    "physician": "doctor", "physicians": "doctor", "doctors": "doctor", "worse": "worsen", "driving": "drive",
    "anesthesiology": "anesthesia", "medications": "medicine", "medication": "medicine", "medicines": "medicine",
}


# Words that a stemmer would join though they name different people or things, each under a stem of its own.
_OWN_STEM = {
    "assistant": "assistant", "assistants": "assistant", "registry": "registry", "registries": "registry",
    "irritability": "irritability", "irritable": "irritability", "burning": "burning", "sores": "sores",
    "timely": "timely", "timeliness": "timely", "tearing": "tearing", "hepatic": "hepatic", "pets": "pets",
    "livingwill": "livingwill", "positive": "positive", "business": "business", "intensive": "intensive", "internal": "internal",
    "relative": "relative", "relatives": "relative", "resident": "resident", "residents": "resident", "colony": "colony",
    "colonies": "colony", "organization": "organization", "organizations": "organization", "generation": "generation",
}


def fold(text: str) -> str:
    """Lower case, one kind of quote and dash, American spelling, compounds written one way."""
    return _compounds(_american(_lower(text)))


def _lower(text: str) -> str:
    if "OR " in text and not text.isupper():
        text = _THEATRE.sub("operating room", text)
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).lower().translate(_FOLD)


def _american(text: str) -> str:
    if _BRITISH.search(text):
        for pattern, spelling in _SPELLING:
            text = pattern.sub(spelling, text)
    return text


def _compounds(text: str) -> str:
    if _JOINED.search(text):
        for starts, pattern, spelling in _STARTED:
            if any(start in text for start in starts):
                text = pattern.sub(spelling, text)
    return _POSSESSIVE.sub("", text) if "'" in text else text


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of one folded word, whichever way it is spelled."""
    word = _american(word)
    if word in _OWN_STEM:
        return _OWN_STEM[word]
    word = _IRREGULAR.get(word, word)
    if word.isdigit() or (len(word) < 4 and not word.endswith("s")):
        return word
    root = _STEMMER.stemWord(word)
    return root[:-1] if len(root) > 5 and root.endswith("i") else root  # allergy, allergic; -scopy, -scopic


@lru_cache(maxsize=1 << 17)
def stems(text: str) -> tuple[str, ...]:
    """Content words of a phrase in order, folded and stemmed.

    >>> stems("Infections of the wound")
    ('infect', 'wound')
    """
    alone = " ".join(map(_alone, text.split()))
    return tuple(alone.split()) if _TURNED not in alone else _together(text)


def all_stems(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """As `stems` of each text; what is looked at once, such as the names of a vocabulary, is not remembered."""
    return [*map(stems.__wrapped__, texts)]


def _together(text: str) -> tuple[str, ...]:
    words = _WORD.findall(_compounds(_lower(text)))  # spelling is a matter of single words, and those are remembered
    return tuple([stem(word) for word in words if word not in _STOP])


_COMPOUNDED = any_of(_JOINED)
_COMPOUND_HEADS = beginnings(_JOINED)
_TURNED = "\0"  # stands for stems that are not known


@lru_cache(maxsize=1 << 16)
def _alone(word: str) -> str:
    """The stems of a written word with blanks between; `_TURNED` where the words around it may matter."""
    lower = word.lower() if word.isascii() else _lower(word)
    if not _WORD.search(lower):
        return ""
    alone = lower.isalpha()
    if not lower.isascii() or " " in lower or "OR" in word or (f"{lower} ".startswith(_COMPOUND_HEADS) if alone else word_of(lower) & _COMPOUNDED):
        return _TURNED
    if alone:
        return "" if lower in _STOP else stem(lower)
    return " ".join([stem(part) for part in _WORD.findall(_POSSESSIVE.sub("", lower)) if part not in _STOP])


def content(text: str) -> list[str]:
    """Content words of a phrase in order, in lower case and as they are spelled."""
    if text.isascii() and text.isalpha():
        return [] if (word := text.lower()) in _STOP else [word]
    return [word for word in _WORD.findall(_lower(text)) if word not in _STOP]


@lru_cache(maxsize=1 << 17)
def key(text: str) -> str:
    """The key under which two spellings of one phrase meet.

    >>> key("Follow-up appointments") == key("a followup appointment")
    True
    >>> key("wound infection") == key("Infections of the wound")
    True
    """
    return bag(stems(text))


def bag(words: Iterable[str]) -> str:
    """Stems as the key that forgets their order."""
    return " ".join(sorted(words))


def slug(text: str) -> str:
    """A readable local name for a phrase that no vocabulary knows.

    >>> slug("Spasm of the larynx")
    'larynx-spasm'
    """
    return "-".join(sorted({w for w in _WORD.findall(fold(text)) if w not in _STOP}))[:80] or "unnamed"


_OTHER_CASE = str.maketrans({"ſ": "s", "ı": "i", "İ": "i"})  # letters that patterns take for one of another alphabet


def lower(text: str) -> str:
    """Lower case, every character in its place.

    What a pattern finds in a text when it takes no notice of case, one that does so finds here at half the cost.

    >>> lower("Rest IF tired"), len(lower("İf"))
    ('rest if tired', 2)
    """
    return text.lower() if text.isascii() else text.translate(_OTHER_CASE).lower()


def straight(text: str) -> str:
    """Typographic apostrophes as typewriter ones; every character keeps its place."""
    return text.replace("’", "'").replace("ʼ", "'") if "’" in text or "ʼ" in text else text
