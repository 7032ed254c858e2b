"""A reply is put together from what the case holds and what only a person knows, and words itself.

Covers desk.routes.composing, desk.views.composer, desk.views.composed, desk.choosing_address,
workers.casework.composing, workers.casework.composed_record, workers.correspondence.composition, domain.composition.
"""

import json
from dataclasses import replace
from datetime import date, timedelta

import letters_at_hand as at_hand
import pytest
from httpx2 import Response
from servers.desk import Desk, made_desk
from servers.forms import fields_of, sent
from servers.house import House

from domain.codes import Department, LetterState
from domain.composition import ComposedMatter, Composition
from domain.events import EventName
from domain.plan import Measure
from domain.record import Investigation
from domain.staff import Person
from domain.work_codes import EditHow, Met
from letters.templating.sample import COMPANY
from letters.word.document import plain_text
from store import edits, events, serialization
from store.cases import CaseRow
from workers.casework import case_work, composing, plans, recording
from workers.correspondence.case_record import record_of
from workers.correspondence.composition import demand_in, of_case
from workers.deciding.recorded import recorded
from workers.instance.refusals import Refused

DOOR = Measure(what="更换3栋2单元电梯门机部件", department=Department.ENGINEERING, owner="赵工", due=date(2026, 3, 5))
NOTICE = Measure(what="在门厅张贴检修告示", department=Department.CUSTOMER_SERVICE, due=date(2026, 3, 3))
FOUND = "经查，3栋2单元电梯门机部件损坏"


@pytest.fixture
def desk(house: House) -> Desk:
    """A desk whose company has a name and a telephone, without which no letter leaves."""
    settings = replace(house.services.settings, company=COMPANY)
    house.services = replace(house.services, settings=settings)
    return made_desk(house)


def investigated(desk: Desk, clerk: Person, supervisor: Person, **mail: str) -> CaseRow:
    """A case with an approved plan, a department's finding, and no letter yet."""
    services, case = desk.house.services, at_hand.a_case(desk, **mail)
    plans.save_plan(services, case.number, opinion="属实，尽快修复。", measures=(DOOR, NOTICE), actor=clerk, seen=None)
    plans.submit_plan(services, case.number, 1, actor=clerk)
    plans.approve_plan(services, case.number, 1, actor=supervisor)
    case_work.department_report(services, case.number, Department.ENGINEERING, FOUND, actor=clerk, done=False)
    return case


def composed(desk: Desk, person: Person, letter_id: int, do: str, **typed: str | list[str]) -> Response:
    """The composer's form as it stands, with what a person types into it, sent by the button `do`."""
    client = desk.client(person)
    fields = [
        (name, value)
        for name, value in fields_of(client.get(f"/letters/{letter_id}/compose").text, "letter")
        if name not in typed
    ]
    more = [(name, one) for name, value in typed.items() for one in ([value] if isinstance(value, str) else value)]
    return client.post(f"/letters/{letter_id}/compose", data=sent(fields + more, do=do), headers=at_hand.HERE)


def text_of(desk: Desk, letter_id: int) -> str:
    return plain_text(desk.house.services.archive.get(at_hand.letter(desk, letter_id).docx_sha or ""))


def _named(page: str) -> list[str]:
    """The matters that a composer shows."""
    return [value for name, value in fields_of(page, "letter") if name == "name"]


