"""The GraphQL door over the real release: answers, typed errors, limits, the committed SDL."""

from __future__ import annotations

from typing import Any

import pytest

from graph.query.graph import Graph
from graph.release.spelling import REPEATED
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
    (f'{{ search(text: "{"word " * 129}") {{ total }} }}', "BadInput"),
    (f'{{ code(id: "{"word " * 300}") {{ id }} }}', "BadIdentifier"),
    ('{ similar(code: "76496", exclude: ["colour"]) { total } }', "BadInput"),
    ('{ similar(code: "76496", filter: {systems: ["ICD10CM"]}) { total } }', "BadInput"),
    ('{ similar(code: "76496", filter: {minimumScore: 2}) { total } }', "BadInput"),
    ('{ similar(code: "76496", filter: {groupings: ["grouping:none"]}) { total } }', "NotFound"),
    ('{ similar(code: "76496", filter: {groupings: ["risk:bleeding"]}) { total } }', "BadInput"),
    ('{ compare(a: "76496", b: "risk:bleeding") { score } }', "BadInput"),
    ('{ compare(a: "76496", b: "00000") { score } }', "NotFound"),
    ('{ basket(codes: ["76496"]) { total } }', "BadInput"),
    ('{ basket(codes: ["76496", "CPT:76496"]) { total } }', "BadInput"),
    ('{ basket(codes: ["76496", "76000"], first: 0) { total } }', "BadInput"),
    ('{ neighborhood(id: "76496", edgeBudget: 0) { truncated } }', "BadInput"),
    ('{ continued(cursor: "no cursor") { total } }', "BadInput"),
    ('{ paths(start: "76496", end: "CPT:76496") { outcome } }', "BadInput"),
    ('{ paths(start: "76496", end: "76000", damping: 7) { outcome } }', "BadInput"),
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


def test_search_reads_every_word(ask) -> None:
    words = "nothing " * 60
    assert ask(f'{{ search(text: "{words} Colonoscopy") {{ total }} }}')[0]["search"]["total"] > 0


@pytest.mark.parametrize(("word", "code"), [("colonoscopy", "CPT:45378"), ("replacement", "CPT:27447")])
def test_every_beginning_of_a_word_finds_its_names(ask, word: str, code: str) -> None:
    """Also one that ends behind the stem of the word."""
    for end in range(3, len(word) + 1):
        found = ask(f'{{ search(text: "{word[:end]}", first: 100) {{ total items {{ node {{ curie }} }} }} }}')[0]["search"]
        assert code in [hit["node"]["curie"] for hit in found["items"]], word[:end]
    assert ask(f'{{ search(text: "{word}q") {{ total }} }}')[0]["search"]["total"] == 0


def test_search_pages_without_overlap(ask) -> None:
    pages = [ask(f'{{ search(text: "biopsy", first: 5, offset: {n}) {{ total returned items {{ node {{ curie }} }} }} }}')[0]["search"] for n in (0, 5)]
    first, second = ([hit["node"]["curie"] for hit in page["items"]] for page in pages)
    assert not set(first) & set(second)
    assert pages[0]["total"] >= 10


def test_neighborhood_says_what_it_cut(ask) -> None:
    data, errors = ask('{ neighborhood(id: "76496", depth: 2, perType: 2, budget: 30) { truncated nodes { curie } '
                       "types { predicate direction total returned truncated } hubs { node { curie } degree carrying } "
                       "cuts { node predicate direction total returned reason cursor } communities(seed: 1) { items { curie } "
                       "modularity } centrality(measure: DEGREE, first: 2) { total truncated items { score node { curie } } } } }")
    assert errors == []
    found = data["neighborhood"]
    assert found["truncated"]
    assert len(found["nodes"]) <= 30
    assert all(cut["returned"] < cut["total"] for cut in found["cuts"])
    assert any(t["truncated"] for t in found["types"])
    assert sorted(n["curie"] for part in found["communities"]["items"] for n in part) == sorted(n["curie"] for n in found["nodes"])
    assert (len(found["centrality"]["items"]), found["centrality"]["truncated"]) == (2, True)
    cut = found["cuts"][0]
    page = ask(f'{{ continued(cursor: "{cut["cursor"]}", first: 1) {{ total offset returned cursor node {{ curie }} associations {{ predicate }} }} }}')[0]["continued"]
    assert (page["node"]["curie"], page["total"], page["offset"], page["returned"]) == (cut["node"], cut["total"], cut["returned"], 1)
    assert page["associations"][0]["predicate"] == cut["predicate"]


