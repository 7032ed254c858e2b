"""What in a typical case still looks like somebody's data, or says what is known of its case, each with its place.

Recall goes before precision, as in the finder it asks: a person says of each word whether it is anyone's.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from domain.said import N_
from domain.typical import TypicalText
from ingest.vocabulary import NOT_NAMES, SURNAMES
from workers.privacy.personal_marks import Mark, find_marks
from workers.privacy.resident import alike
from workers.typical.known import CASE, LETTER, VAGUE, Known

WHY: Mapping[str, str] = {
    "name": N_("像姓名"),
    "phone": N_("像电话"),
    "email": N_("像邮箱"),
    "identity": N_("像证件号"),
    "card": N_("像卡号"),
    "plate": N_("像车牌"),
    "account": N_("像账号"),
    "building": N_("像楼栋"),
    "unit": N_("像单元"),
    "room": N_("像房号"),
    "code": N_("像案件或函件编号"),
    "project": N_("项目名称"),
    "known_name": N_("本案中出现的姓名"),
    "known_number": N_("本案中出现的号码"),
    "known_room": N_("本案中的房号"),
}
"""Why words were found, as staff are told."""
_ORDER = (
    *("code", "known_number", "email", "identity", "card", "plate", "account", "phone"),
    *("project", "known_name", "building", "unit", "known_room", "room", "name"),
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2,4}\s?-\s?\d{4}\s?-\s?\d{2,8}(?!\d)"
    r"|[\u4e00-\u9fff]{0,2}[〔\[(（]\s?\d{4}\s?[〕\])）]\s*(?:第\s*)?\d+\s*号"
)
_OWN = re.compile(
    f"(?:业主|员工|人员)[{VAGUE.stems}](?![{VAGUE.stems}])\\d*|"
    + "|".join(map(re.escape, (*VAGUE.marks.values(), VAGUE.project, CASE, LETTER, "某人", "某号码")))
)
_ROUNDS = 3
"""What stands in place of a name may make another one visible."""
SOMEBODY, SOME_NUMBER = "某人", "某号码"
_INSTEAD = {
    **VAGUE.marks,
    "code": CASE,
    "project": VAGUE.project,
    "known_number": SOME_NUMBER,
    "known_room": VAGUE.marks["room"],
}
_ONE = "".join(sorted(SURNAMES))
_MORE_NAMES = (
    re.compile(
        rf"(?:^|(?<=[\s,，。;；、:：!！?？]))(?P<name>[{_ONE}][\u4e00-\u9fff]{{1,2}})(?=家[的里中]|说|称|反映|表示|投诉|认为|来信|来电)"
    ),
    re.compile(rf"(?P<name>[小老阿][{_ONE}])(?=[说来去已没在]|表示|答复|上门)"),
    re.compile(r"(?<![A-Za-z])(?P<name>[A-Z][a-z]+ [A-Z][a-z]+)(?![A-Za-z])"),
)
_COVER = "\ue000"
"""Stands for what we put there ourselves, so that no pattern reads it as a name."""
_LETTERED = re.compile(r"(?<![A-Za-z0-9-])[A-Z]-?\d{3,4}(?![A-Za-z0-9-])")
"""B-1203, as in letters in English."""
_FIGURES = re.compile(r"(?<!\d)\d{4,}(?!\d)")
_MEASURED = r"(?!\d|[年月日元万块度户次人个天台处件秒页%℃]|\s*(?:平方?米|公斤|毫米|厘米|公里|米|小时|分钟|分贝|多|余))"
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """Words that may not be published as they stand. part: a name of TypicalText.parts; start, end: where in it; why: a
    key of WHY.
    """

    part: str
    words: str
    start: int
    end: int
    why: str

    def around(self, text: TypicalText, most: int = 14) -> tuple[str, str]:
        """What stands before and after them."""
        whole = text.parts[self.part]
        return whole[max(0, self.start - most) : self.start], whole[self.end : self.end + most]


def remaining(text: TypicalText, known: Known, *, let_stand: Collection[str] = ()) -> tuple[Remaining, ...]:
    """All of it, part by part, none over another. let_stand: words that a person has confirmed."""
    return tuple(
        Remaining(part=part, words=words[mark.start : mark.end], start=mark.start, end=mark.end, why=mark.kind)
        for part, words in text.parts.items()
        for mark in _marks(words, known)
        if words[mark.start : mark.end] not in let_stand
    )


def anonymous(text: str, known: Known) -> str:
    """The text with what is known of the case, and what looks like anybody's data, exchanged: 业主甲, 某项目, 某栋."""
    for code, instead in sorted(known.codes, key=lambda one: -len(one[0])):
        text = text.replace(code, instead)
    text = _CODE.sub(lambda found: CASE if "-" in found[0] else LETTER, text)
    text = known.made_up.replaced(text)
    for _ in range(_ROUNDS):
        marks = _marks(text, known)
        if not marks:
            break
        for mark in reversed(marks):
            text = text[: mark.start] + _INSTEAD.get(mark.kind, SOMEBODY) + text[mark.end :]
    return text


def _marks(words: str, known: Known) -> list[Mark]:
    covered = _OWN.sub(lambda found: _COVER * len(found[0]), words)
    folded = alike(covered)
    found = [*_codes(folded, known), *_figures(folded, known), *_rooms(folded, known)]
    found += [mark._replace(kind=_kind(mark, known)) for mark in known.made_up.known(covered)]
    found += find_marks(covered)
    found += _more_names(folded)
    order = {kind: at for at, kind in enumerate(_ORDER)}
    taken = bytearray(len(words))
    kept = []
    for mark in sorted(found, key=lambda one: (one.start - one.end, order[one.kind], one.start)):
        if mark.start < mark.end and not any(taken[mark.start : mark.end]):
            taken[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
            kept.append(mark)
    return sorted(kept, key=lambda one: one.start)


def _more_names(folded: str) -> Iterator[Mark]:
    """Names that a letter would be read with too many of, and a text of ours has few of."""
    for pattern in _MORE_NAMES:
        for hit in pattern.finditer(folded):
            if hit["name"][:2] not in NOT_NAMES:
                yield Mark("name", hit["name"], *hit.span("name"))


def _kind(mark: Mark, known: Known) -> str:
    """Why words that the case knows were found."""
    if mark.kind != "name":
        return "known_number"
    return "project" if mark.value in known.made_up.cast.projects else "known_name"


def _codes(folded: str, known: Known) -> Iterator[Mark]:
    for hit in _CODE.finditer(folded):
        yield Mark("code", hit[0], *hit.span())
    for code, _ in known.codes:
        for hit in re.finditer(re.escape(alike(code)), folded):
            yield Mark("code", hit[0], *hit.span())


def _figures(folded: str, known: Known) -> Iterator[Mark]:
    """Figures that end a number which the case knows: 尾号5678 tells whose it is."""
    for hit in _FIGURES.finditer(folded):
        if _YEAR.fullmatch(hit[0]) and folded[hit.end() : hit.end() + 1] == "年":
            continue
        if any(number.endswith(hit[0]) for number in known.numbers):
            yield Mark("known_number", hit[0], *hit.span())


def _rooms(folded: str, known: Known) -> Iterator[Mark]:
    for hit in _LETTERED.finditer(folded):
        yield Mark("room", hit[0], *hit.span())
    for room in known.rooms:
        for hit in re.finditer(rf"(?<![0-9A-Za-z]){re.escape(alike(room))}{_MEASURED}", folded):
            yield Mark("known_room", hit[0], *hit.span())
