"""PDF pages: what a typesetter did is undone, and what cannot be read is said."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import CodekinError, UnreadableFile
from graph.ingest.build import build
from graph.ingest.text.documents import read
from graph.ingest.text.reader import Reader

Mark = tuple[float, float, float, str, str]  # left, baseline, size, font, text
Write = Callable[..., Path]
_FONTS = {"plain": "Helvetica", "bold": "Helvetica-Bold"}


def pdf(sheets: list[list[Mark]], *, trailer: str = "") -> bytes:
    """A PDF with these words on these sheets, written by hand so that nothing between us and the reader decides."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    fonts = " ".join(f"/{name} {n} 0 R" for n, name in enumerate(_FONTS, 3))
    objects += [f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>" for base in _FONTS.values()]
    kids = []
    for marks in sheets:
        shown = [
            f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET" for x, y, size, font, text in marks]
        stream = "\n".join(shown)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
                       f"/Resources << /Font << {fonts} >> >> >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _file(objects, trailer)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: list[str], trailer: str) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n"
    return out + end.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def typeset(text: str, *, left: float = 72, width: int = 80, top: float = 740) -> list[list[Mark]]:
    """Plain text as a word processor would set it: headings bold, bullets hanging, long lines wrapped, sheets filled."""
    sheets: list[list[Mark]] = [[]]
    y = top
    for line in text.splitlines():
        body = line.strip().lstrip("•").strip()
        bullet, heading = "•" in line[:4], line in _HEADINGS
        for n, part in enumerate(textwrap.wrap(body, width - 4 * bullet)):
            if y < 60:
                sheets, y = [*sheets, []], top
            if bullet and not n:
                sheets[-1].append((left + 12, y, 10, "plain", "•"))
            sheets[-1].append((left + 26 * bullet, y, 14 if heading else 10, "bold" if heading else "plain", part))
            y -= 13
        y -= 8 if heading or not body else 0
    return sheets


_HEADINGS = {"Preparation", "Risks and Complications", "Setting", "Personnel", "Duration", "Benefits", "Indications",
             "Recovery", "Alternatives", "Summary", "Purpose", "Procedure Description", "Patient Experience", "Name of the Procedure:"}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(content: bytes | list[list[Mark]], name: str = "CPT-76496.pdf") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else pdf(content))
        return path

    return put


def _column(lines: list[str], left: float, top: float, size: float = 10) -> list[Mark]:
    return [(left, top - 13 * n, size, "plain", line) for n, line in enumerate(lines)]


def test_seed_page_reads_the_same(reader: Reader, shared: Path, write: Write) -> None:
    """The reference page set over several sheets gives the mentions, sections and duration of its text."""
    seed = shared / "seed" / "procedure-page-76496.txt"
    plain, typed = reader.read(seed), reader.read(write(typeset(seed.read_text("utf-8"))))
    assert [(m.section, m.exact, m.qualifiers, m.grounding) for m in typed.mentions] == [
        (m.section, m.exact, m.qualifiers, m.grounding) for m in plain.mentions]
    assert [s.name for s in typed.sections] == [s.name for s in plain.sections]
    assert typed.duration == plain.duration


def test_every_bundled_text_page_reads_nearly_the_same(reader: Reader, root: Path, write: Write) -> None:
    """Set at random widths, the plain pages of the corpus lose next to nothing."""
    same = total = 0
    for n, path in enumerate(sorted((root / "data" / "procedures").glob("*.txt"))):
        plain = reader.read(path)
        typed = reader.read(write(typeset(path.read_text("utf-8"), width=60 + 7 * (n % 5)), f"{path.stem}.pdf"))
        one, other = ({(m.section, " ".join(m.exact.split())) for m in r.mentions} for r in (plain, typed))
        same, total = same + 2 * len(one & other), total + len(one) + len(other)
    assert same / total >= 0.97


def test_offsets_count_the_text_put_together(reader: Reader, root: Path, write: Write) -> None:
    page = next(iter(sorted((root / "data" / "procedures").glob("*.txt"))))
    reading = reader.read(write(typeset(page.read_text("utf-8"))))
    assert reading.source.format == "pdf"
    assert reading.mentions
    for m in reading.mentions:
        assert " ".join(reading.source.text[m.start : m.end].split()) == " ".join(m.exact.split())


def test_wrapped_and_parted_words(write: Write) -> None:
    """Wrapped lines are one line, a word parted at the line end is whole, a compound keeps its hyphen."""
    lines = ["Risks", "The wire may go through the wall of a vessel at the time of cathe-",
             "terization, and the doctor will see it at the visit for your follow-", "up, which is short."]
    source = read(write([[(72, 700, 14, "bold", lines[0]), *_column(lines[1:], 72, 680)]]))
    assert source.text == ("Risks\n\nThe wire may go through the wall of a vessel at the time of catheterization, "
                           "and the doctor will see it at the visit for your follow-up, which is short.\n")


def test_headings_by_size_and_weight(write: Write) -> None:
    marks = [(72, 740, 20, "plain", "Wrist scope"), (72, 700, 14, "plain", "Risks"), (72, 680, 10, "plain", "Pain in the wrist"),
             (72, 650, 10, "bold", "Setting"), (72, 630, 10, "plain", "Outpatient clinic near the main building of the town")]
    found = [(line.kind, line.level, line.text) for line in read(write([marks])).lines if line.text]
    assert found[:2] == [("heading", 1, "Wrist scope"), ("heading", 2, "Risks")]
    assert found[3] == ("heading", 2, "Setting")


def test_bullet_on_a_line_of_its_own(write: Write) -> None:
    marks = [(72, 700, 14, "bold", "Risks"), (84, 680, 10, "plain", "•"), (98, 667, 10, "plain", "Bleeding"),
             (84, 650, 10, "plain", "•"), (98, 637, 10, "plain", "Infection")]
    lines = read(write([marks])).lines
    assert [(line.kind, line.text) for line in lines if line.text] == [
        ("heading", "Risks"), ("bullet", "Bleeding"), ("bullet", "Infection")]


def test_small_capitals(write: Write) -> None:
    """A large first letter and smaller capitals are one word, whether a space was typed between them or not."""
    marks = [(72, 700, 16, "plain", "O"), (86.5, 700, 12.5, "plain", "VERVIEW"), *_column(["A small camera looks into the joint."] * 3, 72, 680),
             (72, 600, 14, "bold", "R ISKS AND C OMPLICATIONS"), (72, 580, 10, "plain", "Bleeding")]
    source = read(write([marks]))
    assert source.text.startswith("OVERVIEW\n")
    assert "RISKS AND COMPLICATIONS\n" in source.text


@pytest.mark.parametrize("by_row", [False, True], ids=["column by column", "row by row"])
def test_two_columns(write: Write, by_row: bool) -> None:
    """The left column comes first, in whichever order the file holds the lines, and the title above stays above."""
    left = ["Summary", "A thin camera is put into the joint so", "that the surgeon can see and repair the", "cartilage without a large cut being made", "in the skin above the knee."]
    right = ["Risks", "• Bleeding into the joint afterwards", "• Infection of the small wound there", "• Stiffness of the knee for some time", "• A clot in a vein of the lower leg"]
    one, other = _column(left, 72, 700), _column(right, 330, 700)
    body = [mark for pair in zip(one, other, strict=True) for mark in pair] if by_row else one + other
    text = read(write([[(72, 740, 18, "bold", "Knee arthroscopy, a page that spans both of the columns"), *body]])).text
    assert text.index("Knee") < text.index("Summary") < text.index("above the knee") < text.index("Risks") < text.index("lower leg")
    assert "surgeon can see and repair the cartilage without" in text


def test_a_table_is_read_by_row(write: Write) -> None:
    names = ["Setting:", "Duration:", "Personnel:", "Risks:", "Benefits:"]
    rest = ["Outpatient clinic", "30 minutes", "Radiologist", "Bleeding", "Less pain"]
    text = read(write([[*_column(names, 72, 700), *_column(rest, 330, 700)]])).text
    assert [line for line in text.splitlines() if line] == [f"{a} {b}" for a, b in zip(names, rest, strict=True)]


def test_headers_and_footers_are_left_out_and_named(write: Write) -> None:
    """What is repeated on the sheets is read once at most; the lines of one sentence over two sheets meet."""
    def sheet(n: int, body: list[str]) -> list[Mark]:
        return [(72, 770, 9, "plain", "General Hospital, CPT 76496"), *_column(body, 72, 700), (72, 40, 9, "plain", "Leaflet 12"), (500, 40, 9, "plain", f"Page {n} of 3")]

    sheets = [sheet(1, ["Risks", "There may be a little bleeding from the small wound that the"]),
              sheet(2, ["needle leaves behind in the skin.", "There may be a bruise."]), sheet(3, ["There may be pain."])]
    source = read(write(sheets))
    assert source.text.count("General Hospital") == 1
    assert "that the needle leaves behind" in source.text
    assert sorted(source.left_out) == sorted(
        ["General Hospital, CPT 76496"] * 2 + ["Leaflet 12"] * 3 + [f"Page {n} of 3" for n in (1, 2, 3)])


def test_no_text(reader: Reader, write: Write) -> None:
    with pytest.raises(UnreadableFile, match=r"PDF has no text.*OCR"):
        reader.read(write([[], []]))


@pytest.fixture(scope="module")
def whole() -> bytes:
    return pdf(typeset("Risks and Complications\n• Bleeding\n• Infection of the wound\n\nSetting\n• Outpatient clinic\n"))


def test_a_file_that_lies_about_its_length(reader: Reader, write: Write, whole: bytes) -> None:
    """A wrong length, a wrong place of the table or none given: what is there is read."""
    for lie in (whole.replace(b"/Length ", b"/Length 9"), whole.replace(b"/Length ", b"/Length 0 /Was "),
                whole.replace(b"startxref\n", b"startxref\n9"), whole[: whole.index(b"startxref")]):
        assert [m.exact for m in reader.read(write(lie)).mentions] == ["Bleeding", "Infection of the wound", "Outpatient clinic"]


@pytest.mark.parametrize(("content", "what"), [
    (b"%PDF-1.7\n" + b"\x00\xff" * 500, "damaged"), (b"%PDF-1.4", "damaged"), (b"", "damaged"),
    (b"<html><h2>Risks</h2><p>Bleeding</p></html>", "damaged"),
])
def test_damaged(reader: Reader, write: Write, content: bytes, what: str) -> None:
    with pytest.raises(UnreadableFile, match=what):
        reader.read(write(content))


def test_locked(reader: Reader, write: Write) -> None:
    """A standard security handler whose passwords nobody has."""
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -44 >> /ID [<{'00' * 16}> <{'00' * 16}>]"
    with pytest.raises(UnreadableFile, match="locked"):
        reader.read(write(pdf(typeset("Risks\n• Bleeding\n"), trailer=lock)))


def test_cut_short_anywhere(reader: Reader, write: Write, whole: bytes) -> None:
    for size in range(0, len(whole), max(1, len(whole) // 40)):
        try:
            reader.read(write(whole[:size]))
        except CodekinError:
            continue


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 2000), junk=st.binary(min_size=1, max_size=30))
def test_damaged_anywhere(reader: Reader, whole: bytes, tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "junk.pdf"
    path.write_bytes(whole[: at % len(whole)] + junk + whole[at % len(whole) + len(junk) :])
    try:
        reader.read(path)
    except CodekinError:
        return


def test_fifty_megabytes(reader: Reader, write: Write, whole: bytes) -> None:
    """A page with a large picture in it reads; one of sheets without number is refused."""
    picture = b"9 0 obj\n<< /Length 50000000 >>\nstream\n" + b"\x80" * 50_000_000 + b"\nendstream\nendobj\n"
    assert len(reader.read(write(whole.replace(b"xref\n0", picture + b"xref\n0", 1))).mentions) == 3
    with pytest.raises(UnreadableFile, match="too long"):
        reader.read(write([[(72, 700, 10, "plain", "Risks")]] * 501))


def test_a_pdf_enters_a_release(few: Path, write: Write, tmp_path: Path) -> None:
    """Built with the bundled data, a user's PDF is a page of its code."""
    path = write(typeset("Risks and Complications\n• Bleeding\n• Infection of the wound\n"), "HCPCS-G0008.pdf")
    release = build(few, tmp_path / "out", [path])
    assert "HCPCS-G0008.pdf" in (release.path / "manifest.json").read_text("utf-8")
