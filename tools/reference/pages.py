"""The pages of the desk: their addresses and who may open them from the routes, their titles from the catalogue."""

from collections.abc import Iterator

from fastapi.routing import APIRoute

from desk.access import ANYONE, guard_of
from desk.app import routers
from domain.codes import Role
from domain.labels import ROLE
from reference.page_words import CHAPTERS, PARTS
from reference.words import Told, spoken, table

HEAD = Told("Pages of the desk", "工作台的网页")
_ABOUT = Told(
    "Who may open a page is said by role; a page of a case, letter or household is there only for those who may see "
    "that one. See [the desk](desk.md).",
    "能打开的人按岗位列出；案件、函件、住户的页面只有能看该件的人才打得开。说明见[工作台](desk.zh.md)。",
)
_PARTS = Told("Files and parts that pages fetch", "网页取用的文件和部分")
_ADDRESS, _TITLE = Told("address", "地址"), Told("title", "标题")
_WHO, _FOR = Told("who may open it", "谁能打开"), Told("what it is for", "用途")
_ANYBODY, _SIGNED_IN = Told("anybody", "任何人"), Told("whoever is signed in", "登录的人")


def guarded() -> dict[str, frozenset[Role] | None]:
    """The address of everything that can be opened, with the roles it is for; None: for anybody."""
    found: dict[str, frozenset[Role] | None] = {}
    for route in (route for router in routers() for route in router.routes if isinstance(route, APIRoute)):
        if "GET" in (route.methods or ()):
            guards = [guard for one in route.dependant.dependencies if (guard := guard_of(one.call))]
            found[route.path] = guards[0].roles if guards else None
    return found


def chapter(language: str) -> Iterator[str]:
    """One table for each part of the work, and one for what is no page."""
    roles = guarded()
    yield f"## {HEAD.to(language)}\n"
    yield _ABOUT.to(language) + "\n"
    head = [one.to(language) for one in (_ADDRESS, _TITLE, _WHO, _FOR)]
    for name, pages in CHAPTERS.items():
        yield f"### {name.to(language)}\n"
        yield from table(
            head,
            (
                (f"`{path}`", spoken(one.title, language), _who(roles[path], language), one.told.to(language))
                for path, one in pages.items()
            ),
        )
    yield f"### {_PARTS.to(language)}\n"
    rows = ((f"`{path}`", _who(roles[path], language), told.to(language)) for path, told in PARTS.items())
    yield from table([head[0], *head[2:]], rows)


def _who(roles: frozenset[Role] | None, language: str) -> str:
    if roles is None:
        return _ANYBODY.to(language)
    if roles == ANYONE:
        return _SIGNED_IN.to(language)
    return ("、" if language == "zh" else ", ").join(spoken(ROLE[role], language) for role in Role if role in roles)
