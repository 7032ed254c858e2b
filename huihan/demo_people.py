"""Who works at the demo's company, and the one-time links by which each desk is opened without a password."""

from dataclasses import dataclass
from datetime import timedelta

from domain.codes import Department, Role
from domain.staff import HOUSE, Grant, operator
from domain.staff_codes import LinkPurpose
from store import people
from store.people import NewPerson
from workers.instance.services import Services
from workers.staff import sign_in_links

_LASTS = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One of the demo's staff. does: what to try first, for the terminal."""

    login: str
    name: str
    grant: Grant
    title: str
    does: str


STAFF = (
    Colleague(
        login="chen",
        name="陈晓",
        grant=Grant(role=Role.CLERK),
        title="客服",
        does="打开一件待办，核对判定，改好回函，送审",
    ),
    Colleague(
        login="li",
        name="李敏",
        grant=Grant(role=Role.SUPERVISOR),
        title="主任",
        does="审批里看一眼、批准；或退回并写明意见",
    ),
    Colleague(
        login="wang",
        name="王强",
        grant=Grant(role=Role.MANAGER),
        title="经理",
        does="A、B 级的方案与回函由经理会签",
    ),
    Colleague(
        login="zhao",
        name="赵建国",
        grant=Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING),
        title="工程部",
        does="只看到派给工程部的案件",
    ),
    Colleague(
        login="guan",
        name="周宁",
        grant=Grant(role=Role.ADMIN),
        title="管理员",
        does="人员、规则、信函模板、邮箱、业主档案、日历",
    ),
)


def hire(services: Services) -> None:
    """Enter the staff; who is there already stays."""
    with services.database.transaction() as session:
        for one in STAFF:
            new = NewPerson(login=one.login, name=one.name, digest=False, made_at=services.now(), made_by=HOUSE)
            row = people.create(session, new)
            if row is not None:
                people.grant(session, row.id, one.grant)


def links(services: Services, address: str) -> tuple[tuple[Colleague, str], ...]:
    """A fresh one-time link for each of them. address: of the desk, without a slash at the end."""
    found = []
    for one in STAFF:
        with services.database.reading() as session:
            row = people.by_login(session, one.login)
        if row is not None and row.active:
            token = sign_in_links.make_link(services, row.id, LinkPurpose.SIGN_IN, actor=operator(HOUSE), lasts=_LASTS)
            found.append((one, f"{address}/welcome/{token}"))
    return tuple(found)
