"""The pages say what the graph holds: in order, in the words of the source, escaped, and no more."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from graph.errors import BadIdentifier, NotFound
from graph.model import Node
from graph.query.graph import Graph
from graph.vocabulary import CATEGORIES, SECTIONS
from server.pages import LIMIT, error_page, home, node_page, render

NO_POLICY = "No policy data held for this code. That does not mean it is not covered."
EMPTY = "The source page has this heading and nothing under it."


def html(graph: Graph, node: Node) -> str:
    page = node_page(graph, node)
    json.dumps(page)  # plain dicts, nothing else
    return render(page["template"], **page)


def text(page: str) -> str:
    """A page as a reader sees it."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def codes_of_page(page: str) -> list[str]:
    return re.findall(r'href="(/id/[^"#?]+)', page)


# --- the front page ---


def test_home(graph: Graph) -> None:
    page = render("home.html", **home(graph))

    assert graph.release.id in page
    assert "/id/CPT:76496" in codes_of_page(page)
    assert '<form class="search" role="search" action="/" method="get">' in page


def test_search_puts_codes_first(graph: Graph) -> None:
    found = home(graph, "colonoscopy")

    titles = [group["title"] for group in found["groups"]]
    assert titles[0] == "Codes"
    assert titles == sorted(titles, key=["Codes", "Policies", "Concepts"].index)


def test_search_says_when_it_is_cut(graph: Graph) -> None:
    found = home(graph, "pain")

    cut = [group for group in found["groups"] if group["total"] > len(group["rows"])]
    assert cut
    page = text(render("home.html", **found))
    assert all(f"showing {len(g['rows'])} of {g['total']:,}" in page for g in cut)


def test_a_query_that_is_cut_says_so(graph: Graph) -> None:
    page = text(render("home.html", **home(graph, "colonoscopy " + "x" * 250)))
    assert "Only the first 200 characters were searched; the last 62 were left out." in page
    assert "were searched" not in text(render("home.html", **home(graph, "colonoscopy " + "x" * 188)))


def test_search_for_a_code_that_is_not_held(graph: Graph) -> None:
    page = text(render("home.html", **home(graph, "99999")))

    assert "CPT:99999 is not in this release." in page
    assert "That does not mean it is not a code, or not covered." in page


@pytest.mark.parametrize("query", ['"><script>alert(1)</script>', "{{ 7 * 7 }}", "'&<>", "\x00", "x" * 5000])
def test_what_was_asked_is_escaped(graph: Graph, query: str) -> None:
    page = render("home.html", **home(graph, query))

    assert "<script" not in page
    assert "{{" not in page or "{{ 7 * 7 }}" in page
    assert ">49<" not in page


# --- codes ---


def test_every_bundled_page_renders(graph: Graph) -> None:
    codes = [node for node in graph.nodes("code") if graph.pages(node)]

    assert len(codes) >= 100
    for node in codes:
        page = html(graph, node)
        assert page.count("<h1>") == 1
        assert text(page).count(EMPTY) == sum(
            not section.text.strip() for described in graph.pages(node) for section in described.sections
        )


def test_sections_keep_the_order_of_the_register(graph: Graph) -> None:
    page = html(graph, graph.code("76496"))

    assert re.findall(r'<section id="(\w+)"', page) == list(SECTIONS)


def test_every_quote_is_there_word_for_word(graph: Graph) -> None:
    node = graph.code("76496")
    page = text(html(graph, node))

    for predicate in ("has_indication", "has_risk", "performed_by", "has_alternative"):
        for edge in graph.out(node, predicate):
            for evidence in graph.evidence(edge):
                assert f"“{evidence.exact}”" in page
                assert f"characters {evidence.start}–{evidence.end}" in page


def test_qualifiers_are_shown(graph: Graph) -> None:
    page = text(html(graph, graph.code("76496")))

    assert "condition if sedation is given" in page
    assert "role performs image-guided treatment" in page
    assert re.search(r"Pros ?shows deep soft tissue in cross-section\.", page)
    assert "POS 24" in page
    assert "NUCC 2085R0204X" in page


def test_a_negation_is_marked(graph: Graph) -> None:
    edges = [a for a in graph.associations() if a.qualifiers.negated]

    assert edges
    for edge in edges:
        page = html(graph, edge.subject)
        assert f'<strong class="not">not:</strong> <a href="/id/{edge.object.id}"' in page


def test_no_policy_is_not_no_coverage(graph: Graph) -> None:
    node = graph.code("76496")

    assert not graph.policies(node)
    assert NO_POLICY in text(html(graph, node))


