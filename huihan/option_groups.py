"""Options that several commands share: a parameter that is a dataclass stands for one option a field."""

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass


def spread(function: Callable[..., None]) -> Callable[..., None]:
    """The command as typer sees it: for a dataclass among its parameters an option for each field, an Annotated."""
    signature = inspect.signature(function)
    groups: dict[str, type] = {
        name: one.annotation
        for name, one in signature.parameters.items()
        if isinstance(one.annotation, type) and is_dataclass(one.annotation)
    }

    @functools.wraps(function)
    def spreading(**given: object) -> None:
        for name, kind in groups.items():
            given[name] = kind(**{field.name: given.pop(field.name) for field in fields(kind)})
        function(**given)

    parameters = [one for parameter in signature.parameters.values() for one in _spread(parameter)]
    spreading.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # read by inspect
    spreading.__annotations__ = {one.name: one.annotation for one in parameters}
    return spreading


def _spread(parameter: inspect.Parameter) -> Iterator[inspect.Parameter]:
    if is_dataclass(parameter.annotation):
        for field in fields(parameter.annotation):
            yield inspect.Parameter(
                field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type
            )
    else:
        yield parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
