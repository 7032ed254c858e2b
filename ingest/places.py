"""Finds building, unit and room in folded text, in the many ways residents write an address."""

import re
from collections.abc import Callable, Iterator, Mapping

from domain.reading_codes import FieldName
from ingest.english_flats import find_english_flats
from ingest.found import Found, near
from language.numbers import CHINESE, parse_number, plain

_CN_SMALL = "一二三四五六七八九十"
_STEMS = "甲乙丙丁戊己庚辛"
_SIDES = "东南西北中"
_NAMED = frozenset(_STEMS + "高低")
_NUM = rf"(?:[A-Za-z]{{0,2}}\d{{1,3}}|[{_CN_SMALL}]{{1,4}})"
_ROOM = rf"(?:\d{{3,4}}[A-Za-z]?|[{_CN_SMALL}〇零○]{{3,4}})"
_ROOM_END = (
    r"(?:\s*(?:室|号房|房(?![间屋子地租东价产号])|号(?![楼线门栋]))|"
    r"(?![\d\-#:.%年月元万块度平米m㎡个人次多余来名位家吨A-Za-z]|户(?!主)))"
)
_FLOOR_NUM = rf"(?:\d{{1,2}}|[{_CN_SMALL}]{{1,3}})"
_FLOOR = rf"(?:第?{_FLOOR_NUM}\s*[楼层]|顶[楼层])"
_GAP = r"\s*[-—,、的)/]?\s*"
_SIDE = rf"(?:[{_SIDES}]{{1,2}}[户侧门边手]\s*)?"

