"""The page for residents: one form is one complaint, with what is wrong with it by the field; off, it is not there.

Covers desk.routes.public_page, desk.views.public_form and desk.open_form.
"""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from servers.desk import Desk, made_desk
from servers.house import House

from desk.gate import STRANGERS_BYTES
from desk.views.public_form import LEAST_TIME
from domain.codes import Channel, IgnoredReason, IntakeState, Role
from domain.settings import PublicSettings
from store.directory import NewHousehold

HERE = {"origin": "http://desk.test"}
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 2_000
TYPED = {
    "name": "王芳",
    "phone": "138-0013-8000",
    "project": "阳光花园",
    "building": "3",
    "unit": "2",
    "room": "501",
    "happened": "昨晚八点",
    "facts": "电梯停运三天，没有人来修，请尽快修好。",
    "agreed": "yes",
}


def opened(house: House, **public: object) -> Desk:
    services = house.services
    settings = replace(services.settings, public=PublicSettings(enabled=True, **public))
    return made_desk(replace(house, services=replace(services, settings=settings)))


@pytest.fixture
def public(house: House) -> Desk:
    return opened(house)


def fresh(desk: Desk, client: TestClient) -> str:
    """The token of a form that has been open long enough to be filled in."""
    token = token_in(client.get("/public"))
    desk.house.time[0] += LEAST_TIME
    return token


def token_in(page: Response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def sent(client: TestClient, token: str, *files: tuple[str, bytes], **typed: str) -> Response:
    given = [("files", (name, data)) for name, data in files] or [("files", ("", b""))]
    return client.post("/public", data={**TYPED, "token": token, **typed}, files=given, headers=HERE)


def number_at(client: TestClient, answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["location"])
    found = re.search(r'"ticket-number">([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def test_off_it_is_as_if_it_had_never_been(desk: Desk) -> None:
    visitor = desk.visitor()
    for method in ("GET", "POST", "PUT", "HEAD"):
        for path in ("/public", "/public/state", "/public/received"):
            there, nowhere = (visitor.request(method, one, headers=HERE) for one in (path, "/nothing"))
            assert there.status_code == 404
            assert (there.text, dict(there.headers)) == (nowhere.text, dict(nowhere.headers))
    big = b"facts=" + b"x" * (2 * STRANGERS_BYTES)
    assert (
        visitor.post("/public", content=big, headers=HERE).status_code
        == visitor.post("/nothing", content=big, headers=HERE).status_code
    )


def test_a_complaint_with_photos_is_a_case_on_the_road_of_any(public: Desk) -> None:
    visitor = public.visitor()
    number = number_at(visitor, sent(visitor, fresh(public, visitor), ("a.jpg", JPEG), ("b", b"%PDF-1.7 x")))
    (case,) = public.house.cases()
    assert (case.number, case.channel, case.phone, case.resident_name) == (number, Channel.WEB, "13800138000", "王芳")
    assert (case.topic, case.building, case.unit, case.room) == ("lift_outage", "3", "2", "501")
    public.house.work()
    assert [one.kind for one in public.house.letters(case)] == ["acknowledgement"]
    clerk = public.client(public.person("chen", Role.CLERK))
    shown = clerk.get(f"/cases/{number}").text
    assert "a.jpg" in shown
    assert "b.pdf" in shown


def test_large_photos_are_taken_from_a_stranger_and_too_large_ones_told_by_the_field(house: House) -> None:
    desk = opened(house, bytes=3_000_000)
    visitor = desk.visitor()
    token = fresh(desk, visitor)
    refused = sent(visitor, token, *((f"{at}.jpg", JPEG + b"x" * 1_000_000) for at in range(4)))
    assert refused.status_code == 422
    assert "文件合计不能超过 3 MB" in refused.text
    assert TYPED["facts"] in refused.text
    assert sent(visitor, token, ("a.jpg", JPEG + b"x" * 8_000_000)).status_code == 413
    assert sent(visitor, token, ("a.jpg", JPEG + b"x" * 2_000_000)).status_code == 303
    assert len(house.cases()) == 1


def test_pressed_twice_and_reloaded_it_is_one(public: Desk) -> None:
    visitor = public.visitor()
    token = fresh(public, visitor)
    numbers = {number_at(visitor, sent(visitor, token, ("a.jpg", JPEG))) for _ in range(3)}
    assert len(numbers) == len(public.house.cases()) == 1


def test_changed_after_it_was_sent_it_is_asked_about_and_lost_in_neither_case(public: Desk) -> None:
    visitor = public.visitor()
    token = fresh(public, visitor)
    number = number_at(visitor, sent(visitor, token))
    again = sent(visitor, token, facts="楼道灯也坏了。")
    assert again.status_code == 422
    assert f"已登记为 {number}" in again.text
    assert "楼道灯也坏了。" in again.text
    other = number_at(visitor, sent(visitor, token_in(again), facts="楼道灯也坏了。"))
    assert {number, other} == {case.number for case in public.house.cases()}
    assert number != other


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"facts": "  "}, "facts", "请写发生了什么事"),
        ({"name": ""}, "name", "请写您的姓名"),
        ({"phone": "12"}, "phone", "请写能打通的电话"),
        ({"agreed": ""}, "agreed", "请先阅读并勾选同意"),
        ({"room": "5" * 31}, "room", "最多 30 个字"),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_all_that_was_typed_stays(
    public: Desk, typed: dict[str, str], field: str, said: str
) -> None:
    visitor = public.visitor()
    token = fresh(public, visitor)
    refused = sent(visitor, token, ("a.jpg", JPEG), **typed)
    assert refused.status_code == 422
    assert re.search(rf'id="wrong-{field}">[^<]*{said}', refused.text)
    assert all(value in refused.text for name, value in TYPED.items() if name not in typed)
    assert "浏览器不保留已选的文件" in refused.text
    assert public.house.cases() == []
    assert token_in(refused) == token
    number_at(visitor, sent(visitor, token))


