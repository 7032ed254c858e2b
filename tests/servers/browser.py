"""Debian's Chromium, driven by Playwright, for what only a browser can show."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

# The shell has no windows, bars and menus to draw for every page: a page stands in a quarter of the time.
_SHELL, _WHOLE = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")
CHROMIUM = _SHELL if _SHELL.exists() else _WHOLE
OFFICE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# Quiet: what a browser asks of its maker at every start would leave this machine.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@contextmanager
def running_browser() -> Iterator[Browser]:
    """One browser process; a missing one is a failure that says what installs it."""
    assert CHROMIUM.exists(), "Chromium is missing: apt-get install chromium-headless-shell"
    expect.set_options(timeout=30_000)  # a page of a letter is made by LibreOffice, which takes its time at the start
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(browser: Browser, *, size: dict[str, int] = OFFICE, language: str = "zh-CN") -> Iterator[BrowserContext]:
    """A fresh profile: no cookies of another test. It reaches nothing but this machine."""
    phone = size["width"] < 600
    context = browser.new_context(
        viewport=size,
        locale=language,
        accept_downloads=True,
        is_mobile=phone,
        has_touch=phone,
        reduced_motion="reduce",  # what fades in is not measured half way
    )
    context.set_default_timeout(20_000)
    try:
        yield context
    finally:
        context.close()
