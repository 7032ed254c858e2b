"""`huihan cases correct` and `confirm`: a person puts right what was read, or says that it is right."""

import typer

from domain import labels
from huihan import correcting
from huihan.finding import find_case
from huihan.opened import services_of
from huihan.options import By, CaseNumber, Json
from huihan.output import say, say_json
from workers.casework.correcting import confirm as confirm_case
from workers.casework.correcting import correct as correct_case
from workers.instance.services import Services
from workers.public.records import case_details, record_of


def correct(
    context: typer.Context,
    number: CaseNumber,
    given: correcting.Given,
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """更正读错的内容并重新判定；原件与原读数保留。Put right what was read; the decision is made again."""
    with services_of(context) as services:
        found = number_of(services, number)
        with correcting.refusing():
            correct_case(services, found, given.correction(services), actor=correcting.actor(by))
        tell_case(services, found, "已更正并重新判定", as_json=as_json)


def confirm(context: typer.Context, number: CaseNumber, by: By = None, *, as_json: Json = False) -> None:
    """确认住户与事由无误：登记完成，不再待人工。Household and matter are right as they stand."""
    with services_of(context) as services:
        found = number_of(services, number)
        with correcting.refusing():
            confirm_case(services, found, actor=correcting.actor(by))
        tell_case(services, found, "已确认", as_json=as_json)


def tell_case(services: Services, number: str, done: str, *, as_json: bool) -> None:
    """The case as it stands after something was done to it."""
    with services.database.reading() as session:
        record = record_of(services, session, find_case(session, number))
        if as_json:
            say_json(case_details(services, session, record))
            return
    case = record.case
    names = services.live.topic_names()
    decided = f"{labels.CATEGORY[case.category]}　{names.get(case.topic or '', '（未识别）')}"
    household = "名册中的住户" if case.household_id is not None else "名册中未找到该住户"
    say(f"{case.number} {done}　{decided}　{household}{'　待人工' if case.needs_person else ''}")


def number_of(services: Services, number: str) -> str:
    """The number of the case, however it was typed; RefusedError if there is none."""
    with services.database.reading() as session:
        return find_case(session, number).number
