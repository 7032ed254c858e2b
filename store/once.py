"""What a page asks again and again of one state of the database is answered once, and for all its cases at a time.

Only a session of `Database.page` keeps answers, and no longer than itself: what decides anything asks for itself.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

P = ParamSpec("P")
T = TypeVar("T")
Key = TypeVar("Key")
Read = Callable[Concatenate[Session, P], T]
_KEPT = "answers"


def keeping() -> dict[str, dict[object, object]]:
    """What makes a session keep answers: its `info`."""
    return {_KEPT: {}}


def once(read: Read[P, T]) -> Read[P, T]:
    """`read`, which a page's session asks once for the same keys. They are given by their places."""

    @wraps(read)
    def asked(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        answers: dict[object, object] | None = session.info.get(_KEPT)
        if answers is None or kwargs:
            return read(session, *args, **kwargs)
        key = (read, args)
        if key not in answers:
            answers[key] = read(session, *args, **kwargs)
        answer = answers[key]
        # A caller may change the list that it was given, not what others are given.
        return cast("T", answer.copy() if isinstance(answer, list | dict) else answer)

    return asked


def foresee(session: Session, read: Read[P, T], answers: Mapping[Key, T]) -> None:
    """What `read` (of `once`) will say for these keys, in a session that keeps answers. A key: its one argument, or a
    tuple of all.
    """
    kept: dict[object, object] | None = session.info.get(_KEPT)
    if kept is None:
        return
    own = getattr(read, "__wrapped__", read)
    for key, answer in answers.items():
        kept.setdefault((own, key if isinstance(key, tuple) else (key,)), answer)


def keeps(session: Session) -> bool:
    """Whether the session keeps answers."""
    return _KEPT in session.info
