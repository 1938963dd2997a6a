"""The GraphQL door over the real release: answers, typed errors, limits, the committed SDL."""

from __future__ import annotations

from typing import Any

import pytest

from graph.query.graph import Graph
from schema.graphql import limits
from schema.graphql.schema import schema
from schema.graphql.sdl import PATH


@pytest.fixture
def ask(graph: Graph):
    def call(query: str) -> tuple[Any, list[Any]]:
        result = schema.execute_sync(query, context_value={"graph": graph})
        return result.data, [error.formatted for error in result.errors or []]

    return call


def test_sdl_is_committed() -> None:
    """`python -m schema.graphql.sdl` writes it anew."""
    assert PATH.read_text("utf-8") == schema.as_str() + "\n"


def test_ten_kin_with_reasons(ask) -> None:
    data, errors = ask('{ similar(code: "CPT:76496") { total returned truncated release items { score coverage '
                       "code { curie label } parts { contribution shared { contribution node { curie } term } } } } }")
    found = data["similar"]
    assert errors == []
    assert found["returned"] == 10
    assert found["truncated"] is (found["total"] > 10)
    for item in found["items"]:
        assert sum(p["contribution"] for p in item["parts"]) == pytest.approx(item["score"], abs=1e-6)
        assert any(p["shared"] for p in item["parts"])


def test_batch_with_a_bad_item(ask) -> None:
    data, errors = ask('{ codes(ids: ["76496", "zzz", "CPT:76497"]) { asked whyNot code { curie } candidates { curie } } }')
    assert errors == []
    assert [row["code"] and row["code"]["curie"] for row in data["codes"]] == ["CPT:76496", None, None]
    assert "CPT:76496" in [c["curie"] for c in data["codes"][2]["candidates"]]


@pytest.mark.parametrize(("query", "kind"), [
    ('{ node(id: "!!") { curie } }', "BadIdentifier"),
    ('{ node(id: "Q29kZTo=") { curie } }', "BadIdentifier"),
    ('{ node(id: "CPT:00000") { curie } }', "NotFound"),
    ('{ code(id: "risk:bleeding") { curie } }', "BadInput"),
    ('{ similar(code: "76496", preset: "best") { total } }', "BadInput"),
    ('{ similar(code: "76496", weights: {risk: 2}) { total } }', "BadInput"),
    ('{ neighborhood(id: "76496", depth: 9) { truncated } }', "BadInput"),
    ('{ search(text: "x", first: 0) { total } }', "BadInput"),
    ('{ code(id: "76496") { hasRisk(first: 500) { totalCount } } }', "BadInput"),
    ('{ code(id: "76496") { hasRisk(first: -1) { totalCount } } }', "BadInput"),
    ('{ code(id: "76496") { hasRisk(last: -1) { totalCount } } }', "BadInput"),
    ('{ code(id: "76496") { hasRisk(after: "no cursor") { totalCount } } }', "BadInput"),
    ('{ node(id: "risk:bleeding") { ... on Concept { codes(first: 101) { totalCount } } } }', "BadInput"),
])
def test_typed_errors(ask, query: str, kind: str) -> None:
    data, errors = ask(query)
    assert all(value is None for value in data.values())
    assert errors[0]["extensions"]["code"] == kind
    assert errors[0]["extensions"]["what"]


def test_what_nobody_foresaw_tells_nothing_of_itself(graph: Graph, caplog: pytest.LogCaptureFixture) -> None:
    """The caller gets a number, the log has the rest under it."""
    class Broken:
        def __getattr__(self, name: str) -> None:
            raise RuntimeError("the password is swordfish")

    result = schema.execute_sync('{ code(id: "76496") { curie } }', context_value={"graph": Broken()})
    error = result.errors[0].formatted
    number = error["extensions"]["request"]
    assert error["message"] == f"internal error; request {number}"
    assert error["extensions"] == {"code": "InternalError", "request": number}
    assert error["path"] == ["code"]
    assert "swordfish" not in str(error)
    assert [r.getMessage() for r in caplog.records if "swordfish" in r.getMessage()] == [
        f"request {number}: the password is swordfish at ['code']"]
    assert "Traceback" in caplog.text


