"""Finds project, building, unit and room in folded text, in the many ways residents write an address."""

import re
from collections.abc import Iterator

from domain.codes import FieldName
from ingest.found import Found, near
from ingest.vocabulary import BEFORE_PROJECTS, NOT_PROJECT_WORDS, NOT_PROJECTS, PROJECT_ENDINGS
from language.numbers import CHINESE, parse_number, plain

_CN_SMALL = "一二三四五六七八九十"
_NUM = rf"(?:[A-Za-z]?\d{{1,3}}|[{_CN_SMALL}]{{1,4}})"
_ROOM = rf"(?:\d{{3,4}}[A-Ja-j]?|[{_CN_SMALL}〇零○]{{3,4}})"
_ROOM_END = (
    r"(?:\s*(?:室|号房|房(?![间屋子地租东价产号])|号(?![楼线门栋]))|"
    r"(?![\d\-#:.%年月元万块户度平米m㎡个人次多余来名位家吨]))"
)
_FLOOR = rf"(?:\d{{1,2}}|[{_CN_SMALL}]{{1,3}})\s*[楼层]"
_GAP = r"\s*[-—,、的]?\s*"

_BUILDING_WORD = r"(?:号(?:院)?楼|(?<!\s)#\s*楼?|[栋幢](?:楼(?![上下顶道梯内里前后]))?|座|号栋|号幢)"
_ADDRESS = re.compile(
    rf"(?<![\dA-Za-z.\-{CHINESE}])(?P<building>{_NUM}|[A-Za-z])\s*(?P<word>{_BUILDING_WORD})"
    rf"(?:{_GAP}(?P<unit>{_NUM}|[A-Za-z])\s*(?:单元|门(?!口|前|禁|外|岗|卫|厅)|梯(?=\s*\d{{3,4}})))?"
    rf"(?:{_GAP}(?:{_FLOOR}\s*-?\s*)?(?P<room>{_ROOM}){_ROOM_END})?"
    rf"(?:{_GAP}(?P<floor>\d{{1,2}})\s*[楼层]\s*(?P<flat>[A-Ha-h])\s*(?:室|座|单位|户))?"
)
_UNIT = re.compile(
    rf"(?<![\dA-Za-z.{CHINESE}])(?P<unit>{_NUM}|[A-Za-z])\s*单元(?!\s*[:\t])"
    rf"(?:{_GAP}(?:{_FLOOR}\s*)?(?P<room>{_ROOM}){_ROOM_END})?"
)
_DASHED = re.compile(
    r"(?<![\dA-Za-z\-/.])(?<!\d:)(?P<building>[A-Za-z]?\d{1,3}|[A-Za-z])\s*-\s*(?P<unit>\d{1,2}|[A-Za-z])\s*-\s*(?P<room>\d{3,4})"
    r"(?![\d\-/.:])(?:\s*(?:室|号房|房(?!间)))?"
)
_PAIR = re.compile(
    r"(?<![\dA-Za-z\-/.])(?<!\d:)(?:(?P<building>[A-Za-z]?\d{1,3}|[A-Za-z])\s*-\s*(?P<room>\d{3,4})(?![\d\-/.:])"
    r"(?P<word>\s*(?:室|号房|房(?!间)))?(?P<whose>\s*的?(?:业主|住户|户主|居民|租户))?|"
    r"(?P<tower>[A-Z])(?P<flat_room>\d{3,4})\s*(?:室|房(?!间)))"
)
_LONE_ROOM = re.compile(
    r"(?<![\d\-/.A-Za-z~至到#号])(?<!\d:)(?P<room>\d{3,4}[A-Ja-j]?)\s*(?:室(?![内外友])|号房(?!间)|房(?=[的,。;!?\s]|业主|住户|$))"
)
_LABELLED = re.compile(
    rf"(?<![\dA-Za-z{_CN_SMALL}])(?P<label>楼栋号?|栋号|幢号|楼号|单元号?|房间号?|房号|室号|门牌号?)\s*[:\t ]\s*"
    r"(?P<value>[A-Za-z]?\d{1,4}[A-Ja-j]?|[A-Za-z])(?![\d\-A-Za-z栋幢座号#单])"
)
_KINDS = (
    (_LABELLED, re.compile(r"[栋号元牌]\s*[:\t ]")),
    (_ADDRESS, re.compile(rf"(?<=[\dA-Za-z{_CN_SMALL}\s])(?:[栋幢座#]|号院?楼|号[栋幢])")),
    (_DASHED, re.compile(r"-\s*[\dA-Za-z]{1,2}\s*-")),
    (_PAIR, re.compile(r"-(?=\s*\d{3})|[A-Z](?=\d{3})")),
    (_UNIT, re.compile(rf"(?<=[\dA-Za-z{_CN_SMALL}\s])单元")),
    (_LONE_ROOM, re.compile(r"(?<=\d|[A-J\s])[室房]|号房")),
)
"""Each form with what it cannot lack, in the order of their certainty."""
_LABELS = {"楼": FieldName.BUILDING, "栋": FieldName.BUILDING, "幢": FieldName.BUILDING, "单": FieldName.UNIT}

