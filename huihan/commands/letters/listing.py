"""`huihan letters list`."""

from typing import Annotated

import typer

from domain import labels
from domain.codes import LetterState
from huihan.commands.letters.view import letter_json
from huihan.opened import services_of
from huihan.options import Json
from huihan.output import say, say_json
from store import letters


def list_letters(
    context: typer.Context,
    state: Annotated[list[LetterState] | None, typer.Option(help="信件状态，可多次给出")] = None,
    *,
    as_json: Json = False,
) -> None:
    """列出信件，最早的在前。List letters, oldest first."""
    with services_of(context) as services, services.database.reading() as session:
        found = letters.in_state(session, tuple(state or LetterState))
        views = [letter_json(services, session, letter) for letter in found]
    if as_json:
        say_json(views)
        return
    for view in views:
        label = f"{labels.LETTER[view['kind']]}　{labels.LETTER_STATE[view['state']]}"
        file = f"{view['path'] or ''}　{view['held'] or ''}"
        say(f"{view['case']}　{label}　{view['number'] or '（未编号）'}　{file}".rstrip())
    say(f"共 {len(views)} 封")
