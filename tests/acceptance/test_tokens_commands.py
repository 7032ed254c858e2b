"""The admin at the machine gives another program a token, sees its use, and takes it back.

Covers huihan.commands.tokens and huihan.finding.
"""

from pathlib import Path

from cli import Huihan

from huihan.settings import read_settings
from workers.instance.services import Services
from workers.staff.tokens import caller_of


def test_a_token_is_made_listed_and_revoked(anywhere: Huihan, tmp_path: Path) -> None:
    root = tmp_path / "a"
    anywhere("init", root)
    made = anywhere("--instance", root, "tokens", "create", "--name", "app", "--scope", "cases:read", "--json")
    assert made.code == 0, made.err
    assert made.json.keys() == {"token", "name", "scopes", "project", "expires", "made", "used", "revoked", "by"}
    assert (made.json["name"], made.json["scopes"]) == ("app", ["cases:read"])
    again = anywhere("--instance", root, "tokens", "create", "--name", "app", "--scope", "cases:read")
    assert (again.code, "已有名为 app 的令牌" in again.err, "Traceback" in again.err) == (1, True, False)
    assert anywhere("--instance", root, "tokens", "create", "--name", "b", "--scope", "everything").code == 2
    services = Services.open(read_settings(root))
    try:
        assert caller_of(services, made.json["token"]) is not None
    finally:
        services.close()
    (listed,) = anywhere("--instance", root, "tokens", "list", "--json").json
    assert listed.keys() == made.json.keys() - {"token"}
    assert listed["used"] is not None
    assert made.json["token"] not in anywhere("--instance", root, "tokens", "list").out
    assert anywhere("--instance", root, "tokens", "revoke", "app").code == 0
    assert anywhere("--instance", root, "tokens", "list", "--json").json[0]["revoked"] is not None
    assert anywhere("--instance", root, "cases", "show", "TS-1999-000001").code == 1