_COUNT_BEFORE = re.compile(r"(?:有|共|总共|一共|多|达|建了?|近|约|这|那|几|等|另|某|每|同一?|整|隔壁|盖了?|余|剩)\s*$")
_HOUSE_AFTER = re.compile(r"\s*(?:高层|住宅|别墅|房子|大楼|房屋|民房|楼房|洋房|建筑|小楼)")
_SEAT_AFTER = re.compile(r"\s*[车轿桥山城塔商机面位椅大小独雕坟新]")
_AT_HOME = re.compile(
    r"(?:住在?|位于|家在|我是|我们是|房屋|房间?号|门牌号?|地址|住址|单元|[园苑城府庭湾区村庄邸轩阁居里期墅寓厦])\s*[:,]?\s*$"
)
_YEARISH = re.compile(r"^(?:19[5-9]\d|20[1-4]\d)$")

_SUFFIX = "|".join(sorted(PROJECT_ENDINGS, key=len, reverse=True))
_WEAK = "苑|府|庭|轩|邸|湾|城|园|居|阁|郡|庄|墅"
_PROJECT_STRONG = re.compile(rf"(?:{_SUFFIX})(?:[城苑园府湾](?=小区|社区))?(?:小区|社区)?")
_PROJECT_WEAK = re.compile(
    rf"(?:{_WEAK})(?=\s*(?:[一二三四五六七八九\d]{{1,2}}期)?\s*(?:[A-Za-z]?\d{{1,3}}|[A-Za-z]|[{_CN_SMALL}]{{1,3}})\s*(?:{_BUILDING_WORD}|-\d)|"
    r"\s*(?:[一二三四五六七八九\d]{1,2}期)\s*(?:的|业主)?|业主|物业|住户|居民)"
)
_HARD_STOP = frozenset(
    "系的是在住我你您他她们了被把该这那各每本整有些因请致与及或给就将并又也还但和从着过能让使每被把不没很最更"
)
_SOFT_STOP = frozenset("和与为对向到于至等就路区市县镇街道乡州从省及入进出以而由经")
_NO_STEM_END = frozenset("入出起向对从以为示定进到过离由内外侧个些类等式用市县区镇")
_ORDINARY = tuple(NOT_PROJECT_WORDS)
_STOPS = _HARD_STOP | _SOFT_STOP
_NAME_BEGINS = frozenset(("和平", "和谐", "和睦", "和美", "和顺", "向阳", "进贤", "以馨"))
_LONGEST = 8
_CHINESE_OR_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]")


def find_addresses(folded: str) -> Iterator[Found]:
    """Every building, unit and room in the text. Values are digits, or a capital letter for a tower."""
    taken = bytearray(len(folded))
    for pattern, anchor in _KINDS:
        for found in near(pattern, anchor, folded, before=6):
            if any(taken[found.start() : found.end()]):
                continue
            details = list(_details(found, folded))
            if details:
                taken[found.start() : found.end()] = b"\1" * (found.end() - found.start())
                yield from details


def _details(found: re.Match[str], folded: str) -> Iterator[Found]:
    groups = found.groupdict()
    if not _plausible(found, groups, folded):
        return
    if groups.get("label"):
        name = _LABELS.get(groups["label"][0], FieldName.ROOM)
        yield Found(name=name, value=groups["value"].upper(), start=found.start("value"), end=found.end("value"))
        return
    if groups.get("tower"):
        yield _detail(FieldName.BUILDING, groups["tower"], found.start("tower"), found.end("tower"))
        yield _detail(FieldName.ROOM, groups["flat_room"], found.start("flat_room"), found.end())
    for name in (FieldName.BUILDING, FieldName.UNIT, FieldName.ROOM):
        if groups.get(name):
            yield _detail(name, groups[name], found.start(name), _end(found, name, folded))
    if groups.get("flat"):
        value = groups["floor"] + groups["flat"].upper()
        yield Found(name=FieldName.ROOM, value=value, start=found.start("floor"), end=found.end())


