"""What similarity reads of names and of the ICD-10-PCS tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph.errors import BadTable
from graph.ingest.assembly import axes, combining, deciding, names, page_text, part_groups, part_use
from graph.ingest.assembly.contexts import FILE, contexts
from graph.ingest.assembly.terms import Terms
from graph.ingest.cache import Cache
from graph.release.features import AXES, Pairs

NODES = 20
WORDS = dict(enumerate(
    ["section", "system", "excision", "drainage", "liver", "duct", "gallbladder", "open", "scope", "none"]))
SECTION, SYSTEM, EXCISION, DRAINAGE, LIVER, DUCT, GALLBLADDER, OPEN, SCOPE, NONE = range(10)


def codes(*rows: tuple[int, int, int]) -> np.ndarray:
    """Seven values of codes, given operation, part and approach."""
    return np.array([(SECTION, SYSTEM, operation, part, approach, NONE, NONE) for operation, part, approach in rows])


def test_parts_are_alike_where_an_operation_takes_them_in_the_same_ways() -> None:
    value = codes((EXCISION, LIVER, OPEN), (EXCISION, DUCT, OPEN), (EXCISION, DUCT, SCOPE), (EXCISION, GALLBLADDER, OPEN),
                  (DRAINAGE, DUCT, OPEN), (DRAINAGE, GALLBLADDER, OPEN), (DRAINAGE, LIVER, SCOPE))
    unknown = np.full((1, 7), -1)
    found = part_groups.pairs(np.arange(8), np.concatenate([value, unknown]), WORDS, Terms(NODES))
    has = [{int(f) for c, f in zip(found.codes, found.features, strict=True) if c == n} for n in range(8)]
    assert has[0]
    assert has[0] == has[6], "liver and gallbladder are alike in excision, whatever is done to the liver"
    assert has[3] == has[0] | has[1], "the gallbladder is like the liver in one operation and like the duct in another"
    assert not has[0] & has[1]
    assert has[7] == set()


def test_names_of_groups_differ() -> None:
    value = codes((EXCISION, LIVER, OPEN), (EXCISION, DUCT, OPEN), (DRAINAGE, LIVER, OPEN), (DRAINAGE, DUCT, OPEN),
                  (DRAINAGE, GALLBLADDER, OPEN))
    found = part_groups.pairs(np.arange(5), value, WORDS, Terms(NODES))
    assert len(set(found.features.tolist())) == 2, "one group of two parts, one of three"


def _has(found: Pairs, size: int) -> list[set[int]]:
    """The features of each code."""
    return [{int(f) for c, f in zip(found.codes, found.features, strict=True) if c == n} for n in range(size)]


def test_the_way_in_counts_where_it_makes_another_procedure() -> None:
    words = dict(enumerate(("excision", "dilation", "inspection", "open", "percutaneous endoscopic", "percutaneous",
                            "external", "diagnostic", "no qualifier", "upper arteries", "bones")))
    excision, dilation, inspection, cut, scope, needle, outside, diagnostic, none, artery, bone = words
    value = np.array([(0, system, operation, 0, approach, 0, qualifier) for system, operation, approach, qualifier in (
        (bone, excision, cut, none), (bone, excision, cut, diagnostic), (artery, inspection, cut, none),
        (bone, excision, scope, diagnostic), (artery, dilation, cut, none), (bone, dilation, scope, none),
        (bone, dilation, needle, none), (bone, dilation, outside, none), (artery, excision, cut, none))])
    none_, sample, look, by_scope, *wide, vessel = _has(deciding.of("access")(np.arange(9), value, words, Terms(NODES)), 9)
    assert none_ == set(), "how something is taken out is a detail"
    assert sample == look != by_scope, "a biopsy and a look in the same way have it in common"
    assert wide[0] == wide[1], "a scope through the skin is for operations"
    assert not wide[0] & (wide[2] | wide[3] | sample)
    assert not wide[2] & wide[3]
    assert vessel, "in vessels the way in tells surgery from catheters"


def test_one_axis_says_what_some_procedures_are_about() -> None:
    words = dict(enumerate(("medical and surgical", "administration", "measurement and monitoring", "replacement",
                            "insertion", "removal", "introduction", "pressure", "device", "substance", "heart", "vein",
                            "imaging", "fluoroscopy", "anatomical regions general", "bones")))
    surgery, giving, measuring, replace, insert, remove, introduce, pressure, device, substance, heart, vein, image, live, region, system = words
    value = np.array([(section, system, operation, part, 0, thing, 0) for section, operation, part, thing in (
        (surgery, replace, heart, device), (surgery, insert, heart, device), (surgery, remove, vein, device),
        (giving, introduce, vein, substance), (measuring, pressure, vein, device), (measuring, pressure, heart, device),
        (image, live, heart, device), (image, live, vein, substance))])
    value = np.concatenate([value, np.where(np.arange(7) == 1, region, value[[2]])])
    *rest, seen, again, inside = _has(deciding.of("focus")(np.arange(9), value, words, Terms(NODES)), 9)
    detail, put, taken, given, one, other = rest
    assert detail == set(), "what takes the place of a valve is a detail of its replacement"
    assert put == taken != set(), "work on one device, wherever it lies"
    assert inside > taken, "in a region of the trunk it is about the region, too"
    assert seen == again, "an image is what its type says, whatever it shows"
    assert len({*put, *given, *one, *other, *seen}) == 5, "a measurement is about the system"


def test_codes_of_unknown_values_decide_nothing() -> None:
    unknown = np.full((1, 7), -1)
    for signal in ("access", "focus"):
        assert _has(deciding.of(signal)(np.arange(1), unknown, {}, Terms(NODES)), 1) == [set()]


LUNG = ("medical and surgical", "respiratory system", "excision", "lung left", "open", "no device", "no qualifier")


def _axis(name: str, *rows: tuple[str, ...]) -> tuple[list[set[str]], dict[str, float]]:
    """What each code has on an axis, as text, and what is salient; a value in words stands for its node."""
    words = dict(enumerate(sorted({word for row in rows for word in row})))
    number, terms = {word: n for n, word in words.items()}, Terms(len(words))
    value = np.array([[number[word] for word in row] for row in rows])
    found, salient = axes._pairs(np.arange(len(rows)), value, AXES.index(name), words, terms)
    texts = {**words, **{n: text for text, n in ((t, int(terms.add([t])[0])) for t in list(terms._numbers))}}
    return ([{texts[f] for f in own} for own in _has(found, len(rows))],
            {texts[n]: factor for n, factor in salient.items()})


def test_a_part_counts_by_its_words_under_what_is_done_to_it() -> None:
    (left, right, shone), salient = _axis(
        "body_part", LUNG, (*LUNG[:2], "resection", "lung right", *LUNG[4:]), (*LUNG[:2], "inspection", *LUNG[3:]))
    assert left & right == {"lung", "part lung", "takes out a body part: part lung"}
    assert left & shone == {"lung left", "lung", "part lung"}, "to look at a lung is another kind of work"
    assert salient["takes out a body part: part lung"] == contexts().salience["body_part"]["word under group"]
    assert salient["lung left"] == contexts().salience["body_part"]["itself"] < 1
    assert "part lung" not in salient, "what has no factor of its own counts by its information content"


def test_a_qualifier_counts_by_the_kind_of_work() -> None:
    (plain, whole, look), salient = _axis(
        "qualifier", LUNG, (*LUNG[:2], "resection", *LUNG[3:]), (*LUNG[:2], "inspection", *LUNG[3:]))
    assert plain == whole == {"no qualifier", "takes out a body part: no qualifier"}
    assert plain & look == {"no qualifier"}
    assert salient.keys() == {own for own in plain | look if ": " in own}


def test_contexts_that_break_the_contract_are_named(tmp_path: Path) -> None:
    text = FILE.read_text("utf-8")
    for change in (('signal = "focus"', 'signal = "colour"'), ("{device}", "{colour}"), ("factor = 0.", "factor = -0."),
                   ("[groups]", "[groops]"), ("also = true", "also ="), ("{operation} of {word}", "{operation} of {side}"),
                   ("{operation} in {body_system}: {qualifier}", "{operation}"), ("text = [", "texts = [")):
        changed = tmp_path / "axes.toml"
        changed.write_text(text.replace(*change), "utf-8")
        contexts.cache_clear()
        with pytest.raises(BadTable, match=r"axes\.toml"):
            contexts(changed)
    contexts.cache_clear()


def test_axes_count_together() -> None:
    """The same work on such a part, in such a way and to such an end; the same work in a system."""
    value = np.array([[0, 1, 2, 3, 4, 9, 5], [0, 1, 2, 6, 4, 9, 5], [0, 1, 2, 6, 7, 9, 5], [0, 1, 8, 3, 4, 9, 5],
                      [0, 1, 2, 3, 4, 9, -1]])
    words = dict(enumerate(("medical and surgical", "respiratory system", "excision", "lower lung lobe left", "open",
                            "diagnostic", "upper lung lobe right", "external", "drainage", "no device")))
    terms = Terms(NODES)
    found = combining.pairs(np.arange(5), value, words, terms)
    texts = dict(zip(terms.add(terms.texts).tolist(), terms.texts, strict=True))
    lower, upper, outside, drained, unknown = ({texts[f] for f in own} for own in _has(found, 5))
    assert lower == upper == {"excision in respiratory system: diagnostic", "excision of lung, by operation: diagnostic",
                              "excision of lobe, by operation: diagnostic"}
    assert lower & outside == {"excision in respiratory system: diagnostic"}
    assert not lower & drained
    assert unknown == set(), "what takes an axis that is unknown says nothing"


def test_parts_share_what_may_be_done_to_them_unless_that_is_common(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_use, "COMMON", 0.5)
    value = codes((EXCISION, LIVER, OPEN), (EXCISION, DUCT, OPEN), (EXCISION, GALLBLADDER, OPEN), (DRAINAGE, LIVER, OPEN))
    has = _has(part_use.pairs(np.arange(5), np.concatenate([value, np.full((1, 7), -1)]), WORDS, Terms(NODES)), 5)
    assert has[0] == has[3] != set(), "it is of the part, whatever the code says of it"
    assert has[1] == has[2] == set(), "an operation on every part tells none apart"
    assert has[4] == set()


def test_an_abbreviated_title_is_known_by_its_beginning() -> None:
    table = pa.table({
        "code": [0, 0, 0, 1], "title": [True, False, False, False],
        "text": ["Inspection of Colon, Endoscopic", "Inspect Colon, Endo", "Colonoscopy", "Inspect Other"],
    })
    assert names.abbreviated(table).tolist() == [False, True, False, False]


def _pages(texts: list[tuple[str, str]]) -> tuple[pa.Table, pa.Table]:
    """One page a code; codes are nodes 0 to 9, their pages nodes 10 and on."""
    pages = [10 + n for n in range(len(texts))]
    titles = [str(n) for n in range(len(texts))]
    return (pa.table({"page": pages, "code": list(range(len(texts))), "title": titles}),
            pa.table({"page": pages, "name": [name for name, _ in texts], "text": [text for _, text in texts]}))


def test_words_of_pages(tmp_path: Path) -> None:
    """Stems without stop words, numbers and words that many pages have; prose only."""
    texts = [("procedure", f"The doctor inspects the {part} for 10 minutes") for part in
             ("livers", "liver", "colon", "colon", "hip", "knee", "eye", "ear", "hips")]
    pages, sections = _pages([*texts, ("risks", "Bleeding of the liver")])
    terms = Terms(NODES)
    found = page_text.pairs(page_text.words(pages, sections, Cache(tmp_path / "x", "code")), np.arange(NODES), terms)
    has = [{int(f) for c, f in zip(found.codes, found.features, strict=True) if c == n} for n in range(10)]
    assert has[0] == has[1] != has[2] == has[3]
    assert has[4] == has[8]
    assert [len(each) for each in has] == [1, 1, 1, 1, 1, 0, 0, 0, 1, 0], "a word of one page alone tells nothing"
    assert terms.add(["liver"]).tolist() == list(has[0])


def test_words_that_both_of_two_pages_have_are_kept(tmp_path: Path) -> None:
    pages, sections = _pages([("summary", "Inspection of the colon"), ("purpose", "To inspect a colon")])
    assert len(page_text.pairs(page_text.words(pages, sections, Cache(tmp_path / "x", "code")), np.arange(NODES), Terms(NODES)).codes) == 4


def test_words_of_a_text_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new page costs its own words; a text that no page has any more is forgotten."""
    read: list[str] = []
    plain = page_text._words
    monkeypatch.setattr(page_text, "_words", lambda text: read.append(text) or plain(text))
    cache = Cache(tmp_path / "x", "code")
    for texts in (("a liver", "a colon"), ("a liver", "a hip"), ("a liver", "a colon")):
        pages, sections = _pages([("summary", text) for text in texts])
        assert page_text.words(pages, sections, cache) == {n: set(plain(text)) for n, text in enumerate(texts)}
    assert [text for text in read if text.startswith("a ")] == ["a liver", "a colon", "a hip", "a colon"]


