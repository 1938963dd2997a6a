"""Merges can be followed to one line of a table and undone there; what a curator should look at is listed in full."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rapidfuzz import fuzz

from graph.errors import BadInput, NotFound
from graph.ingest import merges
from graph.ingest.build import build
from graph.ingest.draft import Review
from graph.ingest.review import suggest, ungrounded
from graph.ingest.suspicions import Suspicion, suspicions
from graph.ingest.text import lexicon
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.normalise import key
from graph.release import quotes
from graph.release.directory import Release
from server.cli import main

TABLE = """id\tpreferred\talternatives\tcodes\tbroader\tdefinition
risk:bleeding\tbleeding\tblood loss|haemorrhage\t\t\t
risk:infection\tinfection\timplant infection|wound infection|infected wound\t\t\t
risk:tissue-swelling\tswelling of the cornea\t\t\t\t
"""
PAGES = {
    "CPT-76496.md": "Risks\n\n- Wound infections\n- Implant infection\n- Mild bleeding\n- Peculiar glow in the dark\n",
    "CPT-27447.md": "Risks\n\n- Infection of the wound\n- Infection at the puncture site\n- Bleeding\n- A peculiar glow, dark\n",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("vocabularies", "titles", "procedures", "policies"):
        (folder / name).mkdir(parents=True)
    (folder / "vocabularies" / "risk.tsv").write_text(TABLE, "utf-8")
    for name, text in PAGES.items():
        (folder / "procedures" / name).write_text(text, "utf-8")
    return folder


def release_of(data: Path) -> Release:
    return build(data, data.parent / "releases")


def why(data: Path, id: str, release: Release | None = None) -> merges.Why:
    return merges.why(release or release_of(data), id, lexicon.load(data / "vocabularies"), data)


def forms(found: merges.Why) -> dict[str, set[str]]:
    return {group.match.key if group.match else "": {form.exact for form in group.forms} for group in found.groups}


def edit(data: Path, old: str, new: str) -> None:
    path = data / "vocabularies" / "risk.tsv"
    assert path.read_text("utf-8").count(old) == 1
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


# --- why these are one node ---


def test_the_nearest_name_whatever_the_order_of_words(data: Path) -> None:
    """Keys have their words in order, so that nothing is lost where these are compared as they stand."""
    words = lexicon.load(data / "vocabularies")
    asked = [Review("sha256:", "has_risk", "risk:x", text) for text in ("Wounds that infect", "Infecting a wound's edge")]
    told = suggest(asked, words)
    names = list(words.keys["risk"])
    for review in told:
        best = max(fuzz.token_sort_ratio(key(review.exact), name) for name in names)
        assert review.suggestion == "infection"
        assert review.score == pytest.approx(best / 100, abs=0.01)


def test_every_form_is_led_to_its_name(data: Path) -> None:
    found = why(data, "risk:infection")
    assert (found.line, found.changed, found.mentions) == (3, False, 4)
    assert forms(found) == {
        "infect wound": {"Wound infections", "Infection of the wound"}, "implant infect": {"Implant infection"},
        "infect": {"Infection at the puncture site"},
    }
    by_key = {group.match.key: group for group in found.groups}
    assert by_key["infect wound"].match.names == ("wound infection", "infected wound")
    assert by_key["infect wound"].method == "alias"
    assert by_key["infect"].method == "reduced"


def test_a_node_without_a_line_is_its_words(data: Path) -> None:
    id = next(row["concept"] for row in release_of(data).table("review").to_pylist() if "glow" in row["concept"])
    found = why(data, id)
    assert found.line is None
    assert [group.match.names for group in found.groups] == [()]


def test_editing_one_line_undoes_a_merge(data: Path) -> None:
    before = why(data, "risk:infection")
    assert "Implant infection" in {form.exact for group in before.groups for form in group.forms}
    edit(data, "implant infection|", "")
    after = why(data, "risk:infection")
    assert "Implant infection" not in {form.exact for group in after.groups for form in group.forms}
    assert after.mentions == before.mentions - 1
    nodes = release_of(data).table("nodes").column("id").to_pylist()
    assert "risk:implant-infection" in nodes


def test_a_line_of_its_own_undoes_a_shortened_form(data: Path) -> None:
    edit(data, "risk:tissue", "risk:puncture-infection\tinfection at the puncture site\t\t\t\t\nrisk:tissue")
    assert why(data, "risk:puncture-infection").mentions == 1
    assert why(data, "risk:infection").mentions == 3


def test_an_edited_vocabulary_is_noticed(data: Path) -> None:
    release = release_of(data)
    edit(data, "implant infection|", "")
    found = why(data, "risk:infection", release)
    assert found.changed
    assert [group.forms[0].exact for group in found.groups if group.match is None] == ["Implant infection"]


def test_every_mention_of_the_release_is_explained(root: Path, releases: Path) -> None:
    """Also where the quote has fewer words than the name, because the page shares one word among several."""
    release, words = Release(releases), lexicon.load(root / "data" / "vocabularies")
    shortened = []
    for id in [id for id in words.concepts if id.startswith(("benefit:", "alternative:"))]:
        for group in merges.why(release, id, words, root / "data").groups:
            assert group.match is not None, (id, group)
            assert group.match.method == group.method
            assert bool(group.match.names) == (group.method != "unknown")
            shortened += [form.exact for form in group.forms if form.reading]
    assert shortened


def test_counts_agree_with_the_release(root: Path, releases: Path) -> None:
    release, words = Release(releases), lexicon.load(root / "data" / "vocabularies")
    ids = release.table("nodes").column("id").to_pylist()
    edges = release.table("edges").to_pylist()
    row = ids.index("risk:infection")
    edge_rows = {n for n, edge in enumerate(edges) if edge["object"] == row and edge["predicate"] == "has_risk"}
    expected = sum(e["edge"] in edge_rows for e in quotes.joined(release).to_pylist())
    assert merges.why(release, "risk:infection", words, root / "data").mentions == expected > 10


@pytest.mark.parametrize(("id", "error"), [("risk:nothing", NotFound), ("CPT:76496", BadInput)])
def test_no_concept(data: Path, id: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        why(data, id)


def test_words_that_spell_an_id_do_not_land_on_it(data: Path) -> None:
    """A node without a line is named by its words, and these may be the id that a curator gave to another concept."""
    (data / "procedures" / "CPT-29881.md").write_text("Risks\n\n- Corneal tissues\n", "utf-8")
    release_of(data)
    own = lexicon.load(data / "vocabularies").own_id("risk", "corneal tissue")
    assert why(data, own).line is None
    edit(data, "risk:tissue-swelling\t", f"{own}\t")
    assert why(data, own).groups == ()
    assert [(g.method, g.match.names) for g in why(data, f"{own}-unlisted").groups] == [("unknown", ())]


# --- are these one node ---


@pytest.mark.parametrize(("texts", "concepts"), [
    (("wound infection", "infection at the surgical site"), ["risk:infection", "risk:infection"]),
    (("bleeding", "haemorrhages", "severe hemorrhage"), ["risk:bleeding"] * 3),
    (("bleeding", "infection"), ["risk:bleeding", "risk:infection"]),
    (("glow in the dark", "dark glow"), ["risk:dark-glow", "risk:dark-glow"]),
])
def test_same(data: Path, texts: tuple[str, ...], concepts: list[str]) -> None:
    found = merges.same(Grounder(lexicon.load(data / "vocabularies")), "risk", texts)
    assert [one.concept for one in found] == concepts
    assert all(one.match for one in found)


def test_same_says_the_line(data: Path) -> None:
    options = ("--category", "risk", "--data", str(data))
    result = run("vocabulary", "same", "wound infection", "infection of the implant", *options)
    assert result.exit_code == 0
    assert result.stdout.startswith("one node\n")
    assert "vocabularies/risk.tsv:3, alternative 'implant infection' (key 'implant infect')" in result.stdout
    apart = run("vocabulary", "same", "wound infection", "blood loss", *options, "--json")
    assert apart.exit_code == 1
    assert json.loads(apart.stdout)["same"] is False
    assert run("vocabulary", "same", "of the", *options).exit_code == 2


def test_why_on_the_command_line(data: Path) -> None:
    release_of(data)
    options = ("--release", str(data.parent / "releases"), "--data", str(data))
    text = run("why", "risk:infection", *options).stdout
    assert "2 alias: vocabularies/risk.tsv:3, alternative 'wound infection' = 'infected wound' (key 'infect wound')" in text
    assert "to part them: move 'implant infection' from line 3 of vocabularies/risk.tsv to a line of its own" in text
    found = json.loads(run("vocabulary", "why", "risk:infection", *options, "--json").stdout)
    assert found["mentions"] == 4
    assert {"method", "match", "forms"} == found["groups"][0].keys()


# --- what to look at ---


def page(data: Path, name: str, *risks: str, section: str = "Risks") -> None:
    (data / "procedures" / f"{name}.md").write_text(f"{section}\n\n" + "".join(f"- {risk}\n" for risk in risks), "utf-8")


def found(data: Path, kind: str) -> list[tuple[str, set[str]]]:
    return [(s.reason, {p.concept for p in s.parties}) for s in suspicions(release_of(data)) if s.kind == kind]


def test_ungrounded_is_grouped_and_counted(data: Path) -> None:
    page(data, "CPT-29881", "Purple glow", "Wound infekshun")
    page(data, "CPT-19120", "Mild purple glow")
    rows = {row.concept: row for row in ungrounded(release_of(data))}
    glow = rows["risk:glow-purpl"]
    assert (glow.mentions, glow.forms) == (2, ("Mild purple glow", "Purple glow"))
    assert glow.pages == ("procedures/CPT-19120.md", "procedures/CPT-29881.md")
    assert next(row for id, row in rows.items() if "infekshun" in id).suggestion == "infection"
    counts = [row.mentions for row in ungrounded(release_of(data))]
    assert counts == sorted(counts, reverse=True)


def test_ungrounded_loses_no_mention(releases: Path) -> None:
    release = Release(releases)
    assert sum(row.mentions for row in ungrounded(release)) == release.table("review").num_rows > 0


def test_shortening_too_far_is_suspicious(data: Path) -> None:
    """Known names and one-off nodes are left alone: only what was put on something else is a merge."""
    page(data, "CPT-29881", "Infection with many peculiar garden plants seen abroad", "Glitter with sparks over a wide and distant area")
    far = [(s.parties[0].concept, s.forms) for s in suspicions(release_of(data)) if s.reason == "shortened a long way"]
    assert far == [("risk:infection", ("Infection with many peculiar garden plants seen abroad",))]


def test_one_form_under_two_names(data: Path) -> None:
    (data / "vocabularies" / "benefit.tsv").write_text(
        TABLE.splitlines()[0] + "\nbenefit:drainage\tdrainage of a wound\tblood loss\t\t\t\n", "utf-8")
    page(data, "CPT-29881", "Blood loss")
    page(data, "CPT-19120", "Blood loss", section="Benefits")
    assert ("one form, other names in other categories", {"risk:bleeding", "benefit:drainage"}) in found(data, "merge")


def test_nearly_the_same_words(data: Path) -> None:
    page(data, "CPT-29881", "Implants infections", "Implant infektion", "Type 1 diabetes mellitus", "Type 2 diabetes mellitus",
         "Hyperglycemia episodes", "Hypoglycemia episodes")
    alike = [parties for reason, parties in found(data, "split") if reason == "nearly the same words"]
    assert alike == [{"risk:infection", "risk:implant-infekt"}]


def test_synonyms_of_the_vocabulary_find_splits(data: Path) -> None:
    lines = "".join(f"risk:{part}-bleeding\t{part} bleeding\t{part} hemorrhage\t\t\t\n" for part in ("eye", "brain", "joint"))
    edit(data, "risk:tissue", lines + "risk:gum-bleeding\tgum bleeding\t\t\t\t\nrisk:tissue")
    page(data, "CPT-29881", "Gum hemorrhage")
    assert ("the same but for bleed and hemorrhag, which 3 concepts use for each other",
            {"risk:gum-bleeding", "risk:gum-hemorrhage"}) in found(data, "split")
    edit(data, "risk:gum-bleeding\tgum bleeding\t", "risk:gum-bleeding\tgum bleeding\tgum hemorrhage")
    assert not [s for s in suspicions(release_of(data)) if s.reason.startswith("the same but for")]


def test_suspicions_of_the_bundled_release(releases: Path) -> None:
    every = suspicions(Release(releases))
    assert {s.kind for s in every} == {"merge", "split"}
    assert all(isinstance(s, Suspicion) and s.mentions for s in every)
    assert len({(s.kind, s.reason, s.parties, s.forms) for s in every}) == len(every)


def test_rows_of_official_files_have_no_form_to_suspect(data: Path, tmp_path: Path) -> None:
    """An edge from a table to a node of a vocabulary has no quote; nothing is said of it, and nothing breaks."""
    before = suspicions(release_of(data))
    addendum = tmp_path / "2031_July_Addendum_B.csv"
    addendum.write_text("Addendum B. - Final OPPS Payment by HCPCS Code for CY 2031,,,,,,,\n\n"
                        "HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,National Unadjusted Copayment,"
                        "* Indicates a Change\n12346,made up,C,,,,,\n")
    release = build(data, data.parent / "releases", releases=[addendum])
    assert release.manifest["counts"]["edges"]["performed_in"]
    assert suspicions(release) == before


def test_status_review(data: Path) -> None:
    """Totals are of the whole list, however few rows are shown."""
    release_of(data)
    page(data, "CPT-29881", "Implant infektion", "Odd glare", "Odd glare")
    release_of(data)
    folder = str(data.parent / "releases")
    totals, *rows = (json.loads(line) for line in run("status", folder, "--review", "--first", "1", "--json").stdout.splitlines())
    assert totals["ungrounded"] > 1 == totals["shown"]["ungrounded"]
    assert totals["mentions_ungrounded"] >= totals["ungrounded"]
    assert [row["list"] for row in rows] == ["ungrounded", "splits"]
    every = [json.loads(line) for line in run("status", folder, "--review", "--first", "0", "--json").stdout.splitlines()][1:]
    assert len([row for row in every if row["list"] == "ungrounded"]) == totals["ungrounded"]
    text = run("status", folder, "--review", "--first", "1").stdout
    assert f"concepts that no vocabulary has: {totals['ungrounded']}, showing 1\n" in text
    assert "suspicious merges: 0\n" in text