def _end(found: re.Match[str], name: FieldName, folded: str) -> int:
    """The detail with the word that says what it is: 3栋, 2单元, 501室."""
    end = found.end(name)
    word = re.compile(rf"\s*(?:{_BUILDING_WORD}|单元|室|号房)").match(folded, end)
    return word.end() if word else end


def _detail(name: FieldName, text: str, start: int, end: int) -> Found:
    return Found(name=name, value=_value(name, text), start=start, end=end)


def _value(name: FieldName, text: str) -> str:
    if text.isascii():
        stripped = re.sub(r"^([A-Za-z]?)0+(?=\d)", r"\1", text) if name is not FieldName.ROOM else text
        return stripped.upper()
    number = parse_number(text)
    return text if number is None else plain(number)


def _plausible(found: re.Match[str], groups: dict[str, str | None], folded: str) -> bool:
    """Whether the words are an address rather than a count, a date, a seat or a bridge."""
    before = folded[max(0, found.start() - 6) : found.start()]
    room = groups.get("room") or ""
    if found.re is _DASHED:
        return (
            not (_YEARISH.match(room) and int(groups["building"] or 0) <= 31)
            if (groups["building"] or "").isdigit()
            else True
        )
    if found.re is _PAIR:
        at_home = groups["tower"] or groups["word"] or groups["whose"] or _AT_HOME.search(before)
        return bool(at_home) and not (_YEARISH.match(room) and not groups["word"])
    if found.re is _LONE_ROOM:
        return not _COUNT_BEFORE.search(before)
    if found.re is _LABELLED:
        return True
    if found.re is _UNIT:
        return (groups["unit"] or "") not in {"两"} and not _COUNT_BEFORE.search(before)
    return _plausible_building(found, groups, folded, before)


def _plausible_building(found: re.Match[str], groups: dict[str, str | None], folded: str, before: str) -> bool:
    building, word = groups["building"] or "", groups["word"] or ""
    if groups.get("unit") or groups.get("room") or groups.get("flat"):
        return word != "座" or building.isascii()
    after = folded[found.end() : found.end() + 4]
    if _COUNT_BEFORE.search(before) or _HOUSE_AFTER.match(after):
        return False
    if word == "座" and (_SEAT_AFTER.match(after) or not building.isascii()):
        return False  # 5座车, 一座桥
    if word in {"#", "栋楼", "幢楼"} and not building[:1].isalpha():
        return bool(_AT_HOME.search(before))
    # 一栋 alone is a count far more often than an address; 十二幢 is not.
    return building.isascii() or len(building) > 1 or "号" in word or bool(_AT_HOME.search(before))


def find_projects(folded: str) -> Iterator[Found]:
    """Names of housing projects by their usual endings; each name once."""
    taken = 0
    seen: set[str] = set()
    endings = [*_PROJECT_STRONG.finditer(folded), *_PROJECT_WEAK.finditer(folded)]
    for found in sorted(endings, key=lambda one: (one.start(), -one.end())):
        start = _name_start(folded, found.start())
        name = folded[start : found.end()]
        if start < taken or not _is_project(folded, name, start, found):
            continue
        taken = found.end()
        if name not in seen:
            seen.add(name)
            yield Found(name=FieldName.PROJECT, value=name, start=start, end=found.end())


def _is_project(folded: str, name: str, start: int, ending: re.Match[str]) -> bool:
    """Whether what stands before an ending makes it a name."""
    stem = folded[start : ending.start()]
    if (
        len(stem) > _LONGEST
        or not stem
        or (len(stem) == 1 and not (ending.re is _PROJECT_WEAK and _at_home(folded, start)))
    ):
        return False
    return (
        stem not in NOT_PROJECTS
        and not name.endswith(_ORDINARY)
        and not stem.isdigit()
        and stem[-1] not in _NO_STEM_END
    )


def _at_home(folded: str, start: int) -> bool:
    return bool(re.search(r"(?:住在?|位于|家在|我是|来自)$", folded[max(0, start - 3) : start]))


def _name_start(folded: str, end: int) -> int:
    """Walks left from the ending to where the name begins: a word that is no name, or one character too many."""
    start = end
    while start > 0 and end - start <= _LONGEST:
        char = folded[start - 1]
        if not _CHINESE_OR_WORD.match(char):
            break
        begins_name = folded[start - 1 : start + 1] in _NAME_BEGINS
        long_enough = end - start >= 2 or char not in _SOFT_STOP
        if char in _STOPS and long_enough and not begins_name:
            break
        if folded[start - 2 : start] in BEFORE_PROJECTS:
            break
        start -= 1
    return start
