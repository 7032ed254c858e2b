"""`huihan letters`: list letters, make and show a draft, settle what may or may not have gone out."""

import getpass
from typing import Annotated, Any

import typer

from domain import labels
from domain.codes import LetterState
from huihan.commands.separator import separator
from huihan.errors import RefusedError
from huihan.front import front_of
from huihan.output import say, say_json
from huihan.records import find_case, letter_file
from huihan.views import letter_view
from store import cases, letters
from store.letters import LetterRow
from workers.correspondence.draft import draft_reply
from workers.instance.services import Services
from workers.sending.delivery_exceptions import settle_by

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="案件编号或函号 / a case's or a letter's number")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, help="信件：列表、查看、确认是否发出。Letters: list, show, settle.")
    group.command("list")(list_letters)
    group.command("show")(show)
    group.command("settle")(settle)
    group.command("separator")(separator)
    app.add_typer(group, name="letters")


def list_letters(
    context: typer.Context,
    state: Annotated[list[LetterState] | None, typer.Option(help="信件状态，可多次给出")] = None,
    *,
    as_json: Json = False,
) -> None:
    """列出信件，最早的在前。List letters, oldest first."""
    with front_of(context).services() as services, services.database.reading() as session:
        found = letters.in_state(session, tuple(state or LetterState))
        views = [_view(services, session, letter) for letter in found]
    if as_json:
        say_json(views)
        return
    for view in views:
        label = f"{labels.LETTER[view['kind']]}　{labels.LETTER_STATE[view['state']]}"
        file = f"{view['path'] or ''}　{view['held'] or ''}"
        say(f"{view['case']}　{label}　{view['number'] or '（未编号）'}　{file}".rstrip())
    say(f"共 {len(views)} 封")


def show(context: typer.Context, number: Number, *, as_json: Json = False) -> None:
    """一件的全部信件；回函草稿此时生成。The letters of a case; the reply's draft is made when first wanted."""
    with front_of(context).services() as services:
        with services.database.reading() as session:
            one = letters.by_number(session, number.strip())
            case = cases.get_case(session, one.case_id) if one else find_case(session, number)
        if case is None:
            raise RefusedError(f"函号 {number} 没有对应的案件")
        if one is None:
            draft_reply(services, case.number)
        with services.database.reading() as session:
            rows = [one] if one else letters.of_case(session, case.id)
            views = [_view(services, session, letter) for letter in rows]
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


def settle(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="函号，如 物函〔2026〕123号")],
    sent: Annotated[bool | None, typer.Option("--sent/--not-sent", help="已发出 / 未发出（将重新发送）")] = None,
) -> None:
    """确认一封“不确定是否发出”的信。Say whether a letter in doubt went out: look in the Sent folder first."""
    if sent is None:
        raise typer.BadParameter("请写 --sent（已发出）或 --not-sent（未发出）", param_hint="--sent/--not-sent")
    with front_of(context).services() as services:
        with services.database.reading() as session:
            letter = letters.by_number(session, number.strip())
        if letter is None:
            raise RefusedError(f"没有函号为 {number} 的信件；huihan letters list --state in_doubt 可列出")
        if letter.state is not LetterState.IN_DOUBT:
            raise RefusedError(f"{number} 的状态是“{labels.LETTER_STATE[letter.state]}”，不需要确认")
        settled = settle_by(services, letter.id, sent=sent, who=f"cli:{getpass.getuser()}")
    say(f"{number}：{labels.LETTER_STATE[settled.state]}")


def _view(services: Services, session: Any, letter: LetterRow) -> dict[str, Any]:
    case = cases.get_case(session, letter.case_id)
    number = case.number if case else None
    path = str(letter_file(services, number, letter)) if number and letter.docx_sha else None
    return letter_view(letter, path=path) | {
        "case": number,
        "to": letter.to_address,
        "round": letter.round,
        "message_id": letter.message_id,
        "held": letter.held,
        "answer": letter.answer,
    }
