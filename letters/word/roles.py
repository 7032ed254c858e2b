"""What each paragraph of a letter is: by the style the template gave it, else by its look and place (GB/T 9704)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import islice

from lxml import etree

from letters.word.packages.names import W
from letters.word.parts import Parts, Style, is_centred


class BlockRole(StrEnum):
    """The parts of an official letter."""

    NUMBER = "number"
    REFERENCE = "reference"
    """The case's number, on a line of its own."""
    TITLE = "title"
    ADDRESSEE = "addressee"
    HEADING = "heading"
    BODY = "body"
    CLOSING = "closing"
    SIGNATURE = "signature"
    DATE = "date"
    CELL = "cell"
    """In a table, also an empty one."""
    BLANK = "blank"


_BY_STYLE = {
    "发文字号": BlockRole.NUMBER,
    "受理编号": BlockRole.REFERENCE,
    "公文标题": BlockRole.TITLE,
    "主送": BlockRole.ADDRESSEE,
    "一级标题": BlockRole.HEADING,
    "正文段落": BlockRole.BODY,
    "结语": BlockRole.CLOSING,
    "落款单位": BlockRole.SIGNATURE,
    "成文日期": BlockRole.DATE,
}
_NUMBER = re.compile(r"\S{0,12}[〔［\[]\d{4}[〕］\]]\s*(?:\d+|【待(?:编号|編號)】)\s*[号號]")
_REFERENCE = re.compile(r"受理[编編][号號]")
_DATE = re.compile(r"\S{4}\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日")
_SALUTATION = re.compile(
    r"(?:尊敬的|各位)[^，。；]{1,40}[：:]?|[^，。；：]{1,20}(?:先生|女士|小姐|业主|業主|住户|住戶)[：:]"
)
_CLOSING = re.compile(r"(?:特此|此复|此復|此致|顺祝|順祝|敬祝)[^，；]{0,12}")
_SENTENCE_END = "。；！？：，"
_SIGNATURE_CHARS = 40


def paragraph_roles(
    parts: Parts, paragraphs: Sequence[etree._Element], texts: Sequence[str]
) -> list[tuple[BlockRole, str]]:
    """The role and the style id of each paragraph; `texts`: what they say."""
    styles = parts.styles()
    found: list[tuple[BlockRole, str]] = []
    for paragraph, text in zip(paragraphs, texts, strict=True):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        found.append((_by_style(style_name(styles, name), paragraph, text.strip()), name))
    roles = [role for role, _ in found]
    centred = [_centred(one, styles.get(name)) for one, (_, name) in zip(paragraphs, found, strict=True)]
    looks = _by_look(roles, [text.strip() for text in texts], centred)
    return [(role, name) for role, (_, name) in zip(looks, found, strict=True)]


def style_name(styles: Mapping[str, Style], style_id: str) -> str:
    """The name that Word shows for a style; its id if the file has no such style."""
    return styles[style_id].name if style_id in styles else style_id


def _by_style(style: str, paragraph: etree._Element, text: str) -> BlockRole:
    if any(parent.tag == f"{W}tc" for parent in paragraph.iterancestors()):
        return BlockRole.CELL
    if not text:
        return BlockRole.BLANK
    role = _BY_STYLE.get(style, BlockRole.BODY)
    proofs = {BlockRole.NUMBER: _NUMBER, BlockRole.REFERENCE: _REFERENCE, BlockRole.DATE: _DATE}
    return role if role not in proofs or proofs[role].search(text) else BlockRole.BODY


def _centred(paragraph: etree._Element, style: Style | None) -> bool:
    return is_centred(paragraph) or (style is not None and style.centred)


def _by_look(roles: list[BlockRole], texts: list[str], centred: list[bool]) -> list[BlockRole]:
    """Fill in what no style said, for a letter whose styles were lost in Word."""
    roles = list(roles)
    plain = [index for index, role in enumerate(roles) if role is BlockRole.BODY]
    _claim(roles, BlockRole.NUMBER, _matching(_NUMBER, plain, texts))
    _claim(roles, BlockRole.ADDRESSEE, _matching(_SALUTATION, plain, texts))
    _claim(roles, BlockRole.TITLE, (i for i in _above(roles, BlockRole.ADDRESSEE, plain) if centred[i]))
    _claim(roles, BlockRole.DATE, _matching(_DATE, plain[::-1], texts))
    if BlockRole.DATE in roles:
        last = _above(roles, BlockRole.DATE, plain)[-1:]
        _claim(roles, BlockRole.SIGNATURE, (i for i in last if _is_name(texts[i])))
    _claim(roles, BlockRole.CLOSING, _matching(_CLOSING, plain[::-1], texts))
    return roles


def _matching(pattern: re.Pattern[str], indices: Iterable[int], texts: list[str]) -> Iterator[int]:
    return (index for index in indices if pattern.fullmatch(texts[index]))


def _above(roles: list[BlockRole], role: BlockRole, indices: Iterable[int]) -> list[int]:
    """Those that are body text still and stand above the paragraph of `role`, or anywhere if there is none."""
    end = roles.index(role) if role in roles else len(roles)
    return [index for index in indices if index < end and roles[index] is BlockRole.BODY]


def _is_name(text: str) -> bool:
    return len(text) <= _SIGNATURE_CHARS and not text.endswith(tuple(_SENTENCE_END))


def _claim(roles: list[BlockRole], role: BlockRole, candidates: Iterable[int]) -> None:
    """Give `role` to the first candidate if no paragraph has it yet."""
    if role not in roles:
        for index in islice(candidates, 1):
            roles[index] = role