def test_the_title_of_a_page_counts_among_its_words(tmp_path: Path) -> None:
    pages, sections = _pages([("summary", "A tube is passed"), ("summary", "A tube is used")])
    named = pages.set_column(2, "title", pa.array(["Cemented knee", "Knee without cement"]))
    without, with_titles = (len(page_text.pairs(page_text.words(p, sections, Cache(tmp_path / "x", "code")), np.arange(NODES), Terms(NODES)).codes) for p in (pages, named))
    assert with_titles == without + 4, "knee and cement, of both"


def test_the_longest_official_name_is_the_title_where_our_own_is_preferred() -> None:
    """Else nobody would know that the short title of the order file is the long one with words cut."""
    labels = pa.table({"node": [0, 0, 0, 1, 1], "kind": ["preferred", "alternative", "alternative", "preferred", "alternative"],
                       "text": ["Right knee replaced", "Replace of R Knee Jt", "Replacement of Right Knee Joint", "Bypass", "Byp"],
                       "licence": ["project", *["public_domain"] * 4]})
    assert names.titles(labels, names.beside_official(labels)).tolist() == [False, False, True, True, False]


def _names(*rows: tuple[int, str, bool, date | None, date | None], **columns: list[bool]) -> dict[str, list[set[str]]]:
    """What codes have by signal, as text; a row is a code, a name, whether it is its title, and its period."""
    code, text, title, since, until = (list(column) for column in zip(*rows, strict=True))
    held = names.made(pa.table({
        "code": code, "text": text, "free": [True] * len(rows), "beside": [False] * len(rows), "title": title,
        "valid_from": pa.array(since, pa.date32()), "valid_to": pa.array(until, pa.date32()), **columns}))
    size = max(code) + 1
    return {signal: [{held.terms[f] for f in own} for own in _has(Pairs.always(*pairs.newest(size)), size)]
            for signal, pairs in held.signals.items()}


