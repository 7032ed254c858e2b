"""The program that keeps one LibreOffice and asks it for conversions; run by the Python that has LibreOffice's `uno`.

It stands alone, without this package or its libraries: Debian's `python3-uno` belongs to the system's own Python.
`bridge.py PROFILE SOFFICE`: PROFILE is a private folder, SOFFICE the office program. Each line of standard input
is a JSON array `[from, to, import filter, export filter]` of paths and names; each answer is a line, `ok` or why not.
When standard input ends, however its writer died, office, profile and this program end too.
"""

import contextlib
import json
import os
import queue
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_RESTART = 81  # what soffice.bin ends with after it has filled a new profile
_CONNECT_SECONDS = 25.0
_PROCESSOR_SECONDS = 900
"""For all documents of one office together; the limit of the reader that starts it is for a single letter."""
_NEVER = 0  # MacroExecMode.NEVER_EXECUTE and UpdateDocMode.NO_UPDATE
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Common/Misc", "FirstRun", "false"),
)
# Nothing listens there: whatever a document asks of the network fails at once.
_PROXY = (("ooInetProxyType", "2"), ("ooInetHTTPProxyPort", "9"), ("ooInetHTTPSProxyPort", "9"))
_PROXY_HOSTS = ("ooInetHTTPProxyName", "ooInetHTTPSProxyName", "ooInetFTPProxyName")


def _item(path: str, name: str, value: str) -> str:
    return f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'


def _write_settings(profile: Path) -> None:
    """A profile in which macros, links and the network are off."""
    items = [_item(f"/org.openoffice.Office.{path}", name, value) for path, name, value in _SETTINGS]
    items += [_item("/org.openoffice.Inet/Settings", name, value) for name, value in _PROXY]
    items += [_item("/org.openoffice.Inet/Settings", name, "127.0.0.1") for name in _PROXY_HOSTS]
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{''.join(items)}</oor:items>\n",
        encoding="utf-8",
    )


class _Office:
    """The office process and the way to it: a pipe in the file system that only its own user may open."""

    def __init__(self, profile: Path, program: str) -> None:
        self._profile = profile
        self._pipe = f"huihan{os.getpid()}"
        self._command = [
            program,
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            f"-env:UserInstallation={profile.as_uri()}",
            f"--accept=pipe,name={self._pipe};urp;",
        ]
        self._process = self._launch()

    def _launch(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603  # a fixed command, no shell
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def connect(self) -> Any:  # UNO publishes no types
        """The office's maker of documents."""
        import uno  # noqa: PLC0415  # the parent is told when it is missing

        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end = time.monotonic() + _CONNECT_SECONDS
        while True:
            try:
                remote = resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
            except Exception:
                if time.monotonic() > end:
                    raise
                if self._process.poll() == _RESTART:
                    self._process = self._launch()
                time.sleep(0.05)
                continue
            return remote.ServiceManager

    def end(self) -> None:
        """Kill it with whatever it started, and remove what it wrote."""
        below = list(_descendants(self._process.pid))
        self._process.kill()
        self._process.wait()
        for pid in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self._profile, ignore_errors=True)


def _descendants(pid: int) -> Iterator[int]:
    """The processes below one: where the office is a script, the real program is its child."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, listed.read_text().split()):
                yield child
                yield from _descendants(child)


def _properties(**values: object) -> tuple[Any, ...]:  # as above
    from com.sun.star.beans import PropertyValue  # noqa: PLC0415  # made by `uno` when it is imported

    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def _convert(
    factory: Any,  # as above
    source: str,
    target: str,
    import_filter: str,
    export_filter: str,
) -> None:
    """By the model alone, unless our own letter is printed: a window, even a hidden one, may bring the office down."""
    safely = {"FilterName": import_filter, "ReadOnly": True, "MacroExecutionMode": _NEVER, "UpdateDocMode": _NEVER}
    url = Path(source).as_uri()
    printed = export_filter.endswith("pdf_Export")
    if printed:  # pages are laid out only where there is a window
        desktop = factory.createInstance("com.sun.star.frame.Desktop")
        document = desktop.loadComponentFromURL(url, "_blank", 0, _properties(Hidden=True, **safely))
    else:
        document = factory.createInstance("com.sun.star.text.TextDocument")
    try:
        if not printed:
            document.load(_properties(URL=url, **safely))
        document.storeToURL(Path(target).as_uri(), _properties(FilterName=export_filter))
    finally:
        document.close(True)  # noqa: FBT003  # UNO knows no keywords


def _listen(requests: "queue.Queue[str]", office: _Office) -> None:
    """Standard input into the queue; its end ends everything, also while the office is busy."""
    for line in sys.stdin:
        requests.put(line)
    office.end()
    os._exit(0)


def _say(answer: str) -> None:
    sys.stdout.write(" ".join(answer.split()) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until standard input ends."""
    profile = Path(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    _write_settings(profile)
    office = _Office(profile, sys.argv[2])
    requests: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(requests, office), daemon=True).start()
    try:
        factory = office.connect()
    except Exception as error:  # noqa: BLE001  # said to the parent in place of `ready`
        _say(type(error).__name__)
        office.end()
        return
    _say("ready")
    while True:
        source, target, import_filter, export_filter = json.loads(requests.get())
        try:
            _convert(factory, source, target, import_filter, export_filter)
        except Exception as error:  # noqa: BLE001  # UNO raises anything; the office may also have died
            _say(type(error).__name__)
        else:
            _say("ok")


if __name__ == "__main__":
    main()
