"""The mails about changes of people say who asks for what, in the reader's language, and when it takes effect."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.codes import Department, Role
from domain.labels import CHANGE
from domain.staff_codes import ChangeKind, ChangeNews, ChangeState
from store.changes import ChangeRow
from store.people import PersonRow
from workers.staff.notice_words import CHINESE, ENGLISH, subject_of, text_of

NOW = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def person(login, language="zh"):
    return PersonRow(
        id=1,
        login=login,
        name=login.title(),
        language=language,
        made_at=NOW,
        made_by="huihan",
        active=True,
        password=None,
    )


def change(kind=ChangeKind.DEACTIVATE, **values):
    given = {
        "id": 1,
        "kind": kind,
        "person_id": 1,
        "details": {},
        "asked_by": "guan",
        "asked_by_id": 2,
        "asked_at": NOW,
        "due_at": None,
        "state": ChangeState.WAITING,
        "decided_by": None,
        "decided_at": None,
        "note": "",
        "link_open": False,
    }
    return ChangeRow(**{**given, **values})


def mail(news, row, language="zh"):
    text = text_of(news, row, reader=person("wang", language), concerned=person("li"), link="https://desk/c", zone=ZONE)
    return subject_of(language, news, row, person("li")), text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("news", list(ChangeNews))
@pytest.mark.parametrize("kind", list(ChangeKind))
def test_every_change_can_be_said_in_both_languages(kind, news, language):
    details = {"role": Role.CLERK.value, "deputy": "chen"}
    subject, text = mail(news, change(kind, details=details, decided_by="sun", decided_at=NOW, note="不必"), language)
    assert "{" not in subject + text
    assert "\n" not in subject
    assert "https://desk/c" in text


def test_both_languages_have_the_same_acts_roles_and_departments():
    assert set(CHINESE.acts) == set(ENGLISH.acts) == set(CHANGE)
    assert set(CHINESE.roles) == set(ENGLISH.roles) == {role.value for role in Role}
    assert set(CHINESE.departments) == set(ENGLISH.departments) == {one.value for one in Department}


def test_a_change_that_another_can_confirm_waits_for_them():
    _, text = mail(ChangeNews.REQUESTED, change())
    assert CHINESE.waits in text


def test_a_change_that_no_one_can_confirm_takes_effect_at_a_moment_of_the_instance_s_zone():
    _, text = mail(ChangeNews.REQUESTED, change(due_at=NOW))
    assert "2027-01-01 00:30" in text


def test_whether_a_person_or_the_time_confirmed_it():
    by_hand = change(decided_by="sun", decided_at=NOW)
    assert "已由 sun 确认" in mail(ChangeNews.DONE, by_hand)[1]
    by_time = replace(by_hand, due_at=NOW - timedelta(hours=1))
    assert CHINESE.done in mail(ChangeNews.DONE, by_time)[1]
    early = replace(by_hand, due_at=NOW + timedelta(hours=1))
    assert "已由 sun 确认" in mail(ChangeNews.DONE, early)[1]


def test_a_refusal_says_who_and_why():
    _, text = mail(ChangeNews.REFUSED, change(decided_by="sun", note="他已调离"), "en")
    assert "sun has refused it" in text
    assert "他已调离" in text


@pytest.mark.parametrize(
    ("details", "role"),
    [
        ({"role": "clerk"}, "clerk"),
        ({"role": "department", "department": "finance"}, "department (finance)"),
        ({"role": "department", "department": "finance", "project": "阳光花园"}, "department (finance, 阳光花园)"),
    ],
)
def test_a_role_is_named_with_where_it_is_held(details, role):
    subject, _ = mail(ChangeNews.REQUESTED, change(ChangeKind.GRANT, details=details), "en")
    assert subject == f"To be confirmed: give Li (li) the role {role}"
