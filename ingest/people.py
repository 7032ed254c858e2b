"""Finds the writer's name, phones and mail addresses in folded text; a wrong name is worse than none."""

import re
from collections.abc import Iterator

from domain.codes import FieldName
from ingest.found import Found, near
from ingest.vocabulary import COMPOUND_SURNAMES, NOT_NAMES, SURNAMES

_PHONES = re.compile(
    r"(?<![\d])(?P<prefix>(?:\(?(?:\+|00)\s?86\)?|(?<!\d)86)[\s-]?)?"
    r"(?P<mobile>1[3-9]\d{9}|1[3-9]\d[\s-]\d{4}[\s-]\d{4}|1[3-9]\d[\s-]\d{8}|1[3-9]\d{5}[\s-]\d{4})(?!\d)"
    r"(?![- \t]\d{4,})"
    r"|(?<![\d\-])(?P<land>\(0\d{2,3}\)[\s-]?\d{3,4}[\s-]?\d{4}|0\d{2,3}[\s-]\d{3,4}[\s-]?\d{4}|0\d{2,3}\d{7,8})(?![\d])"
    r"|(?<![\d])(?P<abroad>\+?(?:852|853)[\s-]?[2-9]\d{3}[\s-]?\d{4}|\+?886[\s-]?\d{1,3}[\s-]?\d{3,4}[\s-]?\d{3,4}|09\d{2}-\d{3}-\d{3})(?!\d)"
    r"|(?:电话|座机|联系方式|致电|来电)\s*(?:号码)?\s*(?:是|为)?[:\s]*(?P<local>[2-9]\d{6,7}|[2-9]\d{3}[\s-]\d{4})(?!\d)"
)
_DIGITS = re.compile(r"(?:\d[\s\-()]{0,2}){7}")
_PHONE_GROUPS = ("mobile", "land", "abroad", "local")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9\-])"
)

_ONE = f"[{''.join(sorted(SURNAMES))}]"
_TWO = f"(?:{'|'.join(sorted(COMPOUND_SURNAMES))})"
_SURNAME = f"(?:{_TWO}|{_ONE})"
_NO_NAME = f"(?!{'|'.join(sorted(NOT_NAMES))})"
_NO_NAME_END = "号于到的了是在有款市区县镇村路楼栋室城苑园权费们家者可惑即会业司局处"
_HAN = r"[\u4e00-\u9fff]"
_NAME = rf"{_NO_NAME}(?:{_TWO}{_HAN}{{1,2}}|{_ONE}{_HAN}?(?![{_NO_NAME_END}]){_HAN})"
_TITLE = "先生|女士|小姐|太太|阿姨|大爷|大妈|老师|师傅|同志|伯伯|奶奶|爷爷"
_TITLED = rf"{_SURNAME}(?:{_TITLE})"
_WHO = rf"(?P<name>{_TITLED}|{_NAME})"
_NAME_END = r"(?=$|[\s,。;!?、:()（）\[\]/\-\d+<《\"]|电话|手机|联系|住在?|敬上|谨上|拜上|敬启|启$|上$|呈$|先生|女士)"

