"""A preloaded program is as one that was started by itself, and ends with whoever started it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from servers import preloaded
from servers.instance import COMMAND

TESTS = Path(__file__).parents[2]
SLEEP = "import time; print('up', flush=True); time.sleep(600)"
BOTH = pytest.mark.parametrize("started", [preloaded, subprocess], ids=["preloaded", "started"])
"""What a test says of a preloaded program holds for one that Python itself starts."""


def python(started, program, *arguments, **options):
    options = {"capture_output": True, "text": True, "timeout": 60} | options
    return started.run([sys.executable, "-c", program, *arguments], **options)


def running(program):
    """A preloaded program that has said its first line."""
    process = preloaded.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    return process, process.stdout.readline().strip()


def gone(pid, seconds=10):
    end = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_it_is_forked_from_one_process_that_has_imported_the_product():
    said = [
        json.loads(python(preloaded, program).stdout)
        for program in ["import os, sys, json; print(json.dumps([os.getppid(), 'workers.service.run' in sys.modules]))"]
        * 2
    ]
    assert said == [[preloaded.preloaded().pid, True]] * 2


@BOTH
@pytest.mark.parametrize(
    ("program", "code", "says"),
    [
        ("pass", 0, ""),
        ("raise SystemExit", 0, ""),
        ("raise SystemExit(3)", 3, ""),
        ("raise SystemExit('没有')", 1, "没有\n"),
        ("import os; os._exit(7)", 7, ""),
        ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL, ""),
        ("import os, time; os.kill(os.getpid(), 15); time.sleep(60)", -signal.SIGTERM, ""),
        ("1 / 0", 1, 'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\nZeroDivisionError'),
        ("raise KeyboardInterrupt", -signal.SIGINT, "Traceback"),
        ("import atexit, sys; atexit.register(sys.stderr.write, 'last')", 0, "last"),
        ("import threading, sys; threading.Timer(0.1, sys.stderr.write, ['late']).start()", 0, "late"),
        ("import sys; sys.stdout.write('unflushed'); sys.stderr.write('said')", 0, "said"),
    ],
)
def test_its_end_is_told_as_it_ended(started, program, code, says):
    done = python(started, program)
    assert (done.returncode, done.stderr[: len(says)]) == (code, says)
    assert done.stderr.startswith(says or "")
    assert bool(done.stderr) == bool(says)
    assert done.stdout == ("unflushed" if "unflushed" in program else "")


def test_a_signal_reaches_it():
    process, _ = running(SLEEP)
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    process.terminate()
    assert process.wait(10) == process.poll() == -signal.SIGTERM
    process.kill()  # to nobody
    process.communicate()


def test_a_session_of_its_own_is_killed_as_a_group():
    program = "import os; pid = os.fork(); pid or __import__('time').sleep(600); print(pid, flush=True); os.wait()"
    process, grandchild = running(program)
    assert os.getsid(process.pid) == os.getpgid(int(grandchild)) == process.pid
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    assert gone(int(grandchild))
    process.communicate()
    assert python(preloaded, "import os; print(os.getsid(0))").stdout.strip() == str(os.getsid(0))


@BOTH
def test_it_has_the_environment_that_was_given_and_no_other(started, monkeypatch):
    preloaded.preloaded()
    monkeypatch.setenv("SET_LATER", "1")
    show = "import os, json; print(json.dumps(dict(os.environ)))"
    kept = {name: value for name, value in os.environ.items() if name.startswith(("LC_", "LANG", "PYTHON"))}
    assert json.loads(python(started, show).stdout)["SET_LATER"] == "1"
    assert json.loads(python(started, show, env={**kept, "ONLY": "回函"}).stdout) == {**kept, "ONLY": "回函"}
    given = python(started, "import os; os.system('echo $ONLY')", env={**kept, "ONLY": "回函"})
    assert given.stdout == "回函\n"


@BOTH
def test_its_time_zone_is_that_of_its_environment(started):
    show = "import time; print(time.localtime(0).tm_hour, time.tzname[0])"
    for zone, says in (("Asia/Shanghai", "8 CST\n"), ("UTC", "0 UTC\n"), ("Asia/Tokyo", "9 JST\n")):
        assert python(started, show, env=os.environ | {"TZ": zone}).stdout == says


@BOTH
def test_it_warns_as_its_environment_says(started):
    program = "import warnings; warnings.warn('old', ResourceWarning); open('/dev/null')"
    for asked, said in (("", 0), ("default", 2), ("ignore", 0), ("default,ignore:old", 1)):
        done = python(started, program, env=os.environ | {"PYTHONWARNINGS": asked})
        assert done.stderr.count("ResourceWarning: ") - done.stderr.count("Enable tracemalloc") == said, done.stderr
    assert python(started, program, env=os.environ | {"PYTHONWARNINGS": "error"}).returncode == 1


@BOTH
def test_its_folder_arguments_path_and_descriptors_are_its_own(started, tmp_path):
    script = tmp_path / "some" / "script.py"
    script.parent.mkdir()
    (script.parent / "beside.py").write_text("NAME = __name__")
    script.write_text(
        "import beside, json, os, sys\nif __name__ == '__main__':\n"
        "    files = sorted(os.listdir('/proc/self/fd'))\n"
        "    print(json.dumps([os.getcwd(), sys.argv, sys.path, __file__, sys.modules['__main__'].__file__, files]))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    command = [sys.executable, script, "a", "乙"]
    done = started.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=60)
    folder, arguments, path, own, main, files = json.loads(done.stdout)
    assert (folder, arguments, own, main) == (str(tmp_path), [str(script), "a", "乙"], str(script), str(script))
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    plain = python(subprocess, "import json, sys; print(json.dumps(sys.path))", env=bare).stdout
    assert path == [str(script.parent), str(tmp_path), *json.loads(plain)[1:]]
    assert files == ["0", "1", "2", "3"], "3 is the listing's own"


@BOTH
def test_its_streams_are_those_it_is_given(started, tmp_path):
    echo = "import sys; data = sys.stdin.read(); print(data.upper()); print(len(data), file=sys.stderr)"
    done = python(started, echo, input="abc\n" * 100_000)
    assert (done.stdout, done.stderr) == ("ABC\n" * 100_000 + "\n", "400000\n")
    with (tmp_path / "log").open("wb") as log:
        python(started, "print(1, flush=True); import os; os.system('echo 2')", capture_output=False, stdout=log)
    assert (tmp_path / "log").read_text() == "1\n2\n"
    assert python(started, "print(input())", stdin=subprocess.DEVNULL).returncode == 1


@pytest.fixture
def interruptible():
    """Nothing that ignores interrupts started these tests, as a shell does in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@BOTH