THEN, LATER, LAST = date(2020, 1, 1), date(2025, 6, 30), date(2026, 1, 1)


def test_own_names_beside_official_ones_are_left_out() -> None:
    labels = pa.table({"node": [0, 0, 1, 2], "licence": ["project", "public_domain", "project", "public_domain"]})
    assert names.beside_official(labels).tolist() == [True, False, False, False]
    said = _names((0, "Keytruda", True, None, None), (0, "Pembrolizumab", False, None, None), beside=[True, False])
    assert said["text"] == [{"pembrolizumab"}]
    assert "_key" not in said["ngram"][0]
    assert "_pem" in said["ngram"][0]


def test_a_short_name_holds_until_another_takes_its_place() -> None:
    """A newer file that gives long names only does not take the short ones away."""
    replaced, kept, ended = _names(
        (0, "Factor xiii injection", True, THEN, None), (0, "Tretten", False, THEN, THEN), (0, "Corifact", False, LATER, LATER),
        (1, "Factor ix injection", True, THEN, None), (1, "Alprolix", False, THEN, LATER),
        (2, "Factor viii", True, THEN, LATER), (2, "Eloctate", False, THEN, LATER))["text"]
    assert replaced == {"factor", "xiii", "inject", "corifact"}
    assert kept == {"factor", "ix", "inject", "alprolix"}
    assert ended == {"factor", "viii", "eloct"}


