"""Signing in by the company's accounts in a real browser, at another's identity provider, on a desk and on a phone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import made_desk, served
from servers.foreign_provider import running_foreign_provider

from domain.codes import Role
from domain.settings import DeskSettings, LinkedBy, OidcSettings
from domain.staff import Grant
from store import people
from workers.instance.services import Services

MAIL = "chen@wuye.example"


def company(services: Services, issuer: str, **more) -> Services:
    oidc = OidcSettings(
        issuer=issuer,
        client_id="huihan",
        client_secret="secret",
        link=LinkedBy.MAIL,
        role_claim="groups",
        roles={"kefu": (Grant(role=Role.CLERK),)},
        **more,
    )
    return replace(services, settings=replace(services.settings, oidc=oidc, desk=DeskSettings()))


@pytest.mark.parametrize(("size", "language"), [(OFFICE, "zh-CN"), (PHONE, "en")], ids=["office", "phone"])
def test_a_clerk_signs_in_there_and_out_again(house, tmp_path, browser: Browser, size, language) -> None:
    house.time[0] = datetime.now(UTC)  # the provider goes by the machine's clock
    desk = made_desk(house)
    person = desk.person("chen", name="陈晓", language=language[:2])
    with house.services.database.transaction() as session:
        people.change(session, person.id, email=MAIL)
    users = {"u-1": {"email": MAIL, "email_verified": True, "groups": ["kefu"]}, "u-2": {"email": "x@y.example"}}
    with running_foreign_provider(tmp_path / "provider.log", users) as issuer:
        house.services = company(house.services, issuer, password=False, break_glass="root")
        with served(house) as address, visiting(browser, size=size, language=language) as context:
            page = context.new_page()
            page.goto(f"{address}/queue")
            assert worst(page) == []
            page.locator("a[href^='/signin/company']").click()
            page.get_by_placeholder("sub").fill("u-1")
            page.get_by_role("button", name="Authorize").click()
            page.wait_for_url(f"{address}/queue")
            expect(page.locator("h1")).to_be_visible()
            page.locator("form[action='/signout']").evaluate("form => form.requestSubmit()")
            page.wait_for_url(f"{address}/signin?left=1")
            assert worst(page) == []
            page.locator("a[href='/signin/company/out']").click()
            page.wait_for_url(f"{issuer}/oauth2/end_session?**")
            page.goto(f"{address}/signin/company")
            page.get_by_placeholder("sub").fill("u-2")
            page.get_by_role("button", name="Authorize").click()
            expect(page.get_by_role("alert")).to_contain_text("u-2")


def worst(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
