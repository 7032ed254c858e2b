"""Which column of a list means what: guessed from its head, and then as the admin says."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.directory_codes import Doubt
from language.folding import comparing

Rows = Sequence[Sequence[str]]

HEADS: Mapping[str, tuple[str, ...]] = {
    "project": ("project", "项目", "小区", "项目名称", "小区名称", "楼盘", "楼盘名称", "物业项目"),
    "area": ("area", "区域", "分区", "组团", "期", "苑区", "片区", "分期"),
    "building": ("building", "楼栋", "栋", "幢", "楼号", "栋号", "座", "楼栋号", "幢号", "楼宇", "座号", "楼座"),
    "unit": ("unit", "单元", "单元号", "梯号"),
    "room": ("room", "房间", "房号", "室", "房间号", "门牌", "门牌号", "室号", "房屋编号", "房间编号", "房产", "户号"),
    "name": (
        *("name", "姓名", "业主", "业主姓名", "住户", "住户姓名", "客户姓名", "客户", "客户名称", "业主名称"),
        *("联系人", "户主", "产权人"),
    ),
    "phone": (
        *("phone", "电话", "联系电话", "手机", "手机号", "联系方式", "手机号码", "电话号码", "移动电话"),
        *("业主电话", "住户电话", "tel", "mobile"),
    ),
    "email": ("email", "邮箱", "电子邮箱", "邮件", "e-mail", "电邮", "邮件地址"),
    "occupied": ("occupied", "入住", "是否入住", "入住情况", "入住状态", "居住状态", "房屋状态"),
    "role": ("role", "身份", "住户类型", "客户类型", "类型", "与业主关系", "关系"),
    "moved_in": ("moved_in", "迁入日期", "入住日期", "入住时间", "迁入时间", "起租日期", "交房日期", "收楼日期"),
}
FIELDS = tuple(HEADS)
_FIELD_OF = {comparing(head): name for name, heads in HEADS.items() for head in heads}
_ASIDE = re.compile(r"[（(\[【].*?[）)\]】]|[*＊:：\s]")
_LOOKED_AT = 20
_LEAST = 2


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How a list is to be read. header: which row is its head, from 0; what stands above it is no household.

    columns: field → which column. project: of the whole list, where no column says it. new_projects: that are entered
    with it. take: the doubts in spite of which rows are taken. move_out: who is in the directory and not in the list.
    """

    header: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    project: str = ""
    new_projects: tuple[str, ...] = ()
    take: tuple[Doubt, ...] = ()
    move_out: bool = False

    def packed(self) -> str:
        """For the store; `unpacked` reads it."""
        return json.dumps(
            {
                "header": self.header,
                "columns": dict(self.columns),
                "project": self.project,
                "new_projects": sorted(self.new_projects),
                "take": sorted(self.take),
                "move_out": self.move_out,
            },
            ensure_ascii=False,
        )

    @classmethod
    def unpacked(cls, text: str) -> "Choices":
        """What `packed` wrote."""
        given = json.loads(text)
        return cls(
            header=given["header"],
            columns=given["columns"],
            project=given["project"],
            new_projects=tuple(given["new_projects"]),
            take=tuple(map(Doubt, given["take"])),
            move_out=given["move_out"],
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields without which no row can be a household."""
        lacking = [] if "room" in self.columns else ["room"]
        return tuple(lacking if self.project or "project" in self.columns else ["project", *lacking])


def guessed(rows: Rows) -> Choices:
    """The head is the row, near the top, in which most columns are known: titles and remarks may stand above it."""
    found = [(_columns(row), at) for at, row in enumerate(rows[:_LOOKED_AT])]
    columns, header = max(found, key=lambda one: (len(one[0]), -one[1]), default=({}, 0))
    if len(columns) < _LEAST:
        return Choices(header=next((at for at, row in enumerate(rows) if any(row)), 0), columns=columns)
    return Choices(header=header, columns=columns)


def at_header(rows: Rows, header: int) -> Mapping[str, int]:
    """The columns, with the head in that row."""
    return _columns(rows[header]) if 0 <= header < len(rows) else {}


def _columns(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, title in enumerate(row):
        name = _FIELD_OF.get(comparing(_ASIDE.sub("", title)))
        if name is not None:
            columns.setdefault(name, at)
    return columns