def test_a_policy_says_its_stance_and_no_more(graph: Graph) -> None:
    node = graph.code("90935")
    page = text(html(graph, node))

    assert NO_POLICY not in page
    assert "Nationally not covered" in page
    assert "Prior authorization: not stated in the data held" in page
    for link in graph.policies(node):
        assert link.policy.title in page
        assert all(provision.phrase in page for provision in link.provisions)


def test_kin_add_up_on_the_page(graph: Graph) -> None:
    view = node_page(graph, graph.code("45378"))["similar"]

    assert len(view["rows"]) == 10
    for kin in view["rows"]:
        assert sum(part["contribution"] for part in kin["parts"]) == pytest.approx(kin["score"], abs=1e-6)
        for part in kin["parts"]:
            shared = sum(each["contribution"] for each in part["shared"])
            assert part["total"] == len(part["shared"]) + part["rest"]["count"]
            assert shared + part["rest"]["contribution"] == pytest.approx(part["contribution"], abs=1e-6)
    page = text(html(graph, graph.code("45378")))
    assert f"Showing 10 of {view['total']:,} codes" in page
    assert "Sentences of both sides" in page


def test_a_code_without_a_page_says_so(graph: Graph) -> None:
    page = text(html(graph, graph.code("ICD10CM:R52")))

    assert "This release holds no description of this code." in page
    assert "Concepts that map to this code" in page
    assert "How" not in page


# --- everything else ---


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_a_page(graph: Graph, category: str) -> None:
    for node in graph.nodes(category)[:20]:
        assert unescape(html(graph, node)).count(node.label) >= 1


def test_concept(graph: Graph) -> None:
    node = graph.node("risk:radiation-exposure")
    page = text(html(graph, node))

    assert node.definition in page
    assert "ICD-10-CM W88.0XXA" in page
    assert f"Codes with this risk {len(graph.into(node, 'has_risk'))}" in page


def test_a_list_that_is_cut_says_so(graph: Graph) -> None:
    node = max(graph.nodes("code"), key=lambda n: len(graph.into(n, "maps_to")) if n.system == "POS" else 0)
    total = len(graph.into(node, "maps_to"))

    assert total > LIMIT
    assert f"Showing {LIMIT} of {total}." in text(html(graph, node))


def test_policy(graph: Graph) -> None:
    for node in graph.nodes("policy"):
        policy, page = graph.policy(node), html(graph, node)
        assert policy.citation in unescape(page)
        assert all(date.value in page for date in policy.dates)
        assert {f"/id/{code}" for p in policy.provisions for code in p.codes} <= set(codes_of_page(page))


def test_links_lead_somewhere(graph: Graph) -> None:
    page = html(graph, graph.code("33208"))

    for link in set(codes_of_page(page)):
        id = link.removeprefix("/id/")
        assert graph.document(id) if id.startswith("sha256:") else graph.find(id), link


def test_text_of_the_graph_is_escaped(graph: Graph) -> None:
    page = node_page(graph, graph.node("risk:radiation-exposure"))
    page["node"] |= {"label": "<b>bold</b>", "definition": "<script>x</script>"}

    shown = render(page["template"], **page)
    assert "<script" not in shown
    assert "<b>" not in shown


# --- errors ---


def test_error_names_what_was_meant(graph: Graph) -> None:
    error = NotFound("CPT:99999 is not in this release", candidates=("CPT:76496",), got="<99999>")
    page = render("error.html", **error_page(error))

    assert "Not in this release" in page
    assert "/id/CPT:76496" in codes_of_page(page)
    assert "&lt;99999&gt;" in page


@pytest.mark.parametrize("release", [None, "r-1", {"id": "r-1", "date": "2026-01-01"}])
def test_error_with_and_without_a_release(release: object) -> None:
    page = render("error.html", **error_page(BadIdentifier("not a CURIE")), release=release)

    assert ("r-1" in page) == (release is not None)


def test_an_unforeseen_error_tells_nothing_of_itself() -> None:
    page = render("error.html", **error_page(RuntimeError("password in /etc/x")))

    assert "password" not in page
    assert "Something went wrong here" in page


# --- what every page owes its reader ---


def test_landmarks_and_licences(graph: Graph) -> None:
    for page in (render("home.html", **home(graph)), html(graph, graph.code("76496"))):
        assert all(mark in page for mark in ('lang="en"', 'href="#main"', "<main", "<header", "<footer"))
        assert "CPT numbers © American Medical Association" in page
        assert "Apache-2.0" in page
        assert "CC BY 4.0" in page
        assert not re.findall(r'(?:src|rel="stylesheet" href|action)="(?:https?:)?//', page)
        assert "<script" not in page
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_turtle_is_linked(graph: Graph) -> None:
    assert 'href="/id/CPT:76496?format=turtle"' in html(graph, graph.code("76496"))
