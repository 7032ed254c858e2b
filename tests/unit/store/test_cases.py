"""Cases: opened with a number, found again by whatever points to them."""

from datetime import UTC, datetime, timedelta

import pytest
from decision_samples import a_decision
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from store_samples import NOW, SHANGHAI, a_case, a_letter, an_intake, at_once, new_case

from domain.codes import CaseState, Category, Department, IntakeState, LetterKind, LetterState
from domain.decision import DecisionInput
from store import cases, directory, intake
from store.cases import CaseFilter
from store.database import Database
from store.directory import NewHousehold

DAY = timedelta(days=1)


def test_a_case_is_opened_with_its_number_and_keeps_everything(database: Database) -> None:
    with database.transaction() as session:
        new = new_case(
            an_intake(session).id,
            project="阳光花园",
            email="Wang@Example.com",
            also=(Category.SERVICE,),
            references=("<a@x>",),
            reply_to_email="Wang@Example.com",
        )
        opened = cases.open_case(session, new)
        assert opened.number == "TS-2026-000001"
        assert (opened.departments, opened.also, opened.references) == (new.departments, new.also, new.references)
        assert opened.received_at == NOW
        assert opened.email == "wang@example.com"
        assert opened.reply_to_email == "Wang@Example.com", "letters go to the address as it was written"
        assert cases.get_case(session, opened.id) == opened == cases.get_case(session, opened.number)
        assert cases.get_case(session, "TS-2026-999999") is None


def test_cases_are_listed_by_who_follows_them_up(database: Database) -> None:
    with database.transaction() as session:
        own = a_case(session, "1", owner="li.na", about=("wang.fang",))
        unassigned = a_case(session, "2")
        assert (own.owner, own.about, unassigned.owner) == ("li.na", ("wang.fang",), None)
        assert cases.list_cases(session, CaseFilter(owner="li.na")) == [own]
        assert cases.list_cases(session, CaseFilter(owner="")) == [unassigned]
        assert cases.update_case(session, unassigned.id, owner="li.na")
        assert cases.list_cases(session, CaseFilter(owner="")) == []


def test_the_year_of_the_number_is_that_of_the_instances_zone(database: Database) -> None:
    midnight = datetime(2027, 1, 1, 0, 30, tzinfo=SHANGHAI)
    with database.transaction() as session:
        assert a_case(session, "1", opened_at=midnight).number == "TS-2027-000001"
        assert a_case(session, "2", opened_at=midnight.astimezone(UTC)).number == "TS-2026-000001"
        given = cases.open_case(session, new_case(an_intake(session, "3").id), prefix="WY", year=2030)
        assert given.number == "WY-2030-000001"