BUILDING_WORD = (
    r"(?:号(?:院)?楼|(?<!\s)#\s*楼?|[栋幢](?:楼(?![上下顶道梯内里前后]))?|座|号栋|号幢|号塔楼|楼(?=\s*\d{1,2}\s*单元))"
)
_FLATS = (
    r"(?P<floor>"
    + _FLOOR_NUM
    + r")\s*[楼层]\s*(?:(?P<flat>[A-Za-z]{1,2})\s*(?:室|座|单位|户|房)?|(?P<door>\d{2})\s*[室房])"
)
_BEHIND = r"(?P<storey>" + _FLOOR_NUM + rf")\s*楼(?:之\s*(?P<of>\d{{1,2}}|[{_CN_SMALL}]{{1,2}}))"
_STOREY = (
    r"(?P<only>"
    + _FLOOR_NUM
    + r")\s*楼(?=\s*(?:$|[,。;)(\n]|的?(?:住户|业主|居民|承租|租客)|的[^\s,。的]{2,4}[,。\s反]"
    r"|\s+[^\s\d,。]{2,4}(?:\s*敬上|\s*上)?\s*(?:$|\n)))"
)
_ADDRESS = re.compile(
    rf"(?<![\dA-Za-z.{CHINESE}])(?<![\dA-Za-z]-)第?(?P<building>{_NUM}|[A-Za-z]|[{_STEMS}](?=[座栋幢])|[高低](?=座))\s*(?P<word>{BUILDING_WORD})"
    rf"(?:\s*-?\s*(?P<tower>[A-Za-z])\s*座)?"
    rf"(?:{_GAP}[(]?(?P<unit>{_NUM}|[A-Za-z]|[{_STEMS}]|[{_SIDES}](?=单元))\s*(?:单元|门(?!口|前|禁|外|岗|卫|厅)|梯(?=\s*\d{{3,4}})))?"
    rf"(?:{_GAP}{_SIDE}(?:{_FLATS}(?![A-Za-z\d])|{_BEHIND}|(?:{_FLOOR}\s*-?\s*)?{_SIDE}"
    rf"(?:(?P<step>\d{{1,2}}|[A-Za-z])\s*-\s*)?(?P<room>{_ROOM}|(?:(?<=[栋幢座])|(?<=单元))\d{{1,2}}[A-Z](?![A-Za-z\d])){_ROOM_END}|{_STOREY}))?"
)
_STREET = re.compile(
    rf"(?<=[弄巷路街道段坊村])\s*(?P<building>\d{{1,4}})\s*号(?:之\s*\d{{1,2}})?(?![楼线门院桌栋幢机])"
    rf"(?:\s*(?P<tower>[A-Za-z])\s*[栋座])?"
    rf"(?:{_GAP}(?:{_BEHIND}|{_FLATS}(?![A-Za-z\d])|(?:{_FLOOR}\s*-?\s*)?(?P<room>{_ROOM}|\d{{2}}(?=室)){_ROOM_END}|(?P<only>{_FLOOR_NUM})\s*楼(?![上下道梯顶]))"
    r"|(?P<bare>(?=\s*(?:$|[,。\n]))))"
)
_STREET_BEHIND = re.compile(
    rf"(?<![\dA-Za-z\-{CHINESE}])(?P<building>\d{{1,4}})\s*号(?:之\s*\d{{1,2}})?{_GAP}{_BEHIND}"
)
_UNIT = re.compile(
    rf"(?<![\dA-Za-z.{CHINESE}])(?P<unit>{_NUM}|[A-Za-z]|[{_STEMS}]|(?<![{_SIDES}])[{_SIDES}](?=单元))\s*单元(?!\s*[:\t])"
    rf"(?:{_GAP}{_SIDE}(?:{_FLOOR}\s*)?{_SIDE}(?P<room>{_ROOM}){_ROOM_END})?"
)
_DASHED = re.compile(
    r"(?<![\dA-Za-z\-/.])(?<!\d:)(?P<building>[A-Za-z]?\d{1,3}|\d{1,2}[A-Ha-h]|[A-Za-z])\s*-\s*(?P<unit>\d{1,2}|[A-Za-z])\s*-\s*(?P<room>\d{3,4}[A-Za-z]?)"
    r"(?![\d\-/.:])(?:\s*(?:室|号房|房(?!间)))?"
)
_PAIR = re.compile(
    r"(?<![\dA-Za-z\-/.])(?<!\d:)(?:(?P<building>[A-Za-z]?\d{1,3}|\d{1,2}[A-Ha-h]|[A-Za-z])\s*-\s*(?P<room>\d{3,4})(?![\d\-/.:])"
    r"(?P<mark>\s*(?:室|号房|房(?!间)))?(?P<whose>\s*的?(?:业主|住户|户主|居民|租户))?|"
    r"(?P<letter>[A-Z])(?P<flat_room>\d{3,4})\s*(?:室|房(?!间)))"
)
_FLOOR_FLAT = re.compile(
    rf"(?<![\dA-Za-z{CHINESE}])(?:{_FLATS}(?![A-Za-z\d])|{_BEHIND})(?=\s*(?:$|[\s,。;、)(:的嘅之]|室|座|单位|住户|业主))"
)
_LONE_ROOM = re.compile(
    r"(?<![\d\-/.A-Za-z~至到#号])(?<!\d:)(?P<room>\d{3,4}[A-Za-z]?)\s*(?:室(?![内外友])|号房(?!间)|房(?=[的,。;!?\s]|业主|住户|$))"
)
_AT_DOOR = re.compile(
    r"(?:楼上|楼下|对门|隔壁|对面|邻居|我家是?|我们家是?|家住|我住|住在?|[流漏滴渗]水?到|我是)的?\s*(?P<room>\d{3,4}[A-Ja-j]?)"
    r"(?!天(?!天))(?![\dA-Za-z\-#:.%年月元万块户度平米m㎡个人次多余来名位吨号点小幢栋座楼/])"
)
_LABELLED = re.compile(
    rf"(?<![\dA-Za-z{_CN_SMALL}])(?P<label>楼栋号?|栋号|幢号|楼号|单元号?|房间号?|房号|室号|门牌号?)\s*[:\t ]\s*"
    r"(?P<value>[A-Za-z]?\d{1,4}[A-Ja-j]?|[A-Za-z])(?![\d\-A-Za-z栋幢座号#单楼室房])"
)
_KINDS = (
    (_LABELLED, re.compile(r"[栋号元牌]\s*[:\t ]")),
    (
        _ADDRESS,
        re.compile(rf"(?<=[\dA-Za-z{_CN_SMALL}{_STEMS}高低\s])(?:[栋幢座#]|号院?楼|号[栋幢塔]|楼\s*\d{{1,2}}\s*单)"),
    ),
    (_STREET, re.compile(r"(?<=\d)\s*号")),
    (_STREET_BEHIND, re.compile(r"(?<=\d)\s*号(?=.{0,9}楼\s*之)")),
    (_DASHED, re.compile(r"-\s*[\dA-Za-z]{1,2}\s*-")),
    (_PAIR, re.compile(r"-(?=\s*\d{3})|[A-Z](?=\d{3})")),
    (_UNIT, re.compile(rf"(?<=[\dA-Za-z{_CN_SMALL}{_STEMS}{_SIDES}\s])单元")),
    (_FLOOR_FLAT, re.compile(r"[楼层](?=\s*(?:[A-Za-z]|之|\d\d\s*[室房]))")),
    (_LONE_ROOM, re.compile(r"(?<=\d|[A-Za-z\s])[室房]|号房")),
    (_AT_DOOR, re.compile(r"(?<=[上下门壁面居家住在到是的\s])\d{3}")),
)
"""Each form with what it cannot lack, in the order of their certainty."""
_LABELS = {"楼": FieldName.BUILDING, "栋": FieldName.BUILDING, "幢": FieldName.BUILDING, "单": FieldName.UNIT}

