"""The HTTP doors, asked as a browser, a program and a stranger would."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from graph.query.graph import Graph
from server.app import GRAPHIQL

HTML = {"accept": "text/html"}


def test_home_and_search(client: TestClient) -> None:
    home = client.get("/", headers=HTML).text
    assert 'href="/id/CPT:76496"' in home
    assert "release" in home.lower()
    found = client.get("/?q=colonoscopy", headers=HTML).text
    assert "/id/CPT:45378" in found
    assert found.index("Codes") < found.index("Concepts")


def test_search_escapes(client: TestClient) -> None:
    assert "<script>alert" not in client.get("/?q=<script>alert(1)</script>", headers=HTML).text


def test_every_code_page_renders(client: TestClient, root: Path) -> None:
    for path in sorted((root / "data" / "procedures").iterdir()):
        answer = client.get(f"/id/{path.stem.replace('-', ':', 1)}", headers=HTML)
        assert answer.status_code == 200, path
        assert "Similar codes" in answer.text


def test_page_of_the_reference_code(client: TestClient) -> None:
    text = client.get("/id/CPT:76496", headers=HTML).text
    for words in ("Risks and complications", "Radiologist", "Similar codes", "76000", "adds up",
                  "No policy data held for this code. That does not mean it is not covered."):
        assert words in text


@pytest.mark.parametrize("id", ["risk:bleeding", "policy:cms/NCD-220.2", "payer:cms", "POS:22", "system:CPT"])
def test_other_pages(client: TestClient, id: str) -> None:
    assert client.get(f"/id/{id}", headers=HTML).status_code == 200


def test_every_document_answers(client: TestClient, graph: Graph) -> None:
    """Whatever a quote or a page says it comes from can be asked for, in every form."""
    for row in graph.to_arrow("documents").to_pylist():
        text = client.get(f"/id/{row['id']}", headers=HTML).text
        assert row["path"] in text
        assert row["licence"] in text
    page = graph.pages(graph.code("CPT:76496"))[0]
    shown = client.get(f"/id/{page.document}", headers=HTML).text
    assert f'href="/id/{page.id}"' in shown
    assert f'href="/id/{page.document}"' in client.get("/id/CPT:76496", headers=HTML).text
    for kind in ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"):
        answer = client.get(f"/id/{page.document}", headers={"accept": kind})
        assert answer.headers["content-type"].startswith(kind)
        assert "procedures/CPT-76496.md" in answer.text


def test_bare_code_is_sent_on(client: TestClient) -> None:
    answer = client.get("/id/76496", headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/id/CPT:76496")


@pytest.mark.parametrize(("accept", "kind"), [
    ("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"),
    ("text/html;q=0.4, application/rdf+xml;q=0.9", "application/rdf+xml"), ("*/*", "text/html"),
])
def test_negotiation(client: TestClient, accept: str, kind: str) -> None:
    answer = client.get("/id/CPT:76496", headers={"accept": accept})
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["vary"] == "Accept"


def test_turtle_parses_and_caches(client: TestClient) -> None:
    answer = client.get("/id/CPT:76496", headers={"accept": "text/turtle"})
    assert len(list(ox.parse(answer.content, format=ox.RdfFormat.TURTLE))) > 300
    again = client.get("/id/CPT:76496", headers={"accept": "text/turtle", "if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("path", "status", "kind"), [
    ("/id/CPT:00000", 404, "NotFound"), ("/id/sha256:00", 404, "NotFound"), ("/id/what", 400, "BadIdentifier"), ("/export/x.morse", 400, "BadInput"),
    ("/id/CPT:76496?format=morse", 400, "BadInput"),
])
def test_errors_have_one_shape(client: TestClient, path: str, status: int, kind: str) -> None:
    answer = client.get(path, headers={"accept": "application/json"})
    assert answer.status_code == status
    assert answer.json()["error"].keys() == {"kind", "what", "where", "expected", "got", "hint"}
    assert answer.json()["error"]["kind"] == kind
    assert client.get(path, headers=HTML).status_code == status


def test_graphql_over_http(client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": '{ code(id: "76496") { curie label } }'})
    assert answer.json()["data"]["code"]["curie"] == "CPT:76496"


def test_graphiql_needs_nobody(client: TestClient) -> None:
    """Whatever the page loads, it loads from here."""
    text = client.get("/graphql", headers=HTML).text
    assert "https://" not in text
    if not (GRAPHIQL / "graphiql").is_dir():
        assert "make web" in text
        pytest.skip("GraphiQL is not installed here (npm is missing)")
    for source in ("graphiql/graphiql.min.js", "react/umd/react.production.min.js", "graphiql/graphiql.min.css"):
        assert client.get(f"/web/{source}").status_code == 200


def test_export_streams(client: TestClient) -> None:
    assert client.get("/export/codekin.nt").text.count("\n") > 10_000


@pytest.fixture(scope="module")
def address(root: Path, releases: Path):
    """A real server in a process of its own, on a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "server", "serve", "--port", str(port), "--release", str(releases)]
    process = subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore")
def test_in_a_real_browser(address: str) -> None:
    """Search, open a code, open the sum of a kin, see GraphiQL answer: nothing fails and nothing is asked elsewhere."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not on this machine")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page()
        asked, wrong = [], []
        page.on("request", lambda r: asked.append(r.url))
        page.on("pageerror", lambda e: wrong.append(str(e)))
        page.goto(address)
        page.fill("#q", "fluoroscopy")
        page.press("#q", "Enter")
        page.click("a[href='/id/CPT:76496']")
        assert page.locator(".kin > li").count() == 10
        page.locator(".kin details.sum > summary").first.click()
        assert page.locator(".kin table").first.is_visible()
        if (GRAPHIQL / "graphiql").is_dir():
            page.goto(f"{address}/graphql")
            page.click("button.graphiql-execute-button")
            page.wait_for_selector(".result-window >> text=76000", timeout=20_000)
        browser.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