def test_a_bad_query_is_explained(ask) -> None:
    _, errors = ask('{ search(text: "x", first: "many") { total } nothing }')
    assert any("Int cannot represent" in error["message"] for error in errors)
    assert any("Cannot query field 'nothing'" in error["message"] for error in errors)


def test_one_bad_field_leaves_the_others(ask) -> None:
    data, errors = ask('{ a: node(id: "!!") { curie } b: node(id: "CPT:76496") { curie } }')
    assert data == {"a": None, "b": {"curie": "CPT:76496"}}
    assert len(errors) == 1


def test_relay_id_round_trip(ask) -> None:
    data, _ = ask('{ code(id: "76496") { id } }')
    again, _ = ask(f'{{ node(id: "{data["code"]["id"]}") {{ curie label }} }}')
    assert again["node"]["curie"] == "CPT:76496"


def test_connection_pages(ask) -> None:
    query = '{{ code(id: "76496") {{ hasRisk(first: 2{}) {{ totalCount pageInfo {{ hasNextPage endCursor }} edges {{ node {{ object {{ curie }} evidence {{ exact document }} }} }} }} }} }}'
    seen, after = [], ""
    while True:
        data, errors = ask(query.format(after))
        assert errors == []
        page = data["code"]["hasRisk"]
        seen += [edge["node"]["object"]["curie"] for edge in page["edges"]]
        assert all(edge["node"]["evidence"][0]["exact"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
    assert len(seen) == page["totalCount"] > 2


def test_search_pages_without_overlap(ask) -> None:
    pages = [ask(f'{{ search(text: "biopsy", first: 5, offset: {n}) {{ total returned items {{ node {{ curie }} }} }} }}')[0]["search"] for n in (0, 5)]
    first, second = ([hit["node"]["curie"] for hit in page["items"]] for page in pages)
    assert not set(first) & set(second)
    assert pages[0]["total"] >= 10


def test_neighborhood_says_what_it_cut(ask) -> None:
    data, _ = ask('{ neighborhood(id: "76496", depth: 2, perType: 2, budget: 30) { truncated nodes { curie } cuts { node predicate total returned reason } } }')
    found = data["neighborhood"]
    assert found["truncated"]
    assert len(found["nodes"]) <= 30
    assert all(cut["returned"] < cut["total"] for cut in found["cuts"])


def test_policies_of_a_code(ask) -> None:
    data, _ = ask('{ code(id: "45378") { policies { total items { policy { number payer { label } dates { role value } } provisions { stance basis phrase } } } } }')
    items = data["code"]["policies"]["items"]
    assert items
    assert items[0]["policy"]["payer"]["label"].startswith("Centers for Medicare")


def test_limits(ask) -> None:
    deep = "{ node(id: \"CPT:76496\") " + "{ outgoing(predicate: HAS_RISK) { object " * 8 + "{ curie }" + " } }" * 8 + " }"
    wide = "{ " + " ".join(f'a{n}: node(id: "CPT:76496") {{ curie }}' for n in range(limits.MAXIMUM_ALIASES + 1)) + " }"
    for query in (deep, wide):
        data, errors = ask(query)
        assert data is None
        assert errors[0]["extensions"]["code"] == "BadInput"


def test_unknown_payer_is_not_no_data(ask) -> None:
    """An empty list would read as "no data held" of a payer that does not exist."""
    _, errors = ask('{ policies(payer: "payer:nobody") { total } }')
    assert errors[0]["extensions"]["code"] == "NotFound"
    data, _ = ask('{ policies(payer: "payer:cms", first: 1) { total returned truncated } }')
    assert data["policies"]["truncated"]
