"""What the PDF says of itself beyond what WeasyPrint writes: both standards, and how to print it."""

from __future__ import annotations

import pydyf

from outputs.leaflet.formats import Format

# PDF/A-2 asks for a description of every schema that XMP does not know itself (ISO 19005-2 section 6.6.2.3).
_PDFUA_XMP = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" \
pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of the PDF/UA standard that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_DUPLEX = {"long-edge": "/DuplexFlipLongEdge", "short-edge": "/DuplexFlipShortEdge"}


def claim_pdfua(pdf: pydyf.PDF) -> None:
    """State PDF/UA-1 beside PDF/A-2a in the metadata; WeasyPrint writes one claim only."""
    metadata = next(
        made
        for made in pdf.objects
        if isinstance(made, pydyf.Stream) and made.extra.get("Type") == "/Metadata"
    )
    end = b"</rdf:RDF>"
    metadata.compress = False
    metadata.stream = [part.replace(end, _PDFUA_XMP + end) for part in metadata.stream]


def say_how_to_print(pdf: pydyf.PDF, form: Format, *, sides: int, mirrored: bool) -> None:
    """Ask for both sides of the paper in its real size, and show the title (ISO 32000-1 section 12.2)."""
    wishes = {"DisplayDocTitle": "true", "PrintScaling": "/None"}
    if sides > 1:
        wishes["Duplex"] = _DUPLEX[form.duplex]
    if mirrored:
        wishes["Direction"] = "/R2L"
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(wishes)