def test_files_are_known_by_what_they_are(public: Desk) -> None:
    visitor = public.visitor()
    refused = sent(visitor, fresh(public, visitor), ("照片.jpg", b"MZ\x90 a program"))
    assert "“照片.jpg”不是照片或 PDF" in refused.text
    many = sent(visitor, fresh(public, visitor), *((f"{at}.jpg", JPEG) for at in range(7)))
    assert "最多附 6 个文件" in many.text


def test_a_photo_that_cannot_be_opened_is_kept_for_a_person(public: Desk) -> None:
    visitor = public.visitor()
    number_at(visitor, sent(visitor, fresh(public, visitor), ("broken.jpg", JPEG)))
    (row,) = public.house.rows()
    assert b64encode(JPEG)[:60] in public.house.services.archive.get(row.sha256)


@pytest.mark.parametrize("how", ["hidden field", "at once"])
def test_what_a_machine_sends_is_set_aside_where_staff_see_it_and_may_take_it_up(public: Desk, how: str) -> None:
    visitor = public.visitor()
    token = token_in(visitor.get("/public")) if how == "at once" else fresh(public, visitor)
    answer = sent(visitor, token, ("a.jpg", JPEG), website="" if how == "at once" else "http://spam.example")
    shown = visitor.get(answer.headers["location"])
    assert "等工作人员看过" in shown.text
    (row,) = public.house.rows()
    assert (row.state, row.ignored_reason, row.case_id) == (IntakeState.IGNORED, IgnoredReason.ROBOT, None)
    client = public.client(public.person("chen", Role.CLERK))
    assert "疑似机器填写" in client.get("/intake/ignored").text
    taken = public.post(client, f"/intake/{row.id}", f"/intake/{row.id}/up")
    assert taken.status_code == 303
    assert public.house.last().state is IntakeState.AWAITING_PERSON
    assert (
        sent(visitor, token, ("a.jpg", JPEG), website="" if how == "at once" else "http://spam.example").status_code
        == 303
    )
    assert len(public.house.rows()) == 1


def test_an_address_that_sends_too_many_is_told_when_and_whom_to_call(house: House) -> None:
    desk = opened(house, forms_per_address=2)
    visitor = desk.visitor()
    tokens = [fresh(desk, visitor) for _ in range(3)]
    for token in tokens[:2]:
        number_at(visitor, sent(visitor, token, facts=f"电梯停运 {token}"))
    refused = sent(visitor, tokens[2])
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert "提交的次数已满" in refused.text
    assert house.services.settings.company.phone in refused.text
    assert TYPED["facts"] in refused.text
    number_at(visitor, sent(visitor, tokens[0], facts=f"电梯停运 {tokens[0]}"))  # what was taken is never refused
    assert len(house.cases()) == 2
    house.time[0] += timedelta(hours=1, minutes=1)
    number_at(visitor, sent(visitor, tokens[2]))


