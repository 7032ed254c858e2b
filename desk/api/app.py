"""The API as an application of its own, mounted below `/api/v1`: open is only its description."""

from datetime import timedelta

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from desk.api import case_work, cases, complaints, letters, typical_cases
from desk.api.bearer import guards_of
from desk.api.problems import RESPONSES, SCHEMA, add_handlers
from desk.forms import NOTHING
from desk.hosts import Hosts
from desk.rates import Rate
from workers.instance.services import Services

PATH = "/api/v1"
_GROUPS = (cases, case_work, letters, complaints, typical_cases)
_ABOUT = """
Register complaints, read cases and letters, write to cases what was done. Every call but that for this description
carries a token: `Authorization: Bearer huihan_…` (`huihan tokens create`). Refusals are problem details (RFC 9457).
Times are ISO 8601 with offset. What a key means stands in docs/api.md; more keys may be added.
"""


def create_api(services: Services, hosts: Hosts) -> FastAPI:
    """The API of one opened instance. hosts: those of the desk, whose gate stands in front of it."""
    api = described_api()
    api.state.services, api.state.hosts = services, hosts
    api.state.rate = Rate(most=services.settings.limits.api_per_minute, span=timedelta(minutes=1))
    return api


def described_api() -> FastAPI:
    """The API of no instance yet: its paths with their description, which is the same for all."""
    api = FastAPI(
        title="Huihan",
        description=_ABOUT,
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        max_body_size=NOTHING,
        dependencies=[Depends(HTTPBearer(auto_error=False, description="huihan tokens create"))],
        responses={status: {**told} for status, told in RESPONSES.items()},
    )
    for module in _GROUPS:
        api.include_router(module.router)
    add_handlers(api)
    # The description, made now, has also what bodies and refusals refer to, and which scope each path asks for.
    described = api.openapi()
    described["components"]["schemas"] |= {**complaints.DEFINITIONS, **SCHEMA}
    for route in (route for module in _GROUPS for route in module.router.routes if isinstance(route, APIRoute)):
        scopes = [one.scope.value for one in guards_of(route.dependant)]
        for method in route.methods or ():
            described["paths"][route.path][method.lower()]["security"] = [{"HTTPBearer": scopes}]
    return api
