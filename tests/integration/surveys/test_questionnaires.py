"""A questionnaire goes out on paper and comes back by scan: before a person, never a complaint by itself, never lost.

Covers workers.surveys.forms and workers.intake.survey_forms.
"""

import io
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from servers.house import House
from servers.letters_day import CLERK, MANAGER, SERVICE, SUPERVISOR, person

from domain.codes import IgnoredReason, IntakeState, Role
from domain.correction import Correction
from domain.settings import Limits
from domain.surveys import Quarter
from letters.templates.survey_form import BOX
from store import intake, projects, survey_answers, survey_households
from store.directory import NewHousehold
from workers.instance.pool import ProcessPool
from workers.instance.refusals import Refused
from workers.intake import survey_forms, triage
from workers.surveys import planning
from workers.surveys.answering import Given
from workers.surveys.codes import code_of
from workers.surveys.forms import FileKind, Wanted, parts, questionnaires
from workers.surveys.planning import Plan

OWN = "阳光花园"


@pytest.fixture
def survey(house: House) -> int:
    house.directory(*(NewHousehold(project=OWN, building="3栋", room=str(101 + n), name=f"住户{n}") for n in range(10)))
    project = house.ask(lambda session: projects.named(session, OWN)).id
    plan = Plan(quarter=Quarter(year=2026, number=1), project_ids=(project,), share=20, questions=("总体", "保洁"))
    made = planning.plan(house.services, plan, actor=SERVICE)
    planning.start(house.services, made, actor=MANAGER)
    return made


def asked(house: House, survey: int):
    project = house.ask(lambda session: projects.named(session, OWN)).id
    return house.ask(lambda session: survey_households.of_project(session, survey, project))


def _returned(house: House, intake_id: int, session) -> survey_forms.Returned:
    return survey_forms.returned(house.services, session, intake.load_reading(session, intake_id)[0])


def _ticked(page: pypdfium2.PdfPage, boxes: Collection[int]) -> Image.Image:
    """A scan of the page on which a pen has ticked these of its boxes, counted from 0."""
    scale = 150 / 72
    scan = page.render(scale=scale).to_pil().convert("RGB")
    words = page.get_textpage()
    found = [at for at in range(words.count_chars()) if words.get_text_range(at, 1) == BOX]
    draw = ImageDraw.Draw(scan)
    for box in boxes:
        left, bottom, right, top = (edge * scale for edge in words.get_charbox(found[box]))
        low, high, wide = scan.height - bottom, scan.height - top, right - left
        middle = (low + high) / 2
        draw.line([(left + wide / 4, middle), (left + wide / 2, low - 4), (right, high)], (20, 30, 120), 3)
    return scan


def mailed(house: House, text: str):
    house.mail(subject="答卷", text=text, sender="住户 <someone@example.com>")
    house.work()
    return house.last()


@pytest.fixture
def reading(house: House) -> Iterator[House]:
    """A house with time for OCR on a busy machine."""
    pool = ProcessPool(size=1, seconds=200, memory=1_800_000_000, beat_seconds=100)
    limits = Limits(job_attempts=2, read_seconds=200, ocr_page_seconds=100, ocr_total_seconds=200)
    settings = replace(house.services.settings, limits=limits)
    yield replace(house, services=replace(house.services, pool=pool, settings=settings))
    pool.close()


def test_printed_and_scanned_in_one_go_each_is_before_a_person(reading: House, survey: int) -> None:
    house = reading
    project = asked(house, survey)[0].project_id
    made = questionnaires(house.services, survey, Wanted(project_id=project), actor=CLERK)
    assert (made.households, made.name) == (2, "满意度调查问卷-阳光花园-1.pdf")
    with pypdfium2.PdfDocument(made.data) as document:
        scans = [_ticked(page, boxes) for page, boxes in zip(document, ((1, 8), ()), strict=True)]
    stack = io.BytesIO()
    scans[0].save(stack, "TIFF", save_all=True, append_images=scans[1:])
    house.receive(stack.getvalue(), name="scan.tif")
    house.work()
    assert house.cases() == []
    rows = house.rows()
    assert [row.state for row in rows] == [IntakeState.AWAITING_PERSON] * 2
    assert {one.note.removesuffix("。请录入答卷；写有投诉的，同时立案") for one in rows} == {
        f"满意度调查答卷：{OWN} 3栋 {one.room}" for one in asked(house, survey)
    }
    first, second = (house.ask(partial(_returned, house, row.id)) for row in rows)
    assert first.marks == (4, 2), "satisfied, then dissatisfied"
    assert second.marks == (None, None)
    word = questionnaires(house.services, survey, Wanted(project_id=project, kind=FileKind.DOCX), actor=CLERK)
    assert word.data.startswith(b"PK")


