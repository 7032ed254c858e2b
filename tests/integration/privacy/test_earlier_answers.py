"""Approved answers to the like of a case are shown without anybody's name, flat or number, the same project's first.

Covers workers.privacy.earlier_answers.
"""

from servers.house import LIFT
from servers.letters_day import approved, one_case, written

from domain.codes import LetterKind
from store import cases
from workers.privacy.earlier_answers import earlier_answers

ELSEWHERE = LIFT.replace("阳光花园", "碧水湾").replace("王芳", "周明").replace("13800138000", "13911112222")
SAID = (
    "王芳女士所住的3栋2单元501，电梯门机部件损坏，我们已更换部件。您的诉求已满足。",
    "如有疑问，请与客户服务中心陈静联系，电话：010-6655 8899。",
)


def of(office, case):
    return office.ask(lambda session: earlier_answers(office.services, session, case, LetterKind.REPLY))


def test_only_what_was_approved_of_the_same_matter_is_shown_and_names_nobody(office):
    first = one_case(office)
    approved(office, first, body=SAID)
    second = one_case(office, sender="周明 <zhou@example.com>", text=ELSEWHERE)
    written(office, second)
    (answer,) = of(office, second)
    text = "".join(answer.paragraphs)
    assert "电梯门机部件损坏，我们已更换部件" in text
    for personal in ("王芳", "501", "13800138000"):
        assert personal not in text
    assert of(office, first) == ()


def test_the_same_project_comes_first(office):
    here = one_case(office)
    approved(office, here, body=SAID)
    there = one_case(office, sender="周明 <zhou@example.com>", text=ELSEWHERE)
    approved(office, there, body=SAID)
    asks = one_case(office, sender="李强 <li@example.com>", text=LIFT.replace("王芳", "李强").replace("501", "802"))
    with office.services.database.transaction() as session:
        cases.update_case(session, here.id, project="阳光花园")
        cases.update_case(session, there.id, project="碧水湾")
        cases.update_case(session, asks.id, project="阳光花园")
    asks = next(one for one in office.cases() if one.id == asks.id)
    assert [one.same_project for one in of(office, asks)] == [True, False]
    with office.services.database.transaction() as session:
        cases.update_case(session, asks.id, topic=None)
    assert of(office, next(one for one in office.cases() if one.id == asks.id)) == ()
