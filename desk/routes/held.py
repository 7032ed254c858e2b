"""Acknowledgements that wait for a person, page by page: let go or dropped, many at once."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import OFFICE as READERS
from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from workers.instance.permissions import OFFICE
from workers.queue.outgoing import held_page
from workers.sending import held_acknowledgements

router = APIRouter(prefix="/outgoing/held")
DROP = "drop"
"""The button that drops; any other lets go."""


@router.get("")
def show(
    request: Request,
    viewer: Annotated[Viewer, Depends(reading(*READERS))],
    after: Annotated[int, Query(ge=0, lt=2**62)] = 0,
) -> Response:
    """A page of them, oldest first."""
    with viewer.services.database.reading() as session:
        view = held_page(session, viewer.person, after=after)
    return page(request, viewer, "outgoing_held.html", view=view, onward=after > 0, acts=viewer.person.holds(*OFFICE))


@router.post("", **FORM)
def settle(
    request: Request,
    viewer: Annotated[Viewer, Depends(acting(*OFFICE))],
    chosen: Annotated[list[int] | None, Form()] = None,
    do: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """What is ticked goes out, or will not be sent."""
    services, person = viewer.services, viewer.person
    if do == DROP:
        done, said = (
            held_acknowledgements.drop_many(services, chosen or [], reason, actor=person),
            N_("已作废 {done} 份告知书"),
        )
    else:
        done, said = (
            held_acknowledgements.release_many(services, chosen or [], actor=person),
            N_("已放行 {done} 份告知书"),
        )
    response = RedirectResponse("/outgoing/held", status_code=303)
    if done.refusal is None:
        return flash(request, response, said, {"done": done.done})
    some = N_("{done} 份已办理，{left} 份未能办理：{why}")
    return flash(request, response, some, {"done": done.done, "left": done.left, "why": str(done.refusal)})
