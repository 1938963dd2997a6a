"""SKOS back into the tables: what a table can hold is taken, everything else is listed with its subject and the reason.

Ours or anybody's: names may be in any language (English is kept), concepts may hang on `broader` or `narrower`, codes
may be named by our IRIs or by the URI of their code system. Nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax import SAXException

import rdflib
import rdflib.exceptions
from rdflib.namespace import RDF, SKOS
from rdflib.util import guess_format

from graph.errors import BadInput, UnreadableFile
from graph.identifiers import CODE_SYSTEMS, ONTOLOGY, find_code, from_iri, system_of
from graph.ingest.text.lexicon import COLUMNS, Concept
from graph.ingest.text.normalise import fold, key
from graph.vocabulary import CONCEPTS
from schema.rdf.skos import CODES_APART, NAMES_APART, SCHEMES, matches

CK = rdflib.Namespace(ONTOLOGY)
_KEPT = {
    RDF.type, SKOS.prefLabel, SKOS.altLabel, SKOS.notation, SKOS.broader, SKOS.narrower, SKOS.definition,
    SKOS.exactMatch, SKOS.closeMatch, SKOS.inScheme, SKOS.topConceptOf, CK.namesInOrder, CK.codesInOrder,
}
_XL = rdflib.URIRef("http://www.w3.org/2008/05/skos-xl#prefLabel")
_OF_QUADS = frozenset({"trig", "application/trig", "nquads", "application/n-quads", "trix", "application/trix", "hext"})
# rdflib's parsers share no class of errors: Turtle, XML, N-Triples, and JSON or encoding in this order.
_UNREADABLE = (SyntaxError, SAXException, rdflib.exceptions.Error, ValueError)
_LOCAL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a table could not take; `lost` when it is the whole concept."""

    subject: str
    reason: str
    lost: bool = False


@dataclass
class Imported:
    """Tables by category, what they could not take, and the ids that foreign concepts were given."""

    tables: dict[str, list[Concept]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)


def read(path: Path, category: str | None = None, form: str | None = None) -> Imported:
    """The concepts of an RDF file; `category` is for concepts that say none, `form` rdflib's name of a format."""
    form = form or guess_format(str(path)) or "turtle"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile("file cannot be read", where=path, got=error.strerror) from error
    try:
        graph = _parsed(content, form, path.resolve().as_uri())
    except rdflib.plugin.PluginException as error:
        raise BadInput("unknown format", where=path, expected="a format that rdflib reads, such as turtle or json-ld",
                       got=form) from error
    except _UNREADABLE as error:
        raise UnreadableFile("not RDF of this format", where=path, expected=form, got=str(error).strip().split("\n")[0],
                             hint="give --format if the name misleads") from error
    return _Reading(graph, category).result()


def _parsed(content: bytes, form: str, base: str) -> rdflib.Graph:
    """One graph, also of a syntax that names several."""
    graph = rdflib.Graph()
    if form not in _OF_QUADS:
        return graph.parse(data=content, format=form, publicID=base)
    several = rdflib.Dataset()
    several.parse(data=content, format=form, publicID=base)
    for subject, predicate, object, _ in several.quads():
        graph.add((subject, predicate, object))
    return graph


def table(concepts: list[Concept]) -> str:
    """The text of a vocabulary."""
    rows = [COLUMNS, *([c.id, c.preferred, "|".join(c.alternatives), " ".join(c.codes), c.broader or "",
                        c.definition or ""] for c in concepts)]
    return "".join("\t".join(row) + "\n" for row in rows)


