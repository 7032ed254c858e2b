"""Another's identity provider, oidc-provider-mock, on loopback: what we take for the specification is not ours alone.

It runs as a program of its own: it brings a web framework and switches off TLS for its whole process. It ignores PKCE
and does no wrong, which `servers.identity_provider` does.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers.dovecot import free_port

_SECONDS = 20


@contextmanager
def running_foreign_provider(log: Path, users: dict[str, dict[str, object]]) -> Iterator[str]:
    """Its issuer. users: by subject, their claims."""
    port = free_port()
    claims = [f"--user-claims={json.dumps({'sub': subject, **said})}" for subject, said in users.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    with log.open("wb") as written:
        process = subprocess.Popen(command, env=environment, stdout=written, stderr=subprocess.STDOUT)
        try:
            _await(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(_SECONDS)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _SECONDS
    while True:
        assert process.poll() is None, "the provider ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, "the provider does not listen"
            time.sleep(0.1)
        else:
            return
