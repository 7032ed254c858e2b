"""`huihan people`: who works at the desk and what they may do, for the admin at the machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.box import HORIZONTALS
from rich.table import Table
from sqlalchemy.orm import Session

from domain import labels
from domain.codes import Department, Role
from domain.staff import Grant, Person
from domain.staff_codes import LinkPurpose
from huihan import correcting
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.options import By, Json
from huihan.output import say, say_json, tell
from huihan.screen import console
from store import changes as stored_changes
from store import people as stored
from store.changes import ChangeRow
from store.people import PersonRow
from workers.instance.services import Services
from workers.public.views import View, person_view
from workers.staff import changes, people, people_list, second_factor, sign_in_links
from workers.staff.people_list import Done, Plan

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="用户名")]
Name = Annotated[str, typer.Option("--name", help="姓名")]
Email = Annotated[str | None, typer.Option("--email", help="邮箱，每日提醒发到这里")]
Phone = Annotated[str | None, typer.Option("--phone", help="电话")]
Language = Annotated[str, typer.Option("--language", metavar="zh|en", help="工作台的语言")]
RoleName = Annotated[Role, typer.Argument(metavar="ROLE", help="、".join(labels.ROLE))]
Project = Annotated[str | None, typer.Option("--project", help="只限这个项目；不写即全部项目")]
InDepartment = Annotated[Department | None, typer.Option("--department", help="角色 department 所在的部门")]


def list_people(context: typer.Context, *, as_json: Json = False) -> None:
    """列出人员、角色与代理。Everybody, their roles, and who stands in for them."""
    with services_of(context) as services, services.database.reading() as session:
        found = stored.list_people(session)
        if as_json:
            say_json([_view(services, session, row) for row in found])
        elif found:
            console().print(_table(session, found))
        else:
            say("还没有人员；huihan init 目录 给出第一位管理员的链接")


def add(
    context: typer.Context,
    login: Login,
    name: Name,
    email: Email = None,
    phone: Phone = None,
    language: Language = "zh",
    by: By = None,
) -> None:
    """加入一位人员，给出设定密码的一次性链接；角色另用 grant。Enter a person; a one-time link sets the password."""
    with services_of(context) as services, correcting.refusing():
        who = at_the_machine(by)
        new = people.add_person(
            services, login=login, name=name, email=email, phone=phone, language=language, actor=who
        )
        say(f"已加入 {new.login}（{new.name}），还没有角色：用 huihan people grant {new.login} 角色 授予")
        _say_link(services, new.login, who)


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|csv", help="姓名 登录名 邮箱 电话 角色 项目 部门")],
    by: By = None,
    *,
    preview: Annotated[
        bool, typer.Option("--preview", help="只看会改什么，不导入。What would change; nothing is.")
    ] = False,
    as_json: Json = False,
) -> None:
    """导入人员名册：加入、更改、授予角色，不停用；有问题的行逐行说明。Enter or change people; no one is removed."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise RefusedError(f"无法读取 {file}：{error.strerror}") from None
    with services_of(context) as services, correcting.refusing():
        who = at_the_machine(by)
        table = people_list.read_people(services, data, file.name)
        with services.database.reading() as session:
            plan = people_list.plan(services, session, table, actor=who)
        done = None if preview else people_list.apply(services, table, plan.digest, actor=who)
    if as_json:
        say_json(_listed_view(plan, done))
    else:
        _say_listed(plan, done, file.name)
    if plan.doubtful:
        raise typer.Exit(1)


def _say_listed(plan: Plan, done: Done | None, name: str) -> None:
    counts = f"新增 {len(plan.new)} 人，更改 {len(plan.changed)} 人，未变 {len(plan.same)} 人"
    say(f"人员名册：{counts}" if done else f"人员名册（预览，没有导入）：{counts}")
    for one in (*plan.new, *plan.changed):
        roles = [f"{_role(grant)}{'（待第二人确认）' if grant in one.confirmed else ''}" for grant in one.grants]
        facts = [f"{labels.CORRECTED.get(what, what)} {old or '—'} → {new}" for what, (old, new) in one.facts.items()]
        what = "新增" if one.stored is None else "；".join(facts)
        say(f"  {one.login}（{one.name}）{what} {'、'.join(roles)}".rstrip())
    if done and done.waits:
        say(f"{done.waits} 项已提出，尚未生效：用 huihan people changes 列出")
    for row in plan.doubtful:
        tell(f"{name} 第 {row.number} 行：{row.mistake}")
    if plan.missing:
        tell(f"不在文件里、没有改动：{'、'.join(row.login for row in plan.missing)}")


def _listed_view(plan: Plan, done: Done | None) -> View:
    """The contract of `--json`."""
    return {
        "applied": done is not None,
        "new": [one.login for one in plan.new],
        "changed": [one.login for one in plan.changed],
        "same": [one.login for one in plan.same],
        "missing": [row.login for row in plan.missing],
        "waits": done.waits if done else sum(len(one.confirmed) for one in (*plan.new, *plan.changed)),
        "left_out": [{"row": row.number, "login": row.login, "why": str(row.mistake)} for row in plan.doubtful],
    }


def link(context: typer.Context, login: Login, by: By = None) -> None:
    """重发设定密码的一次性链接，旧链接作废。A new one-time link, also for a forgotten password."""
    with services_of(context) as services, correcting.refusing():
        _say_link(services, login, at_the_machine(by))


