"""The secrets that admins give in the browser: each in a file of its own, under a new name at each change.

So a change that is cut off half-way leaves the old ones whole.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from store.private import open_private, private_folder
from workers.instance import grants

FOLDER = Path("data") / "secrets"
PASSWORD, CLIENT_SECRET, GRANT = "password_file", "oauth_client_secret_file", "oauth_grant_file"
"""The keys of the settings that name them."""
_ENDING = {PASSWORD: "password", CLIENT_SECRET: "client", GRANT: "grant"}


def new_name(key: str, what: str) -> str:
    """A path in the instance for what `key` names. what: `mailbox` or `smtp`."""
    return str(FOLDER / f"{what}-{secrets.token_hex(8)}.{_ENDING[key]}")


def keep(path: Path, secret: str) -> None:
    """Durable on return. Raises OSError."""
    private_folder(path.parent)
    with open(path, "x", encoding="utf-8", opener=open_private) as file:
        file.write(secret.strip())
        file.flush()
        os.fsync(file.fileno())


def drop_replaced(root: Path, old: Mapping[str, object], new: Mapping[str, object]) -> None:
    """Remove what the old table names and the new one does not; only what lies where ours do."""
    for key in _ENDING:
        name = old.get(key)
        if isinstance(name, str) and name != new.get(key) and Path(name).parent == FOLDER:
            grants.forget(root / name)
