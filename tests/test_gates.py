"""What is read from a pattern of the words it needs: no text that the pattern matches may be without them.

Asked of every pattern of the rooms that take items apart, on real lines, on texts made to match, and on lines put together
at random; and of a whole phrase, which comes out the same when every rule is tried.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
from itertools import product
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.ingest import text as rooms
from graph.ingest.text import (
    adjuncts,
    brackets,
    circumstances,
    clauses,
    conditions,
    coordination,
    cues,
    denials,
    hedging,
    holding,
    labels,
    learned,
    naming,
    normalise,
    occasions,
    qualify,
    shortening,
    statements,
    summons,
    tails,
)
from graph.ingest.text.gates import Rules, any_of, needs, words_of
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span
from graph.vocabulary import PAGE_PREDICATES

ROOMS = (adjuncts, brackets, circumstances, clauses, conditions, coordination, cues, denials, hedging, holding, labels, naming, normalise, occasions,
         qualify, shortening, statements, summons, tails)
ODD = ("ſometimes", "\u212a in", "İf", "wıth", "n’t", "don’t – no", "x-ray/CT", "e.g.", "\u00a0if", "not\tneeded", "naïve, if", "٣ days")


def _patterns() -> dict[str, Pattern]:
    """Patterns of the rooms by name, those in tuples among them, that need a word at all."""
    found: dict[str, Pattern] = {}
    for room in ROOMS:
        for name, value in vars(room).items():
            for n, one in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(one, Pattern) and any_of(one) != -1:
                    found[f"{room.__name__.rpartition('.')[2]}.{name}.{n}"] = one
    return found


PATTERNS = _patterns()
GATES = {name: (any_of(pattern), Rules(pattern).telling, needs(pattern)) for name, pattern in PATTERNS.items()}


def _open(name: str, text: str) -> bool:
    """Whether the words of a text let a pattern be tried, by its first need, by those that tell most and by all of them."""
    words, (some, telling, needs) = words_of(text), GATES[name]
    return bool(words & some) and bool(words & telling) and any(words & need == need for need in needs)


@pytest.fixture(scope="module")
def lines(root: Path) -> list[str]:
    pages = sorted((root / "data" / "procedures").iterdir())
    return sorted({line.strip(" -*#•.") for page in pages for line in page.read_text("utf-8").splitlines()} - {""})


def test_most_patterns_need_a_word() -> None:
    assert len(PATTERNS) > 150
    assert {"tails.TRAILING.0", "cues.LEADING_HEDGE.0", "denials.CUE.0", "coordination._SEPARATOR.0"} <= set(PATTERNS)


def test_every_pattern_of_the_reader_can_be_compiled() -> None:
    for room in pkgutil.iter_modules(rooms.__path__):
        importlib.import_module(f"{rooms.__name__}.{room.name}")
    found = [one for one in gc.get_objects() if isinstance(one, Pattern)]
    assert len(found) > 700
    assert not [one.pattern for one in found if one.compiled.pattern != one.pattern or one.search.__self__ is not one.compiled]


def test_what_a_pattern_needs_is_recalled_and_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    said = orjson.loads(orjson.dumps(learned.plain()))
    monkeypatch.setattr(learned, "nodes_of", None)
    monkeypatch.setattr(learned, "_recalled", {})
    learned.recall(said)
    for name, pattern in PATTERNS.items():
        same = Pattern(pattern.pattern, pattern.flags)
        assert (any_of(same), Rules(same).telling, needs(same)) == GATES[name]


def test_no_line_that_a_pattern_matches_lacks_its_words(lines: list[str]) -> None:
    texts = [*lines[::3], *(f"{a} {b}" for a, b in product(ODD, lines[::400])), *(f"{b}, {a}" for a, b in product(ODD, lines[::400]))]
    shut = [(name, text) for name, pattern in PATTERNS.items() for text in texts if not _open(name, text) and pattern.search(text)]
    assert not shut


def test_no_amount_stands_without_a_word_for_it(lines: list[str]) -> None:
    shut = [text for text in lines for need, rule in shortening._RULES if not words_of(text) & need and rule.search(text)]
    assert not shut


def test_nothing_more_comes_off_what_has_been_read(lines: list[str]) -> None:
    """A core that is left of a phrase and marked as read is no phrase with qualifiers of its own."""
    read = 0
    for text, section in product(lines[::5], ("risks", "recovery", "setting", "indications")):
        whole = qualify.qualify(Span.at(text, 0), section)
        if whole.read is whole.span and whole.text != text.strip(qualify.TRIM):
            again = qualify.qualify(Span.at(whole.text, 0), section)
            assert (again.text, *again[1:5]) == (whole.text, None, None, None, False)
            read += 1
    assert read > 50


def test_words_have_the_stems_that_they_have_in_their_phrase(lines: list[str]) -> None:
    for text in (*lines, *ODD, "Pre-op check up", "pre op", "OR nurses", "i.v. drip", "non smoker", "Patients' rights"):
        whole = normalise._WORD.findall(normalise._compounds(normalise._lower(text)))
        assert normalise.stems(text) == tuple(normalise.stem(word) for word in whole if word not in normalise._STOP)


def test_a_mark_that_sets_a_clause_off_is_needed() -> None:
    rules = Rules(Pattern(r"(?:,\s*|\s+[-–—]\s*)(?:if|when)\b"))
    assert [len(rules.of(words_of(text))) for text in ("Rest when hot", "Rest, when hot", "Rest – when hot", "Rest -when hot")] == [0, 1, 1, 1]


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_text_made_for_a_pattern_lacks_its_words(name: str) -> None:
    pattern = PATTERNS[name]

    @settings(max_examples=6, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern.compiled))
    def opens(text: str) -> None:
        assert not pattern.search(text) or _open(name, text)

    opens()


def test_a_gate_keeps_texts_without_its_words_out(lines: list[str]) -> None:
    """The look at the words is worth nothing where it lets everything through."""
    tried = sum(_open(name, line) for name in PATTERNS for line in lines[::20])
    assert tried < 0.15 * len(PATTERNS) * len(lines[::20])


def test_a_phrase_is_the_same_when_every_step_is_taken(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    joints = (", ", " if ", " in ", " – ", " (", " usually ", ", not ", " and ", ": ")
    texts = [*lines[::2], *(f"{a}{joints[n % len(joints)]}{b}" for n, (a, b) in enumerate(zip(lines[::7], lines[3::7], strict=False)))]
    asked = [(Span.at(text, 0), section) for n, text in enumerate(texts) for section in list(PAGE_PREDICATES)[n % 4::4]]
    read = [qualify.qualify.__wrapped__(*one) for one in asked]
    for table in ("_STEPS", "_LAST_STEPS"):
        monkeypatch.setattr(qualify, table, tuple((-1, step) for _, step in getattr(qualify, table)))
    monkeypatch.setattr(qualify, "_MOVING", -1)
    assert [qualify.qualify.__wrapped__(*one) for one in asked] == read
