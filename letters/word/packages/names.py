"""What a letter's parts may hold, by the names of WordprocessingML and DrawingML (ECMA-376-1)."""

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WPG = "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
STRICT = "{http://purl.oclc.org/ooxml/"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NAMESPACES = {
    prefix: name[1:-1]
    for prefix, name in {
        "w": W, "r": R, "wp": WP, "a": A, "pic": PIC, "mc": MC, "wps": WPS, "wpg": WPG,
    }.items()
}  # fmt: skip
DRAWN = (WP, A, PIC, WPS, WPG)

STRUCTURE = frozenset(
    {
        "document", "body", "hdr", "ftr", "p", "r", "tbl", "tr", "tc", "t", "tab", "br", "cr", "noBreakHyphen",
        "fldChar", "instrText", "fldSimple", "drawing", "ptab",
    }
)  # fmt: skip
"""What makes up the text and is kept as it is."""
PROPERTIES = frozenset({"pPr", "rPr", "sectPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr"})
"""What forms it: everything below is kept but for what is refused."""
UNWRAPPED = frozenset({"smartTag", "customXml", "sdt", "sdtContent", "hyperlink"})
"""Wrappers: their content stands in their place."""
DROPPED = frozenset(
    {
        "proofErr", "lastRenderedPageBreak", "permStart", "permEnd", "bookmarkStart", "bookmarkEnd", "softHyphen",
        "smartTagPr", "customXmlPr", "sdtPr", "sdtEndPr", "rsid", "printerSettings", "divId", "cnfStyle",
    }
)  # fmt: skip
TRACKED = frozenset(
    {
        "ins", "del", "moveFrom", "moveTo", "delText", "delInstrText", "cellIns", "cellDel", "cellMerge",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart",
        "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
        "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "pPrChange", "rPrChange",
        "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange", "numberingChange",
    }
)  # fmt: skip
COMMENTED = frozenset({"comment", "commentReference", "commentRangeStart", "commentRangeEnd", "annotationRef"})
EMBEDDED = frozenset({"object", "control", "altChunk", "subDoc", "contentPart", "movie"})
NOTED = frozenset(
    {
        "footnoteReference", "endnoteReference", "footnoteRef", "endnoteRef", "separator", "continuationSeparator",
        "footnotePr", "endnotePr",
    }
)  # fmt: skip
HIDDEN = frozenset({"vanish", "specVanish", "webHidden"})
FLOATING = frozenset({"framePr", "tblpPr"})
_OFF = frozenset({"0", "false", "off"})


def attributes_of(element: etree._Element) -> dict[str, str]:
    """An element's attributes by their names."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def is_on(value: str | None) -> bool:
    """Whether a toggle such as w:vanish is set (17.17.4)."""
    return value is None or value.casefold() not in _OFF
