"""The records that travel between rooms: frozen, slotted, without behaviour of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a release. `number` is its row, stable within that release only.

    `valid_from` and `valid_to` (both included) are the period for which the held editions list a code; None is open.
    """

    id: str
    category: str
    label: str
    system: str | None = None
    definition: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    number: int = -1


@dataclass(frozen=True, slots=True)
class Label:
    """A name of a node; `kind` is preferred or alternative, `licence` a key of `vocabulary.LICENCES`."""

    text: str
    kind: str
    licence: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """A plain fact of a code that is no edge, such as a relative value unit; `name` as its publisher has it.

    `document` and `row` (1-based, None where the file has no rows) are where it was read.
    """

    name: str
    value: str
    document: str
    row: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of what a publisher issues again and again; `family` names the series, `name` the edition.

    `effective_from` opens the period in which it holds; it ends with `effective_to` or where the next edition begins.
    """

    family: str
    name: str
    title: str
    publisher: str
    licence: str
    effective_from: date
    effective_to: date | None = None

    @property
    def id(self) -> str:
        return f"edition:{self.family}@{self.name}"


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """What a sentence or row says about an edge beside its two ends; every field may be absent.

    `modifier` is the NCCI modifier indicator of a bundling, `reason` its rationale or an official classification.
    """

    negated: bool = False
    condition: str | None = None
    hedge: str | None = None
    frequency: str | None = None
    role: str | None = None
    pros: str | None = None
    cons: str | None = None
    quantity: float | None = None
    unit: str | None = None
    modifier: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Association:
    """One edge of a release (Biolink's word, because Relay owns "edge")."""

    subject: Node
    predicate: str
    object: Node
    qualifiers: Qualifiers
    number: int
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an edge comes from: a document and the exact quote, `start` and `end` in characters of that file.

    What stands in a table has no quote but a `row`, 1-based and counted as the file's lines or sheet rows are.
    """

    document: str
    section: str | None
    exact: str | None
    start: int | None
    end: int | None
    method: str
    confidence: float
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a page, word for word; empty text means the page has the heading and nothing under it."""

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the procedure itself takes, in minutes per session."""

    minimum_minutes: int | None
    maximum_minutes: int | None
    sessions: int | None = None
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A procedure page as a release holds it."""

    id: str
    code: str
    title: str
    document: str
    duration: Duration | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A source file: `id` is its SHA-256, `path` is relative to the folder it was read from."""

    id: str
    path: str
    bytes: int
    licence: str
    publisher: str


@dataclass(frozen=True, slots=True)
class PolicyDate:
    """A dated fact of a policy; `value` keeps the precision as printed (2017-01 is a month), `raw` the words."""

    role: str
    value: str
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class CodeSet:
    """What a policy writes in place of single codes: a `range` with both ends, a `class` of codes, or a `placeholder`.

    `edition` is the list of codes that it was expanded on, None where no list was held and nothing was expanded.
    """

    id: str
    raw: str
    kind: str
    system: str | None = None
    first: str | None = None
    last: str | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyCriterion:
    """A node of a criteria tree, kept flat: `parent` is the place of the node above in the same tuple, None at the top.

    `kind` is ALL, ANY, AT_LEAST (with `least`), NOT or LEAF (with its type in `leaf`); offsets are of the document.
    """

    kind: str
    text: str
    start: int
    end: int
    parent: int | None = None
    leaf: str | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """The unit of a policy version that carries a stance over codes.

    `basis` is one of `vocabulary.BASES`; `group` ties provisions of one version that are read together.
    """

    id: str
    stance: str
    prior_authorization: str
    phrase: str
    is_default: bool
    basis: str
    codes: tuple[str, ...]
    group: str | None = None
    sets: tuple[CodeSet, ...] = ()
    criteria: tuple[PolicyCriterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """A limit of a policy version: `kind` is contractor, jurisdiction, state, part or line, or `except …` of one."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class CodeRule:
    """A procedure with a diagnosis: `role` is covered_if, not_covered or related."""

    procedure: str
    diagnosis: str
    role: str


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One dated text of a policy. Several may hold side by side; None is an open or unknown end of its period."""

    id: str
    revision: str | None
    status: str
    document: str
    dates: tuple[PolicyDate, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    scope: tuple[Scope, ...] = ()
    provisions: tuple[Provision, ...] = ()
    rules: tuple[CodeRule, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyRelation:
    """A tie to another policy: `kind` is a predicate, `number` as printed at `start` to `end`, `target` where held."""

    kind: str
    number: str
    target: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy family with its versions by time; what is asked of the family is answered by the newest one in force.

    `carries_coverage` is False for what only looks like a policy: responses to comments, indexes, bulletins.
    `benefit` is the benefit category that the payer files it under.
    """

    id: str
    payer: str
    number: str | None
    title: str
    kind: str
    summary: str
    url: str | None
    citation: str | None
    versions: tuple[PolicyVersion, ...]
    line: str | None = None
    licence: str | None = None
    benefit: str | None = None
    aliases: tuple[str, ...] = ()
    relations: tuple[PolicyRelation, ...] = ()
    carries_coverage: bool = True

    @property
    def current(self) -> PolicyVersion:
        """The newest active version, or the newest of all where none is active."""
        return max(self.versions, key=lambda v: (v.status == "active", v.effective_from or date.min, v.id))

    @property
    def version(self) -> str:
        return self.current.id

    @property
    def status(self) -> str:
        return self.current.status

    @property
    def dates(self) -> tuple[PolicyDate, ...]:
        return self.current.dates

    @property
    def document(self) -> str:
        return self.current.document

    @property
    def provisions(self) -> tuple[Provision, ...]:
        """The provisions of all versions."""
        return tuple(p for version in self.versions for p in version.provisions)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an input got wrong and a lenient read went on without; `line` is 1-based."""

    path: str
    line: int | None
    what: str
