"""A real IMAP server (Debian's dovecot-imapd) on loopback, with a configuration, ports and mail store of its own.

Any user may log in with PASSWORD, so each test takes a fresh one and finds an empty mailbox.
"""

import base64
import grp
import hashlib
import hmac
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from imapclient import IMAPClient
from servers import shared
from servers.tls import Certificates, make_certificates

BINARY = Path("/usr/sbin/dovecot")
DOVEADM = Path("/usr/bin/doveadm")
PASSWORD = "pass-word-1"
JWT_SECRET = b"a throw-away secret for tokens of the tests"
CAPABILITIES = ("IMAP4rev1", "LITERAL+", "SASL-IR", "ID", "ENABLE", "IDLE", "NAMESPACE", "UIDPLUS", "MOVE", "UNSELECT")

CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
{accounts}
mail_location = maildir:{root}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
ssl = {ssl}
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_max_userip_connections = 100
imap_id_log = *
imap_capability = {capabilities}
mail_fsync = never
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login none
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
service imap-login {{
  {chroot}
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = {imaps_ssl}
  }}
}}
service imap {{
  process_limit = 100
}}
service anvil {{
  {chroot}
  # No waiting after refused logins.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  {chroot}
}}
"""
OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={root}/keys/
username_attribute = sub
"""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as the server keeps it."""

    uid: int
    data: bytes
    flags: tuple[str, ...]
    received: datetime


class Dovecot:
    """A running server. `port` speaks plain text and STARTTLS, `tls_port` TLS.

    users: what the names of its users begin with, different in every process that uses it.
    """

    def __init__(
        self,
        root: Path,
        *,
        port: int,
        tls_port: int,
        ca_file: Path,
        users: str = "user",
        process: "subprocess.Popen[bytes] | None" = None,
    ) -> None:
        self.root = root
        self.host = "127.0.0.1"
        self.password = PASSWORD
        self.port = port
        self.tls_port = tls_port
        self.ca_file = ca_file
        self.process = process
        self._owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._user = users
        self._users = count(1)
        self._deliveries = count(1)

    @classmethod
    def start(
        cls, root: Path, certificates: Certificates, *, without: Collection[str], prefix: str, starttls: bool
    ) -> "Dovecot":
        """Start a server in `root` that answers; RuntimeError with its log if it does not."""
        if not BINARY.exists():
            msg = f"{BINARY} is missing: these tests need a real mail server (apt-get install dovecot-imapd)"
            raise RuntimeError(msg)
        server = cls(root, port=free_port(), tls_port=free_port(), ca_file=certificates.ca)
        server._write(certificates, without, prefix, starttls=starttls)
        with (root / "stderr").open("wb") as stderr:
            # A session of its own: Ctrl-C is the test run's, which ends its servers after its tests.
            server.process = subprocess.Popen(
                [BINARY, "-F", "-c", root / "dovecot.conf"], stdout=stderr, stderr=stderr, start_new_session=True
            )
        server._await_port()
        return server

    def _write(self, certificates: Certificates, without: Collection[str], prefix: str, *, starttls: bool) -> None:
        key = self.root / "keys" / "default" / "HS256" / "default"
        for folder in (self.root / "run", self.root / "state", self.root / "mail", key.parent):
            folder.mkdir(parents=True)
        os.chown(self.root / "mail", self._owner.pw_uid, self._owner.pw_gid)
        key.write_bytes(base64.b64encode(JWT_SECRET))
        root_user = os.geteuid() == 0
        name, group = self._owner.pw_name, grp.getgrgid(self._owner.pw_gid).gr_name
        own = f"default_internal_user = {name}\ndefault_login_user = {name}\ndefault_internal_group = {group}"
        config = CONFIG.format(
            root=self.root,
            accounts="" if root_user else own,
            chroot="" if root_user else "chroot =",
            uid=self._owner.pw_uid,
            gid=self._owner.pw_gid,
            ssl="yes" if starttls else "no",
            imaps_ssl="yes" if starttls else "no",
            cert=certificates.cert,
            key=certificates.key,
            password=PASSWORD,
            capabilities=" ".join(name for name in CAPABILITIES if name not in without),
            imap=self.port,
            imaps=self.tls_port,
            prefix=prefix,
            separator="." if prefix else "/",
        )
        (self.root / "dovecot.conf").write_text(config)
        (self.root / "oauth2.conf").write_text(OAUTH2.format(root=self.root))

    def _await_port(self) -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                with socket.create_connection((self.host, self.port), timeout=1) as sock:
                    if sock.recv(4) == b"* OK":
                        return
            except OSError:
                time.sleep(0.05)
        self.stop()
        msg = f"dovecot did not start: {(self.root / 'stderr').read_text()}\n{self.log()}"
        raise RuntimeError(msg)

    def stop(self) -> None:
        """End this server, by its own process id, if this process started it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        """What the server logged, client IDs among it."""
        path = self.root / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def new_user(self) -> str:
        """A user nobody else uses, with an empty mailbox."""
        return f"{self._user}{next(self._users)}"

    def token(self, user: str) -> str:
        """A signed bearer token (JWT, HS256) with which `user` may log in by XOAUTH2."""
        head = _b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
        now = int(time.time())
        body = _b64(json.dumps({"sub": user, "iat": now - 5, "exp": now + 3600}).encode())
        signature = hmac.new(JWT_SECRET, head + b"." + body, hashlib.sha256).digest()
        return (head + b"." + body + b"." + _b64(signature)).decode()

    @contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """A second mail program, for looking and meddling."""
        with IMAPClient(self.host, self.port, ssl=False) as client:
            client.normalise_times = False
            client.login(user, PASSWORD)
            yield client

    def append(
        self, user: str, messages: Sequence[bytes], *, received: datetime | None = None, folder: str = "INBOX"
    ) -> None:
        """Deliver by IMAP APPEND, with INTERNALDATE `received` (default: now)."""
        with self.client(user) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for message in messages:
                client.append(folder, message, msg_time=received)

    def deliver(self, user: str, messages: Sequence[bytes], *, received: datetime | None = None) -> None:
        """Deliver into INBOX as a local agent does, by writing into the Maildir: quick for thousands."""
        box = self.root / "mail" / user
        for folder in (box, box / "tmp", box / "new", box / "cur"):
            if not folder.exists():
                folder.mkdir()
                os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)
        stamp = received.timestamp() if received else time.time()
        for message in messages:
            name = f"{int(stamp)}.M{next(self._deliveries):08d}.test"
            path = box / "tmp" / name
            path.write_bytes(message)
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
            os.utime(path, (stamp, stamp))
            path.rename(box / "new" / name)

    def messages(self, user: str, folder: str = "INBOX") -> list[Message]:
        """All messages of a folder, by UID; empty if there is no such folder."""
        with self.client(user) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("ALL"), ["BODY.PEEK[]", "FLAGS", "INTERNALDATE"])
            return [
                Message(
                    uid=uid,
                    data=data[b"BODY[]"],
                    flags=tuple(flag.decode() for flag in data[b"FLAGS"]),
                    received=data[b"INTERNALDATE"],
                )
                for uid, data in sorted(found.items())
            ]

    def expunge(self, user: str, uids: Sequence[int], folder: str = "INBOX") -> None:
        """Delete messages for good, as another mail program may at any time."""
        with self.client(user) as client:
            client.select_folder(folder)
            client.delete_messages(uids, silent=True)
            client.uid_expunge(uids)

    def change_uidvalidity(self, user: str, value: int, folder: str = "INBOX") -> None:
        """Give the folder a new UIDVALIDITY, as a restored or rebuilt server does."""
        self._administer("mailbox", "update", "-u", user, "--uid-validity", str(value), folder)

    def raise_next_uid(self, user: str, uid: int, folder: str = "INBOX") -> None:
        """Let the next message have at least this UID."""
        self._administer("mailbox", "update", "-u", user, "--min-next-uid", str(uid), folder)

    def kick(self, user: str) -> None:
        """End the sessions of a user from the server's side."""
        self._administer("kick", user)

    def _administer(self, *command: str) -> None:
        subprocess.run(
            [DOVEADM, "-c", self.root / "dovecot.conf", *command], check=True, capture_output=True, timeout=20
        )


