"""Which passwords are refused, and how they are kept."""

import pytest

from workers.instance.refusals import Refused
from workers.staff import passwords

GOOD = "月亮在白莲花般的云朵里穿行"


def check(password: str) -> None:
    passwords.check(password, login="wang.fang", name="王芳")


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "no capitals no digits",
        "电梯又停了9天怎么办呢？！",
        "x" * 200 + "yzab",
    ],
)
def test_length_is_what_counts(password: str) -> None:
    check(password)


def test_twelve_characters_are_enough_and_eleven_are_not() -> None:
    check("一二三四五六七八九十百千")
    with pytest.raises(Refused, match="至少 12 个字符"):
        check("一二三四五六七八九十百")


def test_a_book_is_refused() -> None:
    with pytest.raises(Refused, match="最多 256 个字符"):
        check("ab1-" * 65)


@pytest.mark.parametrize(
    "password",
    [
        "012345678901",
        "987654321098",
        "abcdefghijkl",
        "qwertyuiopasdf",
        "lkjhgfdsapoiu",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaa",
        "121212121212",
        "password1234",
        "Password2026!",
        "P@ssw0rd2026",
        "administrator",
        "admin1234567",
        "huihan2026!!",
        "密码密码密码密码密码密码",
        "密码1234567890",
        "wang.fang2026",
        "!!wang.fang!!",
        "wang.fangwang.fang",
        "Wang.Fang-2026-wang.fang",
        "王芳王芳王芳王芳王芳王芳",
        "王芳19850101王芳",
        "ｐａｓｓｗｏｒｄ１２３４",
        "passwordpassword",
        "x8#kQ2x8#kQ2",
        "x8#kQ2x8#kQ2x8",
        "justinbieber",
        "finalfantasy",
        "unbelievable",
        "1q2w3e4r5t6y",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(Refused, match="太容易猜到"):
        check(password)


def test_a_password_fits_its_hash_and_no_other() -> None:
    kept = passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert passwords.fits(GOOD, kept)
    assert not passwords.fits(GOOD + " ", kept)
    assert not passwords.fits(GOOD, None)
    assert not passwords.fits(GOOD, "not a hash")
    assert kept != passwords.hashed(GOOD), "salted"


def test_full_width_letters_are_the_same_keys() -> None:
    assert passwords.fits("correct horse １", passwords.hashed("ｃorrect horse 1"))


def test_nobody_gets_in_by_the_password_that_stands_in_for_nobody() -> None:
    assert not passwords.fits("nobody's", None)
