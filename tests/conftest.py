"""One release of the bundled data, built once for the whole suite, and the official files where they lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph import open_graph
from graph.ingest.build import build
from graph.ingest.files import Item
from graph.ingest.text import lexicon, titles
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.reader import Reader
from graph.query.graph import Graph
from tests.official import written

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the official files are not beside the checkout ({SHARED.name})")
    return SHARED


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("releases")
    build(ROOT / "data", out)
    return out


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled data with a few of the pages, so that a build is short."""
    folder = tmp_path_factory.mktemp("few")
    for name in ("vocabularies", "titles", "policies"):
        (folder / name).symlink_to(ROOT / "data" / name)
    (folder / "procedures").mkdir()
    for page in sorted((ROOT / "data" / "procedures").glob("*.txt"))[:5]:
        (folder / "procedures" / page.name).symlink_to(page)
    return folder


@pytest.fixture(scope="session")
def graph(releases: Path) -> Graph:
    return open_graph(releases)


@pytest.fixture(scope="session")
def client(graph: Graph) -> TestClient:
    from server.app import application

    return TestClient(application(graph))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Item]:
    """Writes an official file and gives it as an item."""
    return lambda name, content: written(tmp_path, content, name)


@pytest.fixture(scope="session")
def reader() -> Reader:
    words, names = lexicon.load(ROOT / "data" / "vocabularies"), titles.load(ROOT / "data" / "titles")
    return Reader(Grounder(words), names)
