"""CURIE ⇄ IRI through one converter, and the shapes that each code system allows.

Everything codekin names is a CURIE (`CPT:76496`, `risk:contrast-allergy`, `policy:cms/NCD-220.2`); its IRI is
minted under `BASE` so that the server's `/id/{curie}` can answer for it. `scheme` is the FHIR terminology URI
of a code system, for `skos:inScheme`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.errors import BadIdentifier
from graph.vocabulary import CONCEPTS

if TYPE_CHECKING:
    from curies import Converter

BASE = "https://w3id.org/codekin/"
ONTOLOGY = BASE + "ontology#"


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A code system: prefix, name, FHIR URI, shape of its codes, licence class of its descriptors."""

    prefix: str
    name: str
    scheme: str
    shape: re.Pattern[str]
    licence: str


def _system(prefix: str, name: str, scheme: str, shape: str, licence: str = "public_domain") -> CodeSystem:
    return CodeSystem(prefix, name, scheme, re.compile(shape), licence)


CODE_SYSTEMS: dict[str, CodeSystem] = {
    s.prefix: s
    for s in (
        _system("CPT", "Current Procedural Terminology", "http://www.ama-assn.org/go/cpt",
                r"\d{4}[0-9AFMTU]", "licensed"),
        _system("HCPCS", "HCPCS Level II", "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
                r"[A-CE-V]\d{4}"),
        _system("CDT", "Code on Dental Procedures and Nomenclature", "http://www.ada.org/cdt",
                r"D\d{4}", "licensed"),
        _system("ICD10PCS", "ICD-10-PCS", "http://www.cms.gov/Medicare/Coding/ICD10", r"[0-9A-HJ-NP-Z]{7}"),
        _system("ICD10CM", "ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm",
                r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?"),
        _system("POS", "Place of service",
                "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set", r"\d{2}"),
        _system("NUCC", "Health care provider taxonomy", "http://nucc.org/provider-taxonomy",
                r"[0-9A-Z]{9}X", "licensed"),
        _system("CMSSPEC", "Medicare specialty", BASE + "system/CMSSPEC", r"[0-9A-Z]{2}"),
        _system("REVENUE", "Revenue centre", "https://www.nubc.org/CodeSystem/RevenueCodes", r"\d{4}"),
        _system("MODIFIER", "Procedure code modifier", BASE + "system/MODIFIER", r"[0-9A-Z]{2}"),
        _system("MSDRG", "Medicare severity diagnosis related group",
                "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG", r"\d{3}"),
    )
}

PROCEDURE_SYSTEMS: tuple[str, ...] = ("CPT", "HCPCS", "CDT", "ICD10PCS")

_OTHER_PREFIXES = (
    *CONCEPTS, "page", "payer", "policy", "policyversion", "provision", "codeset", "system", "grouping", "sha256",
    "edition", "PRCCSR", "DXCCSR", "BETOS", "TOS", "RBCS", "PCSAXIS", "PCSTABLE", "PFSENDO", "PFSFAMILY", "APC",
    "HAC", "MDC",
)


@lru_cache(maxsize=1)
def converter() -> Converter:
    """The one converter between CURIEs and IRIs; IRIs are `BASE + "id/" + CURIE`."""
    from curies import Converter  # takes longer to load than most who only check a code take to do their work

    return Converter.from_prefix_map({p: f"{BASE}id/{p}:" for p in (*CODE_SYSTEMS, *_OTHER_PREFIXES)})


def to_iri(curie: str) -> str:
    """The IRI of a CURIE, percent-encoded where a local name needs it.

    >>> to_iri("CPT:76496")
    'https://w3id.org/codekin/id/CPT:76496'
    """
    prefix, _, local = curie.partition(":")
    if prefix not in converter().bimap or not local:
        raise BadIdentifier("not a CURIE codekin knows", got=repr(curie), hint="write PREFIX:local, e.g. CPT:76496")
    return converter().bimap[prefix] + re.sub(r"[^A-Za-z0-9._~/@-]", _percent, local)


def from_iri(iri: str) -> str | None:
    """The CURIE of one of our IRIs, or None for anybody else's."""
    from urllib.parse import unquote

    curie = converter().compress(iri)
    return unquote(curie) if curie else None


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def system_of(curie: str) -> str | None:
    """The code system a CURIE belongs to, or None when it names no code."""
    prefix = curie.partition(":")[0]
    return prefix if prefix in CODE_SYSTEMS else None


def code(text: str) -> str:
    """The CURIE of a code as people write it, or `BadIdentifier`.

    >>> code("76496"), code("g0008"), code("CPT4-76496"), code("ICD10CM:t814xxa"), code("b2111zz")
    ('CPT:76496', 'HCPCS:G0008', 'CPT:76496', 'ICD10CM:T81.4XXA', 'ICD10PCS:B2111ZZ')
    """
    found = find_code(text)
    if found is None:
        raise BadIdentifier(
            "not the shape of a code", got=repr(text),
            expected="SYSTEM:code with SYSTEM one of " + ", ".join(CODE_SYSTEMS),
            hint="for example CPT:76496 or HCPCS:G0008",
        )
    return found


_PREFIX_SPELLINGS = {
    "CPT4": "CPT", "CPT-4": "CPT", "CPT": "CPT", "HCPCS": "HCPCS", "HCPC": "HCPCS", "ICD10PCS": "ICD10PCS",
    "ICD-10-PCS": "ICD10PCS", "PCS": "ICD10PCS", "ICD10CM": "ICD10CM", "ICD-10-CM": "ICD10CM",
    "CDT": "CDT", "POS": "POS", "NUCC": "NUCC", "CMSSPEC": "CMSSPEC", "REVENUE": "REVENUE", "MSDRG": "MSDRG",
    "MODIFIER": "MODIFIER", "MOD": "MODIFIER",
}
_SPELLED = re.compile(r"^\s*(?:([A-Za-z][A-Za-z0-9-]*?)[:\s_-]+)?([A-Za-z0-9.]+)\s*$")


def payer(text: str) -> str:
    """The CURIE of a payer as people write it.

    >>> payer("CMS"), payer("payer:cms")
    ('payer:cms', 'payer:cms')
    """
    return text if text.startswith("payer:") else f"payer:{text.casefold()}"


def find_code(text: str) -> str | None:
    """The CURIE of a code as people write it, or None when it has the shape of none."""
    match = _SPELLED.match(text)
    if not match:
        return None
    prefix, local = match[1], match[2].upper()
    if prefix is None:
        return next((f"{s}:{local}" for s in PROCEDURE_SYSTEMS if CODE_SYSTEMS[s].shape.fullmatch(local)), None)
    system = _PREFIX_SPELLINGS.get(prefix.upper())
    if system == "ICD10CM" and "." not in local and len(local) > 3:
        local = f"{local[:3]}.{local[3:]}"
    return f"{system}:{local}" if system and CODE_SYSTEMS[system].shape.fullmatch(local) else None
