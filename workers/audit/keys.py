"""The key that signs the days (Ed25519, RFC 8032), in a file outside the database, which may lie on another volume."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


class AuditKeyError(Exception):
    """The key cannot be read or made; the message says where and what to do, in Chinese."""


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The private key in `path`, made (0600) if there is no such file. Raises AuditKeyError."""
    try:
        if not path.exists():
            _make(path)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise AuditKeyError(f"审计密钥 {path} 无法读取或建立（{error.strerror}）；请检查路径与权限") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise AuditKeyError(f"审计密钥 {path} 的内容不对；请从保管处恢复") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise AuditKeyError(f"审计密钥 {path} 不是 Ed25519 密钥；请从保管处恢复")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """A public key in PEM, as `huihan audit key` prints it. Raises AuditKeyError."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise AuditKeyError(f"公钥 {path} 无法读取（{error.strerror}）") from None
    except (ValueError, UnsupportedAlgorithm):
        raise AuditKeyError(f"{path} 不是 PEM 格式的公钥；huihan audit key 可以打印") from None
    if not isinstance(key, Ed25519PublicKey):
        raise AuditKeyError(f"{path} 不是 Ed25519 公钥")
    return key


def pem_of(key: Ed25519PublicKey) -> str:
    """The public key as text for another machine."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def name_of(key: Ed25519PublicKey) -> str:
    """A short name by which people can compare keys: the start of the sha256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def signed_by(keys: Iterable[Ed25519PublicKey], signature: bytes, data: bytes) -> Ed25519PublicKey | None:
    """Which of the keys made the signature, or None."""
    for key in keys:
        with contextlib.suppress(InvalidSignature):
            key.verify(signature, data)
            return key
    return None


def _make(path: Path) -> None:
    """A whole file under its name at once; one that another process made meanwhile stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
