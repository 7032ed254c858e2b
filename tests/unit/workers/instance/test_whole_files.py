"""A file is whole or it is the one before."""

from pathlib import Path

import pytest
from servers.house import House

from workers.instance.whole_files import write_whole


def test_it_takes_the_place_of_the_one_before_and_leaves_nothing_beside(house: House, tmp_path: Path) -> None:
    path = tmp_path / "new" / "reply.docx"
    for data in (b"one", b"two"):
        write_whole(house.services, path, data)
        assert path.read_bytes() == data
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_leaves_the_one_before(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "reply.docx"
    write_whole(house.services, path, b"one")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(house.services, path, b"two")
    assert path.read_bytes() == b"one"
