"""Makes the PDF policies from their sources: `python typeset.py SOURCE PDF`.

A source is text; `# ` begins a bold line, a form feed begins a page. No library writes the file, so that nothing of one
maker's habits gets into all of them; the bytes are the same on every run.
"""

from __future__ import annotations

import sys
from pathlib import Path

TOP, LEFT, LEADING, SIZE = 760, 54, 13, 9


def pdf(text: str) -> bytes:
    """One page a form feed, US letter, Courier so that columns stay where they are."""
    pages = [page.strip("\n").split("\n") for page in text.split("\f")]
    first = 5
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
               _font("Courier"), _font("Courier-Bold")]
    for n, lines in enumerate(pages):
        body = _content(lines)
        objects += [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {first + 2 * n + 1} 0 R "
                    "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
                    f"<< /Length {len(body.encode('cp1252'))} >>\nstream\n{body}\nendstream"]
    return _file(objects)


def _font(name: str) -> str:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"


def _content(lines: list[str]) -> str:
    rows = [f"BT {LEADING} TL {LEFT} {TOP} Td"]
    for line in lines:
        bold = line.startswith("# ")
        shown = line.removeprefix("# ").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        rows.append(f"/F{2 if bold else 1} {SIZE} Tf ({shown}) Tj T*")
    return "\n".join([*rows, "ET"])


def _file(objects: list[str]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return out + f"{tail}startxref\n{len(out)}\n%%EOF\n".encode()


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(pdf(Path(sys.argv[1]).read_text("utf-8")))
