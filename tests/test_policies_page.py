"""The box of related policies on the page of a code, and the page of a policy with its versions."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient


def _page(client: TestClient, id: str) -> str:
    answer = client.get(f"/id/{id}", headers={"accept": "text/html"})
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def _box(client: TestClient, id: str) -> str:
    page = _page(client, id)
    return page[page.rindex("Related policies from health plans"):]


@pytest.mark.parametrize(("code", "words"), [
    ("HCPCS:G0447", ("NCD 210.12", "Intensive Behavioral Therapy for Obesity", "Centers for Medicare", "2011-11-29",
                     "Covered when criteria are met", "names this code", "in effect since 2011-11-29")),
    ("CPT:91034", ("NCD 100.3", "is about the same subject; it does not name this code", "1985-06-11")),
    ("CPT:22526", ("Nationally not covered", "2008-09-29")),
])
def test_box_says_what_is_held(client: TestClient, code: str, words: tuple[str, ...]) -> None:
    box = _box(client, code)
    assert [w for w in words if w not in box] == []


def test_box_of_a_code_without_policies(client: TestClient) -> None:
    assert "No policy data held for this code. That does not mean it is not covered." in _box(client, "CPT:97110")


def test_policy_page(client: TestClient) -> None:
    page = _page(client, "policy:cms/NCD-30.3")
    for words in ("Acupuncture", "Benefit category", "Physicians' Services", "defers to", "NCD 30.3.3", "Group C"):
        assert words in page.replace("&#39;", "'"), words