@contextmanager
def running_dovecot(
    *, without: Collection[str] = (), prefix: str = "", starttls: bool = True, names: tuple[str, ...] = ("localhost",)
) -> Iterator[Dovecot]:
    """Start a server and stop it at the end.

    without: capabilities it does not offer (`MOVE`, `UIDPLUS`, `IDLE` …). prefix: of every personal folder, such as
    `INBOX.`. starttls: False for a server without any TLS.
    """
    root = _root()
    try:
        certificates = make_certificates(root, names=names)
        server = Dovecot.start(root, certificates, without=without, prefix=prefix, starttls=starttls)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def shared_dovecot(folder: Path) -> Dovecot:
    """The server that all workers of the test session share, by the folder that they have in common."""

    def make() -> dict[str, object]:
        root = _root()
        server = Dovecot.start(root, make_certificates(root), without=(), prefix="", starttls=True)
        assert server.process is not None
        shared.keep(server.process, signal.SIGTERM, root)
        return {"root": str(root), "port": server.port, "tls_port": server.tls_port, "ca_file": str(server.ca_file)}

    said = shared.once(folder, "dovecot", make)
    root, authority = Path(said["root"]), Path(said["ca_file"])
    return Dovecot(
        root, port=said["port"], tls_port=said["tls_port"], ca_file=authority, users=f"user-{shared.WORKER}-"
    )


def _root() -> Path:
    """Not pytest's own folder: the server's other users must be able to reach it, and socket paths are short."""
    root = Path(tempfile.mkdtemp(prefix="huihan-dovecot-"))
    root.chmod(0o755)
    return root


def free_port() -> int:
    """A port on loopback that nothing listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def _b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
