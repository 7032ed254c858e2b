"""A form as it was sent, for pages whose forms are too wide to name every field in a signature."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData


async def _form(request: Request) -> FormData:
    return await request.form()


Typed = Annotated[FormData, Depends(_form)]


def text(typed: FormData, name: str) -> str:
    """One field's text; empty if it is not there or a file."""
    value = typed.get(name)
    return value if isinstance(value, str) else ""
