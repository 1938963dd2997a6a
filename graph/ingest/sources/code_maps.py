"""Code-to-policy maps of a payer as JSON: which policies a code is listed under, edition by edition, and no more.

A list ties a code to a policy; it does not say that anything is covered. So each policy gets one informational
provision with the basis `listed`, and each entry holds for as long as the dated lists repeat it. Who the payer is and
of which day a list is are told by its name (`bcbsmnCodes-2020-10-25.json`), because the content says neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.errors import BadTable
from graph.identifiers import find_code
from graph.ingest.batch import Batch
from graph.ingest.codes import procedure
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.model import CodeSet, Edition, Policy, PolicyRelation, PolicyVersion, Provision, Qualifiers

_NUMBER, _TITLE, _INFO = "Policy #", "Full Policy", "info"
_PUBLISHER, _LICENCE = "see the file's name", "none stated: for the use of who loads it"
_NAME = re.compile(r"(?:.*[-_])?([a-z0-9]+?)[-_]?(?:codes|policies)(?![a-z])", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_PAYERS = {"bcbsmn": "Blue Cross and Blue Shield of Minnesota"}
_RANGE = re.compile(r"([0-9A-Z]{5})\s*[-–]\s*([0-9A-Z]{5})")
_MODIFIED = re.compile(r"([0-9A-Z]{5})\s+([0-9A-Z]{2})")
_CITED = re.compile(r"\b(?:L\d{5}|A\d{5}|\d{2,3}\.\d{1,2}(?:\.\d{1,2})?)\b")


@dataclass
class _Listed:
    """One policy while its entries are collected."""

    number: str | None
    title: str
    codes: list[str] = field(default_factory=list)
    sets: list[CodeSet] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    info: str = ""


@dataclass(frozen=True, slots=True)
class _Map:
    """Whose map a file is, and of which day."""

    payer: str
    name: str
    day: date | None

    @classmethod
    def of(cls, item: Item) -> _Map:
        told = _NAME.match(item.name.rpartition("!")[2].rpartition("/")[2])
        if told is None:
            raise BadTable("nobody knows whose map this is", where=item.name, got=item.name,
                           expected="a name such as bcbsmnCodes-2020-10-25.json", hint="rename the file")
        day = _DAY.search(item.name)
        payer = told[1].lower()
        return cls(payer, _PAYERS.get(payer, f"{told[1]} (named by a code map)"),
                   date(*map(int, day.groups())) if day else None)

    @property
    def edition(self) -> Edition | None:
        return self.day and Edition(f"CODEMAP-{self.payer}", self.day.isoformat(),
                                    f"Policies that {self.name} lists by code, {self.day}", self.name, "fact", self.day)


# --- the map ---


def read_map(item: Item) -> Batch:
    """`applies_to` from the provision of a policy to every code it is listed for; what is no code stays as written."""
    whose = _Map.of(item)
    batch = _batch(item, whose)
    found: dict[str, _Listed] = {}
    seen: set[tuple[str, str]] = set()
    for row, raw, entry in _entries(item):
        batch.read += 1
        number, title = _text(entry.get(_NUMBER)), _text(entry.get(_TITLE))
        if not raw.strip() or not (number or title):
            batch.listed_row(item.name, row, "no code, or no policy", raw)
            continue
        id = _id(whose, number, title)
        policy = found.setdefault(id, _Listed(number, title))
        policy.titles += [title] if title and title not in policy.titles else []
        if (id, raw) in seen:
            batch.merged += 1
            continue
        seen.add((id, raw))
        batch.loaded += 1
        _code(batch, whose, id, policy, raw, row)
    for id, policy in found.items():
        _policy(batch, whose, id, policy)
    return batch


def _batch(item: Item, whose: _Map) -> Batch:
    batch = Batch.of(item, whose.edition)
    if whose.day is None:
        batch.remark(item.name, None, "no date in the name: its entries are held always")
    return batch


def _entries(item: Item) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Place in the file from 1, code as written, entry."""
    row = 0
    for raw, entries in _json(item, dict).items():
        for entry in entries if isinstance(entries, list) else [entries]:
            row += 1
            yield row, raw, entry if isinstance(entry, dict) else {}


def _json(item: Item, kind: type) -> Any:
    try:
        found = json.loads(item.text())
    except ValueError as error:
        raise BadTable("not JSON", where=item.name, got=error, hint="download it again") from error
    if not isinstance(found, kind):
        raise BadTable("not a code map", where=item.name, expected=kind.__name__, got=type(found).__name__)
    return found


def _text(value: object) -> str:
    return " ".join(str(value or "").split())


def _id(whose: _Map, number: str, title: str) -> str:
    """The policy's local name; N/A numbers no policy, so its title names it."""
    text = title if number.upper() in ("", "N/A", "NA") else number
    return f"{whose.payer}/{text if _LOCAL.fullmatch(text) else _slug(text)}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")


def _code(batch: Batch, whose: _Map, id: str, policy: _Listed, raw: str, row: int) -> None:
    """One entry as an edge; `reason` keeps the spelling where it is not the code itself."""
    curie, modifier = _parsed(raw)
    if curie is None:
        curie, plain = _set(batch, whose, policy, raw), _text(raw)
    else:
        batch.mention(curie)
        policy.codes.append(curie)
        plain = f"{curie.partition(':')[2]} {modifier}" if modifier else curie.partition(":")[2]
    reason = None if plain == raw else f"written {raw!r}"
    condition = f"with modifier {modifier}" if modifier else None
    said = Qualifiers(reason=reason, condition=condition) if reason or condition else None
    batch.edge(f"provision:{id}/listed", "applies_to", curie, row, said)


