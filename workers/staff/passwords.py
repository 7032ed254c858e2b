"""Passwords: kept as argon2id, refused when short or easily guessed, whatever they are made of (NIST SP 800-63B)."""

import re
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from workers.instance.refusals import Refused

LEAST = 12
MOST = 256
"""Far beyond any password, so that no one keeps the machine busy with a book."""

_FEW = 3
"""So few different characters are a repetition: 1111111111, 1212121212, 密码密码密码密码密码."""
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb")
_WORDS = frozenset(
    {"administrator", "passw0rd", "p@ssw0rd", "p@ssword", "woaini", "mima", "huihan"}
    | {"密码", "我的密码", "管理员", "回函", "物业", "物业公司", "我爱你"}
)
"""Beside the common ones: ours."""
_LEAST_OWN = 4
"""So many letters a password must have beside its person's own name, however often and decorated that stands in it."""
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def check(password: str, *, login: str, name: str) -> None:
    """Refused, with the sentence, for a password that must not be set by this person."""
    text = _normal(password)
    if len(text) < LEAST:
        raise Refused("密码太短：至少 {least} 个字符，可以用一句话", least=LEAST)
    if len(text) > MOST:
        raise Refused("密码太长：最多 {most} 个字符", most=MOST)
    if _obvious(text.casefold(), {_normal(login).casefold(), _normal(name).casefold()}):
        raise Refused("这个密码太容易猜到；请换一个，可以用一句别人想不到的话")


def weak(password: str, *, login: str, name: str) -> bool:
    """Whether it could not be set today: it was set under older rules."""
    try:
        check(password, login=login, name=name)
    except Refused:
        return True
    return False


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _turn():
        return _hasher().hash(_normal(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether it is the password; with None (no one there, or no password yet) no, after just as much work."""
    nobody = _nobody()
    try:
        with _turn():
            _hasher().verify(kept or nobody, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether it was hashed by other parameters than today's, and should be again."""
    return _hasher().check_needs_rehash(kept)


def _obvious(text: str, own: set[str]) -> bool:
    """One character or word over and over, a run of keys, the person's own name, a word known to all, with digits."""
    core = _AROUND.sub("", text)
    runs = (run for line in _RUNS for run in (line, line[::-1]))
    return (
        len(set(text)) <= _FEW
        or any(text in run for run in runs)
        or any(_repeats(part) or part in own or part in _WORDS or part in _common() for part in (text, core))
        or _little_beside(text, own)
    )


def _repeats(text: str) -> bool:
    """Whether it is one piece at least twice, the last time perhaps cut short: wang2026wang2026, abcdefabcdefabc."""
    return any(text[length:] == text[:-length] for length in range(1, len(text) // 2 + 1))


def _little_beside(text: str, own: set[str]) -> bool:
    rest = text
    for name in sorted(own, key=len, reverse=True):
        rest = rest.replace(name, "") if name else rest
    return rest != text and sum(one.isalpha() for one in rest) < _LEAST_OWN


@cache
def _common() -> frozenset[str]:
    """The 30 000 commonest passwords, and the words and names that zxcvbn counts with them (those are in its other
    lists when they are commoner there)."""
    return frozenset(word for words in FREQUENCY_LISTS.values() for word in words)


def _normal(password: str) -> str:
    """Full-width letters of an input method are the same keys (NFKC, as NIST SP 800-63B asks)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    """argon2-cffi's own recommendation (RFC 9106, 4: 64 MiB, three passes)."""
    return PasswordHasher()


@cache
def _turn() -> BoundedSemaphore:
    """Two hashes at a time: forty requests at once would take 2.5 GB."""
    return BoundedSemaphore(2)


@cache
def _nobody() -> str:
    """What stands in for the hash of somebody who is not there."""
    return _hasher().hash("nobody's")
