"""Who may be asked, by the directory; one answer counts, and a closed survey has no household in it.

Covers store.survey_tables, store.surveys, store.survey_households and store.survey_answers.
"""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from domain.survey_codes import AnswerWay, SurveyState
from domain.surveys import Quarter
from store import directory, homes, occupants, projects, survey_answers, survey_follow_ups, survey_households, surveys
from store.database import Database
from store.directory import NewHousehold
from store.homes import HomeFacts
from store.occupants import NewOccupant
from store.projects import Project
from store.survey_answers import NewAnswer
from store.survey_follow_ups import NewFollowUp
from store.surveys import Asked, NewSurvey, SurveyRow

NOW = datetime(2026, 11, 2, tzinfo=UTC)
FOURTH = Quarter(year=2026, number=4)


def households(session: Session, count: int = 4) -> tuple[Project, list[int]]:
    rows = [NewHousehold(project="阳光花园", building="3栋", room=f"{100 + n}", name=f"住户{n}") for n in range(count)]
    directory.import_households(session, rows)
    found = [directory.find_by_place(session, room=row.room)[0].id for row in rows]
    return projects.named(session, "阳光花园"), found


def a_survey(session: Session, **values: object) -> SurveyRow:
    given = {"year": 2026, "quarter": 4, "share": 20, "seed": "s", "questions": ("甲", "乙")}
    return surveys.add(session, NewSurvey(**given, planned_at=NOW, planned_by="sun", **values))


def an_answer(survey: SurveyRow, project: Project, home: int, *marks: int | None, building: str = "3") -> NewAnswer:
    return NewAnswer(
        survey_id=survey.id,
        project_id=project.id,
        household_id=home,
        building=building,
        marks=marks,
        remark="李四家太吵",
        way=AnswerWay.PAPER,
        entered_at=NOW,
        entered_by="chen",
    )


def test_empty_left_and_declining_households_are_never_asked(database: Database) -> None:
    with database.transaction() as session:
        _, (empty, left, declines, asked) = households(session)
        homes.change(session, empty, HomeFacts(occupied=False), seen=1)
        gone = occupants.of_household(session, left)[0]
        occupants.leave(session, [gone.id], date(2026, 3, 1))
        occupants.add(session, [(declines, NewOccupant(name="不愿", consent=False))])
        occupants.add(session, [(asked, NewOccupant(name="愿意", consent=True))])
        moved = occupants.of_household(session, asked)[0]
        occupants.change(session, [(moved.id, NewOccupant(name="搬走的", consent=False))])
        occupants.leave(session, [moved.id], None)
        found = survey_households.occupied(session, "阳光花园")
        assert [one.id for one in found.candidates] == [asked], "what somebody who left wanted counts no more"
        assert (found.number, found.declined, found.left) == (2, 1, 1)
        assert found.names["3"] == "3栋"
        assert survey_households.occupied(session, "别处").number == 0


def test_when_a_household_was_last_asked_is_known(database: Database) -> None:
    with database.transaction() as session:
        project, home = households(session, 2)
        for days in (0, 100):
            row = a_survey(session)
            chosen = [one for one in survey_households.occupied(session, project.name).candidates if one.id == home[0]]
            survey_households.ask(session, row.id, project.id, chosen)
            assert surveys.change(
                session, row.id, SurveyState.PLANNED, state=SurveyState.RUNNING, started_at=NOW + timedelta(days=days)
            )
        known = {one.id: one.asked_at for one in survey_households.occupied(session, project.name).candidates}
        assert known == {home[0]: NOW + timedelta(days=100), home[1]: None}
        assert survey_households.counts(session, row.id) == {(project.id, "3"): 1}
        (asked,) = survey_households.of_project(session, row.id, project.id)
        assert survey_households.get(session, asked.id) == asked
        assert (asked.household_id, asked.room) == (home[0], "100")


def test_a_project_is_asked_once_a_quarter(database: Database) -> None:
    with database.transaction() as session:
        project, _ = households(session, 1)
        first, second = a_survey(session), a_survey(session)
        assert surveys.add_project(session, first.id, project.id, FOURTH)
        assert not surveys.add_project(session, second.id, project.id, FOURTH)
        assert surveys.add_project(session, second.id, project.id, Quarter(year=2027, number=1))
        surveys.begun(session, first.id, project.id, Asked(population=5, eligible=4, unasked=3, wanted=1))
        (kept,) = surveys.projects_of(session, [first.id, second.id])[first.id]
        assert (kept.name, kept.population, kept.wanted) == ("阳光花园", 5, 1)
        assert [one.id for one in surveys.newest(session, of=FOURTH)] == [second.id, first.id]
        surveys.remove(session, first.id)
        assert surveys.get(session, first.id) is None
        assert surveys.locked(session, second.id).of == FOURTH


def test_one_answer_counts_and_another_may_be_said_to(database: Database) -> None:
    with database.transaction() as session:
        project, (home, other) = households(session, 2)
        row = a_survey(session)
        first = survey_answers.add(session, an_answer(row, project, home, 5, None))
        second = survey_answers.add(session, an_answer(row, project, home, 1, 2))
        third = survey_answers.add(session, an_answer(row, project, other, 3, 3))
        assert (first.counted, second.counted, third.counted) == (True, False, True)
        assert survey_answers.number(session, row.id) == 2
        assert survey_answers.doubtful(session, row.id) == [second]
        assert survey_households.answered(session, row.id) == {home, other}
        survey_answers.settle(session, second)
        assert [one.marks for one in survey_answers.counting(session, row.id)] == [(1, 2), (3, 3)]
        assert survey_answers.of_household(session, row.id, home) == [survey_answers.get(session, second.id)]
        assert survey_answers.get(session, first.id) is None


def test_what_is_closed_names_no_household(database: Database) -> None:
    with database.transaction() as session:
        project, (home, other) = households(session, 2)
        row = a_survey(session)
        survey_answers.add(session, an_answer(row, project, home, 5, 4))
        survey_answers.add(session, an_answer(row, project, home, 1, 1))
        survey_answers.add(session, an_answer(row, project, other, 2, 3, building="9"))
        survey_answers.forget(session, row.id, {(project.id, "3")})
        kept = survey_answers.counting(session, row.id)
        assert [(one.household_id, one.remark, one.building) for one in kept] == [(None, None, "3"), (None, None, None)]
        assert [one.marks for one in kept] == [(5, 4), (2, 3)]
        assert survey_answers.doubtful(session, row.id) == []


def test_a_household_knows_the_surveys_that_asked_it(database: Database) -> None:
    with database.transaction() as session:
        project, (home, other) = households(session, 2)
        first, second = a_survey(session), a_survey(session)
        for row in (first, second):
            asked = [one for one in survey_households.occupied(session, project.name).candidates if one.id == home]
            survey_households.ask(session, row.id, project.id, asked)
        survey_answers.add(session, an_answer(first, project, home, 1, 1))
        survey_answers.add(session, an_answer(first, project, home, 5, 5))
        visit = NewFollowUp(
            survey_id=first.id, project_id=project.id, household_id=home, opened_at=NOW, due=date(2026, 12, 4)
        )
        survey_follow_ups.ask(session, visit)
        newest, oldest = survey_households.of_household(session, home)
        assert (newest.answered_at, newest.way, newest.due) == (None, None, None)
        assert (oldest.way, oldest.due, oldest.outcome) == (AnswerWay.PAPER, date(2026, 12, 4), None)
        assert survey_households.of_household(session, other) == []
        survey_answers.forget(session, first.id, set())
        assert survey_households.of_household(session, home)[1].answered_at is None