class _Reading:
    """One file on its way into the tables."""

    def __init__(self, graph: rdflib.Graph, category: str | None) -> None:
        self.graph, self.category = graph, category
        self.found = Imported()
        self.ids: dict[rdflib.term.Node, str] = {}
        self.close: set[str] = set()

    def result(self) -> Imported:
        for subject in self._subjects():
            if id := self._id(subject):
                self.ids[subject] = id
        read = [self._concept(subject, id) for subject, id in self.ids.items()]
        concepts = self._parted({c.id: c for c in sorted(read, key=lambda c: c.id)})
        for concept in self._rooted(concepts).values():
            self.found.tables.setdefault(concept.category, []).append(concept)
        for category, listed in self.found.tables.items():
            self._say_closeness(listed)
            self.found.tables[category] = self._in_order(listed, category)
        self.found.findings.sort(key=lambda f: (not f.lost, f.subject, f.reason))
        return self.found

    def _note(self, subject: object, reason: str, lost: bool = False) -> None:
        self.found.findings.append(Finding(str(subject), reason, lost))

    def _values(self, subject: rdflib.term.Node, word: rdflib.URIRef) -> list[rdflib.term.Node]:
        return sorted(self.graph.objects(subject, word))

    # --- which concepts, and what they are called ---

    def _subjects(self) -> list[rdflib.term.Node]:
        """Typed concepts, and what SKOS says is one because of where it stands."""
        words = (SKOS.inScheme, SKOS.topConceptOf, SKOS.broader, SKOS.narrower)
        found = set(self.graph.subjects(RDF.type, SKOS.Concept)).union(*(self.graph.subjects(w, None) for w in words))
        for word in (SKOS.broader, SKOS.narrower):
            found |= {far for far in self.graph.objects(None, word) if (far, None, None) in self.graph}
        return sorted(found - set(self.graph.subjects(RDF.type, SKOS.ConceptScheme)))

    def _id(self, subject: rdflib.term.Node) -> str | None:
        if not isinstance(subject, rdflib.URIRef):
            self._note(subject, "a concept without an IRI", lost=True)
            return None
        if not self._english(subject, SKOS.prefLabel, quiet=True):
            self._note(subject, self._why_nameless(subject), lost=True)
            return None
        own = from_iri(str(subject)) or ""
        id = own if own.partition(":")[0] in CONCEPTS else self._new_id(subject)
        if id and (twin := next((s for s, had in self.ids.items() if had == id), None)):
            self._note(subject, f"comes to the id {id}, which {twin} has", lost=True)
            return None
        if id and id != own:
            self.found.renamed[str(subject)] = id
        return id

    def _why_nameless(self, subject: rdflib.URIRef) -> str:
        others = sorted({str(v.language) for v in self.graph.objects(subject, SKOS.prefLabel)
                         if isinstance(v, rdflib.Literal) and v.language})
        if others:
            return f"no English prefLabel, only {', '.join(others)}"
        xl = (subject, _XL, None) in self.graph
        return "no prefLabel: its names are SKOS-XL labels, which are not read" if xl else "no prefLabel"

    def _new_id(self, subject: rdflib.URIRef) -> str | None:
        category = self._category(subject)
        if category is None:
            self._note(subject, f"no scheme of ours and no category given, one of {', '.join(CONCEPTS)}", lost=True)
            return None
        notations = [str(n) for n in self._values(subject, SKOS.notation) if _LOCAL.fullmatch(str(n))]
        label = self._english(subject, SKOS.prefLabel, quiet=True)[0]
        local = notations[0] if notations else "-".join(re.findall("[a-z0-9]+", fold(label)))
        if not local:
            self._note(subject, f"no id can be made of its name {label!r}", lost=True)
        return f"{category}:{local}" if local else None

    def _category(self, subject: rdflib.URIRef) -> str | None:
        schemes = {*self.graph.objects(subject, SKOS.inScheme), *self.graph.objects(subject, SKOS.topConceptOf)}
        ours = sorted(str(s).removeprefix(SCHEMES) for s in schemes if str(s).startswith(SCHEMES))
        return next((name for name in ours if name in CONCEPTS), self.category)

    # --- what a line holds ---

    def _concept(self, subject: rdflib.URIRef, id: str) -> Concept:
        preferred, *others = self._english(subject, SKOS.prefLabel)
        for text in others:
            self._note(subject, f"second prefLabel {text!r} taken as an alternative")
        names = dict.fromkeys([*others, *self._english(subject, SKOS.altLabel)])
        if preferred in names:
            self._note(subject, f"altLabel {preferred!r} repeats the prefLabel")
            del names[preferred]
        alternatives = [text for text in names if self._fits(subject, text)]
        for word in sorted(set(self.graph.predicates(subject, None)) - _KEPT):
            self._note(subject, f"{self.graph.namespace_manager.normalizeUri(word)} is not kept: no column for it")
        return Concept(
            id, id.partition(":")[0], preferred, self._ordered(subject, CK.namesInOrder, alternatives, NAMES_APART),
            self._ordered(subject, CK.codesInOrder, self._codes(subject, id), CODES_APART), self._broader(subject),
            self._definition(subject), 0,
        )

    def _english(self, subject: rdflib.URIRef, word: rdflib.URIRef, quiet: bool = False) -> list[str]:
        """English values, then those that name no language; others are counted and left out."""
        kept: list[tuple[bool, str, str]] = []
        left: Counter[str] = Counter()
        for value in self._values(subject, word):
            language = value.language or "" if isinstance(value, rdflib.Literal) else "an IRI"
            if language == "" or language.lower().split("-")[0] == "en":
                kept.append((not language, language, self._plain(subject, str(value), quiet)))
            else:
                left[language] += 1
        for language, n in left.items() if not quiet else ():
            what = self.graph.namespace_manager.normalizeUri(word)
            self._note(subject, f"{n} {what} {'that is ' if language == 'an IRI' else 'in '}{language} left out")
        return list(dict.fromkeys(text for *_, text in sorted(kept) if text))

    def _plain(self, subject: rdflib.URIRef, text: str, quiet: bool) -> str:
        """A cell holds one line without tabs."""
        if text == text.strip() and not re.search(r"[\t\n\r]", text):
            return text
        plain = " ".join(text.split())
        if not quiet:
            self._note(subject, f"white space made plain in {plain!r}")
        return plain

    def _fits(self, subject: rdflib.URIRef, text: str) -> bool:
        if NAMES_APART in text:
            self._note(subject, f"altLabel {text!r} left out: the table parts names with {NAMES_APART}")
        return NAMES_APART not in text

    def _ordered(self, subject: rdflib.URIRef, word: rdflib.URIRef, found: list[str], apart: str) -> tuple[str, ...]:
        said = next((str(v).split(apart) for v in self.graph.objects(subject, word)), [])
        place = {text: n for n, text in enumerate(said)}
        return tuple(sorted(found, key=lambda text: (place.get(text, len(place)), text)))

    def _codes(self, subject: rdflib.URIRef, id: str) -> list[str]:
        codes: dict[str, None] = {}
        for word in (SKOS.exactMatch, SKOS.closeMatch):
            for target in self._values(subject, word):
                if (code := code_of(str(target))) is None:
                    self._note(subject, f"{self.graph.namespace_manager.normalizeUri(word)} {target} names no code "
                                        "of a system we know")
                else:
                    codes[code] = None
                    self.close |= {id} if word == SKOS.closeMatch else set()
        return list(codes)

    def _broader(self, subject: rdflib.URIRef) -> str | None:
        above = sorted({*self.graph.objects(subject, SKOS.broader), *self.graph.subjects(SKOS.narrower, subject)})
        held = [self.ids[one] for one in above if one in self.ids]
        for one in above:
            if one not in self.ids:
                self._note(subject, f"broader {one} is no concept that was read")
        for id in held[1:]:
            self._note(subject, f"second broader {id} left out: the table holds one")
        return held[0] if held else None

    def _definition(self, subject: rdflib.URIRef) -> str | None:
        found = self._english(subject, SKOS.definition)
        for text in found[1:]:
            self._note(subject, f"second definition {text!r} left out: the table holds one")
        return found[0] if found else None

    # --- what only the whole can say ---

    def _parted(self, concepts: dict[str, Concept]) -> dict[str, Concept]:
        """A name belongs to one concept of a category: preferred names first, the others by id."""
        iri = {id: str(subject) for subject, id in self.ids.items()}
        owners: dict[tuple[str, str], str] = {}
        kept: dict[str, Concept] = {}
        for id, concept in concepts.items():
            if reason := _claim(owners, concept, concept.preferred):
                self._note(iri[id], f"prefLabel {reason}", lost=True)
            else:
                kept[id] = concept
        for id, concept in kept.items():
            refused = {text: why for text in concept.alternatives if (why := _claim(owners, concept, text))}
            for reason in refused.values():
                self._note(iri[id], f"altLabel {reason}: left out")
            kept[id] = replace(concept, alternatives=tuple(t for t in concept.alternatives if t not in refused))
        return kept

    def _rooted(self, concepts: dict[str, Concept]) -> dict[str, Concept]:
        """Hierarchies end at a top; one that runs in a circle is cut."""
        for id, concept in concepts.items():
            if concept.broader and concept.broader not in concepts:
                self._note(id, f"broader {concept.broader} was left out")
                concepts[id] = replace(concept, broader=None)
        for id in concepts:
            seen, above = {id}, concepts[id].broader
            while above and above not in seen:
                seen.add(above)
                above = concepts[above].broader
            if above == id:
                self._note(id, f"broader {concepts[id].broader} runs in a circle: left out")
                concepts[id] = replace(concepts[id], broader=None)
        return concepts

    def _say_closeness(self, concepts: list[Concept]) -> None:
        """The table does not tell close from exact, so a close match may come back as an exact one."""
        for id, match in matches(concepts).items():
            if id in self.close and match == "skos:exactMatch":
                self._note(id, "closeMatch with its only code: the table does not say close, an export will say exact")

    def _in_order(self, concepts: list[Concept], category: str) -> list[Concept]:
        scheme = rdflib.URIRef(SCHEMES + category)
        order = self._ordered(scheme, CK.conceptsInOrder, [c.id.partition(":")[2] for c in concepts], CODES_APART)
        place = {f"{category}:{local}": n for n, local in enumerate(order)}
        return sorted(concepts, key=lambda c: place[c.id])


def _claim(owners: dict[tuple[str, str], str], concept: Concept, text: str) -> str | None:
    """Why a concept may not have a name, if so."""
    if not key(text):
        return f"{text!r} has no word that could be found again"
    owner = owners.setdefault((concept.category, key(text)), concept.id)
    return None if owner == concept.id else f"{text!r} is a name of {owner} too"


def code_of(iri: str) -> str | None:
    """The CURIE of a code by our IRI or by the URI of its system, or None.

    >>> code_of("http://hl7.org/fhir/sid/icd-10-cm/R10.9"), code_of("http://example.org/R10.9")
    ('ICD10CM:R10.9', None)
    """
    own = from_iri(iri) or ""
    if system_of(own):
        return own if find_code(own) == own else None
    parts = ((s.prefix, iri.removeprefix(s.scheme)) for s in CODE_SYSTEMS.values() if iri.startswith(s.scheme))
    return next((find_code(f"{prefix}:{rest[1:]}") for prefix, rest in parts if rest[:1] in ("/", "#", "|")), None)