@pytest.mark.usefixtures("interruptible")
def test_its_handlers_and_threads_are_those_of_a_new_process(started):
    show = (
        "import signal, threading, multiprocessing, json; print(json.dumps([signal.getsignal(number) is wanted for "
        "number, wanted in ((2, signal.default_int_handler), (15, signal.SIG_DFL), (13, signal.SIG_IGN))] + ["
        "threading.active_count(), threading.current_thread() is threading.main_thread(), "
        "multiprocessing.parent_process() is None]))"
    )
    assert json.loads(python(started, show).stdout) == [True, True, True, 1, True, True]


def test_no_two_draw_the_same_numbers():
    draw = "import random, uuid; print(random.random(), uuid.uuid4())"
    first, second = (python(preloaded, draw).stdout.split() for _ in range(2))
    assert not set(first) & set(second)


def test_the_command_says_the_same_however_it_is_started(tmp_path):
    letter = tmp_path / "信.txt"
    letter.write_text("3号楼的电梯困人半小时，请尽快处理。", "utf-8")
    for arguments in (["--version"], ["read", letter, "--json"], ["cases", "list"], ["nonsense"]):
        ours, theirs = (
            how.run([COMMAND, *arguments], cwd=tmp_path, capture_output=True) for how in (preloaded, subprocess)
        )
        assert (ours.returncode, ours.stdout, ours.stderr) == (theirs.returncode, theirs.stdout, theirs.stderr)


def test_what_asks_for_another_interpreter_is_really_started():
    parent = "import os, sys; print(os.getppid(), sys.flags.utf8_mode)"
    for more in ({"PYTHONUTF8": "1"}, {"PYTHONUTF8": "1", "LC_ALL": "C"}):
        done = python(preloaded, parent, env=os.environ | more)
        assert done.stdout == f"{os.getpid()} 1\n"


def test_it_ends_with_an_owner_that_was_killed():
    owner = (
        "import sys, time; from servers import preloaded\n"
        f"one = preloaded.Popen([sys.executable, '-c', {SLEEP!r}], stdout=-1, start_new_session=True)\n"
        "one.stdout.readline(); print(one.pid, preloaded.preloaded().pid, flush=True); sys.stdin.readline()\n"
    )
    path = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    process = subprocess.Popen(
        [sys.executable, "-c", owner],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    child, server = map(int, process.stdout.readline().split())
    assert Path(f"/proc/{child}").exists()
    process.kill()
    process.communicate()
    assert gone(child)
    assert gone(server)


def test_it_ends_with_the_process_it_was_forked_from():
    """And says so, to whoever waits for it."""
    own = preloaded._Preloaded()
    request = preloaded.Request(
        arguments=["-c", SLEEP], cwd=str(Path.cwd()), environment=dict(os.environ), session=True
    )
    pid, line = own.start(request, (0, 1, 2))
    os.kill(own.pid, signal.SIGKILL)
    assert gone(pid)
    with line, pytest.raises(ChildProcessError, match="gone"):
        preloaded.number_on(line)
    own.close()
