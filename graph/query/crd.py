"""A coverage answer as the Da Vinci CRD extension `coverage-information`, for whoever speaks FHIR when ordering.

An extension is about one patient's coverage; what is held here is policy. So `coverage` names the payer and no member,
and the assertion is the release and the question, by which the same answer can be had again.
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
    """The extension with what this answer can say: covered, pa-needed, the code, the reasons, the day, references."""
    system, _, code = answer.asked.partition(":")
    parts = [
        {"url": "coverage", "valueReference": {"display": answer.payer or "any payer held"}},
        {"url": "covered", "valueCode": COVERED[answer.covered]},
        {"url": "pa-needed", "valueCode": AUTHORIZATION[answer.prior_authorization]},
        {"url": "billingCode", "valueCoding": {"system": CODE_SYSTEMS[system].scheme, "code": code}},
        *({"url": "reason", "valueCodeableConcept": {"text": _reason(item)}} for item in answer.applying),
        *({"url": "reason", "valueCodeableConcept": {"text": answer.why}} for _ in [()] if not answer.applying),
        {"url": "date", "valueDate": answer.on.isoformat()},
        {"url": "coverage-assertion-id", "valueString": _assertion(answer)},
        *_references(answer),
    ]
    return {"url": URL, "extension": parts}


def _reason(item: CoverageItem) -> str:
    name = f"{item.policy.kind} {item.policy.number}" if item.policy.number else item.policy.title
    return f"{name}: {item.provision.phrase}"


def _references(answer: Coverage) -> list[dict[str, Any]]:
    """Each policy once: its address where one is held, else its identifier."""
    policies = {item.policy.id: item.policy for item in answer.applying}
    return [{"url": "detail", "extension": [
        {"url": "category", "valueCodeableConcept": {"text": "reference"}},
        {"url": "code", "valueCodeableConcept": {"text": p.id}},
        {"url": "value", **({"valueUrl": p.url} if p.url else {"valueString": p.citation or p.title})},
    ]} for p in policies.values()]


def _assertion(answer: Coverage) -> str:
    asked = (answer.asked, answer.payer, answer.jurisdiction, answer.diagnosis, answer.on.isoformat())
    return f"{answer.release}/{hashlib.sha256(repr(asked).encode()).hexdigest()[:12]}"
