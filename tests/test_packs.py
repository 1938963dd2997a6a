"""Packs of arrays: what is written is read, by us and by the library whose form it is."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from graph.release import packs

ARRAYS = {
    "small": np.array([1, 2, 3], np.uint16), "wide": np.linspace(0, 1, 5), "none": np.zeros(0, np.int32),
    "pairs.codes": np.arange(7, dtype=np.int32), "flags": np.array([True, False]), "long": np.array([2**40, -1]),
}


@pytest.mark.parametrize("read", [packs.read, load_file])
def test_arrays_come_back_as_they_were(tmp_path: Path, read) -> None:
    packs.write(tmp_path / "some.safetensors", ARRAYS)
    found = read(tmp_path / "some.safetensors")
    assert found.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert (found[name].dtype, found[name].tolist()) == (array.dtype, array.tolist()), name


def test_arrays_begin_where_their_numbers_may(tmp_path: Path) -> None:
    packs.write(tmp_path / "some", ARRAYS)
    assert all(array.flags.aligned for array in packs.read(tmp_path / "some").values())


def test_what_is_mapped_is_not_written_to(tmp_path: Path) -> None:
    packs.write(tmp_path / "some", ARRAYS)
    with pytest.raises(ValueError, match="read-only"):
        packs.read(tmp_path / "some")["wide"][0] = 2


def test_a_column_of_another_array_is_written_whole(tmp_path: Path) -> None:
    packs.write(tmp_path / "some", {"one": np.arange(6).reshape(3, 2)[:, 1]})
    assert packs.read(tmp_path / "some")["one"].tolist() == [1, 3, 5]


def test_no_arrays_are_a_pack_too(tmp_path: Path) -> None:
    packs.write(tmp_path / "none", {})
    assert packs.read(tmp_path / "none") == {}
