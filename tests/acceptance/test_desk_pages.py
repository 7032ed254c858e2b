"""Every page of the demo's desk: open to everybody by WCAG 2.1 AA, whole on an office screen and on a phone."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from demo_desk import DemoDesk, running_demo
from desk_office import FOUND, Colleague
from playwright.sync_api import Browser, ConsoleMessage, Error, Page
from servers.browser import OFFICE, PHONE, visiting
from servers.sheets import xlsx

from desk.files import XLSX

_WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
DOUBTFUL = "楼门口的雨棚掉下来砸伤了我父亲，送医院缝针。雨棚锈了很久，报修过两次都没人管。我住翠湖花园5栋1单元2801室。"
_REFUSED = ("/cases/TS-1999-000001", "/people", "/welcome/used-long-ago")
"""Pages that say no, the first two to a clerk."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[DemoDesk]:
    """The demo at work: a reply waits for approval, another is a draft."""
    with running_demo(tmp_path_factory.mktemp("demo"), browser) as desk:
        with desk.before("chen") as context:
            clerk = Colleague(context.new_page(), desk)
            clerk.answers(clerk.finds_case("陈堃"), FOUND)
        yield desk


@pytest.fixture(scope="module")
def pages(demo: DemoDesk) -> dict[str, list[str]]:
    """Who looks at which pages: found as people find them, by the links of the lists."""
    with demo.before("chen") as context:
        clerk = Colleague(context.new_page(), demo)
        doubtful = registered(clerk, DOUBTFUL)
        typical = written_up(clerk, doubtful)
        scan = first(clerk, "/search?q=消防通道", "/cases/")
        letter = first(clerk, f"{scan}", "/letters/")
        waiting = first(clerk, "/intake", "/intake/")
        drafted = clerk.finds_case("林嘉慧")
        clerk.opens_letter(drafted)
        draft = urlsplit(clerk.page.url).path
        estate = first(clerk, "/directory", "/directory/projects/")
        building = first(clerk, estate, f"{estate}/flats")
        home = first(clerk, building, "/directory/households/")
    with demo.before("li") as context:
        head = Colleague(context.new_page(), demo)
        submitted = first(head, "/approvals", "/letters/")
        older = sent_ledger(head)
    return {
        "chen": [
            "/queue",
            "/queue?all=1",
            doubtful,
            f"{doubtful}/judge",
            f"{doubtful}/correct",
            f"{doubtful}/plan",
            scan,
            letter,
            draft,
            f"{draft.removesuffix('/compose')}/versions/1",
            draft.removesuffix("/compose"),
            "/register",
            "/intake",
            waiting,
            "/outgoing",
            "/search?q=电梯",
            "/search",
            "/directory",
            estate,
            building,
            home,
            "/typical-cases",
            typical,
            typical.removesuffix("/edit"),
            "/me",
            "/keys",
            *_REFUSED[:2],
        ],
        "li": [
            "/overview",
            "/ledger",
            "/ledger/import",
            older,
            "/statistics",
            "/rates",
            "/analysis",
            "/reports",
            "/surveys",
            doubtful,
            "/approvals",
            submitted,
        ],
        "wang": ["/queue", "/approvals"],
        "zhao": ["/queue", "/department"],
        "guan": [
            "/directory",
            "/directory/import",
            estate,
            "/people",
            "/people/chen",
            "/people/import",
            "/templates",
            "/templates/reply",
            "/company",
            "/mailboxes",
            "/mailboxes/form",
            "/mailboxes/smtp",
            "/calendar",
            "/programs",
            "/api/v1/docs",
            "/setup",
            "/system",
            "/rulebook",
            "/rulebook/clocks",
            "/rulebook/rules",
            "/rulebook/rules/grade-a-trapped-at-risk",
            "/rulebook/rules-new",
            "/rulebook/topics-new",
        ],
    }


def sent_ledger(head: Colleague) -> str:
    """An older ledger with lines of every sort; the page on which it is looked at."""
    head.opens("/ledger/import")
    rows = [
        ("2024年度投诉台账",),
        (
            "编号",
            "日期",
            "投诉人",
            "项目",
            "房号",
            "投诉分类",
            "投诉内容",
            "责任部门",
            "承诺完成",
            "实际完成",
            "回访结果",
        ),
        *(
            (
                "Q001",
                "2024-03-01",
                "吴桂芳",
                "没有的小区",
                "3-2-1202",
                "电梯停运",
                "电梯停运三天",
                "工程部",
                "",
                "",
                "满意",
            ),
        )
        * 2,
        ("Q002", "某日", "李明", "没有的小区", "3-2-1203", "报修", "水管漏水", "工程部", "", "", ""),
    ]
    head.page.set_input_files("input[type=file]", {"name": "台账.xlsx", "mimeType": XLSX, "buffer": xlsx(rows)})
    head.page.get_by_role("button", name="上传并预览").click()
    return urlsplit(head.page.url).path


