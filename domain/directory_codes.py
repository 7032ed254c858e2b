"""The closed lists of the directory, and what staff call them: kinds of project, whom a person in a flat is."""

from collections.abc import Mapping
from enum import StrEnum


class ProjectKind(StrEnum):
    """What stands there: projects are compared only with their like (TRADE 8)."""

    FLATS = "flats"
    VILLAS = "villas"
    TOWER = "tower"


class OccupantRole(StrEnum):
    """Whom somebody in a household is to the company."""

    OWNER = "owner"
    TENANT = "tenant"
    FAMILY = "family"


PROJECT_KIND: Mapping[str, str] = {
    ProjectKind.FLATS: "多层与高层住宅",
    ProjectKind.VILLAS: "别墅",
    ProjectKind.TOWER: "塔楼与写字楼",
}
OCCUPANT_ROLE: Mapping[str, str] = {
    OccupantRole.OWNER: "业主",
    OccupantRole.TENANT: "租户",
    OccupantRole.FAMILY: "家人",
}
DIRECTORY_FIELD: Mapping[str, str] = {
    "project": "项目",
    "area": "区域",
    "building": "楼栋",
    "unit": "单元",
    "room": "房间",
    "name": "姓名",
    "phone": "电话",
    "email": "邮箱",
    "occupied": "入住情况",
    "role": "身份",
    "moved_in": "迁入日期",
    "moved_out": "迁出",
    "moved_back": "撤销迁出",
    "consent": "联系同意",
    "languages": "语言",
    "wishes": "希望",
    "note": "备注",
    "area_m2": "建筑面积",
    "kind": "类型",
    "occupied_households": "已入住户数",
    "office_name": "管理处名称",
    "office_address": "管理处地址",
    "phones": "管理处电话",
    "added": "新增",
}
"""What of a project, a household or a person in it was changed; the house log says no more than that."""


class Doubt(StrEnum):
    """Why a row of a list is not taken over without a person."""

    NO_PROJECT = "no_project"
    NO_ROOM = "no_room"
    DATED_CELL = "dated_cell"
    ODD_EMAIL = "odd_email"
    UNKNOWN_PROJECT = "unknown_project"
    SEVERAL_ROWS = "several_rows"
    SHARED_PHONE = "shared_phone"
    ODD_PHONE = "odd_phone"
    ODD_DATE = "odd_date"
    ODD_OCCUPIED = "odd_occupied"
    ODD_ROLE = "odd_role"

    @property
    def final(self) -> bool:
        """Whether it must be mended in the file, or the project entered; the others an admin may take as they are."""
        return self in {Doubt.NO_PROJECT, Doubt.NO_ROOM, Doubt.DATED_CELL, Doubt.ODD_EMAIL, Doubt.UNKNOWN_PROJECT}


DOUBT: Mapping[str, str] = {
    Doubt.NO_PROJECT: "没有项目",
    Doubt.NO_ROOM: "没有房间号",
    Doubt.DATED_CELL: "楼栋、单元或房间被 Excel 当成了日期",
    Doubt.ODD_EMAIL: "邮箱不是邮件地址",
    Doubt.UNKNOWN_PROJECT: "名册中没有这个项目",
    Doubt.SEVERAL_ROWS: "同一房号有几行，住户不同",
    Doubt.SHARED_PHONE: "一个电话属于几户，姓名不同",
    Doubt.ODD_PHONE: "电话不足 7 位数字",
    Doubt.ODD_DATE: "迁入日期看不懂",
    Doubt.ODD_OCCUPIED: "入住情况看不懂",
    Doubt.ODD_ROLE: "身份看不懂",
}
