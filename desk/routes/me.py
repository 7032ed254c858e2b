"""One's own page: language, the morning mail, the password, and who stands in during an absence."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.pages import Filled, flash, page
from desk.views import people as views
from store import calendar_links, notices
from workers.instance.refusals import Refused
from workers.staff import people, signing_in

router = APIRouter(prefix="/me")

Reader = Annotated[Viewer, Depends(reading())]
Actor = Annotated[Viewer, Depends(acting())]
Text = Annotated[str, Form()]


@router.get("")
def me(request: Request, viewer: Reader) -> Response:
    """The page."""
    return shown(request, viewer)


def shown(request: Request, viewer: Viewer, *, calendar: str | None = None) -> Response:
    """The page; calendar: the link for one's calendar that was just made."""
    services, login = viewer.services, viewer.person.login
    with services.database.reading() as session:
        me_now = views.one(session, login, services.now())
        deputies = views.deputies(session, viewer.person.id, services.now())
        colleagues = views.colleagues(session, login)
        ways = notices.ways_of(session, viewer.person.id)
        link = calendar_links.of_person(session, viewer.person.id)
    today = services.now().astimezone(services.zone).date()
    values: Filled = {
        "shown": me_now,
        "calendar": calendar,
        "link": link,
        "deputies": deputies,
        "colleagues": colleagues,
        "ways": ways,
        "today": today.isoformat(),
    }
    return page(request, viewer, "me.html", **values)


@router.post("/choices", **FORM)
def choose(request: Request, viewer: Actor, language: Text = "zh", digest: Text = "") -> Response:
    """Language and morning mail."""
    who = viewer.person
    people.change_person(viewer.services, login=who.login, actor=who, language=language, digest=digest == "1")
    return _back(request, N_("已保存"))


@router.post("/password", **FORM)
def password(request: Request, viewer: Actor, old: Text = "", new: Text = "", again: Text = "") -> Response:
    """A new password; every other session of this person ends."""
    if new != again:
        raise Refused("两次输入的密码不同，请重新输入")
    signing_in.change_password(viewer.services, token=viewer.token, old=old, new=new)
    return _back(request, N_("密码已更换，其他地方的登录已结束"))


@router.post("/deputy", **FORM)
def deputy(request: Request, viewer: Actor, login: Text = "", first: Text = "", last: Text = "") -> Response:
    """Somebody stands in from the morning of the first day until the end of the last."""
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise Refused("请填写代理的起止日期") from None
    zone = viewer.services.zone
    people.set_deputy(
        viewer.services,
        person_login=viewer.person.login,
        deputy_login=login,
        from_at=datetime.combine(begins, time(), zone),
        until_at=datetime.combine(ends + timedelta(days=1), time(), zone),
        actor=viewer.person,
    )
    return _back(request, N_("代理已安排"))


@router.post("/deputy/{row}/end", **FORM)
def end_deputy(request: Request, viewer: Actor, row: int) -> Response:
    """Back earlier than planned."""
    people.end_deputy(viewer.services, deputy_row=row, actor=viewer.person)
    return _back(request, N_("代理已结束"))


def _back(request: Request, message: str) -> Response:
    return flash(request, RedirectResponse("/me", status_code=303), message)
