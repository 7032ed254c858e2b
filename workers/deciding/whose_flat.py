"""Tells the writer's flat and telephone number from those of neighbours, landlords and guards in a letter."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Generic, TypeVar

from domain.reading import Field
from domain.reading_codes import FieldName, Source
from ingest.whose import ACCUSED, NEIGHBOUR, Person, said_to_be
from language.folding import half_width


class Whose(IntEnum):
    """Whose a flat is, as far as the words around it say."""

    OTHERS = 0
    OPEN = 1
    BESIDE_PHONE = 2
    """A telephone number stands beside it, more likely the writer's than not."""
    WRITERS = 3


@dataclass(frozen=True, kw_only=True)
class NamedFlat:
    """A flat, or a building or unit alone, as one place of a letter names it. start, end: in `source`."""

    building: str | None = None
    unit: str | None = None
    room: str | None = None
    source: Source = Source.TEXT
    start: int = 0
    end: int = 0
    whose: Whose = Whose.OPEN
    lent: bool = False
    """The words around it say that the writer is a tenant or a relative, so that another name than the owner's fits."""


_DETAILS = (FieldName.BUILDING, FieldName.UNIT, FieldName.ROOM)
_WITHIN_A_FLAT = 6
_NEXT_DOOR = re.compile(NEIGHBOUR)
_BESIDE = 12
_SENTENCE = re.compile(r"[。!?;\n]")
_BEFORE = 40
_AFTER = 24
_SIGNATURE_LINES = 4
_SIGNATURE_CHARS = 44

_ADDRESS = re.compile(
    r"(?:^|[,\s:(])(?:家住|家在|现住|租住|住在|住|居住|居于|(?:家庭|通讯|联系|房屋|居住)?(?:住址|地址)|房号|门牌号?|单位|座落|坐落)[^,]{0,16}$"
)
_PEOPLE = r"(?:业主|住户|租户|租客|房客|房东|户主|居民|邻居|人家|[那这][户家人]人?|一家|主人)"
_DOES = re.compile(
    rf"\s*(?:室|号房?|房)?\s*(?:的|那个|这)?{_PEOPLE}"
    r"(?!$|[\s,、:()]|是我|系我|代表|本人|反映|反应|来[电信]|投诉|报修|咨询|求助|要求|希望|[恳请]|的?(?:女儿|儿子|家属))"
)
_HARM = (
    r"把(?!手)|将(?!近)|往[下楼窗外]|乱[扔停放堆搭倒]|辱骂|殴打|打骂|谩骂|威胁|恐吓|养[了着]?[狗猫鸡鸽]|出租给|租给|群租|打隔断|"
    r"私[搭自拆占接]|擅自|违规|霸占|占用|长期占|改[成作]|开[了着设]?(?:棋牌|公司|饭店|餐|民宿|麻将|培训)|打麻将|高空抛|扰民"
)
_OFTEN = r"每[天晚日夜到]|天天|夜夜|半夜|深夜|凌晨|总是?|老是?|经常|常常|一直|吵|闹|不让|拒[交不绝]"
_HARMS = re.compile(rf"\s*(?:室|号房?|房)?[)\s]*(?:(?:的|业主|住户)(?:业主|住户)?[\u4e00-\u9fff]{{2,3}}?)?(?:{_HARM})")
"""What one complains of in others, right behind their flat; that it leaks or is cold one says of one's own too."""
_NAMED_HARMS = re.compile(rf"(?:先生|女士|小姐|太太)?(?:业主|住户|一?家|的?人)?[)\s]*(?:{_HARM}|{_OFTEN})")
"""The same behind a name at the flat."""
_TOWARDS = re.compile(r"(?:找|跟|和|与|叫|让|问|向|被|转告|起诉|制止|劝阻)\s*$")
_AT = re.compile(r"(?:在|到|从|往|于|靠近?|经过)\s*$")
_PLACE = re.compile(r"\s*(?:室|号房?|房)?的?(?:楼[下上]|门[口前]|窗[下外]|旁边?|对面|隔壁|附近|正?[上下]方)")
_WITH_NAME = 4
_LENT = re.compile(
    r"女儿|儿子|媳妇|女婿|父亲|母亲|爸|妈|爷爷|奶奶|外公|外婆|老公|老婆|丈夫|妻子|爱人|家属|孙子|孙女|"
    r"租户|租客|房客|承租|租住|租的|租了|代为|代[我家]|借住|受托|委托|tenant"
)
_STRANGERS = (
    r"房东|房主|保安|门卫|门岗|物业|管家|客服|前台|经理|主任|施工[方队]|工头|工人|装修(?:工|队|公司|方)|师傅|老板|店[主家长]|商家|商户|"
    r"中介|开发商|车主|司机|业委会|公司|派出所|居委|维修[工员]|工程部|热线|律师|管理处|民警|楼管"
)
_KNOWN_AS = re.compile(rf"(?:{_STRANGERS}|租客|房客|{ACCUSED})(?:是|叫|姓名)?[:\s]*$")
_STRANGER = re.compile(rf"(?:{_STRANGERS}|{NEIGHBOUR}|{ACCUSED})([^,。;!?\s]{{0,10}}\s?)$")
_TO_ME = re.compile(r"我|本人|致电|回电|来电|打给|拨打?$|联[系络](?!电话|方式|号码|人)|告知|通知|回复|答复")


