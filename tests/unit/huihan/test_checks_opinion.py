"""What doctor says of the language model.

Covers huihan.checks.opinion.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from servers.language_model import raw, running_language_model, says

from domain.settings import OpinionSettings, Settings
from huihan.checks import Finding, Patient, examine


def found(settings: OpinionSettings | None) -> Finding:
    patient = Patient(
        settings=Settings(root=Path("/nowhere"), database_url="sqlite://", opinion=settings), now=datetime.now(UTC)
    )
    [finding] = examine(patient, frozenset({"opinion"}))
    return finding


def test_without_one_all_is_well() -> None:
    assert found(None) == Finding(check="opinion", ok=True, what="没有设置语言模型，只凭规则判定")


@pytest.mark.parametrize(
    ("reply", "said"), [(says(), None), (raw(b"", 401), "服务器拒绝 401"), (raw(b"x"), "答非所问")]
)
def test_whether_it_answers_is_said(reply, said) -> None:
    with running_language_model(reply) as model:
        finding = found(OpinionSettings(url=model.url, model="small-1", timeout=timedelta(seconds=5)))
    assert finding.ok is (said is None)
    assert "small-1" in finding.what
    if said is not None:
        assert finding.what.endswith(said)
        assert "[opinion]" in finding.mend
