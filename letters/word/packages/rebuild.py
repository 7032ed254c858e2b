"""A Word file that comes back from staff, built again from the parts that a letter may have (DESIGN 6)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from domain.said import N_, Sentence
from letters.word.package import join, pack
from letters.word.packages.names import W
from letters.word.packages.numbering import UnknownNumber, type_numbers
from letters.word.packages.opc import MAIN_TYPE, TYPE_OF, TYPES, Package, Relation, read_package, relations_in, tree_of
from letters.word.packages.pictures import TYPES as PICTURE_TYPES
from letters.word.packages.pictures import BadPicture, extension_of
from letters.word.packages.refusal import (
    BAD_PICTURE,
    DOCUMENT,
    EMBEDDED,
    FOOTER,
    HEADER,
    HYPERLINK,
    MACRO,
    NUMBERED,
    NUMBERING,
    OUTSIDE,
    PICTURE,
    SETTINGS,
    STYLES,
    TEMPLATE,
    in_body,
    raise_if,
    said,
)
from letters.word.packages.sheets import built_fonts, built_settings, built_styles, built_theme, styles_used
from letters.word.packages.story import Story, string_of

MAIN = "word/document.xml"
_PLACES = {"header": HEADER, "footer": FOOTER, "settings": SETTINGS, "styles": STYLES, "numbering": NUMBERING}
_EMBEDDED_PARTS = ("word/embeddings/", "word/activex/")
_MACRO_PARTS = ("vbaproject", "vbadata", "customui")
_ELSEWHERE = Sentence(N_("文档中"))
_MOST_PARTS = 200
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass
class _Headed:
    """A header or footer. name: of its part from now on; root: None while it is being built."""

    kind: str
    name: str
    root: etree._Element | None = None


@dataclass
class _Made:
    """What has been built so far: parts by name, the relations of each, what is wrong."""

    files: dict[str, bytes] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    headed: dict[str, "_Headed"] = field(default_factory=dict)
    why: list[Sentence] = field(default_factory=list)
    pictures: int = 0

    def stories(self) -> list[etree._Element]:
        """The headers and footers that are built."""
        return [one.root for one in self.headed.values() if one.root is not None]

    def relate(self, source: str, kind: str, target: str) -> str:
        """The id by which `source` names `target` from now on."""
        own = self.relations.setdefault(source, [])
        known = next((id_ for id_, had, to in own if (had, to) == (kind, target)), None)
        if known is None:
            known = f"rId{len(own) + 1}"
            own.append((known, kind, target))
        return known


def rebuilt(docx: bytes) -> bytes:
    """The letter in `docx`, built again; equal input gives equal bytes. Raises PackageRefused."""
    package = read_package(docx)
    made = _Made()
    made.why += _outside(package)
    made.why += _embedded(package)
    body = _story(package, made, package.main, MAIN, None)
    _sheets(package, made, body)
    raise_if(made.why)
    return _packed(made, body)


def _story(package: Package, made: _Made, source: str, target: str, where: Sentence | None) -> etree._Element:
    relations = {one.id: one for one in package.relations(source) if not one.outside}

    def part(relation: Relation, place: Sentence) -> str | None:
        if relation.kind == "image":
            return _picture(package, made, relation, target, place)
        name = _headed(package, made, relation)
        return made.relate(target, relation.kind, name) if name else None

    story = Story(relations, part, where)
    root = story.built(tree_of(package.files[source]))
    made.why += story.why
    return root


def _headed(package: Package, made: _Made, relation: Relation) -> str | None:
    """A header or footer, built when it is first named."""
    package.expect(relation.target, relation.kind)
    if relation.target not in made.headed:
        if len(made.headed) >= _MOST_PARTS:
            return None
        number = sum(one.kind == relation.kind for one in made.headed.values()) + 1
        headed = _Headed(relation.kind, f"word/{relation.kind}{number}.xml")
        made.headed[relation.target] = headed
        headed.root = _story(package, made, relation.target, headed.name, _PLACES[relation.kind])
    return made.headed[relation.target].name


def _picture(package: Package, made: _Made, relation: Relation, owner: str, place: Sentence) -> str | None:
    data = package.files.get(relation.target)
    try:
        if data is None or made.pictures >= _MOST_PARTS:
            raise BadPicture
        extension = extension_of(data, relation.target)
    except BadPicture as bad:
        made.why.append(said(PICTURE, place, kind=bad.kind) if bad.kind else said(BAD_PICTURE, place))
        return None
    known = next((name for name, had in made.files.items() if had == data and name.startswith("word/media/")), None)
    if known is None:
        made.pictures += 1
        known = f"word/media/image{made.pictures}.{extension}"
        made.files[known] = data
    return made.relate(owner, "image", known)


def _sheets(package: Package, made: _Made, body: etree._Element) -> None:
    """Styles, settings, fonts and theme; the numbers of lists are written into the text."""
    roots = {kind: _root(package, kind) for kind in ("styles", "numbering", "settings", "fontTable", "theme")}
    stories = [body, *made.stories()]
    styles = None
    if roots["styles"] is not None:
        styles, why = built_styles(roots["styles"], styles_used(*stories))
        made.why += why
    try:
        type_numbers(stories, roots["numbering"], styles)
    except UnknownNumber as unknown:
        made.why.append(said(NUMBERED, _paragraph(body, unknown.paragraph)))
    settings, why = built_settings(roots["settings"])
    made.why += why
    theme = built_theme(roots["theme"]) if roots["theme"] is not None else None
    for kind, name, root in (
        ("styles", "word/styles.xml", styles),
        ("settings", "word/settings.xml", settings),
        ("theme", "word/theme/theme1.xml", theme),
    ):
        if root is not None:
            made.files[name] = _written(root)
            made.relate(MAIN, kind, name)
    if roots["fontTable"] is not None:
        fonts, why = built_fonts(roots["fontTable"])
        made.why += why
        made.files["word/fontTable.xml"] = _written(fonts)
        made.relate(MAIN, "fontTable", "word/fontTable.xml")


def _root(package: Package, kind: str) -> etree._Element | None:
    name = package.one(kind)
    return tree_of(package.files[name]) if name is not None else None


def _outside(package: Package) -> Iterator[Sentence]:
    """Every relation of every part that leads out of the package."""
    for name in package.files:
        folder, _, base = name.rpartition("/")
        if not base.endswith(".rels") or not folder.endswith("_rels"):
            continue
        owner = f"{folder.removesuffix('_rels')}{base.removesuffix('.rels')}"
        place = _place(package, owner)
        for relation in relations_in(package.files, owner):
            if relation.outside:
                yield said({"hyperlink": HYPERLINK, "attachedTemplate": TEMPLATE}.get(relation.kind, OUTSIDE), place)
            elif relation.kind == "subDocument":
                yield said(EMBEDDED, place)


def _embedded(package: Package) -> Iterator[Sentence]:
    for name in package.files:
        if any(word in name.lower() for word in _MACRO_PARTS):
            yield Sentence(MACRO)
        if name.lower().startswith(_EMBEDDED_PARTS):
            yield said(EMBEDDED, _ELSEWHERE)


def _place(package: Package, owner: str) -> Sentence:
    """What staff call a part."""
    for relation in package.relations(package.main):
        if relation.target == owner and relation.kind in _PLACES:
            return _PLACES[relation.kind]
    return DOCUMENT


def _paragraph(body: etree._Element, paragraph: etree._Element) -> Sentence:
    found = list(body.iter(f"{W}p"))
    if paragraph not in found:
        return HEADER
    return in_body(found.index(paragraph) + 1, "".join(string_of(one) for one in paragraph.iter(f"{W}t")))


def _packed(made: _Made, body: etree._Element) -> bytes:
    """The package: its parts in a fixed order, each named by one relation."""
    parts = {MAIN: _written(body)}
    kinds = {MAIN: "officeDocument"}
    for one in made.headed.values():
        if one.root is not None:
            parts[one.name], kinds[one.name] = _written(one.root), one.kind
    parts |= made.files
    for _, kind, target in made.relations.get(MAIN, ()):
        kinds.setdefault(target, kind)
    files = {TYPES: _types(parts, kinds), "_rels/.rels": _relations([("rId1", "officeDocument", MAIN)], "")}
    for name in (MAIN, *sorted(one for one in parts if one != MAIN)):
        files[name] = parts[name]
        if name in made.relations:
            folder, _, base = name.rpartition("/")
            files[f"{folder}/_rels/{base}.rels"] = _relations(made.relations[name], folder)
    return join(pack(name, data) for name, data in files.items())


def _types(parts: dict[str, bytes], kinds: dict[str, str]) -> bytes:
    root = etree.Element(f"{{{_TYPES_NS}}}Types", nsmap=_default(_TYPES_NS))
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        **PICTURE_TYPES,
    }
    for extension, kind in defaults.items():
        etree.SubElement(root, f"{{{_TYPES_NS}}}Default", Extension=extension, ContentType=kind)
    for name in sorted(parts):
        kind = MAIN_TYPE if name == MAIN else TYPE_OF.get(kinds.get(name, ""), "")
        if kind:
            etree.SubElement(root, f"{{{_TYPES_NS}}}Override", PartName=f"/{name}", ContentType=kind)
    return _written(root)


def _relations(own: list[tuple[str, str, str]], folder: str) -> bytes:
    root = etree.Element(f"{{{_RELATIONS_NS}}}Relationships", nsmap=_default(_RELATIONS_NS))
    for id_, kind, target in own:
        local = target.removeprefix(f"{folder}/") if folder else target
        values = {"Id": id_, "Type": f"{_RELATION}{kind}", "Target": local}
        etree.SubElement(root, f"{{{_RELATIONS_NS}}}Relationship", values)
    return _written(root)


def _default(namespace: str) -> dict[str, str]:
    """The namespace without a prefix, as lxml wants it and its types do not know."""
    return cast("dict[str, str]", {None: namespace})


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
