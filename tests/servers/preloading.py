"""Starts Python programs by forking a process that has imported the product once: the other side of preloaded.py.

    python preloading.py CONTROL

CONTROL: the descriptor of a socket, on which a line says `ready`, or why not, once all is imported. Then each message
to it carries four descriptors: stdin, stdout and stderr of a program, and a socket on which its request comes as one
line of JSON (`Request`), and on which its process id and at its end its wait status go back (`NUMBER`). A child reads
its request itself. It ends with this process, and this process with the one that started it.

What is forked has one thread and no open files, which is looked at once all is imported.
"""

import atexit
import builtins
import ctypes
import gc
import io
import json
import multiprocessing.process
import os
import pkgutil
import random
import selectors
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
import traceback
import types
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TypedDict

PATH = tuple(sys.path[1:])
"""Where a program finds its modules, beside its own folder and PYTHONPATH."""
FILTERS = tuple(warnings.filters)
"""Those of a Python that was asked for none."""
NUMBER = struct.Struct("!q")
TESTS = Path(__file__).parents[1]
GROUPS = ("workers", "desk", "huihan.commands")
"""Packages of which all is imported, but for LEFT_OUT."""
LEFT_OUT = ("huihan.commands.rules.learn", "huihan.commands.doctor")
"""Commands with libraries of MANY_THREADS, which they import themselves."""
MODULES = ("huihan.app", "huihan.log", "store.upgrade", "servers.desk_day", "servers.group_day", "servers.letters_day")
MANY_THREADS = ("sklearn", "scipy", "cv2", "onnxruntime")
"""Libraries that keep threads and pools of their own."""
_PR_SET_PDEATHSIG = 1


class Request(TypedDict):
    """What is to be run. arguments: of Python, as after its name: a script or `-c` and a program, then its own."""

    arguments: list[str]
    cwd: str
    environment: dict[str, str]
    session: bool


def preload(control: int) -> None:
    """Import what programs import; a RuntimeError says why it may not be forked then."""
    sys.path[:0] = [str(TESTS), str(TESTS.parent)]
    for group in GROUPS:
        for found in pkgutil.walk_packages(import_module(group).__path__, f"{group}."):
            if found.name not in LEFT_OUT:
                import_module(found.name)
    for name in MODULES:
        import_module(name)
    threads = max(len(list(Path("/proc/self/task").iterdir())), threading.active_count())
    if threads > 1:
        raise RuntimeError(f"an import has started threads ({threads} in all), which no child would have")
    if found := [name for name in MANY_THREADS if name in sys.modules]:
        raise RuntimeError(f"an import has brought {found}, which would not be whole in a child")
    if more := [where for number, where in open_files() if number > 2 and number != control]:
        raise RuntimeError(f"an import has opened {more}, which every child would share")
    gc.collect()
    gc.freeze()


def open_files() -> list[tuple[int, Path]]:
    """The descriptors of this process, and what they lead to."""
    found = []
    for one in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the listing's own
            found.append((int(one.name), one.readlink()))
    return found


class Starter:
    """Forks and waits. A child's end is told on its line."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(os.pidfd_open(os.getppid()), selectors.EVENT_READ)
        self._children: dict[int, tuple[int, socket.socket]] = {}
        """A child's pidfd → its process id and its line."""

    def serve(self) -> None:
        """Until the owner is gone, or has closed its end; what still runs then is killed."""
        while True:
            for key, _ in self._selector.select():
                if key.fd in self._children:
                    self._ended(key.fd)
                elif key.fileobj is not self._control or not self._start():
                    for pid, _ in self._children.values():
                        os.kill(pid, signal.SIGKILL)
                    return

    def _start(self) -> bool:
        said, given, _, _ = socket.recv_fds(self._control, 1, 4)
        if not said:
            return False
        *streams, number = given
        line = socket.socket(fileno=number)
        pid = os.fork()
        if not pid:
            self._be_a_child(streams, line)
        for one in streams:
            os.close(one)
        tell(line, pid)
        watched = os.pidfd_open(pid)
        self._children[watched] = (pid, line)
        self._selector.register(watched, selectors.EVENT_READ)
        return True

    def _ended(self, watched: int) -> None:
        pid, line = self._children.pop(watched)
        self._selector.unregister(watched)
        os.close(watched)
        _, status = os.waitpid(pid, 0)
        tell(line, status)
        line.close()

    def _be_a_child(self, streams: list[int], line: socket.socket) -> None:
        """Never returns."""
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        try:
            for key in tuple(self._selector.get_map().values()):
                if isinstance(key.fileobj, int):
                    os.close(key.fileobj)
            self._selector.close()
            self._control.close()
            for _, other in self._children.values():
                other.close()
            with line.makefile("rb") as asked:
                request: Request = json.loads(asked.readline())
            line.close()
            for wanted, stream in enumerate(streams):
                os.dup2(stream, wanted)
                os.close(stream)
            start_afresh(request)
        except BaseException:  # noqa: BLE001 - nothing of it may go on in the parent's loop
            traceback.print_exc()
            os._exit(1)
        end(run(request["arguments"]))