def test_paths_with_their_reasons(ask) -> None:
    data, errors = ask('{ paths(start: "76496", end: "76000", first: 2) { outcome truncated knownBelow hubs { node { curie } } items { cost certain '
                       "steps { start { curie } end { curie } predicate direction degreeStart degreeEnd cost associations { evidence { document } } } } } }")
    assert errors == []
    for path in data["paths"]["items"]:
        assert sum(step["cost"] for step in path["steps"]) == pytest.approx(path["cost"])
        assert path["steps"][0]["start"]["curie"] == "CPT:76496"
        assert path["steps"][-1]["end"]["curie"] == "CPT:76000"
        assert all(a["evidence"] for step in path["steps"] for a in step["associations"])
    none = ask('{ paths(start: "76496", end: "76000", predicates: [REPLACED_BY]) { outcome returned knownBelow } }')[0]["paths"]
    assert (none["returned"], none["knownBelow"]) == (0, None)
    assert none["outcome"].startswith("no path between CPT:76496 and CPT:76000")


def test_filters_are_echoed_and_empty_answers_say_why(ask) -> None:
    query = '{{ similar(code: "76496", preset: "clinical", exclude: ["risk"], filter: {}) {{ preset total filteredOut whyEmpty filter {{ systems status groupings policies minimumScore }} weights {{ signal weight }} items {{ code {{ curie }} }} }} }}'
    found = ask(query.format('{systems: ["HCPCS"], policies: false, minimumScore: 0.01}'))[0]["similar"]
    assert found["filter"] == {"systems": ["HCPCS"], "status": "ACTIVE", "groupings": [], "policies": False, "minimumScore": 0.01}
    assert found["preset"] == "clinical"
    assert {"signal": "risk", "weight": 0} in found["weights"]
    assert found["items"]
    assert all(item["code"]["curie"].startswith("HCPCS:") for item in found["items"])
    none = ask(query.format('{minimumScore: 0.999}'))[0]["similar"]
    assert (none["items"], none["total"]) == ([], 0)
    assert none["filteredOut"] > 0
    assert "kept out by the filters (status active, minimum score 0.999)" in none["whyEmpty"]


def test_shared_letters_name_their_words(ask) -> None:
    query = '{ similar(code: "G0121", weights: {ngram: 1}) { items { parts { signal shared { term words ic salience } } } } }'
    shared = [s for item in ask(query)[0]["similar"]["items"] for part in item["parts"] for s in part["shared"]
              if part["signal"] == "ngram"]
    assert shared
    assert all(any(s["term"].removesuffix(REPEATED) in f"_{word}_" for word in s["words"]) for s in shared)
    assert {s["salience"] for s in shared if not s["term"].endswith(REPEATED)} == {1}
    assert {s["salience"] for s in shared if s["term"].endswith(REPEATED)} <= {0.8}


def test_compare_is_the_neighbour(ask) -> None:
    data, errors = ask('{ compare(a: "45378", b: "G0121") { a { curie } b { curie } score coverage unknown parts { contribution } } '
                       'similar(code: "45378", first: 50) { items { score code { curie } } } }')
    assert errors == []
    one = data["compare"]
    assert (one["a"]["curie"], one["b"]["curie"]) == ("CPT:45378", "HCPCS:G0121")
    assert sum(p["contribution"] for p in one["parts"]) == pytest.approx(one["score"])
    assert one["score"] in [item["score"] for item in data["similar"]["items"] if item["code"]["curie"] == "HCPCS:G0121"]


def test_a_basket_of_colonoscopies_and_a_knee(ask) -> None:
    data, errors = ask('{ basket(codes: ["45378", "G0121", "43239", "27447"], first: 3) { codes { curie } common { signal count node { label } term } '
                       "outliers { code { curie } } belonging { score } total returned truncated weights { system } "
                       "missing { code { curie } score scores } } }")
    assert errors == []
    found = data["basket"]
    assert [c["code"]["curie"] for c in found["outliers"]] == ["CPT:27447"]
    assert found["common"][0]["count"] >= 2
    for one in found["missing"]:
        assert sum(one["scores"]) / 4 == pytest.approx(one["score"])
    assert [w["system"] for w in found["weights"]] == ["CPT", "HCPCS"]
    assert found["truncated"] is (found["total"] > found["returned"])


def test_policies_of_a_code(ask) -> None:
    data, _ = ask('{ code(id: "45378") { policies { total items { policy { number payer { label } dates { role value } } provisions { stance basis phrase } } } } }')
    items = data["code"]["policies"]["items"]
    assert items
    assert items[0]["policy"]["payer"]["label"].startswith("Centers for Medicare")


