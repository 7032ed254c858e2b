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
