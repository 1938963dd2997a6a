"""A coverage answer as the Da Vinci CRD extension `coverage-information`, for whoever speaks FHIR when ordering.

An extension is about one patient's coverage; what is held here is policy. So `coverage` names the payer and no member,
the assertion is the release and the question, by which the same answer can be had again, and its date is that of the
release. A `pa-needed` beside `not-covered` is forbidden there, so it is left out.
"""

from __future__ import annotations

import hashlib
from typing import Any

from graph.identifiers import CODE_SYSTEMS
from graph.query.coverage import Coverage, CoverageItem

URL = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"

COVERED = {"covered": "covered", "not_covered": "not-covered", "conditional": "conditional",
           "indeterminate": "indeterminate"}
AUTHORIZATION = {"required": "auth-needed", "not_required": "no-auth", "conditional": "conditional",
                 "unknown": "indeterminate"}


def extension(answer: Coverage) -> dict[str, Any]:
    """The extension with what this answer can say: covered, pa-needed, code, reasons, days, references."""
    system, _, code = answer.asked.partition(":")
    parts = [
        {"url": "coverage", "valueReference": {"display": answer.payer or "any payer held"}},
        {"url": "covered", "valueCode": COVERED[answer.covered]},
        *_authorization(answer),
        {"url": "billingCode", "valueCoding": {"system": CODE_SYSTEMS[system].scheme, "code": code}},
        *({"url": "reason", "valueCodeableConcept": {"text": _reason(item)}} for item in answer.applying),
        *({"url": "reason", "valueCodeableConcept": {"text": answer.why}} for _ in [()] if not answer.applying),
        {"url": "date", "valueDate": answer.made.isoformat()},
        {"url": "coverage-assertion-id", "valueString": _assertion(answer)},
        _detail("date-of-service", {"valueString": answer.on.isoformat()}),
        *_references(answer),
    ]
    return {"url": URL, "extension": parts}


def _reason(item: CoverageItem) -> str:
    name = f"{item.policy.kind} {item.policy.number}" if item.policy.number else item.policy.title
    return f"{name}: {item.provision.phrase}"


def _authorization(answer: Coverage) -> list[dict[str, Any]]:
    needed = AUTHORIZATION[answer.prior_authorization]
    return [] if answer.covered == "not_covered" else [{"url": "pa-needed", "valueCode": needed}]


def _references(answer: Coverage) -> list[dict[str, Any]]:
    """Each policy that applies, once, by its identifier and its address, citation or title."""
    policies = {item.policy.id: item.policy for item in answer.applying}.values()
    return [_detail("reference", {"valueString": f"{p.id} {p.url or p.citation or p.title}"}) for p in policies]


def _detail(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """A name and value beside the assertion; no code of the standard fits, so its name is text."""
    return {"url": "detail", "extension": [{"url": "code", "valueCodeableConcept": {"text": name}},
                                           {"url": "value", **value}]}


def _assertion(answer: Coverage) -> str:
    asked = (answer.asked, answer.payer, answer.jurisdiction, answer.diagnosis, answer.on.isoformat())
    return f"{answer.release}/{hashlib.sha256(repr(asked).encode()).hexdigest()[:12]}"
