"""The demo's desk in a browser: one run of `huihan demo`, and every colleague's own way in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli import COMMAND
from desk_office import until
from playwright.sync_api import Browser, BrowserContext
from servers import preloaded
from servers.browser import OFFICE, visiting

_LINK = re.compile(r"(http://\S+)(/welcome/\S+)")
STAFF = ("chen", "li", "wang", "zhao", "guan")
"""In the order in which the demo prints their links: clerk, supervisor, manager, department, admin."""


@dataclass(kw_only=True)
class DemoDesk:
    """The demo's desk while it runs. links: by login, each good once; kept: the cookies of who came in."""

    folder: Path
    address: str
    links: dict[str, str]
    browser: Browser
    kept: dict[str, list]

    @contextmanager
    def before(self, login: str, size: dict[str, int] = OFFICE) -> Iterator[BrowserContext]:
        """A browser of that size in which the colleague is signed in."""
        with visiting(self.browser, size=size) as context:
            if login in self.kept:
                context.add_cookies(self.kept[login])
            else:
                page = context.new_page()
                page.goto(self.address + self.links[login])
                page.get_by_role("button", name="进入").click()
                page.wait_for_url(lambda url: "/welcome/" not in url)
                self.kept[login] = context.cookies()
            yield context


@contextmanager
def running_demo(folder: Path, browser: Browser) -> Iterator[DemoDesk]:
    """`huihan demo` from its start until Ctrl+C; ready when it has printed the links."""
    said = folder / "demo.log"
    with said.open("wb") as out:
        demo = preloaded.Popen([COMMAND, "demo", "shop"], cwd=folder, stdout=out, stderr=out)
        try:
            until(lambda: "Ctrl+C 结束" in said.read_text("utf-8") or demo.poll() is not None, "the demo", seconds=200)
            assert demo.poll() is None, said.read_text("utf-8")
            found = _LINK.findall(said.read_text("utf-8"))
            links = dict(zip(STAFF, (path for _, path in found), strict=True))
            yield DemoDesk(folder=folder / "shop", address=found[0][0], links=links, browser=browser, kept={})
        finally:
            demo.terminate()
            code = demo.wait(timeout=60)
    assert code == 0, said.read_text("utf-8")
