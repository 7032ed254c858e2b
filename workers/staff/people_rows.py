"""A list of people (人员名册) as it is read: which column says what; each row as a person with roles, or a mistake.

A person with several roles has several rows, or names them in one cell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.codes import Department, Role
from domain.labels import DEPARTMENT, ROLE
from domain.staff import Grant
from language.folding import comparing
from workers.instance.refusals import Refused

HEADS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "姓名", "员工姓名", "名字"),
    "login": ("login", "登录名", "用户名", "账号", "登录账号", "工号"),
    "email": ("email", "邮箱", "电子邮箱", "邮件", "邮件地址", "e-mail"),
    "phone": ("phone", "电话", "联系电话", "手机", "手机号", "mobile", "tel"),
    "role": ("role", "角色", "岗位", "职务"),
    "project": ("project", "项目", "小区", "项目名称"),
    "department": ("department", "部门", "责任部门"),
}
NEEDED = ("name", "login")
_FIELD_OF = {comparing(head): name for name, heads in HEADS.items() for head in heads}
_LOOKED_AT = 20
_SEVERAL = re.compile("[,;，；、/|]+")
_ALL = frozenset(map(comparing, ("", "全部", "所有", "全部项目", "所有项目", "all")))
_ROLES = {comparing(word): role for role in Role for word in (role.value, ROLE[role])}
_DEPARTMENTS = {comparing(word): one for one in Department for word in (one.value, DEPARTMENT[one])}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row. number: from 1, as the file shows it. grants: the roles that it gives. mistake: why it is left out."""

    number: int
    login: str
    name: str
    email: str
    phone: str
    grants: tuple[Grant, ...] = ()
    mistake: Refused | None = None


def rows_of(table: Sequence[Sequence[str]]) -> Iterator[Row]:
    """The rows below the head. Raises Refused for a list in which the names or logins have no column."""
    columns, header = max(
        ((_columns(row), -at) for at, row in enumerate(table[:_LOOKED_AT])),
        key=lambda found: (len(found[0]), found[1]),
        default=({}, 0),
    )
    missing = [HEADS[name][1] for name in NEEDED if name not in columns]
    if missing:
        raise Refused("文件里没有这些列：{missing}；请在第一行写明各列的名称", missing="、".join(missing))
    for number, cells in enumerate(table[1 - header :], 2 - header):
        if any(cell.strip() for cell in cells):
            yield _row(number, {name: _cell(cells, at) for name, at in columns.items()})


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, title in enumerate(cells):
        name = _FIELD_OF.get(comparing(title))
        if name is not None:
            found.setdefault(name, at)
    return found


def _cell(cells: Sequence[str], at: int) -> str:
    return " ".join(cells[at].split()) if at < len(cells) else ""


def _row(number: int, said: Mapping[str, str]) -> Row:
    row = Row(
        number=number,
        login=said.get("login", ""),
        name=said.get("name", ""),
        email=said.get("email", ""),
        phone=said.get("phone", ""),
    )
    try:
        grants = tuple(_grants(*(said.get(name, "") for name in ("role", "project", "department"))))
    except Refused as mistake:
        return replace(row, mistake=mistake)
    return replace(row, grants=grants)


def _grants(roles: str, projects: str, department: str) -> Iterator[Grant]:
    """Each role in each project."""
    named = [word for word in _SEVERAL.split(roles) if word.strip()]
    if not named and (department or comparing(projects) not in _ALL):
        raise Refused("写了项目或部门，没有写角色")
    where = [None if comparing(word) in _ALL else word.strip() for word in _SEVERAL.split(projects)]
    for word in named:
        role = _ROLES.get(comparing(word))
        if role is None:
            raise Refused("没有“{role}”这个角色；角色有：{roles}", role=word.strip(), roles="、".join(ROLE.values()))
        works = _department(department) if role is Role.DEPARTMENT else None
        for project in dict.fromkeys([None] if role is Role.ADMIN else where):
            yield Grant(role=role, project=project, department=works)


def _department(word: str) -> Department:
    found = _DEPARTMENTS.get(comparing(word))
    if found is None or found is Department.NONE:
        known = "、".join(DEPARTMENT[one] for one in Department if one is not Department.NONE)
        raise Refused("责任部门的角色要写明部门：{known}", known=known)
    return found
