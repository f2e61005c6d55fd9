"""What PDF/UA-2 (ISO 14289-2) asks for beyond PDF/UA-1, of a PDF that is about to be written."""

from __future__ import annotations

from collections.abc import Sequence

import pydyf

_NAMESPACE = "http://iso.org/pdf2/ssn"


def name_the_namespace(pdf: pydyf.PDF, tree: pydyf.Dictionary, root: pydyf.Dictionary) -> None:
    """Put the document's element into the standard namespace of PDF 2.0 (section 8.2.5.2)."""
    namespace = pydyf.Dictionary({"Type": "/Namespace", "NS": pydyf.String(_NAMESPACE)})
    pdf.add_object(namespace)
    tree["Namespaces"] = pydyf.Array([namespace.reference])
    root["NS"] = namespace.reference


def lead_to_structure(pdf: pydyf.PDF, headings: Sequence[tuple[str, bytes]]) -> None:
    """Let the outline lead to structure elements (section 8.8), and older readers to the page as before.

    `headings` are (text, reference of the element) in reading order, which is the outline's.
    """
    waiting = iter(headings)
    for entry in pdf.objects:
        if not (isinstance(entry, dict) and "Title" in entry and "Dest" in entry):
            continue
        label = entry["Title"].string
        element = next((reference for text, reference in waiting if text == label), None)
        if element is None:
            raise ValueError(f"the outline names {label!r}, which is no heading")
        target = entry.pop("Dest")
        there = pydyf.Array([element, *target[1:]])
        entry["A"] = pydyf.Dictionary({"Type": "/Action", "S": "/GoTo", "D": target, "SD": there})
