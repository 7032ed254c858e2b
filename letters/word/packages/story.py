"""Body, headers and footers built again, element by element: known ones are copied, wrappers and marks fall away, and
what could show another text than the one that is checked is refused with its place."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from domain.said import Sentence
from letters.word.packages import names
from letters.word.packages.fields import fields_of
from letters.word.packages.names import DRAWN, MC, NAMESPACES, SPACE, R, W
from letters.word.packages.opc import Relation
from letters.word.packages.refusal import (
    BOUND,
    COMMENTED,
    EMBEDDED,
    FIELD,
    FLOATING,
    HIDDEN,
    HYPERLINK,
    NOTED,
    OUTSIDE_FIELD,
    SHAPED,
    SYMBOL,
    TRACKED,
    UNKNOWN,
    in_body,
    said,
)

_SYMBOLS = re.compile(
    r"symbol|wingdings(?: [23])?|webdings|(?:itc )?zapf ?dingbats|marlett|mt extra|bookshelf symbol.*", re.IGNORECASE
)
_BY_NAME = {
    **dict.fromkeys(names.TRACKED, TRACKED),
    **dict.fromkeys(names.COMMENTED, COMMENTED),
    **dict.fromkeys(names.EMBEDDED, EMBEDDED),
    **dict.fromkeys(names.NOTED, NOTED),
    **dict.fromkeys(names.FLOATING, FLOATING),
    "pict": SHAPED,
}
_PICTURE_URI = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_SHAPE_URIS = (NAMESPACES["wps"], NAMESPACES["wpg"])
_SHOWN_NAME = 30


@dataclass
class Story:
    """One part being built again.

    where: its place if it is no body, whose paragraphs are counted. part: gives the name that a part which the story
    refers to by relation has from now on; it raises or notes what is wrong with it.
    """

    relations: dict[str, Relation]
    part: Callable[[Relation, Sentence], str | None]
    where: Sentence | None = None
    why: list[Sentence] = field(default_factory=list)
    _paragraph: int = 0
    _place: Sentence | None = None

    def built(self, root: etree._Element) -> etree._Element:
        """The part, built again; `why` says what of it is refused."""
        copy = etree.Element(root.tag, nsmap=NAMESPACES)
        self._children(root, copy)
        self._check_fields(copy)
        return copy

    def refuse(self, message: str, **values: object) -> None:
        """Note what is wrong where the story has come to."""
        self.why.append(said(message, self.place, **values))

    @property
    def place(self) -> Sentence:
        """Where the story has come to."""
        return self.where or self._place or in_body(max(self._paragraph, 1), "")

    def _children(self, source: etree._Element, target: etree._Element) -> None:
        for child in source:
            if isinstance(child.tag, str):
                self._element(child, target)

    def _element(self, element: etree._Element, target: etree._Element) -> None:
        name = element.tag.removeprefix(W)
        if element.tag == f"{MC}AlternateContent":
            self._alternatives(element, target)
        elif not element.tag.startswith(W):
            self._foreign(element)
        elif name in _BY_NAME:
            self.refuse(_BY_NAME[name])
        elif name in names.DROPPED:
            self._check_bound(element)
        elif name in names.UNWRAPPED:
            self._unwrapped(element, name, target)
        elif name in names.PROPERTIES:
            self._properties(element, target)
        elif name == "drawing":
            self._drawing(element, etree.SubElement(target, element.tag))
        elif name in ("t", "instrText"):
            _text(element, etree.SubElement(target, element.tag))
        elif name in names.STRUCTURE:
            self._structure(element, name, target)
        else:
            self.refuse(UNKNOWN, what=name[:_SHOWN_NAME])

    def _structure(self, element: etree._Element, name: str, target: etree._Element) -> None:
        if name == "p" and self.where is None:
            self._paragraph += 1
            text = "".join(string_of(one) for one in element.iter(f"{W}t"))
            self._place = in_body(self._paragraph, text)
        made = etree.SubElement(target, element.tag, _attributes(element))
        if name == "fldChar" and len(element):
            self.refuse(FIELD, field="…")
            return
        self._children(element, made)

    def _unwrapped(self, element: etree._Element, name: str, target: etree._Element) -> None:
        if name == "hyperlink" and element.get(f"{R}id") is not None:
            self.refuse(HYPERLINK)
            return
        self._children(element, target)

    def _check_bound(self, element: etree._Element) -> None:
        """A content control that takes its words from elsewhere."""
        if any(isinstance(one.tag, str) and etree.QName(one).localname == "dataBinding" for one in element.iter()):
            self.refuse(BOUND)

    def _properties(self, element: etree._Element, target: etree._Element) -> None:
        made = etree.SubElement(target, element.tag, _attributes(element))
        for child in element:
            if not isinstance(child.tag, str) or not child.tag.startswith(W):
                continue  # forms of later versions of Word, which no other reader knows (mc:Ignorable)
            self._property(child, made)

    def _property(self, child: etree._Element, made: etree._Element) -> None:
        name = child.tag.removeprefix(W)
        if name in ("headerReference", "footerReference"):
            self._reference(child, made)
        elif name in names.HIDDEN:
            if names.is_on(child.get(f"{W}val")):
                self.refuse(HIDDEN)
        elif name in _BY_NAME:
            self.refuse(_BY_NAME[name])
        elif name not in names.DROPPED:
            if name == "rFonts" and (font := symbol_font(child)):
                self.refuse(SYMBOL, font=font)
            self._properties(child, made)

    def _reference(self, child: etree._Element, made: etree._Element) -> None:
        """A header or footer of a section."""
        relation = self.relations.get(child.get(f"{R}id", ""))
        kind = child.tag.removeprefix(W).removesuffix("Reference")
        new = self.part(relation, self.place) if relation is not None and relation.kind == kind else None
        if new is None:
            self.refuse(UNKNOWN, what=kind)
            return
        etree.SubElement(made, child.tag, {f"{W}type": child.get(f"{W}type", "default"), f"{R}id": new})

    def _alternatives(self, element: etree._Element, target: etree._Element) -> None:
        """Only a drawn shape without words may stand here; of its forms the first alone is kept."""
        choices = element.findall(f"{MC}Choice")
        wanted = choices[0].get("Requires", "").split() if len(choices) == 1 else []
        texts = element.iter(f"{W}t", f"{W}txbxContent", f"{W}instrText")
        if not wanted or not {*wanted} <= {"wps", "wpg"} or next(texts, None) is not None:
            self.refuse(SHAPED)
            return
        made = etree.SubElement(target, f"{MC}AlternateContent")
        choice = etree.SubElement(made, f"{MC}Choice", {"Requires": " ".join(wanted)})
        for child in choices[0]:
            if child.tag == f"{W}drawing":
                self._drawing(child, etree.SubElement(choice, child.tag))
            elif isinstance(child.tag, str):
                self.refuse(SHAPED)

    def _drawing(self, element: etree._Element, made: etree._Element) -> None:
        for one in element:
            if one.tag == f"{names.WP}anchor" and self.where is None and one.get("behindDoc") not in ("1", "true"):
                self.refuse(FLOATING)
        for data in element.iter(f"{names.A}graphicData"):
            if data.get("uri") not in (_PICTURE_URI, *_SHAPE_URIS):
                self.refuse(EMBEDDED)
        for child in element:
            if isinstance(child.tag, str):
                self._drawn(child, made)

    def _drawn(self, element: etree._Element, target: etree._Element) -> None:
        local = etree.QName(element).localname
        if local in ("extLst", "hlinkClick", "hlinkHover", "hlinkMouseOver"):
            return
        if not element.tag.startswith(DRAWN) or local in ("txbx", "linkedTxbx", "txbxContent", "t"):
            if local not in ("sizeRelH", "sizeRelV"):
                self.refuse(SHAPED)
            return
        made = etree.SubElement(target, element.tag)
        for name, value in names.attributes_of(element).items():
            if name == f"{R}embed":
                self._picture(value, made)
            elif not name.startswith("{"):
                made.set(name, value)
        for child in element:
            if isinstance(child.tag, str):
                self._drawn(child, made)
        if local in ("posOffset", "align", "pctPosHOffset", "pctPosVOffset"):
            made.text = element.text

    def _picture(self, relation_id: str, made: etree._Element) -> None:
        relation = self.relations.get(relation_id)
        new = self.part(relation, self.place) if relation is not None and relation.kind == "image" else None
        if new is not None:
            made.set(f"{R}embed", new)

    def _foreign(self, element: etree._Element) -> None:
        """What no part of a letter is made of: without words it falls away."""
        if any(isinstance(one.tag, str) and (one.text or "").strip() for one in element.iter()):
            self.refuse(UNKNOWN, what=etree.QName(element).localname[:_SHOWN_NAME])

    def _check_fields(self, root: etree._Element) -> None:
        for found in fields_of(root):
            if found.allowed and self.where is not None:
                continue
            where = self.where or _place_of(root, found.at)
            self.why.append(said(OUTSIDE_FIELD if found.outside else FIELD, where, field=found.name or "…"))


def symbol_font(fonts: etree._Element) -> str:
    """The symbol font that a w:rFonts names; empty if it names none."""
    named = (value for name, value in names.attributes_of(fonts).items() if not name.endswith(("Theme", "hint")))
    return next((value for value in named if _SYMBOLS.fullmatch(value.strip())), "")


def string_of(element: etree._Element) -> str:
    """Its whole text, without comments."""
    return str(element.xpath("string()"))


def clean_text(text: str) -> str:
    """A text without what is invisible: controls, marks of direction, joiners, spaces of no width."""
    return "".join(
        " " if sign in "\t\n\r" else sign
        for sign in text
        if sign in "\t\n\r" or unicodedata.category(sign) not in ("Cc", "Cf")
    )


def _text(element: etree._Element, made: etree._Element) -> None:
    """All of it, also where a comment or another element parts it for some readers."""
    made.text = clean_text(string_of(element))
    made.set(SPACE, "preserve")


def _attributes(element: etree._Element) -> dict[str, str]:
    own = names.attributes_of(element).items()
    return {name: value for name, value in own if name.startswith(W) and not name.startswith(f"{W}rsid")}


def _place_of(root: etree._Element, element: etree._Element) -> Sentence:
    paragraphs = list(root.iter(f"{W}p"))
    around = next((one for one in element.iterancestors(f"{W}p")), None)
    number = paragraphs.index(around) + 1 if around is not None else 1
    text = "".join(one.text or "" for one in around.iter(f"{W}t")) if around is not None else ""
    return in_body(number, text)
