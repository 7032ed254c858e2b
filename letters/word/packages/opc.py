"""The parts of a package as its relations name them: which is the letter, and what belongs to it (ECMA-376-2)."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from domain.said import N_, Sentence
from letters.word.packages import names
from letters.word.packages.container import is_plain, name_key, opened
from letters.word.packages.names import W
from letters.word.packages.refusal import AMBIGUOUS, BROKEN, MACRO, STRICT, PackageRefused

TYPES = "[Content_Types].xml"
ROOT = "_rels/.rels"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "http://purl.oclc.org/ooxml/"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
TYPE_OF = {
    "officeDocument": MAIN_TYPE,
    "styles": f"{_WORD}styles+xml",
    "settings": f"{_WORD}settings+xml",
    "numbering": f"{_WORD}numbering+xml",
    "fontTable": f"{_WORD}fontTable+xml",
    "header": f"{_WORD}header+xml",
    "footer": f"{_WORD}footer+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
}
"""Relation → the content type that its part must have."""
_TWO_BODIES = N_("正文不止一个或没有正文")
_CONTRADICTION = N_("部件类型互相矛盾")
_TARGET = N_("部件指向的位置不规范或不存在")


@dataclass(frozen=True)
class Relation:
    """What a part names. kind: the last word of the relation's type. target: a part's name, or as written if outside.

    outside: not a part of the package.
    """

    id: str
    kind: str
    target: str
    outside: bool


@dataclass(frozen=True)
class Package:
    """A package opened: its parts, what each is called, and which is the letter."""

    files: Mapping[str, bytes]
    types: Mapping[str, str]
    defaults: Mapping[str, str]
    main: str

    def type_of(self, name: str) -> str:
        """The content type of a part; empty if none is said."""
        return self.types.get(name_key(name)) or self.defaults.get(name.rpartition(".")[2].casefold(), "")

    def relations(self, name: str) -> tuple[Relation, ...]:
        """What a part names, in order. Raises PackageRefused."""
        return relations_in(self.files, name)

    def one(self, kind: str) -> str | None:
        """The part that the letter names as its `kind`, of which there is one at most. Raises PackageRefused."""
        found = {one.target for one in self.relations(self.main) if one.kind == kind and not one.outside}
        if len(found) > 1:
            raise ambiguous(_CONTRADICTION)
        name = next(iter(found), None)
        if name is not None:
            self.expect(name, kind)
        return name

    def expect(self, name: str, kind: str) -> None:
        """Raises PackageRefused unless the part is there and is called what its relation makes of it."""
        if name not in self.files:
            raise ambiguous(_TARGET)
        if kind in TYPE_OF and self.type_of(name) != TYPE_OF[kind]:
            raise ambiguous(_CONTRADICTION)


def ambiguous(what: str) -> PackageRefused:
    """The refusal of a package that two readers may read as two letters."""
    return PackageRefused(Sentence(AMBIGUOUS, {"what": Sentence(what)}))


def safe_parser() -> etree.XMLParser:
    """A parser that loads nothing from outside and expands no entities."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def tree_of(data: bytes) -> etree._Element:
    """The root of a part. Raises PackageRefused if it is no XML, or has a DOCTYPE, which no such part has."""
    try:
        root = etree.fromstring(data, safe_parser())
    except etree.XMLSyntaxError as error:
        raise PackageRefused(Sentence(BROKEN)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise PackageRefused(Sentence(BROKEN))
    return root


def read_package(data: bytes) -> Package:
    """A package with one letter in it. Raises PackageRefused."""
    files = opened(data)
    if TYPES not in files or ROOT not in files:
        raise PackageRefused(Sentence(BROKEN))
    types, defaults = _types(tree_of(files[TYPES]))
    if any("macroEnabled" in one or "vbaProject" in one for one in (*types.values(), *defaults.values())):
        raise PackageRefused(Sentence(MACRO))
    package = Package(files, types, defaults, _main(files))
    if package.main not in files:
        raise ambiguous(_TARGET)
    if package.type_of(package.main) != MAIN_TYPE:
        raise PackageRefused(Sentence(BROKEN))
    root = tree_of(files[package.main]).tag
    if root != f"{W}document":
        raise PackageRefused(Sentence(STRICT if root.startswith(names.STRICT) else BROKEN))
    return package


def relations_in(files: Mapping[str, bytes], name: str) -> tuple[Relation, ...]:
    """What the part `name` names (empty: the package itself)."""
    folder, _, base = name.rpartition("/")
    path = posixpath.join(folder, "_rels", f"{base}.rels")
    if path not in files:
        return ()
    found = [_relation(element, folder) for element in tree_of(files[path]).iter(_PACKAGE)]
    if len({one.id for one in found}) < len(found):
        raise ambiguous(_CONTRADICTION)
    return tuple(found)


def _relation(element: etree._Element, folder: str) -> Relation:
    kind, target = element.get("Type", ""), element.get("Target", "")
    if kind.startswith(_STRICT):
        raise PackageRefused(Sentence(STRICT))
    outside = element.get("TargetMode", "Internal") != "Internal"
    known = kind.rpartition("/")[2] if kind.startswith(_RELATIONS) else kind
    if outside:
        return Relation(element.get("Id", ""), kind.rpartition("/")[2], target, outside)
    # What a letter is built from is named plainly; other parts are never read, wherever they are.
    if known in TYPE_OF or known == "image":
        if not is_plain(target):
            raise ambiguous(_TARGET)
        target = posixpath.join(folder, target)
    return Relation(element.get("Id", ""), known, target, outside)


def _types(root: etree._Element) -> tuple[dict[str, str], dict[str, str]]:
    types: dict[str, str] = {}
    defaults: dict[str, str] = {}
    for element in root.iter(f"{_TYPE}Override", f"{_TYPE}Default"):
        override = element.tag == f"{_TYPE}Override"
        key = name_key(element.get("PartName", "").removeprefix("/") if override else element.get("Extension", ""))
        kept = types if override else defaults
        if kept.setdefault(key, element.get("ContentType", "")) != element.get("ContentType", ""):
            raise ambiguous(_CONTRADICTION)
    return types, defaults


def _main(files: Mapping[str, bytes]) -> str:
    found = [one for one in relations_in(files, "") if one.kind == "officeDocument"]
    if len(found) != 1 or found[0].outside:
        raise ambiguous(_TWO_BODIES)
    return found[0].target