def _parsed(raw: str) -> tuple[str | None, str | None]:
    """A code and its modifier.

    >>> _parsed("J0584 "), _parsed("T1002 TG"), _parsed("170"), _parsed("Varies")
    (('HCPCS:J0584', None), ('HCPCS:T1002', 'TG'), ('CPT:00170', None), (None, None))
    """
    text = raw.strip().upper()
    if match := _MODIFIED.fullmatch(text):
        return find_code(match[1]), match[2]
    return procedure(text), None


def _set(batch: Batch, whose: _Map, policy: _Listed, raw: str) -> str:
    """A range or a placeholder as a node of its own, with its words kept."""
    match = _RANGE.fullmatch(raw.strip().upper())
    ends = [find_code(end) for end in match.groups()] if match else [None, None]
    ranged = all(ends) and len({str(end).partition(":")[0] for end in ends}) == 1
    system, first = str(ends[0]).split(":") if ranged else (None, None)
    last = str(ends[1]).partition(":")[2] if ranged else None
    if ranged and first > last:  # type: ignore[operator]
        batch.remark(policy.title, None, f"range runs backwards and is not expanded: {raw}")
        system = first = last = None
    words = _text(raw)
    one = CodeSet(f"codeset:{whose.payer}/{_slug(words)}", words, "range" if first else "placeholder",
                  system, first, last)
    policy.sets.append(one)
    batch.node(one.id, "code_set", words)
    batch.label(one.id, words, "preferred", "fact")
    return one.id


# --- what both files end in ---


def _policy(batch: Batch, whose: _Map, id: str, listed: _Listed) -> None:
    number = None if (listed.number or "").upper() in ("", "N/A", "NA") else listed.number
    title = listed.title or listed.number or id
    name = f"{number}: {title}" if number else title
    provisions = _provisions(id, listed)
    version = PolicyVersion(f"policyversion:{id}@listed", None, "active", batch.document, provisions=provisions)
    cited = tuple(PolicyRelation("defers_to", n) for n in dict.fromkeys(_CITED.findall(number or "")))
    policy = Policy(f"policy:{id}", f"payer:{whose.payer}", number, title, "medical policy",
                    f"{whose.name} lists this policy by code; its text is not held.", None, None, (version,),
                    relations=cited)
    batch.policy(policy)
    _named(batch, policy.payer, "payer", whose.name)
    _named(batch, policy.id, "policy", name, listed.titles)
    _named(batch, version.id, "policy_version", f"{name}, as listed")
    batch.edge(policy.id, "issued_by", policy.payer)
    batch.edge(policy.id, "has_version", version.id)
    for provision in provisions:
        _named(batch, provision.id, "provision", f"{name}: {provision.id.rpartition('/')[2]}")
        batch.edge(version.id, "has_provision", provision.id)


def _provisions(id: str, listed: _Listed) -> tuple[Provision, ...]:
    found = []
    if listed.codes or listed.sets:
        codes, sets = tuple(sorted(set(listed.codes))), tuple({s.id: s for s in listed.sets}.values())
        found.append(Provision(f"provision:{id}/listed", "informational", "unknown", "Listed under this policy.", False,
                               "listed", codes, sets=sets))
    if listed.info:
        found.append(Provision(f"provision:{id}/documents", "informational", "unknown", listed.info, False, "listed",
                               ()))
    return tuple(found)


def _named(batch: Batch, id: str, category: str, name: str, others: list[str] | None = None) -> None:
    batch.node(id, category, name)
    batch.label(id, name, "preferred", "fact")
    for other in others or ():
        batch.label(id, other, "alternative", "fact")


# --- titles ---


def read_titles(item: Item) -> Batch:
    """The policies of a payer by title, with the documents it asks for beside a claim."""
    whose = _Map.of(item)
    batch = _batch(item, whose)
    found: dict[str, _Listed] = {}
    for row, entry in enumerate(_json(item, list), 1):
        batch.read += 1
        number, title = _text(entry.get(_NUMBER)), _text(entry.get(_TITLE))
        if not (number or title):
            batch.listed_row(item.name, row, "neither number nor title")
        elif (id := _id(whose, number, title)) in found:
            batch.merged += 1
            found[id].titles.append(title)
        else:
            batch.loaded += 1
            found[id] = _Listed(number, title, titles=[title] if title else [], info=_text(entry.get(_INFO)))
    for id, policy in found.items():
        _policy(batch, whose, id, policy)
    return batch


def _keys(item: Item, opening: bytes) -> bool:
    head = item.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(opening) and f'"{_NUMBER}"'.encode() in head and f'"{_TITLE}"'.encode() in head


FORMATS = (
    Format("code_map", "Policies by code", _PUBLISHER, _LICENCE, lambda item: _keys(item, b"{"), read_map),
    Format("policy_titles", "Policies by title", _PUBLISHER, _LICENCE, lambda item: _keys(item, b"["), read_titles),
)
