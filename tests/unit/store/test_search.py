"""Search: Chinese words of any length, both scripts, Latin, phone fragments; newest first, only what one may see."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from store_samples import a_case

from domain.codes import Department, Role
from domain.staff import Grant, Person
from store import search
from store.cases import CaseRow
from store.database import Database
from store.search import Indexed

LETTER = "我是陽光花園3栋2单元501的业主王芳，電梯又停运了，\n已经三天。衞生間漏水。请联系 Wang Fang, 138-0013-8000。"


def person(*grants: Grant) -> Person:
    return Person(id=1, login="me", name="我", grants=grants)


CLERK = person(Grant(role=Role.CLERK))


def entered(session: Session, key: str, *pieces: str, **values: Any) -> CaseRow:
    """A case that is to be found by these texts."""
    case = a_case(session, key, **values)
    search.index(session, Indexed(case_id=case.id, project=case.project, pieces=pieces))
    return case


def found(session: Session, query: str, who: Person = CLERK, **values: Any) -> list[int]:
    return [hit.id for hit in search.search(session, who, query, **values)]


@pytest.mark.parametrize(
    "query",
    [
        *("梯", "电梯", "電梯", "电梯。", "卫生间", "衞生間", "阳光花园", "业主王芳", "停运了已经", "3栋", "501的业主"),
        *("wang", "WANG fan", "fang", "138", "8000", "00138000", "13800138000", "王芳 电梯 138"),
    ],
)
def test_what_stands_in_a_text_is_found(database: Database, query: str) -> None:
    with database.transaction() as session:
        case = entered(session, "1:1", "电梯停运", LETTER)
        entered(session, "1:2", "垃圾清运", "垃圾没有人收，臭味很大。")
        assert found(session, query) == [case.id]


@pytest.mark.parametrize(
    "query", ["停电", "停运电梯", "电梯 垃圾", "1380014", "王芬", "ang", "芳138", "", "，", "\"' OR *"]
)
def test_what_does_not_stand_in_one_is_not(database: Database, query: str) -> None:
    with database.transaction() as session:
        entered(session, "1:1", "王芳", LETTER)
        entered(session, "1:2", "垃圾", "垃圾没有人收")
        assert found(session, query) == []


def test_pairs_alone_prove_no_long_word(database: Database) -> None:
    with database.transaction() as session:
        entered(session, "1:1", "电梯坏，梯停下，停运")
        assert found(session, "电梯停运") == []


def test_the_newest_come_first_page_by_page(database: Database) -> None:
    with database.transaction() as session:
        ids = [entered(session, f"1:{number}", "业主来信").id for number in range(5)]
        first = found(session, "业主", limit=2)
        second = found(session, "业主", limit=2, before=first[-1])
        assert [*first, *second, *found(session, "业主", limit=2, before=second[-1])] == ids[::-1]


def test_only_what_a_person_may_see_is_found(database: Database) -> None:
    with database.transaction() as session:
        here = entered(session, "1:1", "电梯", project="阳光花园").id
        there = entered(session, "1:2", "电梯", project="翠湖苑", departments=(Department.FINANCE,)).id
        nowhere = entered(session, "1:3", "电梯").id
        assert found(session, "电梯") == [nowhere, there, here]
        assert found(session, "电梯", person(Grant(role=Role.CLERK, project="阳光花园"))) == [nowhere, here]
        both = person(Grant(role=Role.CLERK, project="阳光花园"), Grant(role=Role.MANAGER, project="翠湖苑"))
        assert found(session, "电梯", both) == [nowhere, there, here]
        assert found(session, "电梯", person(Grant(role=Role.DEPARTMENT, department=Department.FINANCE))) == [there]
        assert found(session, "电梯", person(Grant(role=Role.ADMIN))) == []


def test_the_line_around_a_hit_shows_it_as_it_was_written(database: Database) -> None:
    with database.transaction() as session:
        entered(session, "1:1", "王芳", LETTER)
        for query, shown in (("电梯", "電梯"), ("8000", "8000"), ("了已经", "了， 已经"), ("wang", "Wang")):
            (hit,) = search.search(session, CLERK, query)
            assert hit.snippet.text[hit.snippet.start : hit.snippet.end] == shown
        (hit,) = search.search(session, CLERK, "王芳")
        assert (hit.snippet.text, hit.snippet.start, hit.snippet.end) == ("王芳", 0, 2)


def test_entering_a_case_again_replaces_what_was_found_of_it(database: Database) -> None:
    with database.transaction() as session:
        case = entered(session, "1:1", "电梯停运", project="阳光花园")
        search.index(session, Indexed(case_id=case.id, project=None, pieces=("垃圾清运",)))
        assert found(session, "电梯") == []
        assert found(session, "垃圾") == found(session, "清运") == [case.id]


def test_what_is_forgotten_leaves_no_word(database: Database) -> None:
    with database.transaction() as session:
        case = entered(session, "1:1", "电梯停运")
        search.forget(session, case.id)
        search.forget(session, case.id)
        assert found(session, "电梯") == []
        assert session.execute(text("SELECT count(*) FROM search_index")).scalar_one() == 0


def test_what_was_never_entered_is_known(database: Database) -> None:
    with database.transaction() as session:
        entered(session, "1:1", "电梯")
        never, later = a_case(session, "1:2"), a_case(session, "1:3")
        assert search.missing(session, 10) == [later.id, never.id]
        assert search.missing(session, 1) == [later.id]


def test_a_text_of_any_length_and_kind_can_be_entered(database: Database) -> None:
    odd = "".join(map(chr, range(1, 0x3000, 7))) + "\x00'\\\"电梯" + "a" * 5000
    with database.transaction() as session:
        case = entered(session, "1:1", odd, "电梯" * 60_000)
        assert found(session, "电梯") == [case.id]