def test_what_is_no_complaint_is_set_aside_with_its_answer(house: House, survey: int) -> None:
    row = mailed(house, f"已填好。{code_of(house.services.keys, asked(house, survey)[0].id)}")
    with pytest.raises(Refused, match="至少"):
        survey_forms.take(house.services, row.id, Given(marks=(None, None)), complaint=False, actor=CLERK)
    answer = survey_forms.take(house.services, row.id, Given(marks=(4, 5)), complaint=False, actor=CLERK)
    assert answer.household_id == asked(house, survey)[0].household_id
    done = house.last()
    assert (done.state, done.ignored_reason) == (IntakeState.IGNORED, IgnoredReason.SET_ASIDE)
    with pytest.raises(Refused):
        survey_forms.take(house.services, row.id, Given(marks=(1, 1)), complaint=False, actor=CLERK)


def test_a_complaint_on_it_waits_and_becomes_a_case(house: House, survey: int) -> None:
    code = code_of(house.services.keys, asked(house, survey)[0].id)
    row = mailed(house, f"{code}\n阳光花园3栋101，电梯停运三天了，没人来修！")
    assert row.state is IntakeState.AWAITING_PERSON
    survey_forms.take(house.services, row.id, Given(marks=(1, 3)), complaint=True, actor=CLERK)
    assert house.last().state is IntakeState.AWAITING_PERSON
    with pytest.raises(Refused, match="已经录入"):
        survey_forms.take(house.services, row.id, Given(marks=(1, 3)), complaint=True, actor=CLERK)
    case = triage.accept(house.services, row.id, Correction(), actor=CLERK)
    assert case.number
    assert house.ask(lambda session: survey_answers.number(session, survey)) == 1


def test_only_our_own_code_is_believed(house: House, survey: int) -> None:
    first, second = (code_of(house.services.keys, one.id) for one in asked(house, survey))
    assert mailed(house, f"{first}\n{second}").note.startswith("满意度调查答卷：几户的答卷在一起")
    forged = first[:-4] + "0000"
    assert "满意度" not in (mailed(house, f"{forged} 电梯停运三天了，没人来修。").note or "")
    other = mailed(house, first)
    elsewhere = person("x", Role.CLERK, project="翠湖山庄")
    with pytest.raises(Refused, match="权限"):
        survey_forms.take(house.services, other.id, Given(marks=(1, 1)), complaint=False, actor=elsewhere)
    planning.close(house.services, survey, actor=MANAGER)
    with pytest.raises(Refused, match="不是正在进行"):
        survey_forms.take(house.services, other.id, Given(marks=(1, 1)), complaint=False, actor=CLERK)


def test_who_prints_and_what(house: House, survey: int) -> None:
    project = asked(house, survey)[0].project_id
    for wanted, sentence in (
        (Wanted(project_id=999), "没有问这个项目"),
        (Wanted(project_id=project, part=2), "没有要打印"),
    ):
        with pytest.raises(Refused, match=sentence):
            questionnaires(house.services, survey, wanted, actor=SUPERVISOR)
    with pytest.raises(Refused, match="权限"):
        questionnaires(house.services, survey, Wanted(project_id=project), actor=person("x", Role.DEPARTMENT))
    assert [parts(number) for number in (0, 1, 100, 101)] == [0, 1, 1, 2]


def test_marks_are_read_only_where_exactly_one_box_is_ticked() -> None:
    text = "项目\t非常满意\n1. 总体\t☐\t☑\t☐\t☐\t☐\n2. 保洁\t☑\t☑\t☐\t☐\t☐"
    assert survey_forms.marks_in(text, 2) == (4, None)
    assert survey_forms.marks_in(text, 3) == (None, None, None), "a row is missing: whose are the others?"
    assert survey_forms.marks_in("☑\t☐", 1) == (None,)
    code = "☑\t☑\t☐\t☑\t☑\n☑\t☑\t☑\t☐\t☐\t☐"
    assert survey_forms.marks_in(f"{text}\n{code}", 2) == (4, None), "the square code has boxes and no question"