def test_what_two_names_have_at_once_counts_once_more() -> None:
    again = {"alprolix (in more than one name)", "factor (in more than one name)"}
    both, one_name, renamed = _names(
        (0, "Factor ix, factor, alprolix", True, THEN, None), (0, "Alprolix factor", False, None, LATER),
        (1, "Factor ix, factor", True, None, None),
        (2, "Factor old", True, None, THEN), (2, "Factor new", True, LAST, None))["text"]
    assert both == {"factor", "ix", "alprolix"} | again
    assert one_name == {"factor", "ix"}, "a word twice in a name is said once"
    assert renamed == {"factor", "new"}, "its names hold one after the other"
    title = _names((0, "Excision of lung", True, None, None), (0, "Lung excision", False, None, None), free=[False, False])
    assert title == {"text": [{"excis", "lung"}], "ngram": [set()]}, "titles of ICD-10-PCS are one name"


def test_what_is_in_more_than_one_name_has_its_own_salience() -> None:
    terms = Terms(NODES)
    terms.add(["lung", "lung (in more than one name)"])
    for signal, (numbers, factors) in names.salience(terms).items():
        assert numbers.tolist() == [NODES + 1]
        assert factors.tolist() == [contexts().salience[signal]["in more than one name"]]


def test_abbreviations_are_the_same_with_and_without_dots() -> None:
    dotted, plain = _names((0, "Factor ix, per I.U., 0.5 mg", True, None, None), (1, "Factor IX per iu 0.5 mg", True, None, None))["text"]
    assert dotted == plain == {"factor", "ix", "iu", "0.5", "mg"}