_COUNT_BEFORE = re.compile(r"(?:有|共|总共|一共|多|达|建了?|近|约|这|那|几|等|另|某|每|同一?|整|隔壁|盖了?|余|剩)\s*$")
_HOUSE_AFTER = re.compile(r"\s*(?:高层|住宅|别墅|房子|大楼|房屋|民房|楼房|洋房|建筑|小楼)")
_SEAT_AFTER = re.compile(r"\s*[车轿桥山城塔商机面位椅大小独雕坟新]")
_AT_HOME = re.compile(
    r"(?:住在?|位于|家在|我是|我们是|房屋|房间?号|门牌号?|地址|住址|单元|[园苑城府庭湾区村庄邸轩阁居里期墅寓厦])\s*[:,]?\s*$"
)
_STREET_HOME = re.compile(r"(?:住(?![户宅建房院])|住址|地址|我家在)[^。;!?\n]{0,30}$")
_LETTERED = re.compile(r"[A-Za-z]\d{0,2}")
_EARLIER = re.compile(r"(?:\(原|[原旧](?:房号|地址|编号|门牌号?|址))(?:房号)?\s*[:为是]?\s*$")
_YEARISH = re.compile(r"^(?:19[5-9]\d|20[1-4]\d)$")


def find_addresses(folded: str) -> Iterator[Found]:
    """Every building, unit and room in the text.

    Values are digits, or a letter or character for a tower or unit (A, 甲, 东); a flat of a floor is 25C, Taiwan's
    十一樓之二 is 11楼之2.
    """
    taken = bytearray(len(folded))
    for start, end, details in find_english_flats(folded):
        taken[start:end] = b"\1" * (end - start)
        yield from details
    for pattern, anchor in _KINDS:
        for found in near(pattern, anchor, folded, before=8):
            if any(taken[found.start() : found.end()]):
                continue
            details = list(_details(found, folded))
            if details:
                taken[found.start() : found.end()] = b"\1" * (found.end() - found.start())
                yield from details


def _details(found: re.Match[str], folded: str) -> Iterator[Found]:
    groups = {name: value for name, value in found.groupdict().items() if value}
    if not _plausible(found, groups, folded):
        return
    if label := groups.get("label"):
        name = _LABELS.get(label[0], FieldName.ROOM)
        yield Found(name=name, value=groups["value"].upper(), start=found.start("value"), end=found.end("value"))
        return
    if "letter" in groups:
        yield _detail(FieldName.BUILDING, found, "letter")
        yield _detail(FieldName.ROOM, found, "flat_room")
        return
    street = found.re is _STREET and "tower" in groups
    kinds = (
        ("building", FieldName.BUILDING),
        ("tower", FieldName.UNIT),
        ("unit", FieldName.UNIT),
        ("step", FieldName.UNIT),
    )
    for group, name in kinds:
        if group in groups and not (street and group == "building"):
            yield _detail(FieldName.BUILDING if street else name, found, group)
    yield from _room(found, groups)


