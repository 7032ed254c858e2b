"""The instance's own key, from which every secret that need not be remembered by a person is derived.

It lies outside the database, so that a stolen copy of the database alone signs and opens nothing.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

_BYTES = 32
_NAME = "house.key"


class KeyFileError(Exception):
    """The key cannot be read or made; the message says where and what to do, in Chinese."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The key of one instance. secret: 32 random bytes."""

    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, folder: Path) -> "Keys":
        """The key in `folder` (data/keys), made when there is none: of two processes at once, both get the same.

        Raises:
            KeyFileError: the file cannot be read, cannot be made, or holds something else.
        """
        path = folder / _NAME
        try:
            if not path.exists():
                _make(path)
            secret = bytes.fromhex(path.read_text("ascii").strip())
        except OSError as error:
            raise KeyFileError(f"密钥文件 {path} 无法读取或建立（{error.strerror}）；请检查权限") from None
        except ValueError:
            raise KeyFileError(f"密钥文件 {path} 的内容不对；请从备份恢复") from None
        if len(secret) != _BYTES:
            raise KeyFileError(f"密钥文件 {path} 的内容不对；请从备份恢复")
        return cls(secret=secret)

    def derive(self, label: str) -> bytes:
        """A key of 32 bytes for one purpose; from it neither the secret nor another purpose's key can be told."""
        return hmac.new(self.secret, label.encode(), hashlib.sha256).digest()


def _make(path: Path) -> None:
    """A whole file under its name at once; one that another process made meanwhile stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
