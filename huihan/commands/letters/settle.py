"""`huihan letters settle`: a person says whether a letter in doubt went out."""

import getpass
from typing import Annotated

import typer

from domain import labels
from domain.codes import LetterState
from domain.staff import operator
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.output import say
from store import letters
from workers.sending.delivery_exceptions import settle_doubt


def settle(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="函号，如 物函〔2026〕123号")],
    sent: Annotated[bool | None, typer.Option("--sent/--not-sent", help="已发出 / 未发出（将重新发送）")] = None,
) -> None:
    """确认一封“不确定是否发出”的信。Say whether a letter in doubt went out: look in the Sent folder first."""
    if sent is None:
        raise typer.BadParameter("请写 --sent（已发出）或 --not-sent（未发出）", param_hint="--sent/--not-sent")
    with services_of(context) as services:
        with services.database.reading() as session:
            letter = letters.by_number(session, number.strip())
        if letter is None:
            raise RefusedError(f"没有函号为 {number} 的信件；huihan letters list --state in_doubt 可列出")
        if letter.state is not LetterState.IN_DOUBT:
            raise RefusedError(f"{number} 的状态是“{labels.LETTER_STATE[letter.state]}”，不需要确认")
        settled = settle_doubt(services, letter.id, sent=sent, actor=operator(f"cli:{getpass.getuser()}"))
    say(f"{number}：{labels.LETTER_STATE[settled.state]}")
