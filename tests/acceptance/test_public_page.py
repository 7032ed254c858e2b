"""A resident on a phone hands in a complaint with photos, presses twice, and later asks how far it is.

The page works without the desk's scripts, in both languages, on a phone and on an office screen, for everybody (axe).
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.random import default_rng
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import served
from servers.house import House, running_house

from domain.codes import Channel
from domain.settings import CompanySettings, PublicSettings
from rules.compiled import Compiled
from workers.instance.pool import ProcessPool

FACTS = "三号楼二单元的电梯停了三天，我父亲八十岁，每天爬五楼。请尽快修好，并告诉我们哪天能用。"
_WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "resultTypes": ["violations"],
}


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str, compiled: Compiled, pool: ProcessPool) -> Iterator[House]:
    """A company with the page on, which takes two complaints an hour from one address."""
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        services = running.services
        limits = {"forms_per_address": 2, "looks_per_address": 4}
        page = PublicSettings(enabled=True, departments=True, emergency_phone="0571-88880000", **limits)
        company = CompanySettings(name="阳光物业服务有限公司", phone="0571-88881111")
        settings = replace(services.settings, public=page, company=company)
        yield replace(running, services=replace(services, settings=settings))


@pytest.fixture
def address(house: House) -> Iterator[str]:
    with served(house) as at:
        yield at


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A resident's phone."""
    with visiting(browser, size=PHONE) as context:
        yield context.new_page()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two photos of the size that phones make, which no stranger may send anywhere else."""
    paths = []
    for seed in (1, 2):
        pixels = default_rng(seed).integers(0, 255, (700, 900, 3), dtype="uint8")
        data = io.BytesIO()
        Image.fromarray(pixels).save(data, "JPEG", quality=90)
        paths.append(tmp_path / f"IMG_{seed}.jpg")
        paths[-1].write_bytes(data.getvalue())
    return paths


def filled_in(house: House, page: Page, address: str, facts: str = FACTS) -> None:
    page.goto(f"{address}/public")
    house.time[0] += timedelta(minutes=2)
    page.get_by_label("在哪里、什么情况").fill(facts)
    page.get_by_label("什么时候").fill("三天前")
    page.get_by_label("姓名或称呼").fill("周建国")
    page.get_by_label("电话（").fill("138 0013 8000")
    page.get_by_label("小区或项目").fill("阳光花园")
    page.get_by_label("楼栋").fill("3")
    page.get_by_label("单元").fill("2")
    page.get_by_label("房号").fill("501")
    page.get_by_role("checkbox").check()


def asked(page: Page, number: str, phone: str) -> None:
    page.get_by_label("投诉编号").fill(number)
    page.get_by_label("提交时留的电话").fill(phone)
    page.get_by_role("button", name="查进度").click()


def test_a_resident_hands_in_a_complaint_with_two_photos_and_asks_how_far_it_is(
    house: House, address: str, phone: Page, photos: list[Path]
) -> None:
    filled_in(house, phone, address)
    phone.get_by_label("照片或 PDF").set_input_files(photos)
    phone.get_by_role("button", name="提交投诉").dblclick()
    ticket = phone.locator(".ticket-number")
    expect(ticket).to_have_text("TS-2026-000001")
    expect(phone.locator("main")).to_contain_text("最迟 2026年3月3日")
    phone.reload()
    expect(ticket).to_have_text("TS-2026-000001")
    (case,) = house.cases()
    assert (case.channel, case.topic, case.phone) == (Channel.WEB, "lift_outage", "13800138000")
    (row,) = house.rows()
    assert row.size > sum(one.stat().st_size for one in photos)

    phone.get_by_role("link", name="查进度").click()
    asked(phone, "TS-2026-000001", "13900139000")
    expect(phone.get_by_role("alert")).to_contain_text("没有查到")
    asked(phone, "TS-2026-000001", "13800138000")
    expect(phone.get_by_role("status")).to_contain_text("已收到，正在安排")
    expect(phone.get_by_role("status")).to_contain_text("2026年3月2日")
    expect(phone.locator("body")).not_to_contain_text("周建国")
    for _ in range(2):
        asked(phone, "TS-2026-000009", "13900139000")
    asked(phone, "TS-2026-000001", "13800138000")
    expect(phone.get_by_role("alert")).to_contain_text("查询次数已满")
    expect(phone.get_by_role("alert")).to_contain_text("0571-88881111")


def test_too_many_complaints_are_told_when_to_come_again_and_lose_nothing(
    house: House, address: str, phone: Page
) -> None:
    for number in (1, 2):
        filled_in(house, phone, address, f"{FACTS}第{number}次")
        phone.get_by_role("button", name="提交投诉").click()
        expect(phone.locator(".ticket-number")).to_have_text(f"TS-2026-00000{number}")
    filled_in(house, phone, address, "楼道的灯坏了。")
    with phone.expect_response(lambda answer: answer.request.method == "POST") as answered:
        phone.get_by_role("button", name="提交投诉").click()
    assert answered.value.status == 429
    expect(phone.get_by_role("alert")).to_contain_text("次数已满")
    expect(phone.get_by_role("alert")).to_contain_text("0571-88881111")
    expect(phone.get_by_label("在哪里、什么情况")).to_have_value("楼道的灯坏了。")


def test_what_is_wrong_is_said_by_the_field(house: House, address: str, phone: Page, tmp_path: Path) -> None:
    filled_in(house, phone, address)
    phone.get_by_label("电话（").fill("12")
    program = tmp_path / "photo.jpg"
    program.write_bytes(b"MZ")
    phone.get_by_label("照片或 PDF").set_input_files(program)
    phone.get_by_role("button", name="提交投诉").click()
    expect(phone.get_by_role("alert")).to_contain_text("还没有提交")
    wrong = phone.get_by_label("电话（")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description("请写能打通的电话，例如 13800138000 或 0571-88881234")
    expect(phone.get_by_label("在哪里、什么情况")).to_have_value(FACTS)
    assert house.cases() == []


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_open_to_everybody_and_fits(
    house: House, browser: Browser, address: str, size: dict[str, int], language: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with visiting(browser, size=size, language={"zh": "zh-CN", "en": "en-GB"}[language]) as context:
        page = context.new_page()
        page.goto(f"{address}/public")
        wrong["form"] = looked_at(page)
        house.time[0] += timedelta(minutes=2)
        page.locator("form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        page.get_by_role("alert").wait_for()
        wrong["form with mistakes"] = looked_at(page)
        page.locator("[name=facts]").fill("电梯困人，里面有老人，快来救人！")
        page.locator("[name=name]").fill("周建国")
        page.locator("[name=phone]").fill("13800138000")
        page.locator("[name=agreed]").check()
        page.locator("button.primary").click()
        page.locator(".ticket").wait_for()
        wrong["received"] = looked_at(page)
        page.locator(".button").click()
        page.locator("[name=number]").fill("TS-2026-000001")
        page.locator("[name=phone]").fill("13800138000")
        page.locator("button.primary").click()
        page.get_by_role("status").wait_for()
        wrong["state"] = looked_at(page)
    assert {where: found for where, found in wrong.items() if found} == {}


def looked_at(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    found = Axe().run(page, options=_WCAG).response["violations"]
    wrong = [f"{one['id']}: {' '.join(one['nodes'][0]['html'].split())[:200]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append("scrolls sideways")
    return wrong
