"""Every page of the desk and every read of its API, found from the application: who asks, and what for.

A page that a path names something for is asked for another such thing each time; a list is asked for by each role that
has it, and with its filters.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

from fastapi import FastAPI
from servers.walk import Walked, walked
from sqlalchemy import Column, Select, select

from domain.codes import Department, IntakeState, LetterKind, LetterState, Role
from domain.staff import Grant
from store import (
    case_tables,
    desk_tables,
    directory_tables,
    past_tables,
    staff_tables,
    survey_tables,
    tables,
    typical_tables,
)
from support.desk_rows import PROJECTS, numbered
from workers.instance.services import Services

Values = Mapping[str, str]
API = "/api/v1"
APART: Mapping[str, str] = {
    "/notices/stream": "stays open",
    "/signin/callback": "asks the company's identity provider",
    "/signin/company": "asks the company's identity provider",
    "/signin/company/out": "asks the company's identity provider",
    "/mailboxes/authorise": "leads to the provider of a mailbox",
    "/mailboxes/authorised": "comes back from the provider of a mailbox",
    "/public/received": "names what was just handed in",
}
"""Not asked: why."""
IN_A_PROCESS: Mapping[str, str] = {
    "/intake/{intake_id}/original/mail": "a mail is taken apart",
    "/intake/{intake_id}/original/page/{part}.png": "a picture is painted",
    "/intake/{intake_id}/original/attachment/{part}": "a mail is taken apart",
    "/cases/{number}/original/{intake_id}/mail": "a mail is taken apart",
    "/cases/{number}/original/{intake_id}/page/{part}.png": "a picture is painted",
    "/cases/{number}/original/{intake_id}/attachment/{part}": "a mail is taken apart",
    "/cases/{number}/evidence/{evidence_id}.png": "a picture is painted",
    "/letters/{letter_id}/page/{number}.png": "a page is painted",
    "/reports": "a year is counted and charts are drawn",
    "/reports/word": "a year is counted and charts are drawn",
    "/reports/excel": "a year is counted",
    "/templates/samples/{sha}/pages": "an office program makes the pages",
    "/templates/samples/{sha}/page/{number}.png": "a page is painted",
    "/templates/{name}/{version}": "a template writes its sample letters",
    "/typical-cases/docx": "a document is written, its pages counted by an office program",
    "/typical-cases/pdf": "an office program makes the pages",
    "/rulebook/moved": "the draft is loaded and tried",
    "/rulebook/diff": "the draft is loaded",
    "/directory/import/{upload_id}": "a whole list is held against the directory",
    "/directory/import/{upload_id}/left-out.xlsx": "a whole list is held against the directory",
    "/ledger/import/{ledger_id}": "a whole ledger is held against the directory",
    "/ledger/import/{ledger_id}/left-out.xlsx": "a whole ledger is held against the directory",
}
"""Asked and shown, but not held to the aim: by its nature such a page waits for other work. Which."""
STATISTICS = frozenset(
    {"/analysis", "/rates", "/rates/file", "/statistics", "/statistics/file", "/surveys/{survey_id}/file"}
)
"""Pages that count a whole house, or write a file of it, held to the aim of statistics."""
_ORDER = (Role.MANAGER, Role.SERVICE_DEPARTMENT, Role.SUPERVISOR, Role.CLERK, Role.DEPARTMENT, Role.ADMIN)
GRANTS: Mapping[str, tuple[Grant, ...]] = {
    **{
        role.value: (Grant(role=role, department=Department.ENGINEERING if role is Role.DEPARTMENT else None),)
        for role in _ORDER
    },
    "clerk of one project": (Grant(role=Role.CLERK, project=PROJECTS[5]),),
    "clerk of a tiny project": (Grant(role=Role.CLERK, project=PROJECTS[0]),),
}
"""Who asks: name → what they hold."""
_WORDS = ("电梯", "业主", "魑魅魍魉", "没有人来处理")
_HOUSEHOLDS = ("王芳", "13900000777", "3-2-1202", "1202")
FILTERS: Mapping[str, Sequence[Values]] = {
    "/queue": (
        {"all": "1"},
        {"waiting": "draft"},
        {"all": "1", "project": PROJECTS[5], "grade": "C"},
        {"all": "1", "whose": "team"},
        {"whose": "unassigned", "all": "1"},
    ),
    "/search": tuple({"q": word} for word in (*_WORDS, "3-2-1202")),
    "/intake": (
        {"state": "quarantined"},
        {"channel": "email"},
        {"project": PROJECTS[5]},
        *({"q": word} for word in _WORDS),
    ),
    "/intake/ignored": (
        {"reason": "list"},
        {"reason": "own_mail"},
        {"project": PROJECTS[5]},
        {"before": "100900"},
        *({"q": word} for word in _WORDS),
    ),
    "/log": (
        {"person": "staff07"},
        {"person": "nobody"},
        {"what": "role_granted"},
        {"what": "rules"},
        {"day": "2026-06-01"},
        {"before": "500"},
    ),
    "/outgoing/held": ({"after": "50000"},),
    "/register/households": tuple({"q": word} for word in _HOUSEHOLDS),
    "/register/places": ({"project": PROJECTS[5]}, {"project": PROJECTS[5], "building": "3栋", "unit": "2单元"}),
    "/programs/webhooks/{webhook_id}": ({"before": "5000"},),
    "/calendar": ({"year": "2026"},),
    "/typical-cases": (
        *({"q": word} for word in _WORDS),
        {"of": "category~equipment"},
        {"of": "facility~设备设施", "q": "电梯"},
    ),
    "/rulebook/diff": ({"a": "active", "b": "draft", "terms": "1"},),
    f"{API}/typical-cases": ({"limit": "200"}, {"words": "电梯", "category": "equipment"}),
    f"{API}/cases": (
        {"limit": "200"},
        {"limit": "200", "state": "filed", "category": "equipment"},
        {"limit": "200", "project": PROJECTS[0], "grade": "A"},
        {"owner": "staff07", "needs_person": "true"},
        {"since": "2026-11-19T00:00:00+08:00"},
        {"after": numbered(500)},
    ),
}
"""The filters that lists are asked with, beside none."""


ONLY: Mapping[str, Values] = {
    "/register/offers": {"of": numbered(77), "typed": "3"},
    "/directory/projects/{project_id}/flats": {"building": "3"},
    "/drafts": {"of": numbered(77)},
    "/typical-cases/docx": {"chosen": "7"},
    "/typical-cases/pdf": {"chosen": "7"},
}
"""What is never asked without these."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One line of the table. who: a key of GRANTS; None: nobody, or the token. addresses: one after the other.

    apart: why it is not held to an aim. counts: whether it counts the whole house.
    """

    name: str
    who: str | None
    addresses: Sequence[str]
    apart: str | None = None
    counts: bool = False


class Pages:
    """What there is to ask of an application. made: by name, what the walk was given: tokens, versions."""

    def __init__(self, app: FastAPI, services: Services, made: Mapping[str, Sequence[str]]) -> None:
        self._app, self._services = app, services
        with services.database.reading() as session:
            self._found = {name: [*map(str, session.execute(query).scalars())] for name, query in _things().items()}
        self._found |= made

    def asked(self) -> Iterator[Asked]:
        """Every line."""
        for route in walked(self._app):
            if route.method == "GET" and route.route.path not in APART:
                yield from self._of(route, "", self._who(route))
        for route in walked(self._app.state.api):
            if route.method == "GET":
                yield from self._of(route, API, (None,))

    def _who(self, route: Walked) -> Sequence[str | None]:
        if route.guard is None:
            return (None,)
        roles = [role.value for role in _ORDER if role in route.guard.roles]
        if route.path or route.route.path in ONLY:
            return roles[:1]
        return (*roles, *_NARROW) if Role.CLERK in route.guard.roles else roles

    def _of(self, route: Walked, before: str, who: Sequence[str | None]) -> Iterator[Asked]:
        path = before + route.route.path
        paths = [before + route.at(**values) for values in self._values(route)]
        asked = [ONLY.get(path, {}), *FILTERS.get(path, ())]
        for values, name in product(asked, who):
            query = f"?{urlencode(values)}" if values else ""
            shown = "&".join(f"{key}={value}" for key, value in values.items())
            yield Asked(
                name=f"{path}{'?' if shown else ''}{shown}",
                who=name,
                addresses=[one + query for one in paths],
                apart=IN_A_PROCESS.get(route.route.path),
                counts=route.route.path in STATISTICS,
            )

    def _values(self, route: Walked) -> Sequence[Values]:
        """So many different things as a path names, one after the other."""
        path = route.route.path
        if "{evidence_id}" in path:
            return [{"number": numbered(n), "evidence_id": str(n)} for n in _SPREAD]
        if "{part}" in path or "/original/" in path:
            found = [int(one) for one in self._found["intake_id"]] if path.startswith("/intake") else _SPREAD
            return [{"number": numbered(n), "intake_id": str(n), "part": "1"} for n in found]
        if "{asked_id}" in path:
            return [{"survey_id": one, "asked_id": "1"} for one in self._found["survey_id"]]
        if path.startswith("/letters/"):
            kind = {"/compose": "draft", "/approve": "submitted"}.get(path[-8:], "letter_id")
            return [{"letter_id": one, "number": "1"} for one in self._found[kind]]
        if not route.path:
            return [{}]
        named = "token:" + path if "token:" + path in self._found else route.path[0]
        named = f"name:{path.split('/')[1]}" if named == "name" else named
        return [{"number": "1", "version": "1", route.path[0]: one} for one in self._found[named]]


def _things() -> dict[str, Select[tuple[object]]]:
    """By the name that paths have for it, what there is."""
    letter = case_tables.letter
    replies = select(letter.c.id).where(letter.c.kind == LetterKind.REPLY).order_by(letter.c.id.desc()).limit(_MOST)

    def every(column: Column[object], step: int = 1) -> Select[tuple[object]]:
        return select(column).where(column.table.c.id % step == 0).order_by(column.table.c.id.desc()).limit(_MOST)

    waiting = select(tables.intake.c.id).where(tables.intake.c.state == IntakeState.AWAITING_PERSON).limit(_MOST)
    return {
        "number": every(case_tables.case.c.number, 1_999),
        "letter_id": replies.where(letter.c.state == LetterState.SUBMITTED),
        "submitted": replies.where(letter.c.state == LetterState.SUBMITTED),
        "draft": replies.where(letter.c.state == LetterState.DRAFT),
        "intake_id": waiting,
        "batch_id": every(desk_tables.print_batch.c.id, 50),
        "group": every(desk_tables.case_group.c.number),
        "household_id": every(tables.household.c.id, 1_777),
        "project_id": every(tables.project.c.id),
        "upload_id": every(directory_tables.directory_upload.c.id),
        "survey_id": every(survey_tables.survey.c.id),
        "ledger_id": every(past_tables.past_import.c.id),
        "login": every(staff_tables.person.c.login),
        "typical_id": every(typical_tables.typical_case.c.id, 33),
    }


_MOST = 30
_SPREAD = range(4, 90_000, 2_996)
_NARROW = tuple(name for name in GRANTS if name not in set(Role))
