"""Finds what tells a person in a Chinese text: names, phones, flats, plates, identity, bank and account numbers.

What an anonymised export must not hold. Recall goes before precision here: a word too many that is covered costs
little, a number too few costs a person. (What goes into letters is found by `ingest.fields`, the other way round.)
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from domain.reading_codes import FieldName
from ingest.people import find_residents
from ingest.phones import find_emails, find_phones
from ingest.places import find_addresses
from ingest.vocabulary import COMPOUND_SURNAMES, NOT_NAMES, SURNAMES
from workers.privacy.resident import alike


class Mark(NamedTuple):
    """Something that tells a person. kind: as KINDS has them; value: equal for equal things, however written."""

    kind: str
    value: str
    start: int
    end: int


KINDS = ("email", "identity", "card", "plate", "account", "phone", "building", "unit", "room", "name")
"""In the order in which one of two that overlap is believed."""

_LABEL = r"\s*(?:号码|号|是|为)?\s*[:：]?\s*"
_ID_18 = re.compile(
    r"(?<!\d)[1-9]\d{5}[\s-]?(?:18|19|20)\d{2}[\s-]?(?:0[1-9]|1[0-2])[\s-]?(?:[0-2]\d|3[01])[\s-]?\d{3}[\dXx](?![\dA-Za-z])"
)
_ID_15 = re.compile(
    r"(?<!\d)(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"
)
_ID_ABROAD = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,2}\d{6}\s?[(（][\dA][)）]|[157]\d{6}\s?[(（]\d[)）]|[157]/\d{6}/\d|[A-Z][1289]\d{8})(?![A-Za-z0-9])"
)
_ID_LABELLED = re.compile(
    rf"(?:身份证|身分证|证件|通行证|回乡证|台胞证|护照|居住证|驾驶证|驾照|社保卡?|医保卡?){_LABEL}(?P<value>[A-Za-z]{{0,2}}\d[\d\s-]{{5,22}}[\dXx])(?![\dA-Za-z])"
)
_CARD = re.compile(r"(?<![\d.])\d{4}(?:[\s-]?\d{4}){2,3}(?:[\s-]?\d{1,7})?(?![\d.])|(?<![\d.])\d{15,19}(?![\d.])")
_CARD_LABELLED = re.compile(
    rf"(?:银行卡|卡号|账号|帐号|账户|帐户|户头|存折){_LABEL}(?P<value>\d[\d\s-]{{8,26}}\d)(?!\d)"
)
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_PLATE = re.compile(
    rf"[{_PROVINCE}]\s?[A-HJ-Z]\s?[·.•\-]?\s?(?:[DF][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[DF]|[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳领])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PLATE_LABELLED = re.compile(
    r"车牌(?:号码|号)?\s*(?:是|为)?\s*[:：]?\s*(?P<value>[A-Z]{1,3}[\s·-]?\d{1,5}|[A-Z0-9]{2,4}[\s·-][A-Z0-9]{2,5})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_WECHAT = re.compile(
    rf"(?:微信|威信|薇信|v信|wechat|weixin|(?<![a-z])[vw]x){_LABEL}(?:同号\s*)?(?P<value>[A-Za-z][A-Za-z0-9_\-]{{4,19}}|\d{{6,12}})",
    re.IGNORECASE,
)
_QQ = re.compile(rf"(?:qq|扣扣|企鹅)(?:群)?{_LABEL}(?P<value>[1-9]\d{{4,11}})(?!\d)", re.IGNORECASE)
_OTHER_ACCOUNT = re.compile(
    rf"(?:支付宝|抖音|微博|小红书|line|whatsapp|telegram){_LABEL}(?P<value>[A-Za-z0-9+][A-Za-z0-9_.+@\-]{{4,29}})",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|#|-)\s*\d{1,6}(?!\d)", re.IGNORECASE)
_PHONE_LABELLED = re.compile(
    r"(?:电话|手机|座机|号码|联系方式|来电|致电|拨打?|打|tel|mobile|phone|whatsapp)\D{0,6}?(?P<value>\+?\d[\d\s\-()（）]{5,18}\d)(?!\d)",
    re.IGNORECASE,
)
_PHONE_LOOSE = re.compile(
    r"(?<![\d.])(?:(?:\+|00)?86[\s-]?)?1[3-9](?:[\s\-.·]?\d){9}(?![\d])|(?<!\d)09\d{2}[\s-]?\d{3}[\s-]?\d{3}(?!\d)"
    r"|(?<![\d.\-])(?:\+?852|\+?853)[\s-]?[2-9]\d{3}[\s-]?\d{4}(?!\d)|(?<![\d.\-])0\d{2,3}[\s-]?[2-9]\d{6,7}(?!\d)"
)
_FIGURES = "零〇○一二三四五六七八九幺"
_PHONE_CHINESE = re.compile(rf"(?<![{_FIGURES}])[一幺][{_FIGURES}](?:[\s\-、]?[{_FIGURES}]){{9}}(?![{_FIGURES}])")
_SPOKEN = str.maketrans(dict(zip(_FIGURES, "0001234567891", strict=True)))
_HOTLINE = re.compile(r"^(?:400|800)\d{7}$|^(?:12345|12315|110|119|120|122|95\d{3}|96\d{3})$")

_ONE = "".join(sorted(SURNAMES | set("付仝隗亓逄仉")))
_TWO = "|".join(sorted(COMPOUND_SURNAMES))
_HAN = r"[\u4e00-\u9fff]"
_TITLE = (
    "先生|女士|小姐|太太|阿姨|大爷|大妈|大叔|叔叔|大哥|大姐|大伯|伯伯|伯母|奶奶|爷爷|老师|师傅|同志|经理|主任|主管|队长|班长|"
    "管家|店长|医生|律师|总监|老板|警官|局长|院长|老伯|老太|婆婆"
)
_TITLED = re.compile(rf"(?P<before>{_HAN}{{1,4}}?)\s?(?P<title>{_TITLE})")
_SHORT_TITLED = re.compile(rf"(?<!{_HAN})(?P<name>[{_ONE}])(?P<title>工|总)(?=[,，。;；、!！?？\s:：说来去已也就在]|$)")
_NICK = re.compile(
    rf"(?:(?<=[\s,，。;；、:：和跟与叫找让给由说“\"(（])|^)(?P<name>[小老阿][{_ONE}])(?=[\s,，。;；、:：”\")）说来去在也已没又负]|师傅|$)",
    re.MULTILINE,
)
_BEFORE_NAME = (
    "邻居|业主|住户|租户|租客|房东|房主|户主|保安|保洁|管家|物业(?!费)|经理|主任|主管|队长|师傅|电工|维修工|水电工|客服|前台|"
    "专员|联系人|收件人|投诉人|反映人|举报人|当事人|负责人|经办人|处理人|维修人|报修人|签收人|委托人|代理人|名叫|叫做|姓名|叫|"
    "老公|丈夫|妻子|老婆|爱人|儿子|女儿|父亲|母亲|爸爸|妈妈|先生|太太|户名|开户名|收款人|司机|车主|医生|律师|联系|通知|转告|(?<=[\\d室号栋楼房幢座]的)"
)
_NAME = rf"(?:(?:{_TWO}){_HAN}{{1,2}}|[{_ONE}]{_HAN}{{1,2}}?)"
_END = (
    r"(?=[\s,，。;；、!！?？:：()（）\[\]【】/\-\d+<《\"”’]|$|电话|手机|微信|身份证|车牌|住在?|家|的|说|称|来|去|和|与|及|跟|在|已|也|"
    r"先生|女士|反映|投诉|签|上门|打|把|将|又|曾|于|是|从|每|经常|今|昨|不|没|同志|敬上|答|表示|负责|处理|拒绝|一|态度|承诺|联名|告诉|要|让|给|"
    r"帮|敲|骂|推|堵|占|停|养|装|拆|修|换|拖|收|回|接|挂|联系|带|拿|用|被|对|向|到|才|就|都|还|却|竟|总|先后|分别|可|能|会|想|请|找|等)"
)
_AFTER_ROLE = re.compile(rf"(?:{_BEFORE_NAME})(?:是|为)?\s*[:：]?\s*(?P<name>{_NAME}){_END}")
_LIST = re.compile(rf"[、,，和与及]\s*(?P<name>{_NAME}){_END}")
_SURNAME_SAID = re.compile(rf"[我他她你您人]姓(?P<name>{_TWO}|[{_ONE}])(?=[,，。;；、\s的]|$)")
_LATIN_NAME = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+|(?:regards|sincerely|yours),?\s*\n\s*|\b(?:my name is|i am|i'm)\s+)"
    r"(?P<name>[A-Z][a-z]+(?:\s+[A-Z][a-z]+){0,2})",
    re.IGNORECASE,
)
_JOINING = frozenset("和与对向给于从时都以及或是由同跟为请让找被把将说问叫但而并经曾还应通连计解谢")
"""Surnames that stand far more often as a word between others, before a surname with its title."""
_NO_NAMES = NOT_NAMES | frozenset(
    """
    金牌 白班 夜班 常务 高级 全国 全市 何人 何事 安保 巡逻 物业 服务 房管 时任 从来 向来 都不 项上 和解 通知 通过 水电
    """.split()  # noqa: SIM905  # a list of words reads better as words
)


def find_marks(text: str, *, known: Callable[[str], Iterator[Mark]] = lambda _: iter(())) -> tuple[Mark, ...]:
    """Everything that tells a person, in order, none over another. known: further marks that the caller knows of."""
    folded = alike(text)
    found = [*known(text), *_numbers(folded), *_places(folded), *names_said(folded)]
    order = {kind: at for at, kind in enumerate(KINDS)}
    taken = bytearray(len(text))
    kept = []
    for mark in sorted(found, key=lambda one: (order[one.kind], one.start - one.end, one.start)):
        if mark.start < mark.end and not any(taken[mark.start : mark.end]):
            taken[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
            kept.append(mark)
    return tuple(sorted(kept, key=lambda one: one.start))


def names_said(folded: str) -> Iterator[Mark]:
    """Names by what stands around them, in folded text; a name once said is to be sought in the whole case."""
    for found in find_residents(folded, tuple(find_addresses(folded)), tuple(find_phones(folded))):
        yield Mark("name", found.value, found.start, found.end)
    for hit in _TITLED.finditer(folded):
        if (start := _titled_from(hit["before"])) is not None:
            begin = hit.start("before") + start
            yield _mark("name", folded, begin, hit.end("before"))
    for pattern in (_SHORT_TITLED, _NICK, _AFTER_ROLE, _SURNAME_SAID, _LATIN_NAME):
        for hit in pattern.finditer(folded):
            if hit["name"][:2] not in _NO_NAMES:
                yield _mark("name", folded, *hit.span("name"))
    yield from _listed(folded)


def _listed(folded: str) -> Iterator[Mark]:
    """王芳、李明和赵强: of a list in which one is a name by what stands before it."""
    for first in _AFTER_ROLE.finditer(folded):
        at = first.end("name")
        while (hit := _LIST.match(folded, at)) and hit["name"][:2] not in _NO_NAMES:
            yield _mark("name", folded, *hit.span("name"))
            at = hit.end("name")


def _titled_from(before: str) -> int | None:
    """Where in the characters before a title the name begins: the longest that may be one; None if none may."""
    for size in (3, 2, 1):
        name = before[-size:]
        if len(name) < size or name[:2] in _NO_NAMES:
            continue
        if size > 1 and (name[:2] in COMPOUND_SURNAMES or (name[0] in SURNAMES and name[0] not in _JOINING)):
            return len(before) - size
        if size == 1 and name in SURNAMES:
            return len(before) - size
    return None


def _numbers(folded: str) -> Iterator[Mark]:
    yield from (Mark("email", one.value, one.start, one.end) for one in find_emails(folded))
    for hit in re.finditer(
        r"[A-Za-z0-9._%+\-]{2,64}\s*(?:@|\(at\)|\[at\])\s*(?:[A-Za-z0-9\-]+\s*\.\s*)+[A-Za-z]{2,24}", folded
    ):
        yield Mark("email", re.sub(r"\s", "", hit[0]).lower(), *hit.span())
    yield from _identities(folded)
    yield from _cards(folded)
    for pattern in (_PLATE, _PLATE_LABELLED):
        yield from _hits("plate", pattern, folded)
    for pattern in (_WECHAT, _QQ, _OTHER_ACCOUNT):
        yield from _hits("account", pattern, folded)
    yield from _phones(folded)


def _identities(folded: str) -> Iterator[Mark]:
    for pattern in (_ID_18, _ID_15, _ID_ABROAD, _ID_LABELLED):
        yield from _hits("identity", pattern, folded)


def _cards(folded: str) -> Iterator[Mark]:
    for hit in _CARD.finditer(folded):
        digits = re.sub(r"\D", "", hit[0])
        # Four by four is how a card is copied, right or wrong; figures in one go are one only by their check digit.
        grouped = len(digits) >= 16 and len(digits) != len(hit[0])
        if 13 <= len(digits) <= 19 and (grouped or luhn(digits)):
            yield Mark("card", digits, *hit.span())
    yield from _hits("card", _CARD_LABELLED, folded)


def luhn(digits: str) -> bool:
    """Whether a card number's check digit is right (ISO/IEC 7812-1)."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def _phones(folded: str) -> Iterator[Mark]:
    for one in find_phones(folded):
        yield Mark("phone", one.value.partition("转")[0], one.start, one.end)
    spans = [hit.span() for hit in _PHONE_LOOSE.finditer(folded)]
    spans += [hit.span("value") for hit in _PHONE_LABELLED.finditer(folded) if _phone_like(hit["value"])]
    for start, end in spans:
        digits = re.sub(r"^(?:00)?86(?=1\d{10}$)", "", re.sub(r"\D", "", folded[start:end]))
        if _HOTLINE.match(digits):
            continue
        extension = _EXTENSION.match(folded, end)
        yield Mark("phone", digits, start, extension.end() if extension else end)
    for hit in _PHONE_CHINESE.finditer(folded):
        digits = re.sub(r"\D", "", hit[0].translate(_SPOKEN))
        yield Mark("phone", digits, *hit.span())


def _phone_like(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return 7 <= len(digits) <= 13 and not re.fullmatch(r"(?:19|20)\d{2}[\s-]\d{1,2}[\s-]\d{1,2}", written.strip())


def _places(folded: str) -> Iterator[Mark]:
    kinds = {FieldName.BUILDING: "building", FieldName.UNIT: "unit", FieldName.ROOM: "room"}
    for found in find_addresses(folded):
        yield Mark(kinds[found.name], found.value, found.start, found.end)


def _hits(kind: str, pattern: re.Pattern[str], folded: str) -> Iterator[Mark]:
    group = "value" if "value" in pattern.groupindex else 0
    for hit in pattern.finditer(folded):
        yield Mark(kind, re.sub(r"[\s\-·.•()（）]", "", hit[group]).upper(), *hit.span(group))


def _mark(kind: str, folded: str, start: int, end: int) -> Mark:
    return Mark(kind, re.sub(r"\s", "", folded[start:end]), start, end)
