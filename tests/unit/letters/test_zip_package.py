"""A letter's zip is readable by any reader and the same for the same parts."""

import io
import zipfile

from letters.word.package import join, pack


def test_the_zip_is_readable_and_carries_fixed_dates() -> None:
    data = join([pack("a.xml", b"<a/>" * 100), pack("word/信.xml", b"")])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        assert package.namelist() == ["a.xml", "word/信.xml"]
        assert package.read("a.xml") == b"<a/>" * 100
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_equal_parts_give_equal_bytes() -> None:
    assert join([pack("a", b"x")]) == join([pack("a", b"x")])
