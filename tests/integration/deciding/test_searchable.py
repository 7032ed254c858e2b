"""A letter can be found from the moment its case is opened, by all that is read, put right and written of it."""

from sqlalchemy import text

from domain.codes import LetterState, Role
from domain.correction import Correction
from domain.staff import Grant, Person, operator
from store import letters, search
from workers.casework.correcting import correct
from workers.correspondence.draft import draft_reply
from workers.deciding import searchable
from workers.sending.delivery_effects import delivered

CLERK = Person(id=0, login="qian", name="钱前台", grants=(Grant(role=Role.CLERK),))


def found(house, query):
    return [hit.number for hit in house.ask(lambda session: search.search(session, CLERK, query))]


def test_a_mail_is_found_by_what_it_says_and_who_sent_it(house):
    house.mail()
    house.work()
    number = house.cases()[0].number
    for query in ("电梯", "電梯停運", "王芳", "wang@example.com", "0013", "阳光花园 501", number, number[-6:]):
        assert found(house, query) == [number], query
    assert found(house, "高空抛物") == []


def test_a_follow_up_is_found_with_its_case(house):
    first = house.mail()
    house.work()
    house.mail(text="另外电梯里的通风扇也坏了，请一并修理。", in_reply_to=first, references=first, found="dmarc=pass")
    house.work()
    assert [row.state for row in house.rows()] == ["case", "follow_up"]
    assert found(house, "通风扇") == found(house, "停运") == [house.cases()[0].number]


def test_what_a_person_put_right_is_found_and_so_is_what_had_been_read(house):
    house.mail()
    house.work()
    number = house.cases()[0].number
    wrong = "我是阳光花园3栋2单元501的业主王芳，电梯轿厢异响，请尽快安排。"
    correct(house.services, number, Correction(text=wrong, name="王方"), actor=operator("qian"))
    for query in ("异响", "王方", "停运"):
        assert found(house, query) == [number]


def test_our_letter_is_found_once_it_has_gone_out(house):
    house.mail()
    house.work()
    number = house.cases()[0].number
    letter = draft_reply(house.services, number)
    with house.services.database.transaction() as session:
        letters.advance(session, letter.id, LetterState.DRAFT, LetterState.SENT, body="更换曳引机钢丝绳。")
        delivered(house.services, session, letter, "qian")
    assert found(house, "钢丝绳") == [number]


def test_cases_of_before_there_was_a_search_are_entered_once(house):
    for number in range(3):
        house.mail(sender=f"王芳 <wang{number}@example.com>")
    house.work()
    with house.services.database.transaction() as session:
        for case in house.cases():
            search.forget(session, case.id)
    assert found(house, "电梯") == []
    assert searchable.reindex(house.services.database) == 3
    assert searchable.reindex(house.services.database) == 0
    assert len(found(house, "电梯")) == 3
    assert house.ask(lambda session: session.execute(text("SELECT count(*) FROM search_text")).scalar_one()) == 3