def test_of_an_address_that_sends_much_no_more_is_read(house: House) -> None:
    desk = opened(house, forms_per_address=1)
    visitor = desk.visitor()
    big = [("files", ("a.jpg", JPEG + b"x" * 200_000))]
    answers = [visitor.post("/public", data={"token": "x"}, files=big, headers=HERE).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert house.rows() == []


def test_a_form_of_another_site_and_a_made_up_token_register_nothing(public: Desk) -> None:
    visitor = public.visitor()
    token = fresh(public, visitor)
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert visitor.post("/public", data={**TYPED, "token": token}, headers=foreign).status_code == 403
    key, made, seal = token.split(".")
    for forged in ("", "x", f"{key}.{int(made) - 99}.{seal}", f"{'0' * 32}.{made}.{seal}", f"{key}.{made}.é"):
        answer = sent(visitor, forged)
        assert answer.status_code == 422
        assert "请再按一次" in answer.text
    assert public.house.rows() == []


def registered(desk: Desk, visitor: TestClient) -> str:
    return number_at(visitor, sent(visitor, fresh(desk, visitor)))


def asked(client: TestClient, number: str, phone: str) -> Response:
    return client.post("/public/state", data={"number": number, "phone": phone}, headers=HERE)


def test_the_state_is_told_to_who_knows_number_and_phone(public: Desk) -> None:
    visitor = public.visitor()
    number = registered(public, visitor)
    for phone in ("13800138000", "+86 138 0013 8000", "１３８００１３８０００"):
        shown = asked(visitor, f" {number.lower()} ", phone)
        assert shown.status_code == 200
        assert "已收到，正在安排" in shown.text
    assert not any(word in shown.text for word in ("王芳", "501", "阳光花园", "电梯"))
    for header, value in (("x-robots-tag", "noindex"), ("cache-control", "no-store"), ("referrer-policy", "origin")):
        assert value in shown.headers[header]


def test_a_wrong_phone_and_a_number_that_there_is_not_are_answered_alike(public: Desk) -> None:
    visitor = public.visitor()
    number = registered(public, visitor)
    wrong, none = (asked(visitor, one, "13900139000") for one in (number, "TS-2026-999999"))
    assert wrong.status_code == none.status_code == 422
    assert wrong.text.replace(number, "*") == none.text.replace("TS-2026-999999", "*")
    assert asked(visitor, number, "").status_code == 422


def test_of_one_number_only_so_many_phones_are_tried(house: House) -> None:
    desk = opened(house, looks_per_address=100)
    visitor = desk.visitor()
    number = registered(desk, visitor)
    statuses = [asked(visitor, number, f"1390013900{at}").status_code for at in range(10)]
    assert set(statuses) == {422}
    full = asked(visitor, number, "13800138000")
    assert (full.status_code, full.headers["Retry-After"]) == (429, "3600")
    assert house.services.settings.company.phone in full.text
    assert asked(visitor, "TS-2026-999999", "13800138000").status_code == 422


def test_the_state_may_be_switched_off_alone(house: House) -> None:
    desk = opened(house, state=False)
    visitor = desk.visitor()
    assert visitor.get("/public/state").status_code == 404
    assert asked(visitor, "TS-2026-000001", "13800138000").status_code == 404
    assert "/public/state" not in visitor.get("/public").text


def test_projects_are_offered_and_the_department_named_only_if_settings_say_so(house: House) -> None:
    house.directory(NewHousehold(project="翠湖花园", building="8", room="801", name="李四", phone="13900000000"))
    plain, told = opened(house), opened(house, projects=True, departments=True)
    assert "翠湖花园" not in plain.visitor().get("/public").text
    shown = told.visitor().get("/public").text
    assert "翠湖花园" in shown
    assert not any(word in shown for word in ("801", "李四", "13900000000"))
    number = registered(plain, plain.visitor())
    assert "工程" not in asked(plain.visitor(), number, "13800138000").text
    assert "工程" in asked(told.visitor(), number, "13800138000").text


def test_the_number_is_shown_again_to_the_browser_that_sent_the_form_for_a_day(public: Desk) -> None:
    visitor = public.visitor()
    answer = sent(visitor, fresh(public, visitor))
    page = visitor.get(answer.headers["location"])
    assert page.headers["referrer-policy"] == "no-referrer"
    public.house.time[0] += timedelta(hours=25)
    assert visitor.get(answer.headers["location"]).status_code == 404
    assert visitor.get("/public/received?form=" + "0" * 32).status_code == 404


def test_it_speaks_the_language_of_the_browser_or_of_the_address(public: Desk) -> None:
    visitor = public.visitor()
    assert '<html lang="zh-Hans">' in visitor.get("/public").text
    assert '<html lang="en">' in visitor.get("/public", headers={"accept-language": "en-GB"}).text
    assert '<html lang="en">' in visitor.get("/public?lang=en").text
    assert '<html lang="zh-Hans">' in visitor.get("/public?lang=zh", headers={"accept-language": "en-GB"}).text


def test_danger_is_named_first_and_again_where_it_is_heard(house: House) -> None:
    desk = opened(house, emergency_phone="0571-110110")
    visitor = desk.visitor()
    form = visitor.get("/public").text
    assert ' type="tel" required autocomplete="tel"' in form
    assert all(f'href="tel:{phone}"' in form for phone in ("119", "110", "120", "0571-110110"))
    facts = "电梯困人，里面有老人，快来救人！"
    answer = sent(visitor, fresh(desk, visitor), facts=facts)
    assert "可能有危险" in visitor.get(answer.headers["location"]).text


def test_the_admin_reads_where_the_page_is_and_how_many_came_today(desk: Desk, public: Desk) -> None:
    admin = desk.person("guan", Role.ADMIN)
    assert "http://desk.test/public" not in desk.client(admin).get("/system").text
    registered(public, public.visitor())
    shown = public.client(admin).get("/system").text
    assert 'href="http://desk.test/public"' in shown
    assert "今天收到 1 件，其中疑似机器填写 0 件" in shown
