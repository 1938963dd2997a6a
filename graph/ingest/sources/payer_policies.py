"""A user's own policy documents in the graph: what a reader found in one, as a family, a version and its provisions.

Family and revision are told apart by the number, so that next year's text of a policy stands beside this year's.
Nothing is added to what the document says: a code that it merely mentions is in no provision, and a range stays as
printed until it is expanded on a list of codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from graph.identifiers import find_code
from graph.ingest import terms
from graph.ingest.draft import Draft
from graph.ingest.policies import contractors
from graph.ingest.policies.reading import Criterion, PolicyReading, ReadProvision
from graph.model import (
    CodeRule,
    CodeSet,
    Evidence,
    Policy,
    PolicyCriterion,
    PolicyDate,
    PolicyRelation,
    PolicyVersion,
    Problem,
    Provision,
    Qualifiers,
    Scope,
)
from graph.vocabulary import DATE_ROLES, POLICY_STATUS, STANCES

_METHOD, _CONFIDENCE = "read", 0.9
_LOOK_ALIKES = re.compile(r"\bresponses? to comments?\b|\bindex\b|\bbulletin\b|\btable of contents\b|\bdigest\b",
                          re.IGNORECASE)
# Numbers that end in the revision: what stays from year to year is the family.
_REVISED = tuple(re.compile(shape) for shape in (
    r"20\d\d(?P<family>[A-Z]\d{4})[A-Z]{1,3}", r"20\d\d\s?(?P<family>P\s?\d{4})-\d{1,2}",
    r"(?P<family>H(?:UM|CS)-\d{4})-\d{3}", r"D(?P<family>L\d{5})",
))
_JURISDICTION = re.compile(r"J-?[0-9A-Z]{1,2}|(?:HHH|DME) \w{1,2}")
_CLASS = re.compile(r"\ball\b.*\bcodes?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Names:
    """The identifiers of one reading."""

    payer: str
    payer_name: str
    family: str
    local: str

    @property
    def version(self) -> str:
        return f"policyversion:{self.local}"


def add(draft: Draft, reading: PolicyReading, document: str, known: Mapping[str, str] | None = None) -> Policy:
    """Add what was read from one document, with the span of everything in it, and return the policy."""
    names = _names(reading, document, known or {})
    draft.problems += (replace(p, path=Path(p.path).name) for p in reading.problems)
    policy = _policy(draft, reading, document, names)
    name = f"{policy.kind} {policy.number}: {policy.title}" if policy.number else policy.title
    version = policy.current
    _named(draft, policy.payer, "payer", names.payer_name)
    _named(draft, policy.id, "policy", name)
    _named(draft, version.id, "policy_version", f"{name}, {version.revision or version.effective_from or 'undated'}")
    whole = Evidence(document, "policies", None, None, None, _METHOD, _CONFIDENCE)
    draft.edge(policy.id, "issued_by", policy.payer, whole)
    draft.edge(policy.id, "has_version", version.id, whole)
    for said, provision in zip(reading.provisions, version.provisions, strict=False):
        _edges(draft, version, said, provision, document)
    for provision in version.provisions[len(reading.provisions):]:
        _provision_node(draft, version, provision, whole)
        for code in provision.codes:
            draft.edge(provision.id, "applies_to", code, whole)
    draft.policies.append(policy)
    return policy


# --- identity ---


def family(number: str) -> tuple[str, str | None]:
    """What of a number is the family, and the whole as revision where it is more than that.

    >>> family("2025T0362PP"), family("HUM-0306-026"), family("CG-SURG-03"), family("DL33569")
    (('T0362', '2025T0362PP'), ('HUM-0306', 'HUM-0306-026'), ('CG-SURG-03', None), ('L33569', 'DL33569'))
    """
    match = next((m for shape in _REVISED if (m := shape.fullmatch(number.strip()))), None)
    return (match["family"], number) if match else (number, None)


def _names(reading: PolicyReading, document: str, known: Mapping[str, str]) -> _Names:
    payer_name = reading.payer or "Payer not stated"
    payer = known.get(payer_name) or f"payer:{_slug(payer_name)}"
    own, revision = family(reading.number or "")
    stable = _local(own) if own else _slug(reading.title or Path(reading.file).stem)
    if payer == "payer:cms" and reading.kind == "NCD" and own:
        stable = f"NCD-{stable}"  # a section of the manual alone would name anything
    dated = [d.value for d in reading.dates if d.role in ("effective", "revision_effective")]
    revised = reading.revision or revision or (max(dated) if dated else document.partition(":")[2][:12])
    base = f"{payer.partition(':')[2]}/{stable}"
    return _Names(payer, payer_name, f"policy:{base}", f"{base}@{_local(revised)}")


def _local(text: str) -> str:
    text = "-".join(text.split())
    return text if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text) else _slug(text)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.") or "unnamed"


# --- the record ---


def _policy(draft: Draft, reading: PolicyReading, document: str, names: _Names) -> Policy:
    title = reading.title or reading.number or Path(reading.file).stem
    kind = reading.kind or "policy"
    number, revision = family(reading.number or "")
    dates = tuple(PolicyDate(d.role, d.value, d.raw) for d in reading.dates if d.role in DATE_ROLES)
    since, until = terms.period(dates)
    provisions = tuple(_provision(draft, p, n, names, reading) for n, p in enumerate(reading.provisions, 1))
    rules = tuple(_rules(draft, reading))
    version = PolicyVersion(
        names.version, reading.revision or revision, reading.status if reading.status in POLICY_STATUS else "active",
        document, dates, since, until, tuple(_scopes(reading)),
        (*provisions, *_marked(provisions, rules, names)), rules)
    return Policy(
        names.family, names.payer, number or None, title, kind, f"{kind[:1].upper()}{kind[1:]} of {names.payer_name}, "
        "read from a document of the user.", None, None, (version,), licence="user",
        aliases=(reading.number,) if revision and reading.number else (),
        relations=tuple(PolicyRelation(r.kind, r.number, None, r.start, r.end) for r in reading.relations),
        carries_coverage=not _LOOK_ALIKES.search(f"{kind} {title}"))


def _scopes(reading: PolicyReading) -> Iterator[Scope]:
    """The limits a document states; a local determination of a contractor holds where that one serves."""
    local = reading.kind in ("LCD", "Article")
    said = [_scope(text) for text in reading.scope or ((reading.payer,) if local and reading.payer else ())]
    yield from said
    if local and not any(s.kind in ("state", "jurisdiction") for s in said):
        places = dict.fromkeys(place for s in said if s.kind == "contractor" for place in contractors.served(s.value))
        yield from map(_scope, places)


def _scope(text: str) -> Scope:
    """A limit from its words.

    >>> _scope("TX"), _scope("all except NJ"), _scope("Novitas Solutions").kind
    (Scope(kind='state', value='TX'), Scope(kind='except state', value='NJ'), 'contractor')
    """
    if match := re.match(r"(?:all\s+)?except\s+(.+)", text, re.IGNORECASE):
        inner = _scope(match[1])
        return Scope(f"except {inner.kind}", inner.value)
    if match := re.fullmatch(r"part\s+(\S+)", text, re.IGNORECASE):
        return Scope("part", match[1].upper())
    if _JURISDICTION.fullmatch(text):
        return Scope("jurisdiction", text)
    return Scope("state" if re.fullmatch(r"[A-Z]{2}", text) else "contractor", text)


def _provision(draft: Draft, said: ReadProvision, number: int, names: _Names, reading: PolicyReading) -> Provision:
    codes = []
    for code in said.codes:
        curie = find_code(f"{code.system}:{code.code}")
        if curie is None:
            _left_out(draft, reading, f"not a code of {code.system}, left out: {code.code}")
        else:
            codes.append(curie)
    return Provision(
        f"provision:{names.local}/{number}", said.stance, said.prior_authorization, said.exact, said.is_default,
        "named", tuple(dict.fromkeys(codes)), said.group, tuple(_sets(said, names)),
        tuple(_flat(said.criteria)) if said.criteria else ())


def _left_out(draft: Draft, reading: PolicyReading, what: str) -> None:
    draft.problems.append(Problem(Path(reading.file).name, None, what))


def _sets(said: ReadProvision, names: _Names) -> Iterator[CodeSet]:
    where = names.payer.partition(":")[2]
    for one in said.ranges:
        yield CodeSet(f"codeset:{where}/{_slug(f'{one.system} {one.raw}')}", one.raw, "range", one.system, one.first,
                      one.last)
    for words in said.pseudo:
        yield CodeSet(f"codeset:{where}/{_slug(words)}", words, "class" if _CLASS.search(words) else "placeholder")


def _flat(tree: Criterion) -> Iterator[PolicyCriterion]:
    """A criteria tree from the top, every node with the place of the one above."""
    waiting: list[tuple[Criterion, int | None]] = [(tree, None)]
    place = 0
    while waiting:
        one, parent = waiting.pop(0)
        yield PolicyCriterion(one.kind, one.text, one.start, one.end, parent, one.leaf, one.least)
        waiting += [(part, place) for part in one.parts]
        place += 1


def _rules(draft: Draft, reading: PolicyReading) -> Iterator[CodeRule]:
    """The marks of a matrix of procedures and diagnoses."""
    for row in reading.matrix:
        procedure = find_code(row.hcpcs)
        for text in row.icd10:
            diagnosis = find_code(f"ICD10CM:{text}")
            if procedure is None or diagnosis is None:
                _left_out(draft, reading, f"not codes, mark left out: {row.hcpcs}, {text}")
                continue
            draft.code(procedure)
            draft.code(diagnosis)
            yield CodeRule(procedure, diagnosis, "covered_if")


def _marked(provisions: tuple[Provision, ...], rules: tuple[CodeRule, ...], names: _Names) -> Iterator[Provision]:
    """A provision for the procedures that only the matrix names: what it marks is all that is known of them."""
    named = {code for p in provisions for code in p.codes}
    rest = tuple(dict.fromkeys(r.procedure for r in rules if r.procedure not in named))
    if rest:
        yield Provision(f"provision:{names.local}/matrix", "covered_with_criteria", "unknown",
                        "Marked for some diagnoses in a table of the document.", False, "named", rest)


# --- nodes and edges ---


def _named(draft: Draft, id: str, category: str, name: str) -> None:
    draft.label(id, name, "preferred", "fact")
    draft.node(id, category, name)


def _provision_node(draft: Draft, version: PolicyVersion, provision: Provision, evidence: Evidence) -> None:
    local = provision.id.partition(":")[2]
    _named(draft, provision.id, "provision", f"{local}: {STANCES[provision.stance].lower()}")
    draft.edge(version.id, "has_provision", provision.id, evidence)


def _edges(
    draft: Draft, version: PolicyVersion, said: ReadProvision, provision: Provision, document: str
) -> None:
    """The provision under its phrase, each code under its own place, each set under the phrase again."""
    phrase = Evidence(document, "policies", said.exact, said.start, said.end, _METHOD, _CONFIDENCE)
    _provision_node(draft, version, provision, phrase)
    for code in said.codes:
        if curie := find_code(f"{code.system}:{code.code}"):
            draft.code(curie)
            condition = f"with modifier {', '.join(code.modifiers)}" if code.modifiers else None
            draft.edge(provision.id, "applies_to", curie, replace(phrase, exact=code.code, start=code.start,
                                                                  end=code.end), Qualifiers(condition=condition))
    for one in provision.sets:
        _named(draft, one.id, "code_set", one.raw)
        draft.edge(provision.id, "applies_to", one.id, phrase)
