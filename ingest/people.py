"""Finds the writer's name in folded text; a wrong name is worse than none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from domain.reading_codes import FieldName
from ingest.english_names import find_english_names
from ingest.found import Found
from ingest.names import (
    CALLED,
    DOTTED,
    ENCLOSED,
    END,
    FAMILIAR,
    FROM_THE_WEST,
    FULL,
    GIVEN_OUT,
    HAN,
    NAMED,
    ONE,
    SIGNED,
    SPACED,
    SURE,
    TITLED,
    TWO,
    WHO,
    WITH_ANOTHER,
    WITH_BEYOND,
)
from ingest.vocabulary import COMPOUND_SURNAMES, RARE_SURNAMES, SURNAMES
from ingest.whose import Person, said_to_be
from language.patterns import LatePattern

_SPELT = r"[零一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_PHONE = (
    r"(?:\+?\(?(?:86|852|853|886)\)?[\s-]?)?"
    rf"(?:1[3-9]\d[\s-]?\d{{4}}|\(?0\d{{1,3}}\)?[\s-]?\d{{3}}|[2-9]\d{{3}}[\s-]?\d{{4}}|[一幺壹]{_SPELT}{_SPELT})"
)
_CALL = r"(?:(?:的)?(?:联[系络])?(?:电话|手机|手提|方式|tel|号码)(?:号码)?\s*(?:是|为)?[:\s]*)?"

_LABELS = (
    r"(?:投诉|反映|来[信电访函])者|落款人?|申报人|业户|报料人|爆料人|委托人|执笔人?|户名|客户姓名|户主姓名|称呼|投诉人|反映人|反应人|来[信电访函]人|写信人|寄[信件]人|发[信件]人|申诉人|陈述人|报告人|呈报人|申请人|举报人|信访人|联[系络]人|求助人|报修人|投书人|陈情人|诉求人|检举人"
    r"|(?:业主|住户|户主|业户)?姓名|姓\s*名|署名|签名|签字|签署|具名"
)
_PLACED = r"(?:[^\s,。:;]{1,14}(?:[楼层座栋幢室房号户]|\d{3,4}[A-Za-z]?)(?:的|之|嘅)?(?:业主|住户|居民|户主)?\s*)?"
_LABELLED = rf"(?<!被)(?:{_LABELS})(?:姓名)?(?:\((?:签[字名章]|盖章|业主|本人)\))?\s*:\s*"
_LABEL = LatePattern(
    rf"{_LABELLED}(?P<name>{GIVEN_OUT})(?:{END}|{WITH_ANOTHER})"
    rf"|(?:{_LABELLED}{_PLACED}|(?:^|(?<=[\s。】]))[(【\[](?:{_LABELS})[)】\]]\s*:?\s*)(?P<placed>{SURE}){END}",
    re.MULTILINE,
)
_LABEL_WEAK = LatePattern(
    rf"(?:户主|房主|业主(?:代表)?|住户|业户|您的业主|车主|家属|楼长)\s*:\s*(?P<name>{SURE}){END}", re.MULTILINE
)
_LABEL_BARE = LatePattern(
    rf"(?<!被)(?:(?:(?:{_LABELS})(?:姓名)?(?:\((?:签[字名章]|盖章|业主|本人)\))?\s+"
    rf"|(?:来[信电访]|联[系络]|反映|投诉|诉求|申请|报修|求助|陈述|陈情|申诉|举报)人|(?<=[\s,。;])姓名)(?P<name>{SURE})"
    rf"|(?:^|(?<=[\s。;,!?:的])|(?<=您的))(?:户主|房主|业主(?:代表)?|住户(?:代表)?|业户|住客|屋主|车主|家属|楼长|租客|租户|房客|退伍军人|退休教师|退休干部)\s*(?P<owner>{WHO}|{FAMILIAR}|{WITH_BEYOND}|{SPACED})){END}",
    re.MULTILINE,
)
_OWNER = "(?:业主|住户|居民|户主|车主|租户|租客|房东|房主|产权人|业户|住客|屋主|老党员|党员|承租人|老住户)"
_INTRODUCED = LatePattern(
    rf"(?:(?:我|本人)(?:的名字|名字|的姓名|姓名)?(?:叫做?|名叫|是叫)|(?:我|本人)的(?:名字|姓名)是|名字叫做?|名叫(?<=我名叫|,名叫)|本人(?:姓名|名叫|叫)?[\s:,]?|"
    rf"(?:我|本人)(?:是|系|为|们是)[^。;!?\n]{{0,30}}?{_OWNER}(?:[\s,]?(?:名叫|名字叫|叫))?)\s*(?P<name>{WHO}){END}"
)
_CALLED = LatePattern(
    rf"(?:我叫|我名叫|我姓名是|本人叫)\s*(?P<name>{CALLED}){END}|(?:^|(?<=[\s,。;!?:]))我叫(?P<named>{NAMED})(?=[,。]|$)",
    re.MULTILINE,
)
_I_AM = LatePattern(
    rf"(?:^|[\s,。;!?:])我(?:是|系|姓名是)\s*(?:(?P<name>{WHO})|[^,。;!?:\n]{{1,16}}[的嘅](?:那位|这位|那个)?(?P<there>{TITLED}|{FROM_THE_WEST}|{FULL}|{FAMILIAR}))"
    r"(?=[,，]|,|。|\s*\(|\s+\d|$)",
    re.MULTILINE,
)
_KIN = LatePattern(
    rf"我\((?P<bracketed>{ENCLOSED})\)|"
    r"(?:我|本人)(?:是|系)[^。;!?\n]{0,16}?(?:妻子|丈夫|女儿|儿子|母亲|父亲|太太|爱人|家属|媳妇|儿媳|女婿|孙子|孙女|老公|老婆|先生|老伴|妈妈|爸爸|女|子|妻|仔)"
    rf"\s*(?P<name>{FULL}){END}"
)
_OF_SEX = LatePattern(
    rf"(?:^|(?<=[\s。;,:!?]))(?P<name>{DOTTED}|{FROM_THE_WEST}|{FULL})"
    r"(?:[,、\s]\s?[男女](?=[,、。;\s\d])|(?=\(\d{1,3}-(?:\d{1,2}-)?\d{3,4}\)))",
    re.MULTILINE,
)
"""雷春花，女; 上官婉清（2-1801）."""
_SURNAME_ONLY = LatePattern(
    rf"(?:我|本人|免贵|敝|小弟|,|^)姓\s*(?P<name>{TWO}|(?![名氏甚什])[{HAN}])(?=[,。;!?\s]|$)", re.MULTILINE
)
_NAMED_AFTER = LatePattern(rf"姓\s*({TWO}|[{HAN}]),\s*(?:名?叫)?\s*(?P<name>\1[{HAN}]{{1,2}}){END}")
"""敝姓洪，洪金宝."""
_BEFORE_PHONE = LatePattern(
    rf"(?-i:(?<![{HAN}]))(?:{_OWNER}|联[系络]人|我是|我叫|本人)?\s*(?P<name>(?-i:{SURE}))(?:\([^()]{{1,4}}\))?(?:[\s,]*[男女](?-i:(?![{HAN}])))?[\s,:(/]{{0,3}}{_CALL}(?={_PHONE})",
    re.IGNORECASE,
)
_OWNER_REACHABLE = LatePattern(
    rf"{_OWNER}\s*(?P<name>(?-i:{WHO}))(?=[\s,(]{{0,3}}(?:联[系络]|电话|手机|tel|1[3-9]\d))", re.IGNORECASE
)
_BEHIND_PHONE = LatePattern(
    rf"\s*(?:[是系为]我的?(?:电话|手机|号码))?[,(/、]?\s*(?:找我|我是|我叫|给|找)?[,\s]{{0,2}}(?:(?P<name>{SURE})\)?(?=\s*(?:$|[,。;)\n]|收))|(?<=\()(?P<enclosed>{ENCLOSED})(?=\)))",
    re.MULTILINE,
)
_REPORTED = LatePattern(
    rf"(?:市民|居民|业主|住户|网友|村民)\s*(?P<name>{TITLED})(?=\s*(?:\([^()]{{1,20}}\)\s*)?(?:来[电信]|反映|投诉|致电|咨询))"
    rf"|(?:^|(?<=[。;\n]))(?![{HAN}]{{1,2}}(?:师傅|老师))(?P<titled>{FULL}(?=先生|女士|小姐|太太)|{TITLED})"
    r"(?:先生|女士|小姐|太太)?(?=来[电信函]|致[电函]|反映|投诉)"
)
_OPENING = LatePattern(
    rf"\s*(?P<name>{DOTTED}|{FROM_THE_WEST}|{FULL}|{FAMILIAR}|(?:{TWO}|{ONE})(?:先生|女士|小姐|太太?))[,\s]\s*[^。!?;\n]{{0,24}}$"
)
"""王芳, at the head of a line that goes on with their address."""
_BEFORE_HOME = LatePattern(rf"(?<![叫是名为])(?P<name>{WHO}),(?:现|家)?住(?![户宅建房院])")
_BEFORE_FLAT = LatePattern(rf"(?:^|[\s,。;:、])(?P<name>{WHO})\s*[(,]\s*(?:住|家住|房号:?)?\s*$", re.MULTILINE)
_BEHIND_FLAT = LatePattern(
    rf"\s*(?:室|房)?\s*(?:\d{{1,2}}[楼层]|顶[楼层])?(?:[东西南北中]{{1,2}}[户侧]?)?(?:[\d一二三四五六七八九十]{{1,3}}[楼层])?(?:的|之|嘅)?\s*(?:{_OWNER})?\s*[:,、-]?\s*"
    rf"(?:\((?P<enclosed>{ENCLOSED})(?=\))|(?P<name>{WHO}|{FROM_THE_WEST}|{FAMILIAR}|{SPACED})(?=\s*(?:$|[,。;:()、\n]|\d|[男女](?![{HAN}])|敬上|谨上|上$|敬[启具]|先生|女士|小姐|太太|收$|\s请|\s我家|反映|反应|要求|求助|投诉|咨询|来[信电]|电话|手机|联[系络]|{_PHONE})))",
    re.MULTILINE,
)
_CLOSING = r"(?:敬上|谨上|谨启|敬启|拜上|上|呈|启|敬呈|谨呈|敬具|敬禀|亲笔|手书|\(签名\))?"
_SIGN_LINE = LatePattern(
    # who stands where: 3栋501 业主 王芳
    r"^[\s\-—]*(?:\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?\s+)?(?:此致|敬礼)?!?\s*"
    r"(?:(?:(?:[\dA-Za-z栋座幢号室楼单元#\-]{2,14} )?[^\s,。:;]{0,16}?"
    rf"(?:{_OWNER}|室|房|号|女儿|儿子|家属|妻|夫|\d{{3,4}}[A-Za-z]?)(?:代表)?|投诉人|您的业主)\s*[:,]?\s*)?"
    rf"(?P<name>(?-i:{SIGNED}))\s*(?:业主|住户)?\s*{_CLOSING}\s*"
    # where and how to reach them: 7栋302室 13911112222 2026年11月20日
    r"(?:[\s,、(]+[\dA-Za-z一二三四五六七八九十栋幢座单元室号楼房\-#]{2,20}\)?)?"
    r"(?:[,、/\s]?\s*(?:联[系络])?(?:方式|电话|手机|tel)?\s*:?\s*\+?[\d\s\-()转]{7,22})?"
    r"(?:\s*(?:\d{4}年.{2,8}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.月]\d{1,2}日?))?\s*。?\s*$",
    re.IGNORECASE,
)
_NICKNAME_LINE = LatePattern(
    rf"^\s*(?P<name>(?!谢|此致|敬礼|祝|商祺|时祺|近祺|大安|安好|您|你|好|辛苦|拜托|顺颂|望|盼[复望回请早你您尽]|请|多谢|感谢|以上|特此|不胜|完|急|见附|附|另|业主|住户|居民|全体|一|无|匿|小区|物业|本)[{HAN}]{{2,3}})\s*$"
)
_ADDRESS_OR_DATE = re.compile(
    r"^[^。!?]{0,24}(?:\d{3,4}[A-Za-z]?(?:室|房)?|\d{1,2}[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\s*$"
)
_CLOSE = re.compile(r"祝|此致|敬礼|谢谢|顺颂|盼复|敬上|感谢")
_TAIL = LatePattern(
    rf"[。!?;~…][\s\-—–]*(?:(?:业主|住户|居民|女儿|儿子|家属|投诉人|反映人|署名|落款)(?:代表)?\s*:?\s*)?(?P<name>{WHO})\s*{_CLOSING}"
    r"(?:(?:[\s,(]+|手机|电话|联[系络]电话|微信)[^。!?\n]{0,24}[\d一二三四五六七八九零]{2,}[^。!?\n]{0,6})?\s*\)?。?\s*$",
    re.MULTILINE,
)
_ALONE = SURNAMES | RARE_SURNAMES | COMPOUND_SURNAMES
"""A surname by itself says less than a name with it."""
_SIGN_LINES = 7
_MOST = 500
"""Names looked at: each is compared with all others."""
_NAME_CHARS = 16
_LINE_HEAD = 40
_SENTENCE = re.compile(r"[。!?;\n]")
_BEFORE = 40
_STRANGER = re.compile(
    r"(?:保安|门卫|物业|管家|客服|前台|经理|主任|工头|施工|师傅|老板|房东|中介|队长|司机|开发商|邻居|楼上|楼下|对门|隔壁|[他她]|工程部|公司|负责人|同事|律师)"
    r"[^,。;!?\n]{0,8}$"
)


def find_residents(folded: str, places: Sequence[Found], phones: Sequence[Found]) -> Iterator[Found]:
    """Names that the writer gives as their own: labelled, introduced, beside a flat or phone, or signed at the end.

    Each name once, and a bare surname only where no name begins with it. places, phones: found in the same text.
    """
    matches = list(islice(_matches(folded, places, phones), _MOST))
    seen: set[str] = set()
    for found in matches:
        if found.value not in seen and not any(_is_part(found, other) for other in matches):
            seen.add(found.value)
            yield found


def _is_part(found: Found, other: Found) -> bool:
    """Whether a longer name says more: 静 of 欧阳静 in the same place, 付 where 付红兵 stands elsewhere."""
    if len(found.value) >= len(other.value):
        return False
    within = other.start <= found.start and found.end <= other.end
    return within or (found.value in _ALONE and other.value.startswith(found.value))


def _matches(folded: str, places: Sequence[Found], phones: Sequence[Found]) -> Iterator[Found]:
    for pattern in (_LABEL, _LABEL_WEAK, _INTRODUCED, _CALLED, _I_AM, _KIN, _NAMED_AFTER):
        yield from map(_resident, pattern.finditer(folded))
    for value, start, end in find_english_names(folded):
        yield Found(name=FieldName.RESIDENT, value=value, start=start, end=end)
    yield from map(_resident, _beside(folded, places, phones))
    yield from _signed(folded)
    yield from map(_resident, _SURNAME_ONLY.finditer(folded))


def _beside(folded: str, places: Sequence[Found], phones: Sequence[Found]) -> Iterator[re.Match[str]]:
    """Names beside a bare label, a phone or a flat, unless these are said to be another's."""
    for pattern in (_LABEL_BARE, _OWNER_REACHABLE, _REPORTED, _OF_SEX, _BEFORE_HOME, _BEFORE_PHONE):
        for found in pattern.finditer(folded):
            if not _of_others(folded, found.start(_group(found))):
                yield found
    yield from _at_the_head(folded, (*places[:1], *phones[:1]))
    for one in places:
        before = _BEFORE_FLAT.search(folded, max(0, one.start - _NAME_CHARS), one.start)
        if before and not _of_others(folded, before.start("name")):
            yield before
    for pattern, signs in ((_BEHIND_PHONE, phones), (_BEHIND_FLAT, places)):
        for one in signs:
            behind = pattern.match(folded, one.end)
            if behind and not _of_others(folded, one.start):
                yield behind


