"""`huihan letters show`: the letters of a case, the draft of a reply among them."""

from typing import Annotated

import typer

from domain import labels
from huihan.commands.letters.view import letter_json
from huihan.errors import RefusedError
from huihan.finding import find_case
from huihan.opened import services_of
from huihan.options import Json
from huihan.output import say, say_json
from store import cases, letters
from workers.correspondence.draft import draft_reply

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="案件编号或函号 / a case's or a letter's number")]


def show(context: typer.Context, number: Number, *, as_json: Json = False) -> None:
    """一件的全部信件；回函草稿此时生成。The letters of a case; the reply's draft is made when first wanted."""
    with services_of(context) as services:
        with services.database.reading() as session:
            one = letters.by_number(session, number.strip())
            case = cases.get_case(session, one.case_id) if one else find_case(session, number)
        if case is None:
            raise RefusedError(f"函号 {number} 没有对应的案件")
        if one is None:
            draft_reply(services, case.number)
        with services.database.reading() as session:
            rows = [one] if one else letters.of_case(session, case.id)
            views = [letter_json(services, session, letter) for letter in rows]
        root = services.settings.root
    if as_json:
        say_json(views)
        return
    for view, letter in zip(views, rows, strict=True):
        say(f"{labels.LETTER[view['kind']]}　{view['number'] or '（未编号）'}　{labels.LETTER_STATE[view['state']]}")
        say(f"  文件　{root / view['path'] if view['path'] else '（尚未生成）'}")
        if view["held"]:
            say(f"  暂缓　{view['held']}")
        say("".join(f"  │ {line}\n" for line in (letter.body or "").splitlines()))
