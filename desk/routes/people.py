"""The admin keeps the people: who works here, which roles they hold, and the one-time links that let them in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, flash, page
from desk.views import people as views
from domain.codes import Department, Role
from domain.staff import Grant
from store import company_accounts as stored
from store import directory, second_factors
from store import people as people_rows
from store.changes import ChangeRow
from workers.instance.refusals import Refused
from workers.staff import company_accounts, people, second_factor, sign_in_links

router = APIRouter(prefix="/people")
NAVIGATION = Link(path="/people", label=N_("人员"), roles=frozenset({Role.ADMIN}), order=60)

Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Actor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]


@router.get("")
def everybody(request: Request, viewer: Reader) -> Response:
    """The list, and the form for somebody new."""
    return _everybody(request, viewer)


@router.post("", **FORM)
def add(request: Request, viewer: Actor, login: Text = "", name: Text = "", email: Text = "") -> Response:
    """Somebody new; then on to their page, for roles and the invitation."""
    try:
        made = people.add_person(
            viewer.services, login=login, name=name, email=email.strip() or None, actor=viewer.person
        )
    except Refused as refusal:
        typed = {"login": login, "name": name, "email": email}
        return _everybody(request, viewer, status=422, typed=typed, refusal=refusal)
    answer = RedirectResponse(f"/people/{made.login}", status_code=303)
    return flash(request, answer, N_("已加入 {name}；请给出岗位，再发邀请链接"), {"name": made.name})


@router.get("/{login}")
def one(request: Request, viewer: Reader, login: str) -> Response:
    """One person."""
    return _one(request, viewer, login)


@router.post("/{login}/facts", **FORM)
def change(
    request: Request, viewer: Actor, login: str, name: Text = "", email: Text = "", phone: Text = ""
) -> Response:
    """Name, mail address, phone."""
    waits = people.change_person(
        viewer.services, login=login, name=name, email=email.strip() or None, phone=phone or None, actor=viewer.person
    )
    return _back(request, login, N_("已保存"), waits)


@router.post("/{login}/grant", **FORM)
def grant(
    request: Request, viewer: Actor, login: str, role: Text = "", project: Text = "", department: Text = ""
) -> Response:
    """Give a role."""
    given = _grant(role, project, department)
    waits = people.grant_role(viewer.services, login=login, grant=given, actor=viewer.person)
    return _back(request, login, N_("岗位已给出"), waits)


@router.post("/{login}/revoke", **FORM)
def revoke(
    request: Request, viewer: Actor, login: str, role: Text = "", project: Text = "", department: Text = ""
) -> Response:
    """Take a role."""
    taken = _grant(role, project, department)
    waits = people.revoke_role(viewer.services, login=login, grant=taken, actor=viewer.person)
    return _back(request, login, N_("岗位已收回"), waits)


@router.post("/{login}/invite", **FORM)
def invite(request: Request, viewer: Actor, login: str) -> Response:
    """A one-time link, shown this once: the desk keeps no copy of it."""
    token = sign_in_links.invite(viewer.services, login=login, actor=viewer.person)
    if isinstance(token, ChangeRow):
        return _back(request, login, "", token)
    return _one(request, viewer, login, link=viewer.services.settings.desk.link(f"/welcome/{token}"))


@router.post("/{login}/deactivate", **FORM)
def deactivate(request: Request, viewer: Actor, login: str) -> Response:
    """They have left: signed out at once."""
    waits = people.deactivate(viewer.services, login=login, actor=viewer.person)
    return _back(request, login, N_("账号已停用，登录已全部结束"), waits)


@router.post("/{login}/activate", **FORM)
def activate(request: Request, viewer: Actor, login: str) -> Response:
    """They are back; an invitation sets a new password."""
    waits = people.activate(viewer.services, login=login, actor=viewer.person)
    return _back(request, login, N_("账号已恢复；请发新的邀请链接"), waits)


@router.post("/{login}/second-factor-reset", **FORM)
def reset_second_factor(request: Request, viewer: Actor, login: str) -> Response:
    """Somebody has lost phone and recovery codes."""
    waits = second_factor.reset(viewer.services, login=login, actor=viewer.person)
    return _back(request, login, N_("两步验证已取消，登录已全部结束"), waits)


@router.post("/{login}/company-account", **FORM)
def link_account(request: Request, viewer: Actor, login: str, subject: Text = "") -> Response:
    """Whose an account at the company's identity provider is."""
    waits = company_accounts.link(viewer.services, login=login, subject=subject, actor=viewer.person)
    return _back(request, login, N_("公司账号已关联"), waits)


@router.post("/{login}/company-account-removed", **FORM)
def unlink_account(request: Request, viewer: Actor, login: str) -> Response:
    """It opens the desk no longer."""
    company_accounts.unlink(viewer.services, login=login, actor=viewer.person)
    return _back(request, login, N_("公司账号已解除，登录已全部结束"))


def _everybody(
    request: Request,
    viewer: Viewer,
    *,
    status: int = 200,
    typed: dict[str, str] | None = None,
    refusal: Refused | None = None,
) -> Response:
    services = viewer.services
    with services.database.reading() as session:
        staff = views.staff(session, services.now())
    typed = typed or {"login": "", "name": "", "email": ""}
    return page(request, viewer, "people.html", status=status, staff=staff, typed=typed, refusal=refusal)


def _one(request: Request, viewer: Viewer, login: str, *, link: str | None = None) -> Response:
    services = viewer.services
    with services.database.reading() as session:
        shown = views.one(session, login, services.now())
        projects = [project.name for project in directory.all_projects(session)]
        deputies = views.deputies(session, shown.row.id, services.now()) if shown else ()
        two_steps = shown is not None and second_factors.is_set(session, shown.row.id)
        company = services.settings.oidc
        account = stored.of_person(session, company.issuer, shown.row.id) if shown and company else None
        mapped = people_rows.mapped_grants(session, shown.row.id) if shown else ()
    if shown is None:
        raise NotThere
    values: Filled = {
        "shown": shown,
        "projects": projects,
        "deputies": deputies,
        "link": link,
        "two_steps": two_steps,
        "company": company,
        "account": account,
        "mapped": mapped,
    }
    return page(request, viewer, "person.html", **values)


def _grant(role: str, project: str, department: str) -> Grant:
    if role not in set(Role) or (department and department not in set(Department)):
        raise Refused("请选择岗位")
    return Grant(role=Role(role), project=project or None, department=Department(department) if department else None)


def _back(request: Request, login: str, message: str, waits: ChangeRow | None = None) -> Response:
    """Back to the person's page; what waits is said with where it waits."""
    answer = RedirectResponse(f"/people/{login}", status_code=303)
    if waits is None:
        return flash(request, answer, message)
    if waits.due_at is None:
        return flash(request, answer, N_("已提出，等另一位管理员或负责人确认后生效；见“变更”"))
    return flash(request, answer, N_("已提出，没有其他人可以确认，24 小时后自动生效；其间被告知的人可以拒绝；见“变更”"))