def _room(found: re.Match[str], groups: dict[str, str]) -> Iterator[Found]:
    if "room" in groups:
        yield _detail(FieldName.ROOM, found, "room")
        return
    for group in ("floor", "storey", "only"):
        if group in groups:
            floor, start = _number(groups[group]), found.start(group)
            break
    else:
        return
    if group == "only" and found.re is _ADDRESS and not _LETTERED.fullmatch(groups["building"]):
        return  # 3栋一楼 is a storey of a house on the mainland, B棟7樓 a flat in Taiwan
    if "flat" in groups or "door" in groups:
        value = floor + (groups.get("flat") or groups["door"]).upper()
    else:
        value = f"{floor}楼之{_number(groups['of'])}" if "of" in groups else f"{floor}楼"
    yield Found(name=FieldName.ROOM, value=value, start=start, end=found.end())


def _detail(name: FieldName, found: re.Match[str], group: str) -> Found:
    """The detail with the word that says what it is: 3栋, 2单元, 501室."""
    end = found.end(group)
    word = _MEASURE.match(found.string, end)
    return Found(name=name, value=_value(name, found[group]), start=found.start(group), end=word.end() if word else end)


_MEASURE = re.compile(rf"\s*(?:{BUILDING_WORD}|单元|室|号房|号(?![楼线门]))")


def _value(name: FieldName, text: str) -> str:
    if text.isascii() and name is not FieldName.ROOM:
        return re.sub(r"^([A-Za-z]*)0+(?=\d)", r"\1", text).upper()
    return _number(text)


def _number(text: str) -> str:
    number = None if text.isascii() else parse_number(text)
    return text.upper() if number is None else plain(number)


def _plausible(found: re.Match[str], groups: dict[str, str], folded: str) -> bool:
    """Whether the words are an address rather than a count, a date, a seat or a bridge."""
    before = folded[max(0, found.start() - 6) : found.start()]
    if _EARLIER.search(before):
        return False
    ask = _ASKED.get(found.re)
    if ask is not None:
        return ask(groups, before)
    if found.re is _STREET:
        behind = len(groups) > 1
        return behind or bool(_STREET_HOME.search(folded[max(0, found.start() - 40) : found.start()]))
    return found.re is not _ADDRESS or _plausible_building(found, groups, folded, before)


def _no_date(groups: dict[str, str], before: str) -> bool:
    del before
    building = groups["building"]
    return not (building.isdigit() and _YEARISH.match(groups["room"]) and int(building) <= 31)


def _pair_at_home(groups: dict[str, str], before: str) -> bool:
    at_home = not groups.keys().isdisjoint({"letter", "mark", "whose"}) or _AT_HOME.search(before) is not None
    return at_home and not (_YEARISH.match(groups.get("room", "")) and "mark" not in groups)


def _no_count(groups: dict[str, str], before: str) -> bool:
    return groups.get("unit") != "两" and _COUNT_BEFORE.search(before) is None


def _no_year(groups: dict[str, str], before: str) -> bool:
    del before
    return _YEARISH.match(groups["room"]) is None


_ASKED: Mapping[re.Pattern[str], Callable[[dict[str, str], str], bool]] = {
    _DASHED: _no_date,
    _PAIR: _pair_at_home,
    _UNIT: _no_count,
    _LONE_ROOM: _no_count,
    _AT_DOOR: _no_year,
}
"""What the groups of a match and the few characters before it must be, form by form."""


def _plausible_building(found: re.Match[str], groups: dict[str, str], folded: str, before: str) -> bool:
    building, word = groups["building"], groups["word"]
    ordinal = found[0].startswith("第")
    if groups.keys() & {"tower", "unit", "room", "flat", "door", "storey", "only"}:
        return word != "座" or not building.startswith(("两", "几"))
    after = folded[found.end() : found.end() + 4]
    if _COUNT_BEFORE.search(before) or _HOUSE_AFTER.match(after):
        return False
    if word == "座":
        named = building.isascii() or ordinal or building in _NAMED or bool(_AT_HOME.search(before))
        return named and not _SEAT_AFTER.match(after)  # 5座车, 一座桥
    if word in {"#", "栋楼", "幢楼"} and not building[:1].isalpha():
        return bool(_AT_HOME.search(before))
    # 一栋 alone is a count far more often than an address; 十二幢 is not.
    return (building.isascii() and not ordinal) or len(building) > 1 or "号" in word or bool(_AT_HOME.search(before))
