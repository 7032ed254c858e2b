"""A running service takes a newly activated rulebook within five seconds, and goes on with the old one until then."""

import subprocess
import time
from pathlib import Path

import pytest
from servers import preloaded
from servers.dovecot import Dovecot
from servers.instance import COMMAND, Instance, make_instance, stop
from servers.smtp import running_smtp

RULE = """
- id: every-lantern-is-urgent
  because: 测试：节日灯笼按紧急处理
  priority: 10
  when: {word: 节日灯笼}
  then: {urgency: urgent}
"""
EXAMPLES = """
- id: lantern-hit
  subject: 楼道灯
  text: 楼道的灯坏了，旁边的节日灯笼也掉了下来，请派人来修。
  expect: {urgency: urgent}
- id: lantern-miss
  subject: 楼道灯
  text: 楼道的灯坏了半个月，请派人来修。
  expect: {urgency: ordinary}
"""


def drop(instance: Instance, number: int) -> None:
    (instance.root / "inbox" / f"{number}.txt").write_text(
        f"楼道的灯坏了，旁边的节日灯笼也掉了下来，请派人来修。第{number}封。\n5栋1单元30{number} 李明", encoding="utf-8"
    )


def await_cases(instance: Instance, count: int, process: "subprocess.Popen[bytes]") -> list[str]:
    """The cases' urgencies in the order of their numbers, once there are `count`."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, instance.log()
        if len(instance.cases()) >= count:
            return [case.urgency for case in sorted(instance.cases(), key=lambda case: case.number)]
        time.sleep(0.2)
    pytest.fail(f"{instance.state()}\n{instance.log()}")


def test_a_running_service_takes_the_new_version_within_five_seconds(
    dovecot: Dovecot, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "smtp").mkdir()
    (tmp_path / "instance").mkdir()
    with running_smtp(tmp_path / "smtp") as smtp:
        instance = make_instance(tmp_path / "instance", dovecot, smtp, database_url)
        process = instance.start()
        try:
            drop(instance, 1)
            assert await_cases(instance, 1, process) == ["ordinary"]
            (instance.root / "rulebook" / "rules" / "lantern.yaml").write_text(RULE, encoding="utf-8")
            (instance.root / "rulebook" / "examples" / "lantern.yaml").write_text(EXAMPLES, encoding="utf-8")
            drop(instance, 2)
            assert await_cases(instance, 2, process)[-1] == "ordinary", "edited, but not yet live"
            activated = preloaded.run(
                [COMMAND, "--instance", instance.root, "rules", "activate", "--by", "admin", "--note", "lanterns"],
                env=instance.environment,
                capture_output=True,
            )
            assert activated.returncode == 0, activated.stderr.decode()
            time.sleep(5)
            drop(instance, 3)
            assert await_cases(instance, 3, process)[-1] == "urgent"
        finally:
            assert stop(process) == 0, instance.log()
