"""The pages on how nodes hang together: likeness and paths of two nodes, the graph around one, the rest of its lists."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from graph.query.graph import Graph

HTML = {"accept": "text/html"}


def text(client: TestClient, url: str) -> str:
    """A page as a reader sees it."""
    answer = client.get(url, headers=HTML)
    assert answer.status_code == 200, url
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.text)))


def test_two_codes_with_likeness_and_paths(client: TestClient, graph: Graph) -> None:
    page = text(client, "/between?a=76496&b=CPT:76000")
    score = graph.compare("76496", "76000").neighbor.score
    assert f"How {score:.3f} adds up" in page
    found = graph.paths("76496", "76000", first=5)
    assert found.outcome[1:] in page
    for path in found.paths:
        assert f"cost {path.cost:.2f}" in page
    for quote in graph.evidence(found.paths[2].steps[0].associations[0]):
        assert quote.exact is None or quote.exact in page


def test_a_code_and_a_risk_have_paths_and_no_likeness(client: TestClient) -> None:
    page = text(client, "/between?a=76496&b=risk:bleeding")
    assert "Likeness" not in page
    assert "has risk →" in page


def test_without_a_path_it_says_what_was_searched(client: TestClient, graph: Graph) -> None:
    alone = next(n for n in graph.nodes("risk") if graph.neighborhood(n.id).nodes == (n,))
    page = text(client, f"/between?a=CPT:76496&b={alone.id}")
    assert graph.paths("CPT:76496", alone.id).outcome[1:] in page


def test_the_page_of_a_code_leads_there(client: TestClient) -> None:
    page = client.get("/id/CPT:76496", headers=HTML).text
    for link in ("/between?a=CPT%3A76496&amp;b=CPT%3A76000", "/around?id=CPT%3A76496&amp;depth=2"):
        assert f'href="{link}"' in page
        assert client.get(unescape(link), headers=HTML).status_code == 200
    assert 'name="a" value="CPT:76496"' in page


def test_around_says_what_it_cut_and_leads_to_the_rest(client: TestClient, graph: Graph) -> None:
    url, seen = "/around?id=risk:bleeding&depth=1", []
    first = client.get(url, headers=HTML).text
    codes = {a.subject.id for a in graph.into(graph.node("risk:bleeding"), "has_risk")}
    near = graph.neighborhood("risk:bleeding", per_type=25, budget=300)
    shown = {a.subject.id for a in near.associations if a.predicate == "has_risk"}
    follow = re.search(r'href="(/around\?cursor=[^"]+)">the rest', first)
    while follow:
        page = client.get(follow[1], headers=HTML).text
        seen += re.findall(r'class="what">\s*<a href="/id/([^"]+)"', page)
        follow = re.search(r'href="(/around\?cursor=[^"]+)">The next', page)
    assert len(seen) == len(set(seen))
    assert set(seen) | shown == codes
    assert not set(seen) & shown


@pytest.mark.parametrize(("url", "status"), [
    ("/between?a=CPT:76496&b=CPT:00000", 404), ("/between?a=CPT:76496&b=76496", 400), ("/around?id=CPT:00000", 404),
    ("/around?id=CPT:76496&depth=9", 400), ("/around?id=CPT:76496&depth=x", 400), ("/around?cursor=x", 400),
    (f"/around?id=CPT:76496&depth={'9' * 5000}", 400),
    ("/around", 400), ("/between?a=<script>alert(1)</script>&b=x", 400),
])
def test_bad_questions(client: TestClient, url: str, status: int) -> None:
    answer = client.get(url, headers=HTML)
    assert answer.status_code == status
    assert "<script>" not in answer.text


def test_an_empty_form_asks(client: TestClient) -> None:
    assert client.get("/between", headers=HTML).text.count("<input") == 3
    assert "&#34;&gt;x" in client.get('/between?a=">x', headers=HTML).text