_LABEL = re.compile(
    r"(?:(?:投诉人|反映人|反应人|来信人|写信人|寄信人|申请人|举报人|信访人|联[系络]人|求助人|报修人|投书人|陈情人|(?:业主|住户|户主)?姓名|署名|签名|签字|具名)"
    r"(?:姓名)?(?:\((?:签[字名章]|业主)\))?\s*[:\s]|(?:户主|房主|业主(?:代表)?|住户)\s*[:\t])"
    rf"\s*{_WHO}{_NAME_END}",
    re.MULTILINE,
)
_OWNER = "(?:业主|住户|居民|户主|租户|租客|房东|房主|产权人)"
_INTRODUCED = re.compile(
    rf"(?:我(?:的名字)?(?:叫|名叫)做?|本人(?:姓名|名叫|叫)?[\s:]?|"
    rf"(?:我|本人)(?:是|系|为|们是)[^。;!?\n]{{0,30}}?{_OWNER}(?:[\s,]?(?:名叫|名字叫|叫))?)\s*{_WHO}{_NAME_END}"
)
_REACHABLE = re.compile(rf"{_OWNER}\s*{_WHO}(?=[\s,(]{{0,3}}(?:联系|电话|手机|tel|1[3-9]\d))", re.IGNORECASE)
_I_AM = re.compile(rf"(?:^|[\s,。;!?:])我(?:是|姓名是)\s*{_WHO}(?=[,，]|,|。|\s*\(|\s+\d)", re.MULTILINE)
_SURNAME_ONLY = re.compile(rf"(?:我|本人|免贵)姓\s*(?P<name>{_SURNAME})(?=[,。;!?\s]|$)")
_SIGN_LINE = re.compile(
    # who stands where: 3栋501 业主 王芳
    rf"^[\s\-]*(?:此致|敬礼)?!?\s*(?:(?:[^\s,。:;]{{0,16}}?(?:业主|住户|居民|户主|室|房|号|\d{{3,4}})(?:代表)?|投诉人|您的业主)\s*[:,]?\s*)?"
    rf"{_WHO}\s*(?:敬上|谨上|谨启|敬启|拜上|上|呈|启|敬呈|谨呈|敬具|敬禀|亲笔|\(签名\))?\s*"
    # where and how to reach them: 7栋302室 13911112222 2026年11月20日
    r"(?:[\s,、(]+[\dA-Za-z一二三四五六七八九十栋幢座单元室号楼房\-#]{2,20}\)?)?"
    r"(?:[,、/\s]?\s*(?:联[系络])?(?:方式|电话|手机|tel)?\s*:?\s*\+?[\d\s\-]{7,18})?"
    r"(?:\s*(?:\d{4}年.{2,8}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}))?\s*。?\s*$",
    re.IGNORECASE,
)
_SIGN_LINES = 7


def find_phones(folded: str) -> Iterator[Found]:
    """Digits only; a mainland mobile without its +86."""
    for found in near(_PHONES, _DIGITS, folded, before=16):
        group = next(name for name in _PHONE_GROUPS if found[name])
        start = found.start(group)
        if group == "mobile" and found["prefix"]:
            start = found.start()
        digits = re.sub(r"\D", "", found[group])
        if not digits.strip("0"):
            continue
        yield Found(name=FieldName.PHONE, value=digits, start=start, end=found.end(group))


def find_emails(folded: str) -> Iterator[Found]:
    """Addresses in lower case."""
    if "@" not in folded:
        return
    for found in _EMAIL.finditer(folded):
        yield Found(name=FieldName.EMAIL, value=found[0].lower(), start=found.start(), end=found.end())


def find_residents(folded: str) -> Iterator[Found]:
    """Names that the writer gives as their own: labelled, introduced, or signed at the end; each name once."""
    seen: set[str] = set()
    for found in _resident_matches(folded):
        if found.value not in seen:
            seen.add(found.value)
            yield found


def _resident_matches(folded: str) -> Iterator[Found]:
    for pattern in (_LABEL, _INTRODUCED, _REACHABLE, _I_AM):
        for found in pattern.finditer(folded):
            yield _resident(folded, found.start("name"), found.end("name"))
    yield from _signed(folded)
    for found in _SURNAME_ONLY.finditer(folded):
        yield _resident(folded, found.start("name"), found.end("name"))


def _resident(folded: str, start: int, end: int) -> Found:
    """A name; 先生 or 女士 right behind it belongs to a bare surname only, and a closing 上 or 启 to none."""
    return Found(name=FieldName.RESIDENT, value=folded[start:end], start=start, end=end)


def _signed(folded: str) -> Iterator[Found]:
    """The last lines: a line that is a name, perhaps with a room, a phone or a date beside it."""
    lines: list[tuple[int, str]] = []
    position = 0
    for line in folded.split("\n"):
        if line.strip():
            lines.append((position, line))
        position += len(line) + 1
    if len(lines) < 2:
        return
    for offset, line in reversed(lines[-_SIGN_LINES:]):
        found = _SIGN_LINE.match(line) if len(line) < 60 else None
        if found:
            yield _resident(folded, offset + found.start("name"), offset + found.end("name"))
            return
