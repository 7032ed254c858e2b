"""A dataclass among a command's parameters stands for the options of its fields."""

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from huihan.option_groups import spread

Number = Annotated[str, typer.Argument(metavar="NUMBER")]


@dataclass(frozen=True, kw_only=True)
class Whose:
    name: Annotated[str | None, typer.Option("--name", help="whose it is")] = None
    floor: Annotated[int, typer.Option("--floor")] = 1


def command(number: Number, whose: Whose, *, loud: Annotated[bool, typer.Option("--loud")] = False) -> None:
    """Says what it was given."""
    typer.echo(f"{number} {whose.name} {whose.floor} {loud}")


def said(*arguments: str) -> str:
    app = typer.Typer()
    app.command()(spread(command))
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output.strip()


def test_each_field_is_an_option() -> None:
    assert said("7", "--name", "王", "--floor", "3", "--loud") == "7 王 3 True"


def test_what_is_left_out_has_the_default_of_its_field() -> None:
    assert said("7") == "7 None 1 False"


def test_the_options_stand_in_the_help_where_the_group_stands_in_the_command() -> None:
    text = said("--help")
    assert text.index("--name") < text.index("--floor") < text.index("--loud")
    assert "whose it is" in text


def test_a_wrong_value_is_a_usage_error() -> None:
    app = typer.Typer()
    app.command()(spread(command))
    assert CliRunner().invoke(app, ["7", "--floor", "high"]).exit_code == 2
