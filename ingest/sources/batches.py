"""Runs of items bounded by number and bytes, so that a source never holds more in memory than that."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar


class Sized(Protocol):
    """What has a size in bytes."""

    @property
    def size(self) -> int:
        """Bytes."""


T = TypeVar("T", bound=Sized)


def batches(items: Iterable[T], *, most: int, most_bytes: int) -> Iterator[list[T]]:
    """The items in their order; one that is larger than a batch goes alone."""
    batch: list[T] = []
    size = 0
    for one in items:
        if batch and (len(batch) >= most or size + one.size > most_bytes):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
    if batch:
        yield batch
