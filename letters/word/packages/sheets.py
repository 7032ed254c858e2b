"""Styles, settings, fonts and theme of a letter, built again: they form a text and hold none."""

from collections.abc import Collection

from lxml import etree

from domain.said import N_, Sentence
from letters.word.packages.names import FLOATING, HIDDEN, NAMESPACES, R, W, attributes_of, is_on
from letters.word.packages.refusal import EMBEDDED_FONT, FONTS, OUTSIDE, SETTINGS, SYMBOL, said
from letters.word.packages.refusal import HIDDEN as HIDDEN_TEXT
from letters.word.packages.story import symbol_font

_SETTINGS = frozenset(
    {
        "evenAndOddHeaders", "defaultTabStop", "characterSpacingControl", "compat", "noLineBreaksAfter",
        "noLineBreaksBefore", "mirrorMargins", "themeFontLang", "clrSchemeMapping", "defaultTableStyle",
    }
)  # fmt: skip
"""What of the settings forms a page."""
_STYLE = N_("样式“{name}”")
_NOT_FORM = frozenset({"rsid", "rsids", "pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange"})


def built_styles(root: etree._Element, used: Collection[str]) -> tuple[etree._Element, list[Sentence]]:
    """The styles, and what is wrong with those that the letter uses; of the others what hides is left out."""
    why: list[Sentence] = []
    copy = _copied(root, without=_NOT_FORM)
    relied_on = _relied_on(copy, used)
    for style in copy.iter(f"{W}style", f"{W}docDefaults"):
        own = style.tag == f"{W}docDefaults" or style.get(f"{W}styleId", "") in relied_on
        for element in [one for one in style.iter() if one.tag.removeprefix(W) in HIDDEN | FLOATING]:
            if own and element.tag.removeprefix(W) in HIDDEN and is_on(element.get(f"{W}val")):
                why.append(said(HIDDEN_TEXT, _named(style)))
            _remove(element)
        for fonts in list(style.iter(f"{W}rFonts")):
            if font := symbol_font(fonts):
                if own:
                    why.append(said(SYMBOL, _named(style), font=font))
                _remove(fonts)
    return copy, why


def built_settings(root: etree._Element | None) -> tuple[etree._Element, list[Sentence]]:
    """The few settings that form a page; a letter that lives off other files is refused."""
    made = etree.Element(f"{W}settings", nsmap=NAMESPACES)
    why: list[Sentence] = []
    for child in root if root is not None else ():
        if not isinstance(child.tag, str) or not child.tag.startswith(W):
            continue
        if child.tag == f"{W}mailMerge":
            why.append(said(OUTSIDE, SETTINGS))
        if child.tag.removeprefix(W) in _SETTINGS:
            made.append(_copied(child))
    return made, why


def built_fonts(root: etree._Element) -> tuple[etree._Element, list[Sentence]]:
    """The names of the fonts; fonts that the file brings along may draw any letter as any other."""
    embedded = any(
        isinstance(one.tag, str) and one.tag.startswith(f"{W}embed") and one.get(f"{R}id") for one in root.iter()
    )
    without = frozenset({"embedRegular", "embedBold", "embedItalic", "embedBoldItalic"})
    return _copied(root, without=without), [said(EMBEDDED_FONT, FONTS)] if embedded else []


def built_theme(root: etree._Element) -> etree._Element | None:
    """The theme as it is, if it names no other part; else none."""
    if any(name.startswith(R) for one in root.iter() if isinstance(one.tag, str) for name in attributes_of(one)):
        return None
    return root


def styles_used(*stories: etree._Element) -> set[str]:
    """The ids of the styles that these parts name."""
    tags = (f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
    return {one.get(f"{W}val", "") for story in stories for one in story.iter(*tags)}


def _relied_on(styles: etree._Element, used: Collection[str]) -> set[str]:
    """These styles, the defaults, and all that they are based on."""
    by_id = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
    waiting = [*used, *(name for name, style in by_id.items() if is_on(style.get(f"{W}default", "0")))]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found or name not in by_id:
            continue
        found.add(name)
        waiting += [one.get(f"{W}val", "") for one in by_id[name].iterchildren(f"{W}basedOn", f"{W}link")]
    return found


def _copied(source: etree._Element, *, without: Collection[str] = ()) -> etree._Element:
    """An element with what of it is WordprocessingML."""
    made = etree.Element(source.tag, nsmap=NAMESPACES)
    for name, value in attributes_of(source).items():
        if name.startswith(W) and not name.startswith(f"{W}rsid"):
            made.set(name, value)
    for child in source:
        if isinstance(child.tag, str) and child.tag.startswith(W) and child.tag.removeprefix(W) not in without:
            made.append(_copied(child, without=without))
    return made


def _named(style: etree._Element) -> Sentence:
    name = style.find(f"{W}name")
    return Sentence(_STYLE, {"name": name.get(f"{W}val", "")[:30] if name is not None else "Normal"})


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
