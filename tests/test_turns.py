"""How often the threads of a build take turns, and that the rest of a process is left as it was."""

import sys

import pytest

from graph.ingest import turns


def test_threads_take_turns_more_often_while_a_build_works() -> None:
    before = sys.getswitchinterval()
    with turns.often():
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before


def test_what_fails_leaves_them_as_they_were() -> None:
    before = sys.getswitchinterval()
    with pytest.raises(ZeroDivisionError), turns.often():
        1 / 0  # noqa: B018
    assert sys.getswitchinterval() == before
