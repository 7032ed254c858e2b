"""Drafts as a page's script takes them: which form each belongs to, when it was saved, and where that form stands."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from desk.access import Viewer
from desk.messages import N_, translations
from domain.labels import ACT
from store import cases, form_drafts
from store.form_drafts import Fields
from workers.casework.form_drafts import Offered, offered
from workers.instance.permissions import in_sight
from workers.instance.services import Services

MOST_CASES = 60
"""Cases that one page may ask for."""
_OTHER = N_("其他办理")
_NAMES = {
    "letter": N_("函件"),
    "compose": N_("函件"),
    "record": N_("案件记录"),
    "plan": N_("处理方案"),
    "report": N_("进展"),
    "register": N_("登记投诉"),
}
_FIELDS: TypeAdapter[Fields] = TypeAdapter(Fields)


def draft_offers(viewer: Viewer, numbers: Iterable[str]) -> dict[str, object]:
    """What the script asks for, as JSON can hold it; a case that the person may not see is left out."""
    with viewer.services.database.reading() as session:
        asked = list(dict.fromkeys(numbers))[:MOST_CASES]
        seen = [one for one in asked if not one or in_sight(cases.get_case(session, one), viewer.person)]
        found = offered(viewer.services, session, seen, actor=viewer.person)
        stands = {number: stand for number, (_, stand) in form_drafts.stands(session, seen).items()}
    return {"stands": stands, "drafts": [_offer(viewer, one) for one in found]}


def typed_fields(text: str) -> Fields | None:
    """The fields as the script sends them: lists of name, value and whether it is words; None for anything else."""
    try:
        return _FIELDS.validate_json(text)
    except ValidationError:
        return None


def moment_of(services: Services, at: datetime) -> str:
    """`14:03`, with the day before it if that was not today."""
    local, today = at.astimezone(services.zone), services.now().astimezone(services.zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d %H:%M}"


def name_of(form: str) -> str:
    """What a form is called, the key of its translation."""
    kind, _, rest = form.partition("-")
    return ACT.get(rest, _OTHER) if kind == "act" else _NAMES.get(kind, _OTHER)


def _offer(viewer: Viewer, one: Offered) -> dict[str, object]:
    services = viewer.services
    return {
        "of": one.number,
        "form": one.draft.form,
        "name": translations(viewer.person.language).gettext(name_of(one.draft.form)),
        "key": one.draft.key,
        "at": moment_of(services, one.draft.saved_at),
        "stale": one.stale,
        "page": page_of(one.number, one.draft.form),
        "fields": [list(field) for field in one.draft.fields],
    }


def page_of(number: str, form: str) -> str:
    """The page on which a form stands, by its name."""
    kind, _, rest = form.partition("-")
    if kind == "letter":
        return f"/letters/{rest}"
    if kind == "compose":
        return f"/letters/{rest}/compose"
    if kind in ("record", "plan"):
        return f"/cases/{number}/{kind}"
    return f"/cases/{number}" if number else "/register"
