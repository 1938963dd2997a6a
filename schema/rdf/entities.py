"""What each kind of node says beside its names: codes, pages, policies, provisions, documents, the release itself."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from urllib.parse import quote

import pyoxigraph as ox

from graph.identifiers import CODE_SYSTEMS, ONTOLOGY
from graph.model import Attribute, Document, Page, Policy, PolicyDate, PolicyVersion
from graph.vocabulary import CONCEPTS, DATE_ROLES
from schema.rdf.associations import validity
from schema.rdf.namespaces import CLASSES, NODES, RELEASES, boolean, english, name, resource, typed

Statements = Iterator[ox.Triple]

_TYPE = name("rdf:type")
_LICENCES = {"CC BY 4.0": ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")}
_PRECISION = {4: "gYear", 7: "gYearMonth", 10: "date"}

# SKOS and the ontology's own super-classes, said outright for readers without a reasoner.
TYPES: dict[str, tuple[ox.NamedNode, ...]] = {
    category: (own, name("skos:Concept")) if category in ("code", "grouping", *CONCEPTS)
    else (own, name("skos:ConceptScheme")) if category == "code_system" else (own,)
    for category, own in CLASSES.items()
}


def date_property(role: str) -> ox.NamedNode:
    """`original_effective` is said with ck:originalEffectiveDate."""
    first, *rest = role.split("_")
    return name(f"ck:{first}{''.join(word.capitalize() for word in rest)}Date")


# What nodes, documents and the release are said with, beside edges and what describes edges.
WORDS = frozenset(name(word) for word in (
    "rdf:type", "owl:sameAs", "skos:prefLabel", "skos:altLabel", "skos:definition", "skos:inScheme", "skos:notation",
    "prov:wasDerivedFrom", "dc:publisher", "dc:rights", "dct:abstract", "dct:bibliographicCitation", "dct:identifier",
    "dct:license", "dct:title", "dcat:byteSize", "foaf:page", "void:entities", "void:uriSpace", "void:vocabulary",
    "ck:hasAttribute", "ck:attributeName", "ck:attributeValue", "ck:row", "ck:validFrom", "ck:validTo",
    "ck:descriptorLicence", "ck:hasSection", "ck:section", "ck:order", "ck:text", "ck:start", "ck:end",
    "ck:minimumDuration", "ck:maximumDuration", "ck:sessions", "ck:durationQualifier", "ck:number", "ck:kind",
    "ck:status", "ck:carriesCoverage", "ck:revision", "ck:scope", "ck:stance", "ck:priorAuthorization", "ck:basis",
    "ck:isDefault", "ck:phrase", "ck:path",
)) | {date_property(role) for role in DATE_ROLES}


def code(id: str) -> Statements:
    """A code: its notation is a plain string (a number would lose zeros), its scheme the URI that FHIR uses."""
    system, _, notation = id.partition(":")
    yield ox.Triple(resource(id), name("skos:notation"), ox.Literal(notation))
    yield ox.Triple(resource(id), name("skos:inScheme"), ox.NamedNode(CODE_SYSTEMS[system].scheme))


def attributes(id: str, facts: Iterable[Attribute]) -> Statements:
    """Plain facts of a code, each a resource whose IRI is made of what it says."""
    for fact in facts:
        content = json.dumps([fact.name, fact.value, str(fact.valid_from), str(fact.valid_to), fact.document, fact.row])
        node = ox.NamedNode(f"{resource(id).value}#attribute-{hashlib.sha256(content.encode()).hexdigest()[:12]}")
        yield ox.Triple(resource(id), name("ck:hasAttribute"), node)
        yield ox.Triple(node, _TYPE, name("ck:Attribute"))
        yield ox.Triple(node, name("ck:attributeName"), ox.Literal(fact.name))
        yield ox.Triple(node, name("ck:attributeValue"), ox.Literal(fact.value))
        yield ox.Triple(node, name("prov:wasDerivedFrom"), resource(fact.document))
        if fact.row is not None:
            yield ox.Triple(node, name("ck:row"), typed(fact.row, "positiveInteger"))
        yield from validity(node, fact.valid_from, fact.valid_to)


def code_system(id: str) -> Statements:
    system = CODE_SYSTEMS[id.partition(":")[2]]
    yield ox.Triple(resource(id), name("owl:sameAs"), ox.NamedNode(system.scheme))
    yield ox.Triple(resource(id), name("ck:descriptorLicence"), ox.Literal(system.licence))


def page(page: Page) -> Statements:
    """A page with its durations, then its sections in order."""
    node = resource(page.id)
    yield ox.Triple(node, name("dct:title"), english(page.title))
    yield ox.Triple(node, name("prov:wasDerivedFrom"), resource(page.document))
    yield from _duration(page, node)
    parts = [ox.NamedNode(f"{node.value}#section-{order}") for order, _ in enumerate(page.sections, 1)]
    for part in parts:
        yield ox.Triple(node, name("ck:hasSection"), part)
    for order, (part, section) in enumerate(zip(parts, page.sections, strict=True), 1):
        yield ox.Triple(part, _TYPE, name("ck:Section"))
        yield ox.Triple(part, name("ck:section"), ox.Literal(section.name))
        yield ox.Triple(part, name("ck:order"), typed(order, "positiveInteger"))
        yield ox.Triple(part, name("ck:text"), ox.Literal(section.text))
        yield ox.Triple(part, name("ck:start"), typed(section.start, "nonNegativeInteger"))
        yield ox.Triple(part, name("ck:end"), typed(section.end, "nonNegativeInteger"))


def _duration(page: Page, node: ox.NamedNode) -> Statements:
    if (took := page.duration) is None:
        return
    for word, minutes in (("minimumDuration", took.minimum_minutes), ("maximumDuration", took.maximum_minutes)):
        if minutes is not None:
            yield ox.Triple(node, name(f"ck:{word}"), typed(duration(minutes), "duration"))
    if took.sessions is not None:
        yield ox.Triple(node, name("ck:sessions"), typed(took.sessions, "positiveInteger"))
    if took.qualifier is not None:
        yield ox.Triple(node, name("ck:durationQualifier"), ox.Literal(took.qualifier))


def duration(minutes: int) -> str:
    """Minutes as ISO 8601 says them.

    >>> duration(30), duration(90), duration(120), duration(0), duration(1500)
    ('PT30M', 'PT1H30M', 'PT2H', 'PT0M', 'P1DT1H')
    """
    days, rest = divmod(timedelta(minutes=minutes), timedelta(days=1))
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes or not (hours or days) else "")
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")


def policy(policy: Policy) -> Statements:
    node = resource(policy.id)
    for word, value in (("number", policy.number), ("kind", policy.kind), ("status", policy.status)):
        if value is not None:
            yield ox.Triple(node, name(f"ck:{word}"), ox.Literal(value))
    yield ox.Triple(node, name("dct:title"), english(policy.title))
    yield ox.Triple(node, name("dct:abstract"), english(policy.summary))
    if policy.url is not None:
        yield ox.Triple(node, name("foaf:page"), _link(policy.url))
    if policy.citation is not None:
        yield ox.Triple(node, name("dct:bibliographicCitation"), english(policy.citation))
    yield ox.Triple(node, name("ck:carriesCoverage"), boolean(policy.carries_coverage))
    yield ox.Triple(node, name("prov:wasDerivedFrom"), resource(policy.document))
    for role, value in dict.fromkeys((date.role, date.value) for date in policy.dates):
        yield ox.Triple(node, date_property(role), _date(PolicyDate(role, value)))


def policy_version(version: PolicyVersion) -> Statements:
    """One text of a policy: its status, what it is limited to, when it holds."""
    node = resource(version.id)
    yield ox.Triple(node, name("ck:status"), ox.Literal(version.status))
    if version.revision is not None:
        yield ox.Triple(node, name("ck:revision"), ox.Literal(version.revision))
    for scope in dict.fromkeys(version.scope):
        yield ox.Triple(node, name("ck:scope"), ox.Literal(f"{scope.kind}: {scope.value}"))
    yield ox.Triple(node, name("prov:wasDerivedFrom"), resource(version.document))
    for word, day in (("ck:validFrom", version.effective_from), ("ck:validTo", version.effective_to)):
        if day is not None:
            yield ox.Triple(node, name(word), typed(day.isoformat(), "date"))


def provision(id: str, row: dict) -> Statements:
    node = resource(id)
    yield ox.Triple(node, name("ck:stance"), name(f"ck:stance-{row['stance']}"))
    yield ox.Triple(node, name("ck:priorAuthorization"), name(f"ck:priorAuthorization-{row['prior_authorization']}"))
    yield ox.Triple(node, name("ck:basis"), ox.Literal(row["basis"]))
    yield ox.Triple(node, name("ck:isDefault"), boolean(row["is_default"]))
    yield ox.Triple(node, name("ck:phrase"), ox.Literal(row["phrase"]))


def _link(url: str) -> ox.NamedNode:
    """A web address as an IRI; only what no IRI may hold is escaped."""
    return ox.NamedNode(re.sub(r'[\x00-\x20<>"{}|\\^`]', lambda found: quote(found[0]), url))


def _date(date: PolicyDate) -> ox.Literal:
    """A date with the precision it was printed with."""
    return typed(date.value, _PRECISION[len(date.value)])


def document(document: Document) -> Statements:
    node = resource(document.id)
    yield ox.Triple(node, _TYPE, name("ck:Document"))
    yield ox.Triple(node, name("dct:identifier"), ox.Literal(document.id))
    yield ox.Triple(node, name("ck:path"), ox.Literal(document.path))
    yield ox.Triple(node, name("dcat:byteSize"), typed(document.bytes, "nonNegativeInteger"))
    yield ox.Triple(node, name("dc:publisher"), ox.Literal(document.publisher))
    yield from _rights(node, document.licence)


def _rights(node: ox.NamedNode, licence: str) -> Statements:
    """The words of a licence, and its address where it has one."""
    yield ox.Triple(node, name("dc:rights"), ox.Literal(licence))
    if licence in _LICENCES:
        yield ox.Triple(node, name("dct:license"), _LICENCES[licence])


def release(id: str, entities: int, licences: set[str]) -> Statements:
    """The data set. When it was built is left out: two builds of the same input are the same graph."""
    node = ox.NamedNode(RELEASES + id)
    for kind in ("void:Dataset", "dcat:Dataset", "prov:Entity"):
        yield ox.Triple(node, _TYPE, name(kind))
    yield ox.Triple(node, name("dct:identifier"), ox.Literal(id))
    yield ox.Triple(node, name("dct:title"), english(f"codekin, release {id}"))
    yield ox.Triple(node, name("void:entities"), typed(entities, "nonNegativeInteger"))
    yield ox.Triple(node, name("void:uriSpace"), ox.Literal(NODES))
    yield ox.Triple(node, name("void:vocabulary"), ox.NamedNode(ONTOLOGY))
    for licence in sorted(licences):
        yield from _rights(node, licence)
