"""The instance's key: made once, readable by its own user alone, different for each purpose."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workers.instance.keys import KeyFileError, Keys


def test_the_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    made = Keys.of(tmp_path / "keys")
    assert Keys.of(tmp_path / "keys") == made
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_of_several_at_once_all_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: Keys.of(tmp_path / "keys").secret, range(32)))
    assert len(set(found)) == 1
    assert len(list((tmp_path / "keys").iterdir())) == 1


def test_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = Keys.of(tmp_path)
    assert keys.derive("one") == keys.derive("one") != keys.derive("other")
    assert len(keys.derive("one")) == 32
    assert keys.secret.hex() not in repr(keys)


@pytest.mark.parametrize("content", ["", "zz", "abcd", "密钥"])
def test_a_damaged_key_is_told_and_not_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "house.key").write_text(content, "utf-8")
    with pytest.raises(KeyFileError, match="从备份恢复"):
        Keys.of(tmp_path)
    assert (tmp_path / "house.key").read_text("utf-8") == content