def tell(line: socket.socket, number: int) -> None:
    """Say a number to whoever asked, if they are still there."""
    with suppress(OSError):
        line.sendall(NUMBER.pack(number))


def start_afresh(request: Request) -> None:
    """Make of this process what it would be as a new one of that environment, folder and arguments."""
    if request["session"]:
        os.setsid()
    os.chdir(request["cwd"])
    multiprocessing.process.ORIGINAL_DIR = request["cwd"]  # type: ignore[attr-defined]
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    tempfile.tempdir = None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        set_stream(number, name)
    ask_for_warnings()
    set_arguments(request["arguments"])


def set_stream(number: int, name: str) -> None:
    """Text over what the descriptor is now, as a new Python would make it."""
    before = getattr(sys, f"__{name}__")
    reading, unbuffered = number == 0, number > 0 and bool(os.environ.get("PYTHONUNBUFFERED"))
    binary = open(number, "rb" if reading else "wb", 0 if unbuffered else -1, closefd=False)  # noqa: SIM115 - as long as the process
    stream = io.TextIOWrapper(
        binary,
        encoding=before.encoding,
        errors=before.errors,
        newline=None if reading else "\n",
        line_buffering=number == 2 or os.isatty(number),
        write_through=unbuffered,
    )
    setattr(sys, name, stream)
    setattr(sys, f"__{name}__", stream)


def ask_for_warnings() -> None:
    """What PYTHONWARNINGS asks for, below what the imports have set."""
    imported = [one for one in warnings.filters if one not in FILTERS]
    sys.warnoptions[:] = filter(None, os.environ.get("PYTHONWARNINGS", "").split(","))
    warnings.filters[:] = FILTERS
    warnings._processoptions(sys.warnoptions)
    warnings.filters[:0] = imported
    warnings._filters_mutated()


def set_arguments(given: list[str]) -> None:
    """What the program sees of its command line, and the path that its own imports take."""
    sys.orig_argv = [sys.executable, *given]
    sys.argv = ["-c", *given[2:]] if given[0] == "-c" else given[:]
    own = "" if given[0] == "-c" else str(Path(given[0]).resolve().parent)
    more = map(os.path.abspath, filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)))
    sys.path[:] = [own, *dict.fromkeys((*more, *PATH))]


def run(arguments: list[str]) -> int:
    """The exit code of the program, or less than nothing for the signal that ends it."""
    main = types.ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    try:
        if arguments[0] == "-c":
            source, name = arguments[1].encode(), "<string>"
        else:
            name = main.__file__ = arguments[0]
            source = Path(name).read_bytes()
        exec(compile(source, name, "exec", dont_inherit=True), main.__dict__)  # noqa: S102 - this is what it is for
    except SystemExit as asked:
        if asked.code is None or isinstance(asked.code, int):
            return (asked.code or 0) & 0xFF
        sys.stderr.write(f"{asked.code}\n")
        return 1
    except BaseException as error:  # noqa: BLE001 - as Python itself
        error = error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)  # without this function
        sys.excepthook(type(error), error, error.__traceback__)
        return -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    return 0


def end(code: int) -> NoReturn:
    """Wait for threads, run what was left for the end and flush, in the order in which Python does."""
    for last in (threading._shutdown, atexit._run_exitfuncs, gc.collect):
        try:
            last()
        except BaseException:  # noqa: BLE001 - as Python itself
            traceback.print_exc()
    try:
        sys.stdout.flush()
    except OSError:
        code = 120
    with suppress(OSError):
        sys.stderr.flush()
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def main(control: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever asks
    with socket.socket(fileno=control) as owner:
        try:
            preload(control)
        except BaseException as error:
            owner.sendall(f"{type(error).__name__}: {error}\n".encode())
            raise
        owner.sendall(b"ready\n")
        Starter(owner).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
