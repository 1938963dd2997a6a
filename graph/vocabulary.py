"""The one register of categories, predicates, sections and stances: every other spelling follows from here.

The ontology, the SHACL shapes, the JSON-LD context, the SDL and the page are held to this file by
`tests/test_agreement.py`. A new kind of node is a new line here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of node. `concept` marks those that pages mention and vocabularies name."""

    name: str
    class_name: str
    definition: str
    concept: bool = False


@dataclass(frozen=True, slots=True)
class Predicate:
    """A kind of edge, with the categories it may join and the page section it is read from."""

    name: str
    property_name: str
    definition: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    section: str | None = None

    @property
    def signal(self) -> str | None:
        """The similarity signal this edge feeds: the category at its far end, for page edges."""
        return self.objects[0] if self.section else None


CATEGORIES: dict[str, Category] = {
    c.name: c
    for c in (
        Category("code", "Code", "A concept of a code system, such as a procedure code or a diagnosis code."),
        Category("code_system", "CodeSystem", "A system of codes, such as HCPCS Level II."),
        Category("grouping", "Grouping", "A class that a publisher or this project puts codes into."),
        Category("procedure_page", "ProcedurePage", "One description of one code, sections kept in order."),
        Category("indication", "Indication", "A reason for which a procedure is done.", concept=True),
        Category("preparation", "Preparation", "What is done or avoided before a procedure.", concept=True),
        Category("setting", "Setting", "A kind of place where a procedure is done.", concept=True),
        Category("personnel", "Personnel", "A profession or role that takes part.", concept=True),
        Category("risk", "Risk", "A harm or drawback that may follow.", concept=True),
        Category("benefit", "Benefit", "A gain that is expected.", concept=True),
        Category("recovery", "Recovery", "What happens or is asked of the patient afterwards.", concept=True),
        Category("alternative", "Alternative", "What may be done instead.", concept=True),
        Category("payer", "Payer", "Who issues coverage policies."),
        Category("policy", "Policy", "A coverage policy as a stable family of versions."),
        Category("policy_version", "PolicyVersion", "One dated text of a policy."),
        Category("provision", "Provision", "The part of a policy version that carries one stance over codes."),
        Category("document", "Document", "A source file, known by its hash."),
        Category("edition", "Edition", "One edition of what a publisher issues again and again, with its period."),
    )
}

CONCEPTS: tuple[str, ...] = tuple(c.name for c in CATEGORIES.values() if c.concept)


def _page_edge(name: str, property_name: str, section: str, category: str, definition: str) -> Predicate:
    return Predicate(name, property_name, definition, ("code",), (category,), section)


PREDICATES: dict[str, Predicate] = {
    p.name: p
    for p in (
        _page_edge("has_indication", "hasIndication", "indications", "indication", "Is done because of."),
        _page_edge("has_preparation", "hasPreparation", "preparation", "preparation", "Is prepared by."),
        _page_edge("performed_in", "performedIn", "setting", "setting", "Is done in this kind of place."),
        _page_edge("performed_by", "performedBy", "personnel", "personnel", "Is done with this role."),
        _page_edge("has_risk", "hasRisk", "risks", "risk", "May lead to this harm."),
        _page_edge("has_benefit", "hasBenefit", "benefits", "benefit", "Is expected to bring this gain."),
        _page_edge("has_recovery", "hasRecovery", "recovery", "recovery", "Is followed by."),
        _page_edge("has_alternative", "hasAlternative", "alternatives", "alternative", "May be replaced by."),
        Predicate("described_by", "describedBy", "Is described on this page.", ("code",), ("procedure_page",)),
        Predicate("in_grouping", "inGrouping", "Is put into this class.", ("code",), ("grouping",)),
        Predicate("has_axis_value", "hasAxisValue", "Has this value on an axis of its code system.", ("code",),
                  ("grouping",)),
        Predicate("broader", "broader", "Is a kind of.", ("code", *CONCEPTS, "grouping"),
                  ("code", *CONCEPTS, "grouping")),
        Predicate("maps_to", "mapsTo", "Is named in a code system by.", (*CONCEPTS, "code"), ("code",)),
        Predicate("replaced_by", "replacedBy", "Gave way to this code.", ("code",), ("code",)),
        Predicate("add_on_to", "addOnTo", "Is billed only together with this code.", ("code",), ("code",)),
        Predicate("bundled_with", "bundledWith", "Includes this code, which is not paid beside it.", ("code",),
                  ("code",)),
        Predicate("edition_of", "editionOf", "Is an edition of this code system.", ("edition",), ("code_system",)),
        Predicate("issued_by", "issuedBy", "Is issued by this payer.", ("policy",), ("payer",)),
        Predicate("has_version", "hasVersion", "Was published as this text.", ("policy",), ("policy_version",)),
        Predicate("has_provision", "hasProvision", "Contains this provision.", ("policy_version",), ("provision",)),
        Predicate("applies_to", "appliesTo", "Carries its stance over this code.", ("provision",), ("code",)),
    )
}

PAGE_PREDICATES: dict[str, Predicate] = {p.section: p for p in PREDICATES.values() if p.section}

SECTIONS: dict[str, str] = {
    "summary": "Summary",
    "purpose": "Purpose",
    "indications": "Indications",
    "preparation": "Preparation",
    "procedure": "Procedure description",
    "duration": "Duration",
    "setting": "Setting",
    "personnel": "Personnel",
    "risks": "Risks and complications",
    "benefits": "Benefits",
    "recovery": "Recovery",
    "alternatives": "Alternatives",
    "experience": "Patient experience",
    "policies": "Medical policies and guidelines",
    "similar": "Similar codes",
}

STANCES: dict[str, str] = {
    "covered": "Covered",
    "covered_with_criteria": "Covered when criteria are met",
    "not_medically_necessary": "Not medically necessary",
    "investigational": "Investigational",
    "cosmetic": "Cosmetic",
    "non_covered_statutory": "Not covered by statute",
    "non_covered": "Nationally not covered",
    "coverage_with_evidence_development": "Covered with evidence development",
    "contractor_discretion": "Left to the contractor",
    "informational": "Informational",
    "not_addressed": "Not addressed",
}

PRIOR_AUTHORIZATION: tuple[str, ...] = ("required", "not_required", "conditional", "unknown")

DATE_ROLES: tuple[str, ...] = (
    "effective", "original_effective", "revision_effective", "publish", "last_review", "next_review", "retirement",
)

LICENCES: dict[str, str] = {
    "project": "Written for codekin, CC BY 4.0",
    "public_domain": "United States Government work",
    "licensed": "Needs a licence of the publisher; never part of a release",
}
