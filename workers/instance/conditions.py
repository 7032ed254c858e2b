"""What a program sets as a condition of its act: asked in the transaction of the act, which a refusal ends."""

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy.orm import Session

Condition: TypeAlias = Callable[[Session], None]
"""Raises, and nothing is done: such as for what was done before, or a case that has changed since."""


def always(_: Session) -> None:
    """No condition."""