def registered(clerk: Colleague, facts: str) -> str:
    """A complaint told at the counter; the page of its case."""
    clerk.opens("/register")
    clerk.fills(事实经过=facts, 姓名="吴桂芳")
    clerk.presses("登记立案")
    clerk.sees("请您判断")
    return urlsplit(clerk.page.url).path


def written_up(clerk: Colleague, case: str) -> str:
    """A case as a typical case; the page of its draft."""
    clerk.opens(case)
    clerk.presses("写成典型案例")
    clerk.sees("发布前的检查")
    return urlsplit(clerk.page.url).path


def first(colleague: Colleague, page: str, kind: str) -> str:
    """Where the first link of that kind on a page leads."""
    colleague.opens(page)
    address = urlsplit(colleague.main.locator(f'a[href^="{kind}"]').first.get_attribute("href"))
    return address._replace(scheme="", netloc="", fragment="").geturl()


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_open_to_everybody_and_fits(
    demo: DemoDesk, pages: dict[str, list[str]], size: dict[str, int], language: str
) -> None:
    wrong: dict[str, list[str]] = {}
    for login, addresses in pages.items():
        with demo.before(login, size) as context:
            page = context.new_page()
            speak(page, demo, language)
            for address in addresses:
                wrong[f"{login} {address}"] = looked_at(page, demo, address)
    with visiting(demo.browser, size=size, language={"zh": "zh-CN", "en": "en-GB"}[language]) as context:
        page = context.new_page()
        for address in ("/signin", _REFUSED[2]):
            wrong[f"nobody {address}"] = looked_at(page, demo, address)
    assert {page: found for page, found in wrong.items() if found} == {}


def test_what_shuts_people_out_would_be_found(demo: DemoDesk) -> None:
    with visiting(demo.browser) as context:
        page = context.new_page()
        page.set_content("<html lang=zh><title>信</title><img src='data:,'><input></html>")
        assert [one.partition(" ")[0] for one in violations(page)] == ["image-alt", "label"]


def test_every_link_leads_somewhere(demo: DemoDesk, pages: dict[str, list[str]]) -> None:
    dead = []
    for login, addresses in pages.items():
        with demo.before(login) as context:
            page = context.new_page()
            links: set[str] = set()
            for address in addresses:
                page.goto(demo.address + address)
                found = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
                links |= {urldefrag(link).url for link in found if link.startswith(demo.address)}
            links -= {demo.address + address for address in _REFUSED}
            dead += [(login, link) for link in sorted(links) if context.request.get(link).status != 200]
    assert dead == []


def speak(page: Page, demo: DemoDesk, language: str) -> None:
    """Choose the language of the desk; what was saved is told on the page that follows."""
    page.goto(f"{demo.address}/me")
    page.locator("select[name=language]").select_option(language)
    page.locator("form[action='/me/choices'] button").click()
    page.locator("main").get_by_role("status").wait_for()


def looked_at(page: Page, demo: DemoDesk, address: str) -> list[str]:
    """What is wrong with a page. One page is led from address to address: closing one under way may never end."""
    said: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    def failed(error: Error) -> None:
        said.append(str(error))

    page.on("console", heard)
    page.on("pageerror", failed)
    page.goto(demo.address + address)
    refused = "Failed to load resource: the server responded with a status of 4"
    wrong = [text for text in said if not (address in _REFUSED and text.startswith(refused))]
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} h1")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append("scrolls sideways: " + ", ".join(page.evaluate(_WIDEST)))
    wrong += violations(page)
    page.remove_listener("console", heard)
    page.remove_listener("pageerror", failed)
    return wrong


_WIDEST = """() => [...document.querySelectorAll("main *, header *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 4).map((one) => one.outerHTML.slice(0, 90))"""


def violations(page: Page) -> list[str]:
    """What axe finds, with the first element of each."""
    found = Axe().run(page, options=_WCAG).response["violations"]
    return [f"{one['id']} ({len(one['nodes'])}): {' '.join(one['nodes'][0]['html'].split())[:200]}" for one in found]
