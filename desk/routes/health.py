"""Whether the desk lives and is ready, for what watches over it: a supervisor, a proxy, a cluster."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workers.instance.services import Services

router = APIRouter()


@router.get("/healthz")
def lives() -> Response:
    """200 as long as requests are answered at all."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(request: Request) -> Response:
    """200 if database and archive can be used, else 503 with what cannot."""
    services: Services = request.app.state.services
    standing = {"database": _database(services), "archive": services.archive.usable()}
    lacking = [name for name, works in standing.items() if not works]
    if lacking:
        return PlainTextResponse("".join(f"{name}: not ready\n" for name in lacking), status_code=503)
    return PlainTextResponse("ready\n")


def _database(services: Services) -> bool:
    try:
        with services.database.reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