def named_flats(fields: Sequence[Field], texts: Mapping[Source, str]) -> list[NamedFlat]:
    """Every flat that the fields name, in their order, each with whose it is. texts: what the fields were found in."""
    folded = {source: half_width(text) for source, text in texts.items()}
    signs = _Places(one for one in fields if one.name in {FieldName.RESIDENT, FieldName.PHONE})
    return [_placed(flat, folded.get(flat.source, ""), signs) for flat in _grouped(fields, folded)]


def own_name(fields: Sequence[Field], flats: Sequence[NamedFlat], texts: Mapping[Source, str]) -> str | None:
    """The first name that the letter does not give to somebody else: to one at another's flat, a guard, a tenant."""
    found = [one for one in fields if one.name is FieldName.RESIDENT]
    others = [flat for flat in flats if flat.whose is Whose.OTHERS]
    own = (one for one in found if not _is_strangers_name(one, half_width(texts.get(one.source, "")), others))
    return next((one.value for one in own), None)


def own_phones(fields: Sequence[Field], flats: Sequence[NamedFlat], texts: Mapping[Source, str]) -> tuple[str, ...]:
    """The numbers that the writer may be called on: those that the letter gives to somebody else are left out."""
    folded = {source: half_width(text) for source, text in texts.items()}
    found = [one for one in fields if one.name is FieldName.PHONE]
    others = _Places(flat for flat in flats if flat.whose is Whose.OTHERS)
    return tuple(dict.fromkeys(one.value for one in found if not _strangers(one, folded.get(one.source, ""), others)))


_Placed = TypeVar("_Placed", Field, NamedFlat)


class _Places(Generic[_Placed]):
    """Things that stand in texts, found by where they stand."""

    def __init__(self, things: Iterable[_Placed]) -> None:
        self._things: list[_Placed] = sorted(things, key=lambda one: (one.source, one.start))
        self._starts = [(one.source, one.start) for one in self._things]

    def around(self, source: Source, start: int, end: int) -> Sequence[_Placed]:
        """Those of a text that begin between two places."""
        return self._things[bisect_left(self._starts, (source, start)) : bisect_right(self._starts, (source, end))]


def _is_strangers_name(name: Field, text: str, others: Iterable[NamedFlat]) -> bool:
    if _KNOWN_AS.search(text[max(0, name.start - _BESIDE) : name.start]):
        return True
    return any(
        flat.source is name.source
        and max(name.start - flat.end, flat.start - name.end) <= _WITH_NAME
        and not _SENTENCE.search(between := text[min(name.end, flat.end) : max(name.start, flat.start)])
        and "," not in between
        for flat in others
    )


