"""The smallest PDF that opens, with one empty page or none."""

from __future__ import annotations


def small_pdf(pages: int = 1) -> bytes:
    """Return a PDF with a classic cross-reference table."""
    kids = " ".join("3 0 R" for _ in range(pages))
    objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Kids [{kids}] /Count {pages}>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99]>>",
    ]
    whole, places = "%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{content}\nendobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 4\n0000000000 65535 f \n{rows}trailer\n<</Size 4 /Root 1 0 R>>\n"
    return f"{whole}{table}startxref\n{len(whole)}\n%%EOF\n".encode("ascii")
