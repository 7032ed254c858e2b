"""One's own two-step sign-in: set up with an authenticator app, recovery codes shown once, switched off again."""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import SETTING_UP, Viewer, acting, reading
from desk.forms import CODE
from desk.messages import N_
from desk.pages import Filled, flash, page
from store import second_factors
from workers.staff import desk_sessions, second_factor, signing_in

router = APIRouter(prefix=SETTING_UP)

Reader = Annotated[Viewer, Depends(reading())]
Actor = Annotated[Viewer, Depends(acting())]
Text = Annotated[str, Form()]


@router.get("")
def standing(request: Request, viewer: Reader) -> Response:
    """Whether it is on, and what one may do."""
    return _page(request, viewer)


@router.post("/begin", **CODE)
def begin(request: Request, viewer: Actor, password: Text = "") -> Response:
    """A new secret, which the page shows until it is proved."""
    second_factor.begin(viewer.services, actor=viewer.person, password=password)
    return RedirectResponse(SETTING_UP, status_code=303)


@router.post("/prove", **CODE)
def prove(request: Request, viewer: Actor, code: Text = "") -> Response:
    """The first code switches it on; the person's other sessions end."""
    codes = second_factor.prove(viewer.services, actor=viewer.person, code=code)
    desk_sessions.end_others(viewer.services, viewer.token)
    return _page(request, viewer, codes=codes)


@router.post("/codes", **CODE)
def codes(request: Request, viewer: Actor, code: Text = "") -> Response:
    """New recovery codes."""
    made = second_factor.new_codes(viewer.services, actor=viewer.person, code=code)
    return _page(request, viewer, codes=made)


@router.post("/off", **CODE)
def off(request: Request, viewer: Actor, code: Text = "") -> Response:
    """Without it from now on."""
    second_factor.switch_off(viewer.services, actor=viewer.person, code=code)
    return flash(request, RedirectResponse("/me", status_code=303), N_("两步验证已关闭"))


def _page(request: Request, viewer: Viewer, **more: object) -> Response:
    with viewer.services.database.reading() as session:
        on = second_factors.is_set(session, viewer.person.id)
        left = second_factors.codes_left(session, viewer.person.id)
        has_password = signing_in.has_password(session, viewer.person)
    setup = second_factor.pending(viewer.services, viewer.person)
    picture = segno.make(setup.uri, micro=False).svg_data_uri(scale=5, light="#fff") if setup else ""
    values: Filled = {
        "on": on,
        "left": left,
        "has_password": has_password,
        "required": second_factor.required(viewer.services, viewer.person),
        "setup": setup,
        "picture": picture,
        "codes": (),
    }
    return page(request, viewer, "second_factor.html", **{**values, **more})