def _grouped(fields: Sequence[Field], texts: Mapping[Source, str]) -> list[NamedFlat]:
    """Buildings, units and rooms that stand side by side are one flat, in whatever order they stand."""
    details = sorted((one for one in fields if one.name in _DETAILS), key=lambda one: (one.source, one.start))
    groups: list[dict[FieldName, Field]] = []
    end, source = 0, None
    for one in details:
        beside = one.source is source and one.start - end <= _WITHIN_A_FLAT
        beside = beside and not _NEXT_DOOR.search(texts.get(one.source, "")[end : one.start])
        if not beside or one.name in groups[-1]:
            groups.append({})
        groups[-1][one.name] = one
        end, source = one.end, one.source
    return [_flat(group) for group in groups]


def _flat(group: Mapping[FieldName, Field]) -> NamedFlat:
    building, unit, room = (group[name].value if name in group else None for name in _DETAILS)
    return NamedFlat(
        building=building,
        unit=unit,
        room=room,
        source=next(iter(group.values())).source,
        start=min(one.start for one in group.values()),
        end=max(one.end for one in group.values()),
    )


def _placed(flat: NamedFlat, text: str, signs: _Places[Field]) -> NamedFlat:
    before = _SENTENCE.split(text[max(0, flat.start - _BEFORE) : flat.start])[-1]
    after = _SENTENCE.split(text[flat.end : flat.end + _AFTER])[0]
    sentence = before + text[flat.start : flat.end] + after
    near = signs.around(flat.source, flat.start - _BEFORE, flat.end + _BESIDE)
    beside = [one for one in near if max(flat.start - one.end, one.start - flat.end) <= _BESIDE]
    if _is_elsewhere(flat, text, before, after, beside):
        return replace(flat, whose=Whose.OTHERS)
    whose = _whose(flat, text, before, after, {one.name for one in beside})
    return replace(flat, whose=whose, lent=bool(_LENT.search(sentence)))


def _is_elsewhere(flat: NamedFlat, text: str, before: str, after: str, beside: Iterable[Field]) -> bool:
    """Whether it is only a place (在…楼下), or one whom the writer speaks to, or one who does what is complained of."""
    if (_AT.search(before) and _PLACE.match(after)) or _TOWARDS.search(before):
        return True
    if said_to_be(before) is Person.WRITER:
        return False
    behind = (one for one in beside if one.name is FieldName.RESIDENT and 0 <= one.start - flat.end <= _WITH_NAME)
    return bool(_HARMS.match(after)) or any(_NAMED_HARMS.match(text, one.end) for one in behind)


def _whose(flat: NamedFlat, text: str, before: str, after: str, beside: Collection[FieldName]) -> Whose:
    """The nearest word before it that names a person decides; without one, what stands beside it."""
    named = FieldName.RESIDENT in beside
    said = said_to_be(before)
    if said is not None:
        return Whose.WRITERS if said is Person.WRITER else Whose.OTHERS
    if _DOES.match(after) and not named:
        return Whose.OTHERS
    if named or _ADDRESS.search(before) or _in_signature(flat, text):
        return Whose.WRITERS
    return Whose.BESIDE_PHONE if FieldName.PHONE in beside else Whose.OPEN


def _in_signature(flat: NamedFlat, text: str) -> bool:
    """Whether it stands on a short line among the last, below something else."""
    rest = text[flat.end : flat.end + _SIGNATURE_LINES * _SIGNATURE_CHARS]
    lines = [line for line in rest.split("\n")[1:] if line.strip()]
    start = text.rfind("\n", 0, flat.start) + 1
    end = text.find("\n", flat.end)
    line = text[start : len(text) if end < 0 else end].strip()
    return (
        flat.end + len(rest) == len(text)
        and bool(text[max(0, start - _BEFORE) : start].strip())
        and len(lines) < _SIGNATURE_LINES
        and len(line) <= _SIGNATURE_CHARS
        and not (_SENTENCE.search(line) or "," in line)
    )


def _strangers(phone: Field, text: str, others: _Places[NamedFlat]) -> bool:
    before = _SENTENCE.split(text[max(0, phone.start - _BEFORE) : phone.start])[-1]
    found = _STRANGER.search(before)
    if found is not None and not _TO_ME.search(found[1]):
        return True
    return any(
        0 <= phone.start - flat.end <= _BESIDE and "," not in text[flat.end : phone.start]
        for flat in others.around(phone.source, phone.start - _BEFORE, phone.start)
    )
