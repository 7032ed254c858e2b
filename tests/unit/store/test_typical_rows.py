"""Typical cases as rows: versions stay, what is published is found in either script, an erased case leaves no link.

Covers store.typical_cases and store.answered.
"""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from store_samples import NOW, a_case, a_letter

from domain.codes import Category, LetterKind, LetterState, Role
from domain.staff import Grant, Person
from domain.typical import TypicalState, TypicalText
from store import answered, cases, search, typical_cases
from store.database import Database
from store.search import Indexed
from store.typical_cases import NewTypical, TypicalFilter, TypicalRow

TEXT = TypicalText(title="电梯停运", points="电梯停运三天", lesson="先告知，再维修")


def written(session: Session, text: TypicalText = TEXT, **more) -> TypicalRow:
    values = {"case_id": None, "project": None, "category": Category.EQUIPMENT, "topic": "lift_stopped"}
    return typical_cases.add(session, NewTypical(**values | more, made_at=NOW, made_by="li"), text)


def published(session: Session, text: TypicalText = TEXT, *, later: int = 0, **more) -> TypicalRow:
    row = written(session, text, **more)
    typical_cases.publish(session, row, text, at=NOW + timedelta(days=later), by="wang")
    return row


def ids(session: Session, **wanted) -> list[int]:
    return [one.row.id for one in typical_cases.found(session, TypicalFilter(**wanted))]


def test_every_saving_is_a_version(database: Database) -> None:
    with database.transaction() as session:
        row = written(session)
        better = TypicalText(title="电梯停运三天")
        assert typical_cases.save(session, row, better, at=NOW, by="chen") == 2
        assert [one.made_by for one in typical_cases.versions(session, row.id)] == ["li", "chen"]
        now = typical_cases.get(session, row.id)
        assert (now.version, typical_cases.latest(session, now)) == (2, better)
        with pytest.raises(IntegrityError):
            typical_cases.save(session, row, better, at=NOW, by="zhao")


def test_only_what_is_published_is_found_by_words_in_either_script(database: Database) -> None:
    with database.transaction() as session:
        written(session)
        first = published(session)
        other = published(session, TypicalText(title="夜間噪聲", lesson="先告知"), later=1, topic="noise")
        assert ids(session) == [other.id, first.id]
        assert ids(session, words="電梯") == ids(session, words="电梯 三天") == [first.id]
        assert ids(session, words="噪声") == [other.id]
        assert ids(session, words="告知_") == [other.id, first.id]
        assert ids(session, topics=("noise",)) == [other.id]
        assert ids(session, topics=()) == []
        assert ids(session, category=Category.SECURITY) == []
        last = typical_cases.get(session, other.id)
        assert ids(session, before=(last.published_at, last.id)) == [first.id]
        typical_cases.withdraw(session, last)
        assert ids(session) == [first.id]
        (draft, withdrawn) = typical_cases.drafts(session, projects=frozenset({"阳光花园"}), limit=9)[::-1]
        assert (draft.row.state, withdrawn.row.id) == (TypicalState.DRAFT, other.id)


def test_a_span_and_its_projects(database: Database) -> None:
    with database.transaction() as session:
        here, there = published(session, project="阳光花园"), published(session, project="翠湖", later=40)
        assert ids(session, since=NOW, until=NOW + timedelta(days=30)) == [here.id]
        assert ids(session, projects=("翠湖",)) == [there.id]


def test_words_are_let_stand_once(database: Database) -> None:
    with database.transaction() as session:
        row = written(session)
        for by in ("li", "wang"):
            typical_cases.let_stand(session, row.id, "石磊", at=NOW, by=by)
        (one,) = typical_cases.passes(session, row.id)
        assert (one.words, one.by) == ("石磊", "li")


def test_an_erased_case_leaves_what_was_published_and_no_link(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        draft = written(session, case_id=case.id)
        typical_cases.let_stand(session, draft.id, "石磊", at=NOW, by="li")
        kept = written(session, TypicalText(title="王芳的电梯"), case_id=case.id)
        typical_cases.save(session, kept, TEXT, at=NOW, by="li")
        kept = typical_cases.get(session, kept.id)
        typical_cases.publish(session, kept, TEXT, at=NOW, by="wang")
        gone = typical_cases.erase_case(session, case.id)
        assert typical_cases.get(session, draft.id) is None
        left = typical_cases.get(session, kept.id)
        assert (left.case_id, left.state) == (None, TypicalState.PUBLISHED)
        assert [one.content for one in typical_cases.versions(session, kept.id)] == [TEXT]
        assert ("typical_case", str(draft.id)) in gone.rows
        assert len([table for table, _ in gone.rows if table == "typical_version"]) == 3
        assert typical_cases.of_case(session, case.id) == []


def person(project: str | None = None) -> Person:
    return Person(id=1, login="li", name="李", grants=(Grant(role=Role.CLERK, project=project),))


def test_answered_cases_of_a_topic_in_sight_the_newest_first(database: Database) -> None:
    with database.transaction() as session:
        made = {}
        for name, project, state in (
            ("1", "阳光花园", LetterState.SENT),
            ("2", "翠湖", LetterState.POSTED),
            ("3", "阳光花园", LetterState.DRAFT),
            ("4", None, LetterState.APPROVED),
        ):
            case = made[name] = a_case(session, name, project=project, subject=f"信{name}")
            cases.update_case(session, case.id, topic="lift_stopped")
            a_letter(session, case, kind=LetterKind.REPLY, state=state, body=f"答复{name}")
            search.index(session, Indexed(case_id=case.id, project=project, pieces=(f"信{name}",)), new=True)

        def like(who: Person, besides: int = 0) -> list[int]:
            return answered.like_topic(session, who, (Role.CLERK,), "lift_stopped", besides=besides, limit=9)

        assert like(person()) == [made[one].id for one in "421"]
        assert like(person("阳光花园"), besides=made["4"].id) == [made["1"].id]
        assert like(Person(id=1, login="x", name="x")) == []
        held = answered.answers(session, [made["1"].id, made["3"].id])
        assert [(one.case_number, one.body) for one in held.values()] == [(made["1"].number, "答复1")]
        assert answered.beginnings(session, [made["1"].id], 1) == {made["1"].id: "信"}