def _changes_roles(act: Callable[..., ChangeRow | None], done: str, about: str) -> Callable[..., None]:
    """The command that does `act` with a role; done: said afterwards."""

    def command(
        context: typer.Context,
        login: Login,
        role: RoleName,
        project: Project = None,
        department: InDepartment = None,
        by: By = None,
    ) -> None:
        named = Grant(role=role, project=project, department=department)
        with services_of(context) as services, correcting.refusing():
            waits = act(services, login=login, grant=named, actor=at_the_machine(by))
            _say_made(services, waits, f"{login} {done}：{_role(named)}")

    command.__doc__ = about
    return command


grant = _changes_roles(people.grant_role, "已有角色", "授予角色。Give a role.")
revoke = _changes_roles(people.revoke_role, "不再有角色", "收回角色。Take a role.")


def deactivate(context: typer.Context, login: Login, by: By = None) -> None:
    """停用：立即退出登录，链接作废；经过中的姓名保留。The person has left; sessions and links end at once."""
    with services_of(context) as services, correcting.refusing():
        waits = people.deactivate(services, login=login, actor=at_the_machine(by))
        _say_made(services, waits, f"{login} 已停用")


def activate(context: typer.Context, login: Login, by: By = None) -> None:
    """恢复停用的账号；再用 link 给出设定密码的链接。The person is back; a new link sets the password."""
    with services_of(context) as services, correcting.refusing():
        waits = people.activate(services, login=login, actor=at_the_machine(by))
        _say_made(services, waits, f"{login} 已恢复；用 huihan people link {login} 给出链接")


def reset_second_factor(context: typer.Context, login: Login, by: By = None) -> None:
    """取消丢失的两步验证，本人可重新设置。Switch off a second factor that was lost."""
    with services_of(context) as services, correcting.refusing():
        waits = second_factor.reset(services, login=people.normal_login(login), actor=at_the_machine(by))
        _say_made(services, waits, f"{login} 的两步验证已取消，登录已全部结束")


def list_changes(context: typer.Context, *, as_json: Json = False) -> None:
    """列出待第二人确认的变更；确认和拒绝在工作台。Changes that wait for a second person."""
    with services_of(context) as services:
        changes.settle_due(services)
        with services.database.reading() as session:
            found = [(one, stored.get(session, one.person_id)) for one in stored_changes.waiting(session)]
        views = [_change_view(one, row, services) for one, row in found if row is not None]
    if as_json:
        say_json(views)
        return
    for view in views:
        until = f"，{view['due']} 自动生效" if view["due"] else ""
        say(f"{view['id']}  {labels.CHANGE_KIND[str(view['kind'])]}：{view['login']}（{view['asked_by']} 提出{until}）")
    if not views:
        say("没有待确认的变更")


def at_the_machine(by: str | None) -> Person:
    """Anyone who may run this acts as an admin, under a name that no one at the desk can have."""
    name = correcting.person(by)
    return Person(id=0, login=f"shell:{name}", name=name, grants=(Grant(role=Role.ADMIN),))


def _say_made(services: Services, waits: ChangeRow | None, done: str) -> None:
    if waits is None:
        say(done)
    elif waits.due_at is None:
        say(f"已提出（编号 {waits.id}），尚未生效：等一位负责人（主任、客户服务部、经理）在工作台确认")
    else:
        due = waits.due_at.astimezone(services.zone)
        say(f"已提出（编号 {waits.id}），尚未生效：没有人可以确认，{due:%Y-%m-%d %H:%M} 自动生效，其间可以拒绝")


def _change_view(change: ChangeRow, row: PersonRow, services: Services) -> View:
    zone = services.zone
    return {
        "id": change.id,
        "kind": change.kind.value,
        "login": row.login,
        "details": dict(change.details),
        "asked_by": change.asked_by,
        "asked": change.asked_at.astimezone(zone).isoformat(),
        "due": change.due_at.astimezone(zone).isoformat() if change.due_at else None,
    }


def _say_link(services: Services, login: str, who: Person) -> None:
    token = sign_in_links.invite(services, login=login, actor=who)
    if isinstance(token, ChangeRow):
        _say_made(services, token, "")
        say(f"生效后再运行 huihan people link {login}，取出链接")
        return
    days = sign_in_links.LASTS[LinkPurpose.INVITE].days
    say(f"请把这个链接交给本人，用来设定密码（{days} 天内有效，只能用一次，不再显示）：")
    say(services.settings.desk.link(f"/welcome/{token}"))


def _view(services: Services, session: Session, row: PersonRow) -> View:
    now = services.now()
    deputies = ((_login(session, one.deputy_id), one) for one in stored.deputies_of(session, row.id, now))
    return person_view(row, stored.grants_of(session, row.id), deputies, zone=services.zone)


def _login(session: Session, person_id: int) -> str:
    row = stored.get(session, person_id)
    return row.login if row else ""


def _table(session: Session, rows: list[PersonRow]) -> Table:
    table = Table(header_style="bold", box=HORIZONTALS)
    for column in ("用户名", "姓名", "邮箱", "角色", "状态"):
        table.add_column(column, overflow="fold")
    for row in rows:
        roles = "、".join(_role(one) for one in stored.grants_of(session, row.id))
        state = "已停用" if not row.active else "可登录" if row.password else "未设密码"
        table.add_row(row.login, row.name, row.email or "", roles or "（无）", state)
    return table


def _role(grant: Grant) -> str:
    """`主任（阳光花园）`, `责任部门：工程部`."""
    department = f"：{labels.DEPARTMENT[grant.department]}" if grant.department else ""
    return labels.ROLE[grant.role] + department + (f"（{grant.project}）" if grant.project else "")
