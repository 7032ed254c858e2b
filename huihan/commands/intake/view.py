"""What came in, as `huihan intake` shows it."""

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from store import cases, clocks
from store.intake import IntakeRow
from workers.instance.services import Services
from workers.intake.decide import PROPOSED
from workers.public.views import View, clock_view

Id = Annotated[int, typer.Argument(metavar="ID", help="来件编号，见 huihan intake list")]


def intake_json(services: Services, session: Session, row: IntakeRow) -> View:
    """One of `huihan intake list --json`."""
    case = cases.case_of_intake(session, row.id) if row.case_id is not None else None
    return {
        "id": row.id,
        "source": row.source,
        "name": row.details.get("name"),
        "state": row.state,
        "ignored_reason": row.ignored_reason,
        "note": row.note,
        "authentication": row.authentication,
        "proposed": row.details.get(PROPOSED),
        "channel": row.channel,
        "received": row.received_at.astimezone(services.zone).isoformat(timespec="seconds"),
        "sender": row.sender,
        "subject": row.subject,
        "case": case.number if case else None,
        "deadlines": [clock_view(clock, zone=services.zone) for clock in clocks.of_intake(session, row.id)],
        "problems": [{"where": one.where, "what": one.what, "mend": one.mend} for one in row.problems],
    }
