"""The language model that is asked for a second opinion."""

import time
from collections.abc import Iterator

from domain.labels import OPINION_FAILURE
from huihan.checks.finding import Finding, Patient
from workers.opinion.answer import read_answer
from workers.opinion.language_model import ModelError, ask
from workers.opinion.question import question
from workers.privacy.pseudonyms import Cast

_SUBJECT, _TEXT = "路灯不亮", "小区北门的路灯坏了一个星期，晚上看不见路，请安排人修一下。"


def opinion(patient: Patient) -> Iterator[Finding]:
    """Whether it answers a made-up letter in the form that is asked for."""
    settings = patient.settings.opinion
    if settings is None:
        yield Finding(check="opinion", ok=True, what="没有设置语言模型，只凭规则判定")
        return
    start = time.monotonic()
    try:
        read_answer(ask(settings, question(_SUBJECT, _TEXT, Cast()).messages))
    except ModelError as error:
        what = f"语言模型 {settings.model}（{settings.url}）：{OPINION_FAILURE[error.failure]} {error.detail}".rstrip()
        mend = "检查 [opinion] 的网址、模型名与密钥；在此期间只凭规则判定，来信照常处理"
        yield Finding(check="opinion", ok=False, what=what, mend=mend)
        return
    seconds = time.monotonic() - start
    yield Finding(check="opinion", ok=True, what=f"语言模型 {settings.model} 答得上来，用时 {seconds:.1f} 秒")