def test_limits(ask) -> None:
    deep = "{ node(id: \"CPT:76496\") " + "{ outgoing(predicate: HAS_RISK) { object " * 8 + "{ curie }" + " } }" * 8 + " }"
    wide = "{ " + " ".join(f'a{n}: node(id: "CPT:76496") {{ curie }}' for n in range(limits.MAXIMUM_ALIASES + 1)) + " }"
    searches = "{ " + " ".join(f'a{n}: paths(start: "CPT:76496", end: "CPT:76000") {{ outcome }}' for n in range(limits.MAXIMUM_SEARCHES + 1)) + " }"
    spread = "{ " + " ".join(f'a{n}: neighborhood(id: "CPT:76496") {{ ...both }}' for n in range(5)) + " } fragment both on Neighborhood { a: communities { seed } b: communities { seed } }"
    for query in (deep, wide, searches, spread):
        data, errors = ask(query)
        assert data is None
        assert errors[0]["extensions"]["code"] == "BadInput"


def test_fragments_are_measured_once(ask) -> None:
    """Each spreads the next one twice: a measure that followed every spread would take years."""
    chain = " ".join(f"fragment f{n} on Release {{ ...f{n + 1} ...f{n + 1} }}" for n in range(80))
    data, errors = ask(f"{{ release {{ ...f0 }} }} {chain} fragment f80 on Release {{ id }}")
    assert errors == []
    assert data["release"]["id"]
    _, errors = ask("{ release { ...a } } fragment a on Release { ...b } fragment b on Release { ...a }")
    assert "Cannot spread fragment" in errors[0]["message"]


@pytest.mark.parametrize(("query", "what"), [
    ('{ similar(code: "76496", first: 30) { items { code { ... on Code { similar(first: 30) { total } } } } } }', "kin"),
    ('{ similar(code: "76496", first: 5) { items { code { ... on Code { similar(first: 30) { total } } } } } }', None),
    ('{ neighborhood(id: "risk:bleeding") { nodes { ... on Code { similar(first: 1) { total } } } } }', "kin"),
    ('{ a: policyGap(codes: ["76496", "45378"], first: 50) { total } b: divergence(codes: ["76496", "45378"], first: 50) { compared } }', None),
    ('{ a: policyGap(codes: ["76496", "45378"], first: 50) { total } b: divergence(codes: ["76496", "45378", "G0121"], first: 50) { compared } }', "kin"),
    ('{ node(id: "CPT:76496") { outgoing(predicate: HAS_RISK) { object { incoming(predicate: HAS_RISK) { subject { curie } } } } } }', "edges"),
    ('{ node(id: "CPT:76496") { outgoing(predicate: HAS_RISK) { object { ... on Concept { codes(first: 1) { totalCount } } } } } }', "edges"),
    ('{ node(id: "CPT:76496") { outgoing(predicate: HAS_RISK) { object { curie } } } }', None),
])
def test_what_grows_by_nesting_is_bounded(ask, monkeypatch: pytest.MonkeyPatch, query: str, what: str | None) -> None:
    """Whatever stands under how many nodes: the sum over a query counts, and is refused when it is too much."""
    monkeypatch.setattr(limits, "MAXIMUM", {"kin": 200, "edges": 50, "policies": 50})
    _, errors = ask(query)
    assert bool(errors) is bool(what)
    assert all(e["message"].startswith(f"too many {what} in one query; expected at most") for e in errors)


def test_pages_of_policies(ask) -> None:
    """The last page of a list is not cut, and what no page can be is refused, wherever the list stands."""
    total = ask('{ policies(first: 1) { total } }')[0]["policies"]["total"]
    last = ask(f"{{ policies(first: 2, offset: {total - 1}) {{ returned truncated }} }}")[0]["policies"]
    assert last == {"returned": 1, "truncated": False}
    for page in ("first: 0", "first: 1001", "offset: -1"):
        for query in (f"{{ policies({page}) {{ total }} }}", f'{{ code(id: "45378") {{ policies({page}) {{ total }} }} }}'):
            assert ask(query)[1][0]["extensions"]["code"] == "BadInput"


def test_unknown_payer_is_not_no_data(ask) -> None:
    """An empty list would read as "no data held" of a payer that does not exist."""
    _, errors = ask('{ policies(payer: "payer:nobody") { total } }')
    assert errors[0]["extensions"]["code"] == "NotFound"
    data, _ = ask('{ policies(payer: "payer:cms", first: 1) { total returned truncated } }')
    assert data["policies"]["truncated"]
    assert ask('{ policies(payer: "CMS", first: 1) { total returned truncated } }')[0] == data
