"""Getting in and out of the desk: passwords, one-time links, sessions, and what holds up whoever guesses.

Covers workers.instance.house_entries, workers.staff.desk_sessions, workers.staff.login_throttle and
workers.staff.sign_in_links.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from domain.codes import Role
from domain.staff import Grant, Person, operator
from domain.staff_codes import LinkPurpose
from store import house_log, people
from store.house_log import Wanted
from store.staff_tables import person, sign_in_failure, sign_in_link, web_session
from workers.instance.refusals import Refused
from workers.staff import desk_sessions, sign_in_links, signing_in
from workers.staff.people import activate, add_person, deactivate, grant_role, normal_login

pytestmark = pytest.mark.usefixtures("light_passwords")

GOOD = "月亮在白莲花般的云朵里穿行"
OTHER = "穿行，晚风吹来一阵阵快乐"
BOSS = Person(id=0, login="boss", name="老板", grants=(Grant(role=Role.ADMIN),))
HOME = "192.0.2.1"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def wang(house):
    """A clerk who has just set a password by an invitation; the session."""
    add_person(house.services, login="wang", name="王芳", actor=BOSS)
    grant_role(house.services, login="wang", grant=Grant(role=Role.CLERK), actor=BOSS)
    return sign_in_links.use_invite(house.services, invitation(house), GOOD, address=HOME)


def invitation(house, login="wang"):
    return sign_in_links.invite(house.services, login=login, actor=BOSS)


def sign_in(house, password=GOOD, *, login="wang", address=HOME):
    return signing_in.sign_in(house.services, login=login, password=password, address=address)


def session_of(house, signed):
    return desk_sessions.session_of(house.services, signed.token)


def later(house, span):
    house.time[0] += span


def column(house, which):
    return house.ask(lambda session: list(session.execute(select(which)).scalars()))


def fail(house, times, **where):
    for _ in range(times):
        with pytest.raises(Refused, match="用户名或密码不对"):
            sign_in(house, "wrong", **where)


def test_an_invitation_sets_the_password_and_signs_in(house, wang):
    assert wang.person.login == "wang"
    assert wang.person.grants == (Grant(role=Role.CLERK),)
    assert session_of(house, wang) == wang
    assert sign_in(house).person == wang.person


def test_a_login_is_the_same_however_it_is_typed(house, wang):
    assert sign_in(house, login=" ＷAng ").person == wang.person
    assert normal_login(" ＷAng ") == "wang"


def test_no_token_and_no_password_stands_in_the_store(house, wang):
    token = invitation(house)
    kept = column(house, sign_in_link.c.token_hash) + column(house, web_session.c.token_hash)
    assert token not in kept
    assert wang.token not in kept
    (password,) = filter(None, column(house, person.c.password))
    assert password.startswith("$argon2id$")
    assert len(token) >= 43, "256 bits in base64"
    assert repr(wang).count(wang.token) == repr(wang).count(wang.csrf) == 0


def test_looking_at_a_link_does_not_use_it_up(house, wang):
    token = invitation(house)
    for _ in range(3):
        link = sign_in_links.look_at_link(house.services, token)
        assert link is not None
        assert (link.person.name, link.purpose) == ("王芳", LinkPurpose.INVITE)


def test_a_link_works_once(house, wang):
    token = invitation(house)
    sign_in_links.use_invite(house.services, token, OTHER)
    assert sign_in_links.look_at_link(house.services, token) is None
    with pytest.raises(Refused, match="已用过或已过期"):
        sign_in_links.use_invite(house.services, token, GOOD)
    assert sign_in(house, OTHER)


def test_of_many_who_use_a_link_at_once_one_gets_in(house, wang):
    token = sign_in_links.make_link(house.services, wang.person.id, LinkPurpose.SIGN_IN, actor=operator("huihan"))

    def use(_):
        try:
            return sign_in_links.use_sign_in(house.services, token)
        except Refused:
            return None

    with ThreadPoolExecutor(4) as threads:
        assert len([one for one in threads.map(use, range(4)) if one]) == 1


def test_a_link_expires(house, wang):
    token = invitation(house)
    later(house, sign_in_links.LASTS[LinkPurpose.INVITE])
    assert sign_in_links.look_at_link(house.services, token) is None
    with pytest.raises(Refused, match="已用过或已过期"):
        sign_in_links.use_invite(house.services, token, OTHER)


def test_a_new_link_makes_the_one_before_void_but_not_one_for_another_purpose(house, wang):
    sign_in_token = sign_in_links.make_link(
        house.services, wang.person.id, LinkPurpose.SIGN_IN, actor=operator("huihan")
    )
    before, after = invitation(house), invitation(house)
    assert sign_in_links.look_at_link(house.services, before) is None
    assert sign_in_links.look_at_link(house.services, after)
    assert sign_in_links.use_sign_in(house.services, sign_in_token).person == wang.person


def test_a_link_for_signing_in_sets_no_password(house, wang):
    token = sign_in_links.make_link(house.services, wang.person.id, LinkPurpose.SIGN_IN, actor=operator("huihan"))
    with pytest.raises(Refused):
        sign_in_links.use_invite(house.services, token, OTHER)
    with pytest.raises(Refused):
        sign_in_links.use_sign_in(house.services, invitation(house))
    assert sign_in(house, GOOD)


def test_a_password_that_may_not_be_used_leaves_the_link_as_it_was(house, wang):
    token = invitation(house)
    with pytest.raises(Refused, match="至少 12 个字符"):
        sign_in_links.use_invite(house.services, token, "short")
    assert sign_in_links.use_invite(house.services, token, OTHER)


def test_a_new_password_by_invitation_ends_the_sessions_and_forgets_the_failures(house, wang):
    fail(house, 5)
    sign_in_links.use_invite(house.services, invitation(house), OTHER, address=HOME)
    assert session_of(house, wang) is None
    assert sign_in(house, OTHER)


def test_a_wrong_password_and_an_unknown_login_are_told_in_the_same_words(house, wang):
    add_person(house.services, login="new", name="新人", actor=BOSS)
    said = set()
    for login in ("wang", "nobody", "new"):
        with pytest.raises(Refused) as refused:
            sign_in(house, "wrong", login=login)
        said.add(str(refused.value))
    assert len(said) == 1


def test_five_failures_hold_up_a_login_at_an_address_for_a_quarter_of_an_hour(house, wang):
    fail(house, 5)
    with pytest.raises(Refused, match="请在 10:16 之后再试"):
        sign_in(house)
    later(house, 15 * MINUTE - timedelta(seconds=1))
    with pytest.raises(Refused, match="次数过多"):
        sign_in(house)
    later(house, timedelta(seconds=1))
    assert sign_in(house), "what was refused did not prolong the pause"


def test_an_unknown_login_is_held_up_like_any_other(house):
    fail(house, 5, login="nobody")
    with pytest.raises(Refused, match="次数过多"):
        sign_in(house, login="nobody")


def test_a_success_clears_the_failures_of_the_login(house, wang):
    for _ in range(3):
        fail(house, 4)
        sign_in(house)


def test_failures_elsewhere_lock_nobody_out(house, wang):
    fail(house, 5, address="203.0.113.7")
    with pytest.raises(Refused, match="次数过多"):
        sign_in(house, address="203.0.113.7")
    assert sign_in(house), "the pair of login and address is shut, never the person"
    assert sign_in(house, address="198.51.100.1"), "nor at an address of their own that is new"


def test_guessing_spread_over_many_addresses_is_held_up_and_the_person_is_not(house, wang):
    for number in range(30):
        fail(house, 1, address=f"203.0.113.{number}")
    with pytest.raises(Refused, match="多处试探"):
        sign_in(house, address="198.51.100.1")
    assert sign_in(house), "from where they came in before"
    later(house, HOUR)
    assert sign_in(house, address="198.51.100.1")


def test_twenty_failures_hold_up_an_address_for_strangers_alone(house, wang):
    sign_in(house, address="2001:db8::7")
    for number in range(20):
        fail(house, 1, login=f"guess{number}", address="2001:db8::1")
    with pytest.raises(Refused, match="次数过多"):
        sign_in(house, login="guess99", address="2001:db8::2")  # of the same /64: the same connection
    assert sign_in(house, address="2001:db8::2"), "who came in from there before"
    assert sign_in(house, address="2001:db8:0:1::1")


def test_an_address_is_known_for_ninety_days(house, wang):
    sign_in(house, address="2001:db8::7")
    later(house, 91 * 24 * HOUR)
    for number in range(20):
        fail(house, 1, login=f"guess{number}", address="2001:db8::1")
    with pytest.raises(Refused, match="次数过多"):
        sign_in(house, address="2001:db8::7")


def test_of_many_guesses_at_once_no_more_get_through_than_one_after_another(house, wang):
    def guess(number):
        try:
            sign_in(house, f"guess {number}")
        except Refused as refused:
            return "不对" in str(refused)
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(guess, range(16))) <= 5


def test_what_was_typed_as_a_login_is_not_kept(house):
    fail(house, 1, login=GOOD)
    assert [key for key in column(house, sign_in_failure.c.key) if GOOD in key] == []


def test_the_house_log_has_who_came_in_and_who_failed(house, wang):
    fail(house, 5)
    fail(house, 1, login=GOOD, address="203.0.113.7")
    desk_sessions.sign_out(house.services, wang.token)
    entries = house.ask(lambda session: house_log.page(session, Wanted()))
    assert [(one.what, one.whom) for one in reversed(entries)] == [
        ("person_added", "wang"),
        ("role_granted", "wang"),
        ("link_made", "wang"),
        ("signed_in", "wang"),
        ("password_set", "wang"),
        *[("sign_in_failed", "wang")] * 5,
        ("sign_in_held_up", "wang"),
        ("sign_in_failed", ""),
        ("signed_out", "wang"),
    ]
    assert {one.payload["address"] for one in entries if one.what == "sign_in_failed"} == {HOME, "203.0.113.7"}
    assert GOOD not in str(entries), "what was typed as a login may be a password"
    assert house.ask(house_log.verify) == []


def test_a_session_ends_when_it_is_idle(house, wang):
    later(house, 8 * HOUR - MINUTE)
    assert session_of(house, wang)
    later(house, 8 * HOUR - MINUTE)
    assert session_of(house, wang), "its use was noted"
    later(house, 8 * HOUR)
    assert session_of(house, wang) is None


def test_a_session_ends_after_a_week_however_much_it_is_used(house, wang):
    for _ in range(24):
        later(house, 7 * HOUR)
        alive = session_of(house, wang)
    assert alive is None


def test_use_is_noted_once_a_minute(house, wang):
    begun = column(house, web_session.c.seen_at)
    later(house, timedelta(seconds=59))
    assert session_of(house, wang)
    assert column(house, web_session.c.seen_at) == begun
    later(house, timedelta(seconds=1))
    assert session_of(house, wang)
    assert column(house, web_session.c.seen_at) == [house.time[0]]


def test_signing_out_ends_this_session_alone(house, wang):
    other = sign_in(house)
    desk_sessions.sign_out(house.services, wang.token)
    assert session_of(house, wang) is None
    assert session_of(house, other)


def test_an_invented_token_is_no_session(house, wang):
    assert desk_sessions.session_of(house.services, "") is None
    assert desk_sessions.session_of(house.services, wang.token + "x") is None
    assert sign_in_links.look_at_link(house.services, "\udc00") is None


def test_changing_the_password_ends_the_other_sessions_and_links(house, wang):
    other, link = sign_in(house), invitation(house)
    signing_in.change_password(house.services, token=wang.token, old=GOOD, new=OTHER)
    assert session_of(house, wang)
    assert session_of(house, other) is None
    assert sign_in_links.look_at_link(house.services, link) is None
    assert sign_in(house, OTHER)
    fail(house, 1)


def test_the_old_password_cannot_be_guessed_from_a_session(house, wang):
    for _ in range(5):
        with pytest.raises(Refused, match="原密码不对"):
            signing_in.change_password(house.services, token=wang.token, old="wrong", new=OTHER)
    with pytest.raises(Refused, match="次数过多"):
        signing_in.change_password(house.services, token=wang.token, old=GOOD, new=OTHER)


def test_who_has_left_is_out_at_once(house, wang):
    link = invitation(house)
    deactivate(house.services, login="wang", actor=BOSS)
    assert session_of(house, wang) is None
    assert sign_in_links.look_at_link(house.services, link) is None
    fail(house, 1)
    with pytest.raises(Refused, match="已停用"):
        invitation(house)


def test_who_is_back_needs_a_new_password(house, wang):
    deactivate(house.services, login="wang", actor=BOSS)
    activate(house.services, login="wang", actor=BOSS)
    assert session_of(house, wang) is None
    fail(house, 1)
    assert sign_in_links.use_invite(house.services, invitation(house), OTHER).person.grants


def test_a_hash_by_older_parameters_is_made_anew_when_its_person_signs_in(house, wang):
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD)
    with house.services.database.transaction() as session:
        people.set_password_hash(session, wang.person.id, old)
    assert sign_in(house)
    (now,) = filter(None, column(house, person.c.password))
    assert now != old
    assert sign_in(house)


def test_the_first_admin_gets_links_until_a_password_is_set(house):
    database = house.services.database

    def first(now=None):
        return sign_in_links.first_admin_link(database, now=now or datetime(2026, 3, 2, 2, tzinfo=UTC))

    lost, token = first(), first()
    assert sign_in_links.look_at_link(house.services, lost) is None
    admin = sign_in_links.use_invite(house.services, token, GOOD).person
    assert (admin.login, admin.grants) == ("admin", (Grant(role=Role.ADMIN),))
    assert first() is None