def test_an_intake_opens_one_case(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
    with pytest.raises(IntegrityError), database.transaction() as session:
        cases.open_case(session, new_case(case.intake_id))
    with database.transaction() as session:
        assert a_case(session, "1:2").number == "TS-2026-000002", "the refused one used no number up"


def test_cases_opened_at_once_have_different_numbers(database_url: str, database: Database) -> None:
    keys = iter(range(1000))
    at_once(database_url, 4, lambda session, writer: a_case(session, f"{writer}:{next(keys)}"), times=5)
    with database.reading() as session:
        numbers = sorted(case.number for case in cases.list_cases(session))
    assert numbers == [f"TS-2026-{n:06d}" for n in range(1, 21)]


def test_the_case_of_an_intake_is_the_one_it_opened_or_joined(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        joined = an_intake(session, "1:2")
        assert cases.case_of_intake(session, case.intake_id) == case
        assert cases.case_of_intake(session, joined.id) is None
        intake.advance(session, joined.id, IntakeState.RECEIVED, IntakeState.FOLLOW_UP, case_id=case.id)
        assert cases.case_of_intake(session, joined.id) == case


def test_a_case_is_changed_only_in_an_expected_state(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        assert cases.update_case(session, case.id, resident_name="王芳", needs_person=True)
        assert not cases.update_case(session, case.id, expect=CaseState.FILED, state=CaseState.REOPENED)
        assert cases.update_case(session, case.id, expect=(CaseState.NEW,), state=CaseState.ACCEPTED)
        with pytest.raises(TypeError, match="no column residentname"):
            cases.update_case(session, case.id, residentname="王芳")
        with pytest.raises(TypeError, match="Not to be changed: events, number"):
            cases.update_case(session, case.id, number="TS-2026-000009", events=0)
        now = cases.get_case(session, case.id)
    assert now is not None
    assert (now.resident_name, now.needs_person, now.state) == ("王芳", True, CaseState.ACCEPTED)


def test_cases_are_listed_newest_first_by_what_is_asked(database: Database) -> None:
    with database.transaction() as session:
        old = a_case(session, "1", received_at=NOW - DAY, project="阳光花园", needs_person=True)
        new = a_case(session, "2", category=Category.SERVICE, departments=(Department.FINANCE,), topic=None)

        def listed(**wanted: object) -> list[str]:
            return [case.number for case in cases.list_cases(session, CaseFilter(**wanted))]  # type: ignore[arg-type]

        assert [case.number for case in cases.list_cases(session)] == [new.number, old.number]
        assert listed(category=Category.SERVICE) == listed(department=Department.FINANCE) == [new.number]
        assert listed(department=Department.CUSTOMER_SERVICE) == listed(project="阳光花园") == [old.number]
        assert listed(needs_person=True) == listed(topic="roof_leak") == listed(before=NOW) == [old.number]
        assert listed(needs_person=False) == listed(since=NOW) == listed(limit=1) == [new.number]
        assert listed(offset=1, limit=5) == [old.number]
        assert listed(states=(CaseState.FILED,)) == []


def test_decisions_are_kept_with_all_they_were_made_from(database: Database) -> None:
    given = DecisionInput(subject="楼顶漏水", text="三年了", received=NOW)
    with database.transaction() as session:
        case = a_case(session)
        cases.keep_rulebook(session, "f" * 64, "default", {"topics.yaml": "- roof_leak"}, NOW)
        cases.keep_rulebook(session, "f" * 64, "default", {"topics.yaml": "another"}, NOW)
        ids = [
            cases.save_decision(
                session,
                intake_id=case.intake_id,
                case_id=case.id,
                made_at=NOW,
                made_by="rules",
                input=given,
                decision=a_decision(households=number),
            )
            for number in range(3)
        ]
        kept = cases.decisions_of_case(session, case.id)
        assert [one.id for one in kept] == ids
        assert (kept[2].input, kept[2].decision) == (given, a_decision(households=2))


def test_no_decision_without_its_rulebook(database: Database) -> None:
    def save(session: Session) -> None:
        row = an_intake(session)
        given = DecisionInput(received=NOW)
        cases.save_decision(
            session,
            intake_id=row.id,
            case_id=None,
            made_at=NOW,
            made_by="rules",
            input=given,
            decision=a_decision(),
        )

    with pytest.raises(IntegrityError), database.transaction() as session:
        save(session)


def test_a_letter_follows_by_what_we_received_or_sent_or_by_our_numbers(database: Database) -> None:
    with database.transaction() as session:
        one, two = a_case(session, "1"), a_case(session, "2")
        joined = an_intake(session, "3", message_id="<more@x>")
        intake.advance(session, joined.id, IntakeState.RECEIVED, IntakeState.FOLLOW_UP, case_id=one.id)
        an_intake(session, "4", message_id="<stray@x>")
        a_letter(session, two, message_id="<ours@huihan>", number="物函〔2026〕7号")

        def followed(*given: tuple[str, ...]) -> list[int]:
            return cases.find_followed(session, *given)

        assert followed(("<more@x>",)) == [one.id]
        assert followed(("<ours@huihan>",)) == followed((), ("<ours@huihan>",)) == [two.id]
        assert followed((), (), (one.number, "物函〔2026〕7号")) == [two.id, one.id]
        assert followed(("<stray@x>", "<unknown@x>"), ("<more@x>",), ("TS-1999-000001",)) == []
        assert followed(()) == []


def test_history_puts_the_household_first_then_the_building_then_the_project(database: Database) -> None:
    with database.transaction() as session:
        place = {"project": "阳光花园", "building": "3号楼"}
        here = a_case(session, "1", received_at=NOW - 3 * DAY, **place)
        mine = a_case(session, "2", received_at=NOW - 9 * DAY, email="wang@x.cn", topic=None)
        near = a_case(session, "3", received_at=NOW - DAY, project="阳光花园", building="5")
        a_case(session, "4", received_at=NOW - 40 * DAY, **place)
        a_case(session, "5", received_at=NOW, **place)
        a_case(session, "6", received_at=NOW - DAY, project="翠湖", building="3号楼")
        found = cases.history(
            session,
            household_id=None,
            email="Wang@X.cn",
            project="阳光花园",
            building="三栋",
            before=NOW,
            since=NOW - 30 * DAY,
        )
        assert [(one.number, one.same_household, one.same_building, one.same_project) for one in found] == [
            (mine.number, True, False, False),
            (here.number, False, True, True),
            (near.number, False, False, True),
        ]
        assert found[0].received == NOW - 9 * DAY
        nobody = cases.history(
            session, household_id=None, email=None, project=None, building="3", before=NOW, since=NOW - DAY
        )
        assert nobody == []


def test_a_busy_project_does_not_hide_the_households_own_earlier_case(database: Database) -> None:
    with database.transaction() as session:
        mine = a_case(session, "mine", received_at=NOW - 20 * DAY, project="阳光花园", email="wang@x.cn")
        for number in range(101):
            a_case(session, f"{number}", received_at=NOW - DAY, project="阳光花园")
        found = cases.history(
            session,
            household_id=None,
            email="wang@x.cn",
            project="阳光花园",
            building=None,
            before=NOW,
            since=NOW - 30 * DAY,
        )
        assert found[0].number == mine.number
        assert len(found) == len({one.number for one in found}) == 50


def test_history_tells_the_cases_of_one_household_from_those_of_others(database: Database) -> None:
    with database.transaction() as session:
        flat = {"project": "阳光花园", "building": "3号楼", "unit": "2单元", "room": "501"}
        at = {name: {**flat, "room": room} for name, room in {"wang": "501", "li": "502"}.items()}
        directory.import_households(session, [NewHousehold(**at["wang"], name="王芳")])
        [known] = directory.find_by_place(session, room="501")
        cases_ = [
            a_case(session, "1", received_at=NOW - DAY, project="阳光花园", email="wang@x.cn"),
            a_case(session, "2", received_at=NOW - 2 * DAY, **at["wang"], household_id=known.id, email="wang@x.cn"),
            a_case(session, "3", received_at=NOW - 3 * DAY, **{**flat, "building": "三栋", "room": "０５０１室"}),
            a_case(session, "4", received_at=NOW - 4 * DAY, **at["li"]),
            a_case(session, "5", received_at=NOW - 5 * DAY, **at["li"], email="li@x.cn"),
            a_case(session, "6", received_at=NOW - 6 * DAY, project="阳光花园", room="501"),
            a_case(session, "7", received_at=NOW - 7 * DAY, project="阳光花园"),
            a_case(session, "8", received_at=NOW - 8 * DAY, project="阳光花园"),
        ]
        found = cases.history(
            session,
            household_id=None,
            email=None,
            project="阳光花园",
            building=None,
            before=NOW,
            since=NOW - 30 * DAY,
        )
        numbers = {one.number: one.household for one in found}
        wang, _, _, li, *_ = households = [numbers[case.number] for case in cases_]
        assert households[:5] == [wang, wang, wang, li, li]
        assert len(set(households)) == 5


def test_addresses_written_to_are_those_a_letter_went_out_to(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        a_letter(session, case, state=LetterState.SENT, to_address="Wang@X.cn")
        a_letter(session, case, state=LetterState.DRAFT, kind=LetterKind.REPLY, to_address="other@x.cn")
        a_letter(session, case, state=LetterState.PRINTED, kind=LetterKind.INTERIM)
        assert cases.addresses_written_to(session, case.id) == {"wang@x.cn"}