def test_whoever_wants_a_reply_comes_to_the_composer_with_all_that_is_known(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case = investigated(desk, clerk, supervisor)
    answer = desk.post(desk.client(clerk), "/keys", f"/cases/{case.number}/letters", {"kind": "reply"})
    assert answer.headers["location"].endswith("/compose")
    page = desk.client(clerk).get(answer.headers["location"]).text
    fields = fields_of(page, "letter")
    assert ("findings", FOUND) in fields
    assert [value for name, value in fields if name == "measure"] == ["0:0", "0:1"]
    assert "电梯又停运了" in page


def test_what_is_put_together_is_what_the_letter_says(desk: Desk, clerk: Person, supervisor: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, case=investigated(desk, clerk, supervisor))
    answer = composed(
        desk,
        clerk,
        draft.id,
        "save",
        demand="尽快修好电梯",
        result="部件已经到货",
        **{"met-0": "partly"},
        why="还要等检验合格",
    )
    assert answer.status_code == 303
    text = text_of(desk, draft.id)
    for words in (
        "您希望尽快修好电梯。",
        f"{FOUND}。",
        "一是更换3栋2单元电梯门机部件（工程部负责，2026年3月5日前完成）；二是在门厅张贴检修告示（客户服务部负责，2026年3月3日前完成）。",
        "部件已经到货。您的要求目前办到了一部分：还要等检验合格。",
    ):
        assert words in text
    versions = desk.house.ask(lambda session: edits.of_letter(session, draft.id))
    assert [one.how for one in versions] == [EditHow.DRAFTED, EditHow.COMPOSED]
    page = desk.client(clerk).get(f"/letters/{draft.id}/compose").text
    assert ("result", "部件已经到货") in fields_of(page, "letter")
    assert ("met-0", "partly") in fields_of(page, "letter")


def test_it_is_submitted_from_the_composer(desk: Desk, clerk: Person, supervisor: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, case=investigated(desk, clerk, supervisor))
    answer = composed(
        desk, clerk, draft.id, "submit", demand="尽快修好", result="已修好", **{"met-0": "met"}, way="mail"
    )
    assert answer.status_code == 303, answer.text
    assert at_hand.letter(desk, draft.id).state is LetterState.SUBMITTED
    assert desk.client(clerk).get(f"/letters/{draft.id}/compose").headers["location"] == f"/letters/{draft.id}"


def test_what_nobody_has_said_keeps_a_letter_back_and_is_kept(desk: Desk, clerk: Person, supervisor: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, case=investigated(desk, clerk, supervisor))
    answer = composed(desk, clerk, draft.id, "submit", result="已修好")
    assert answer.status_code == 422
    assert "还有" in answer.text
    assert ("result", "已修好") in fields_of(answer.text, "letter")
    assert at_hand.letter(desk, draft.id).state is LetterState.DRAFT


def test_the_page_is_seen_before_anything_is_kept(desk: Desk, clerk: Person, supervisor: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, case=investigated(desk, clerk, supervisor))
    answer = composed(desk, clerk, draft.id, "look", result="已修好", **{"met-0": "met"})
    assert answer.status_code == 200
    assert 'src="data:image/png;base64,iVBOR' in answer.text
    assert at_hand.letter(desk, draft.id).docx_sha == draft.docx_sha


def test_a_matter_that_is_none_is_not_answered(desk: Desk, clerk: Person, supervisor: Person) -> None:
    text = "我是阳光花园3栋2单元501的业主王芳，电梯又停运了，已经三天没有人来修。另外停车费从300元涨到450元，没有公示。"
    draft = at_hand.a_draft(desk, clerk, case=investigated(desk, clerk, supervisor, text=text))
    names = _named(desk.client(clerk).get(f"/letters/{draft.id}/compose").text)
    assert len(names) > 1
    assert composed(desk, clerk, draft.id, "save", answered="0").status_code == 303
    assert f"“{names[1]}”" not in text_of(desk, draft.id)
    refused = composed(desk, clerk, draft.id, "save", answered=[])
    assert refused.status_code == 422


@pytest.mark.parametrize("do", ["again", "save"])
def test_a_matter_that_is_unticked_keeps_what_was_typed_of_it(
    desk: Desk, clerk: Person, supervisor: Person, do: str
) -> None:
    """As a draft that is taken up again, and as the letter that is kept."""
    text = "我是阳光花园3栋2单元501的业主王芳，电梯又停运了，已经三天没有人来修。另外停车费从300元涨到450元，没有公示。"
    draft = at_hand.a_draft(desk, clerk, case=investigated(desk, clerk, supervisor, text=text))
    page = desk.client(clerk).get(f"/letters/{draft.id}/compose").text
    typed = ["部件已经到货", "涨价前没有公示", *[""] * (len(_named(page)) - 2)]
    answer = composed(
        desk, clerk, draft.id, do, answered="0", result=typed, measure=["0:0", "1:1"], **{"met-1": "unmet"}
    )
    page = answer.text if do == "again" else desk.client(clerk).get(f"/letters/{draft.id}/compose").text
    fields = fields_of(page, "letter")
    assert [value for name, value in fields if name == "answered"] == ["0"]
    assert [value for name, value in fields if name == "result"] == typed
    assert [value for name, value in fields if name == "measure"] == ["0:0", "1:1"]
    assert ("met-1", "unmet") in fields

    again = sent([*fields, ("answered", "1")], do="save")
    path = f"/letters/{draft.id}/compose"
    assert desk.client(clerk).post(path, data=again, headers=at_hand.HERE).status_code == 303
    assert "涨价前没有公示" in text_of(desk, draft.id)


def test_no_measure_is_named_that_nobody_approved(desk: Desk, clerk: Person, supervisor: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, case=investigated(desk, clerk, supervisor))
    refused = composed(desk, clerk, draft.id, "save", planned=["退还全年电梯费", "再退一年"])
    assert refused.status_code == 422
    assert "不在已批准的方案里" in refused.text


def test_who_rewrote_it_is_told_that_composing_again_replaces_that(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    draft = at_hand.a_draft(desk, clerk, case=investigated(desk, clerk, supervisor))
    at_hand.send(desk, clerk, draft.id, "save", lambda text: text.replace("现答复如下", "现把情况说明如下"))
    assert "自由修改过" in desk.client(clerk).get(f"/letters/{draft.id}/compose").text
    stale = composing.as_composed(desk.house.services, draft.id, _kept(desk, draft.id), actor=clerk)
    assert "现答复如下" in plain_text(stale)
    with pytest.raises(Refused, match="刚被他人修改"):
        composing.compose(desk.house.services, draft.id, _kept(desk, draft.id), actor=clerk, seen=draft.docx_sha or "")


def test_an_interim_letter_names_its_date_once(desk: Desk, clerk: Person, supervisor: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, "interim", case=investigated(desk, clerk, supervisor))
    page = desk.client(clerk).get(f"/letters/{draft.id}/compose").text
    fields = fields_of(page, "letter")
    assert ("promised", "2026-03-05") in fields
    assert [name for name, _ in fields].count("promised") == 1
    answer = composed(desk, clerk, draft.id, "submit", way="mail")
    assert answer.status_code == 303, answer.text
    letter = at_hand.letter(desk, draft.id)
    assert (letter.state, letter.promised) == (LetterState.SUBMITTED, date(2026, 3, 5))
    assert "我们将于2026年3月5日之前再次书面答复您" in text_of(desk, draft.id)


def test_an_explanation_needs_no_authority(desk: Desk, clerk: Person, supervisor: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, "explanation", case=investigated(desk, clerk, supervisor))
    typed = {"conclusion": "目前尚未解决", "reason": "配件须返厂", "remedy": "行动不便的住户可来电预约搬运"}
    assert composed(desk, clerk, draft.id, "submit", way="mail", **typed).status_code == 303
    assert "您反映的事项目前尚未解决，原因是：配件须返厂。" in text_of(desk, draft.id)


def test_a_further_letter_of_the_resident_is_answered_too(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = investigated(desk, clerk, supervisor)
    desk.house.time[0] += timedelta(days=2)
    desk.house.mail("补充", "电梯还是停运，请回复。", In_Reply_To="<m1@example.com>", found="dmarc=pass")
    desk.house.work()
    draft = at_hand.a_draft(desk, clerk, case=case)
    assert "您2026年3月2日、3月4日来信反映的事项" in text_of(desk, draft.id)


def test_only_letters_that_are_put_together_have_a_composer(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    (acknowledgement,) = desk.house.letters(case)
    assert desk.client(clerk).get(f"/letters/{acknowledgement.id}/compose").status_code == 404


def _kept(desk: Desk, letter_id: int) -> Composition:
    letter = at_hand.letter(desk, letter_id)
    case = next(one for one in desk.house.cases() if one.id == letter.case_id)
    found = desk.house.ask(lambda session: composing.composition_of(desk.house.services, session, case, letter))
    assert all(matter.met is not Met.MET for matter in found.matters)
    return found


def test_the_record_form_says_what_was_composed_and_a_spoken_one_what_was_written_down(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case = investigated(desk, clerk, supervisor)
    assert FOUND in text_of(desk, at_hand.a_draft(desk, clerk, "record_form", case=case).id)
    draft = at_hand.a_draft(desk, clerk, case=case)
    composed(
        desk, clerk, draft.id, "save", demand="尽快修好电梯", findings="门机老化", result="已修好", **{"met-0": "met"}
    )
    services = desk.house.services
    assert desk.house.ask(lambda session: of_case(session, case)) == Composition(
        matters=(ComposedMatter(name="电梯停运", measures=(DOOR.what, NOTICE.what)),)
    )
    (matter,) = desk.house.ask(lambda session: recorded(services, session, case)).record.matters
    assert (matter.name, matter.demand, matter.findings, matter.result, matter.met) == (
        "电梯停运", "尽快修好电梯", "门机老化", "已修好", Met.MET
    )  # fmt: skip
    record = desk.house.ask(lambda session: record_of(services, session, case, date(2026, 3, 2)))
    assert (record.demand, record.investigation, record.result) == ("尽快修好电梯", "门机老化", "已修好")
    assert demand_in("投诉对象：电梯\n停运三天。\n诉求：请今天修好。") == "请今天修好。"
    assert demand_in("停运三天，请尽快修好。") == ""


def test_what_a_person_put_down_in_the_record_stands_in_the_composer_and_in_the_form(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case, services = investigated(desk, clerk, supervisor), desk.house.services
    (matter,) = desk.house.ask(lambda session: recorded(services, session, case)).matters
    found = Investigation(by="周工", findings="门机皮带断裂，共用部位")
    recording.save_investigation(services, case.number, found, actor=clerk, seen=0)
    known = (replace(matter, demand="今天修好", result="皮带已更换"),)
    recording.save_matters(services, case.number, known, actor=clerk, seen=1)

    draft = at_hand.a_draft(desk, clerk, case=case)
    (said,) = _kept(desk, draft.id).matters
    assert (said.demand, said.findings, said.result) == ("今天修好", "门机皮带断裂，共用部位", "皮带已更换")
    record = desk.house.ask(lambda session: record_of(services, session, case, date(2026, 3, 2)))
    assert (record.demand, record.investigation, record.result) == ("今天修好", "门机皮带断裂，共用部位", "皮带已更换")


def test_composer_and_record_are_one_whichever_of_them_a_person_writes_in(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case, services = investigated(desk, clerk, supervisor), desk.house.services
    recording.save_investigation(
        services, case.number, Investigation(by="周工", findings="门机皮带断裂"), actor=clerk, seen=0
    )
    recording.sign_investigation(services, case.number, actor=clerk, seen=1)
    draft = at_hand.a_draft(desk, clerk, case=case)
    composed(desk, clerk, draft.id, "save", result="皮带已到货", **{"met-0": "partly"}, why="等检验合格")
    known = desk.house.ask(lambda session: recorded(services, session, case))
    (matter,) = known.record.matters
    assert (matter.topic != "", matter.findings, matter.result, matter.met, matter.why) == (
        True, "", "皮带已到货", Met.PARTLY, "等检验合格"
    )  # fmt: skip
    # What was found stays where it was found, with its signature, for nothing of it was changed.
    assert known.record.investigation.signed_by == clerk.login

    recording.save_matters(
        services, case.number, (replace(matter, result="皮带已更换", met=Met.MET, why=""),), actor=clerk, seen=3
    )
    fields = fields_of(desk.client(clerk).get(f"/letters/{draft.id}/compose").text, "letter")
    assert {("result", "皮带已更换"), ("met-0", "met"), ("findings", "门机皮带断裂"), ("record", "4")} <= set(fields)
    composed(desk, clerk, draft.id, "save", findings="门机皮带老化断裂")
    known = desk.house.ask(lambda session: recorded(services, session, case))
    assert (known.version, known.record.investigation.findings, known.record.investigation.signed_by) == (
        5, "门机皮带老化断裂", ""
    )  # fmt: skip
    assert "门机皮带老化断裂。" in text_of(desk, draft.id)


def test_what_somebody_put_into_the_record_meanwhile_is_not_overwritten_unseen(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case, services = investigated(desk, clerk, supervisor), desk.house.services
    draft = at_hand.a_draft(desk, clerk, case=case)
    recording.save_opinion(services, case.number, "整体更换", actor=clerk, seen=0)
    refused = composed(desk, clerk, draft.id, "save", result="已修好", record="0")
    assert refused.status_code == 422
    assert "案件记录刚被他人修改" in refused.text
    assert ("record", "1") in fields_of(refused.text, "letter")
    assert at_hand.letter(desk, draft.id).docx_sha == draft.docx_sha


def test_a_letter_composed_before_the_record_held_it_still_reads(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case, services = investigated(desk, clerk, supervisor), desk.house.services
    draft = at_hand.a_draft(desk, clerk, case=case)
    old = Composition(matters=(ComposedMatter(name="电梯停运", findings="门机老化", result="已修好", met=Met.MET),))
    payload = {"letter": draft.id, "composition": json.loads(serialization.dump(Composition, old))}
    with services.database.transaction() as session:
        events.append(session, case.id, services.now(), clerk.login, EventName.LETTER_EDITED, payload)
    found = desk.house.ask(lambda session: composing.composition_of(services, session, case, draft))
    assert found.matters == old.matters
    record = desk.house.ask(lambda session: record_of(services, session, case, date(2026, 3, 2)))
    assert (record.investigation, record.result) == ("门机老化", "已修好")


def test_an_explanation_says_what_the_record_found(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case, services = investigated(desk, clerk, supervisor), desk.house.services
    draft = at_hand.a_draft(desk, clerk, "explanation", case=case)
    composed(desk, clerk, draft.id, "save", found="电梯按月保养，记录齐全", conclusion="目前尚未解决")
    known = desk.house.ask(lambda session: recorded(services, session, case))
    assert known.record.investigation.findings == "电梯按月保养，记录齐全"
    fields = fields_of(desk.client(clerk).get(f"/letters/{draft.id}/compose").text, "letter")
    assert ("found", "电梯按月保养，记录齐全") in fields
