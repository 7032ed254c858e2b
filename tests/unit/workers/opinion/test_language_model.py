"""One call to a language model, against a real server that misbehaves in every way: bounded, and named.

Covers workers.instance.bounded_http.
"""

import socket
import time
from datetime import timedelta

import pytest
from servers.language_model import LanguageModel, content, dripping, endless, raw, running_language_model, says, silent

from domain.codes import OpinionFailure
from domain.settings import OpinionSettings
from workers.opinion.language_model import ModelError, ask

MESSAGES = ({"role": "system", "content": "任务"}, {"role": "user", "content": "{}"})


def settings(model: LanguageModel, seconds=5.0, **more):
    return OpinionSettings(url=model.url, model="small-1", timeout=timedelta(seconds=seconds), **more)


def failure(model: LanguageModel, seconds=5.0, **more) -> ModelError:
    with pytest.raises(ModelError) as caught:
        ask(settings(model, seconds, **more), MESSAGES)
    return caught.value


@pytest.fixture
def model():
    with running_language_model() as running:
        yield running


def test_a_call_is_one_post_with_the_messages_and_the_key(model):
    model.reply = content("好")
    assert ask(settings(model, key="s3cret"), MESSAGES) == "好"
    [request] = model.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == "Bearer s3cret"
    assert request.body["model"] == "small-1"
    assert tuple(request.body["messages"]) == MESSAGES
    assert request.body["stream"] is False


def test_without_a_key_none_is_sent(model):
    ask(settings(model), MESSAGES)
    assert "Authorization" not in model.requests[0].headers


def test_the_key_stands_in_no_text_of_the_settings(model):
    assert "s3cret" not in repr(settings(model, key="s3cret"))


@pytest.mark.parametrize(
    "reply",
    [
        silent(3),
        dripping(b"HTTP/1.1 200 OK\r\nX-Slow: ", 3),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", 3),
        dripping(b"HTTP/1.1 200 OK\r\n\r\n", 3),
    ],
    ids=["silent", "drips its head", "drips its body", "drips without an end"],
)
def test_the_time_limit_is_of_the_whole_call(model, reply):
    model.reply = reply
    start = time.monotonic()
    error = failure(model, seconds=0.4)
    assert time.monotonic() - start < 2
    assert error.failure is OpinionFailure.TIMEOUT
    assert error.passes


@pytest.mark.parametrize(
    ("reply", "why", "passes"),
    [
        (raw(b"", 429), OpinionFailure.BUSY, True),
        (raw(b"", 503), OpinionFailure.BUSY, True),
        (raw(b"", 500), OpinionFailure.BUSY, True),
        (raw(b"", 401), OpinionFailure.REFUSED, False),
        (raw(b"", 404), OpinionFailure.REFUSED, False),
        (raw(b"", 204), OpinionFailure.REFUSED, False),
        (raw(b"no json"), OpinionFailure.NONSENSE, False),
        (raw(b"\xff\xfe"), OpinionFailure.NONSENSE, False),
        (raw(b"[" * 100_000), OpinionFailure.NONSENSE, False),
        (raw(b"{}"), OpinionFailure.NONSENSE, False),
        (raw(b'{"choices": []}'), OpinionFailure.NONSENSE, False),
        (raw(b'{"choices": [{"message": "x"}]}'), OpinionFailure.NONSENSE, False),
        (content(None), OpinionFailure.NONSENSE, False),
        (content(["x"]), OpinionFailure.NONSENSE, False),
        (raw(b" " * 300_000), OpinionFailure.TOO_LARGE, False),
        (endless, OpinionFailure.TOO_LARGE, False),
        (dripping(b"nothing of HTTP\r\n\r\n", 0), OpinionFailure.UNREACHABLE, True),
        (dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", 0), OpinionFailure.NONSENSE, False),
        (dripping(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", 0), OpinionFailure.UNREACHABLE, True),
    ],
)
def test_what_is_no_answer_is_named(model, reply, why, passes):
    model.reply = reply
    error = failure(model)
    assert (error.failure, error.passes) == (why, passes)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused_and_not_followed(model, status):
    with running_language_model() as elsewhere:
        model.reply = raw(b"", status, Location=f"{elsewhere.url}/chat/completions")
        error = failure(model, key="s3cret")
        assert elsewhere.requests == []
    assert (error.failure, error.detail) == (OpinionFailure.REDIRECTED, str(status))


def test_where_nothing_listens(model):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        model.url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        assert failure(model).failure is OpinionFailure.UNREACHABLE


def test_no_proxy_of_the_environment_is_asked(model, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(settings(model), MESSAGES)


def test_over_tls_the_certificate_is_verified(tmp_path):
    with running_language_model(says(), tls=tmp_path) as model:
        assert failure(model).failure is OpinionFailure.CERTIFICATE
        assert model.requests == []
        assert ask(settings(model, ca_file=model.certificates.ca), MESSAGES)
        empty = tmp_path / "empty.pem"
        empty.write_text("no certificate")
        assert failure(model, ca_file=empty).failure is OpinionFailure.CERTIFICATE


def test_a_server_that_never_finishes_the_handshake_is_left_in_time():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        model = LanguageModel(url=f"https://127.0.0.1:{mute.getsockname()[1]}/v1", reply=says())
        start = time.monotonic()
        assert failure(model, seconds=0.4).failure is OpinionFailure.TIMEOUT
        assert time.monotonic() - start < 2
