"""Every route of the desk with everything that it takes, found from the application itself: a new one is walked too."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from desk import pages
from desk.access import Guard
from desk.app import routers
from desk.formed import Typed

_NAME = re.compile(r'<(?:input|textarea|select|button)\b[^>]*\bname="([a-z_]+)"')


@dataclass(frozen=True)
class Walked:
    """One route. path, query, form: the names of what it takes; choices: the first value of those that are a choice."""

    route: APIRoute
    method: str
    guard: Guard | None
    path: tuple[str, ...]
    query: tuple[str, ...]
    form: tuple[str, ...]
    choices: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.route.path}"

    def at(self, **values: str) -> str:
        """Its path with these values, `1` where none is given."""
        return re.sub(r"\{([a-z_]+)[^}]*\}", lambda found: values.get(found[1], "1"), self.route.path)


def walked(app: FastAPI | None = None) -> list[Walked]:
    """All routes: of the desk's routers, or of an application that a test made."""
    held = _held(app.router.routes) if app else (route for router in routers() for route in router.routes)
    return [_walked(route) for route in held if isinstance(route, APIRoute)]


def _held(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Those of an application, and of the routers that it includes."""
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from included.routes if included is not None else (route,)


def template_fields() -> tuple[str, ...]:
    """The name of every field that a page has: what a form may hold that no signature names."""
    folder = Path(pages.__file__).parent / "templates"
    return tuple(sorted({name for page in folder.glob("*.html") for name in _NAME.findall(page.read_text("utf-8"))}))


def _walked(route: APIRoute) -> Walked:
    everything = tuple(_dependants(route.dependant))
    (method,) = route.methods
    query, form = ([field for one in everything for field in getattr(one, kind)] for kind in _KINDS)
    choices = {field.alias: str(next(iter(kind))) for field in form for kind in [_choice(field)] if kind}
    named = tuple(dict.fromkeys(field.alias for field in form))
    whole = any(one.call is not None and one.call is _TYPED for one in everything)
    return Walked(
        route=route,
        method=method,
        guard=next((one.call for one in everything if isinstance(one.call, Guard)), None),
        path=tuple(re.findall(r"\{([a-z_]+)", route.path)),
        query=tuple(dict.fromkeys(field.alias for field in query)),
        form=tuple(dict.fromkeys((*named, *template_fields()))) if whole else named,
        choices=choices,
    )


def _dependants(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from _dependants(one)


def _choice(field: object) -> type | None:
    kind = getattr(getattr(field, "field_info", None), "annotation", None)
    return kind if isinstance(kind, type) and hasattr(kind, "__members__") else None


_KINDS = ("query_params", "body_params")
_TYPED = Typed.__metadata__[0].dependency  # type: ignore[attr-defined]  # of an Annotated
