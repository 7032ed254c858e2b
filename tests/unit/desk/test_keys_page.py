"""Every key that a page answers to stands on the page of the keys, and none is taken before a page sees it.

Covers desk.routes.door.
"""

import re

from desk.pages import HERE

TEMPLATES = {path.name: path.read_text("utf-8") for path in (HERE / "templates").glob("*.html")}
SCRIPTS = "".join((HERE / "static" / name).read_text("utf-8") for name in ("desk.js", "hints.js"))
LISTED = re.findall(r"\('([^']+)', _\(", TEMPLATES["keys.html"])
BUTTONS = {key for page in TEMPLATES.values() for key in re.findall(r'data-key="(\S)"', page)}
FIRST = set(re.findall(r'event\.key [!=]== "([^"]+)"', SCRIPTS)) - {"Enter", "Escape"}
"""What the scripts answer to before they look for a button."""
PLACES = set(re.findall(r"(\w): \"/", SCRIPTS))


def test_every_key_of_a_button_stands_there() -> None:
    assert len(BUTTONS) > 15
    assert sorted(BUTTONS - set(LISTED)) == []


def test_every_key_of_the_scripts_stands_there() -> None:
    assert {"g", "j", "k", "x", "?", "v"} <= FIRST
    listed = {key for one in LISTED for key in one.split(" / ")}
    assert sorted(FIRST - {"g"} - listed) == []
    assert {f"g {place}" for place in PLACES} == {key for key in LISTED if key.startswith("g ")}


def test_no_button_has_a_key_that_the_scripts_take_first() -> None:
    assert sorted(BUTTONS & FIRST) == []


def test_a_key_stands_there_once() -> None:
    assert len(LISTED) == len(set(LISTED))
