"""The API's description for people, open like the one for machines: a page of ours, without a script of others."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response

from desk.access import viewer_of
from desk.api.app import PATH
from desk.pages import Filled, page, plain_page
from desk.views.api_page import operations

router = APIRouter()


@router.get(f"{PATH}/docs")
def docs(request: Request) -> Response:
    """Every path with what it takes, in the reader's language."""
    api: FastAPI = request.app.state.api
    values: Filled = {"operations": operations(api.openapi()), "root": PATH}
    viewer = viewer_of(request)
    if viewer is None:
        return plain_page(request, "api_docs.html", **values)
    return page(request, viewer, "api_docs.html", **values)
