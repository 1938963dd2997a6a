"""The code that a page states of itself: on a line, in its title, in the head of its HTML, in its file name.

Where several places speak, the one that says it most plainly is believed: a line of its own, then brackets and "CPT …" above
the first section, then the head of the file, then its name, then a single code in the name block or the summary.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

from graph.identifiers import find_code
from graph.ingest.text.documents import Source
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.sections import Layout

_I = re.IGNORECASE
_SYSTEM = r"(?:AMA\s+)?(?P<system>CPT\s*(?:®|\(R\)|™)?[\s-]*4?|HCPCS(?:\s*\(?Level\s+(?:II|2)\)?)?|ICD-?\s?10-?\s?PCS|CDT|dental|ADA|category\s+(?:I{1,3}|[123]))"
_LOCAL = r"(?P<code>(?=[A-Z0-9]*\d)[A-Z0-9]{5}(?:[A-Z0-9]{2})?)"
_LINE = Pattern(rf"^\W*(?:(?:procedure|billing|medical|service|primary)\s+)?(?:codes?(?:\(s\))?\s*[:#]?\s*)?(?:{_SYSTEM})?\s*(?:codes?(?:\(s\))?)?\s*[:#-]?\s*{_LOCAL}\s*(?:[-–—(]?\s*(?P<after>CPT|HCPCS|CDT|ICD-?10-?PCS)\)?)?\W*(?:\|.*)?$", _I)
_LONGEST = 300  # characters of a line that states a code; what goes on longer is prose
_WORD = Pattern(r"^\W*(?:(?:procedure|billing|medical|service|primary)\s+)?(?:codes?\b|CPT|HCPCS|ICD-?\s?10-?\s?PCS|CDT|dental code|category\s+(?:I{1,3}|[123])\s+code)", _I)
_CODE_ONLY = Pattern(rf"^(?:{_SYSTEM}\s*)?(?:procedure\s+|billing\s+)?codes?(?:\(s\))?\s*:?$|^{_SYSTEM}\s*:?$".replace("(?P<system>", "(?:"), _I)
_IN_BRACKETS = Pattern(rf"[(\[]\s*(?:{_SYSTEM})?[\s:#-]*(?:codes?\s*[:#]?\s*)?{_LOCAL}\s*[)\]]", _I)
_SPELLED = Pattern(rf"\b{_SYSTEM}\s*(?:codes?(?:\(s\))?)?\s*[:#-]?\s*{_LOCAL}(?![A-Za-z0-9])", _I)
# "Procedure code 58563 (CPT) · ablation with a camera": the system behind the number, or only told to be a code of a procedure.
_TOLD = Pattern(
    rf"\b{_LOCAL}[\s,(\[]+(?P<system>CPT|HCPCS|CDT|ICD-?\s?10-?\s?PCS)\b|"
    rf"\b(?:procedure|billing|medical|service|primary|treatment)\s+codes?\s*(?:is\s+|[:#-]\s*)?{_LOCAL.replace('code', 'number')}(?![A-Za-z0-9])", _I)
_AT_END = Pattern(rf"^{_LOCAL}\s*(?:[–—:]|\s-)\s+\S|\s[–—-]\s+(?P<last>(?=[A-Z0-9]*\d)[A-Z0-9]{{5}}(?:[A-Z0-9]{{2}})?)$")
_IN_NAME = Pattern(r"(?:(CPT4?|HCPCS|ICD10PCS|CDT)[-_:./ ]*)?(?<![A-Za-z0-9])([A-Z0-9]{5}(?:[A-Z0-9]{2})?)(?![A-Za-z0-9])", _I)
_HEAD = Pattern(
    r"<title[^>]*>(?P<title>.*?)</title>|<link(?=[^>]*rel\s*=\s*[\"']?canonical)[^>]*href\s*=\s*[\"']?(?P<url>[^\"'\s>]+)|"
    r"<meta(?=[^>]*(?:og:url|og:title|name\s*=\s*[\"']?(?:[\w.:-]*code|description|title|keywords|citation[\w-]*)))[^>]*content\s*=\s*[\"'](?P<meta>[^\"']*)|\bdata-(?:[\w-]*code)\s*=\s*[\"']?(?P<data>[A-Z0-9:. -]+)", _I | re.DOTALL)


def stated_code(source: Source, page: Layout) -> str | None:
    """The CURIE of the code that a page states, or None."""
    front = [line.text for line in page.front if line.text]
    named = [line.text for block in page.blocks if block.name in ("name", "summary") for line in block.lines if line.text]
    return (
        _on_line(front) or _in_brackets(front[:3]) or _spelled(front) or _told(front) or _beside_title(front[:3])
        or (_in_head(source.text[:8000]) if source.format == "html" else None)
        or _in_file_name(source.path) or _in_brackets(named[:1]) or _only_one(named)
    )


def _curie(system: str | None, local: str) -> str | None:
    name = re.sub(r"[^a-z]", "", (system or "").lower())
    known = {"dental": "CDT", "ada": "CDT"}.get(name) or next((s for s in ("CPT", "HCPCS", "CDT") if name.startswith(s.lower())), None)
    prefix = known or ("ICD10PCS" if name.startswith("icd") else "CPT" if name.startswith("category") else "")
    return find_code(f"{prefix} {local}".strip())


def _on_line(front: list[str]) -> str | None:
    for text in (*front, *(f"{above} {below}" for above, below in pairwise(front) if _CODE_ONLY.match(above))):
        match = _LINE.match(text[:_LONGEST]) if _WORD.match(text) else None
        if match and (found := _curie(match["system"] or match["after"], match["code"])):
            return found
    return None


def _in_brackets(lines: list[str]) -> str | None:
    found = (_curie(m["system"], m["code"]) for text in lines for m in _IN_BRACKETS.finditer(text))
    return next((code for code in found if code), None)


def _spelled(lines: list[str]) -> str | None:
    found = (_curie(m["system"], m["code"]) for text in lines for m in _SPELLED.finditer(text))
    return next((code for code in found if code), None)


def _told(lines: list[str]) -> str | None:
    found = (_curie(m["system"], m["code"] or m["number"]) for text in lines for m in _TOLD.finditer(text))
    return next((code for code in found if code), None)


def _beside_title(lines: list[str]) -> str | None:
    for text in lines:
        if (match := _AT_END.search(text)) and (found := _curie(None, match["code"] or match["last"])):
            return found
    return None


def _in_head(markup: str) -> str | None:
    """Title, canonical address and descriptions of an HTML page."""
    for match in _HEAD.finditer(markup):
        if url := match["url"]:
            found = _in_text(re.sub(r"^\w+://[^/]*", "", url))
        elif data := match["data"]:
            found = _curie(None, data.strip()) or _spelled([data])
        else:
            text = unescape(match["title"] or match["meta"] or "")
            found = _spelled([text]) or _in_brackets([text]) or (_in_text(re.sub(r"^\w+://[^/]*", "", text)) if "://" in text else _in_whole(text))
        if found:
            return found
    return None


def _in_whole(text: str) -> str | None:
    return _curie(None, text.strip()) if re.fullmatch(r"\s*[A-Za-z0-9]{5,7}\s*", text) else None


def _in_text(text: str) -> str | None:
    for match in _IN_NAME.finditer(text.replace("_", " ")):
        if any(c.isdigit() for c in match[2]) and (found := find_code(f"{match[1] or ''} {match[2]}".strip())):
            return found
    return None


def _in_file_name(path: Path) -> str | None:
    return _in_text(path.stem)


def _only_one(lines: list[str]) -> str | None:
    """A code spelled out in the name block or the summary, when there is just one."""
    found = {code for text in lines for m in (*_SPELLED.finditer(text), *_IN_BRACKETS.finditer(text)) if (code := _curie(m["system"], m["code"]))}
    return next(iter(found)) if len(found) == 1 else None