def _at_the_head(folded: str, signs: Iterable[Found]) -> Iterator[re.Match[str]]:
    """A name that opens the line in which the first flat or phone stands."""
    for one in signs:
        line = folded.rfind("\n", 0, one.start) + 1
        if one.start - line <= _LINE_HEAD and (opening := _OPENING.match(folded, line, one.start)):
            yield opening


def _of_others(folded: str, start: int) -> bool:
    before = _SENTENCE.split(folded[max(0, start - _BEFORE) : start])[-1]
    said = said_to_be(before)
    return said is Person.OTHER or (said is None and _STRANGER.search(before) is not None)


def _resident(found: re.Match[str], offset: int = 0) -> Found:
    """A name; 先生 or 女士 right behind it belongs to a bare surname only, and a closing 上 or 启 to none."""
    group = _group(found)
    start, end = found.span(group)
    return Found(name=FieldName.RESIDENT, value=found[group], start=offset + start, end=offset + end)


def _group(found: re.Match[str]) -> str:
    return next(name for name, value in found.groupdict().items() if value)


def _signed(folded: str) -> Iterator[Found]:
    """The last lines: a line that is a name, perhaps with a room, a phone or a date beside it; else the last words."""
    lines: list[tuple[int, str]] = []
    position = 0
    for line in folded.split("\n"):
        if line.strip():
            lines.append((position, line))
        position += len(line) + 1
    last = range(len(lines) - 1, max(0, len(lines) - _SIGN_LINES) - 1, -1)
    for number in last if len(lines) > 1 else ():
        offset, line = lines[number]
        found = _SIGN_LINE.match(line) if len(line) < 60 else None
        if found or (found := _nickname(lines, number)):
            yield _resident(found, offset)
            return
    if lines:
        offset, line = lines[-1]
        for found in _TAIL.finditer(line):
            yield _resident(found, offset)


def _nickname(lines: Sequence[tuple[int, str]], number: int) -> re.Match[str] | None:
    """Any short word on a line of its own between the closing words and the end, an address or a date."""
    if not number or not _CLOSE.search(lines[number - 1][1]):
        return None
    if not all(_ADDRESS_OR_DATE.match(line) for _, line in lines[number + 1 :]):
        return None
    return _NICKNAME_LINE.match(lines[number][1])
