"""Tells a program of an event over HTTP, signed, through the guarded client: no redirect, no proxy, nothing private."""

from dataclasses import dataclass
from datetime import datetime

import requests

from domain.settings import NoticeSettings
from domain.webhooks import Told
from workers.telling.guarded import Call, GuardedRequests, calling


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of a try. said: the status, or why there is none."""

    arrived: bool
    said: str


def post(settings: NoticeSettings, url: str, told: Told, secret: str, now: datetime) -> Answer:
    """Try once; arrived is what the server answered with 2xx. Never raises for what a server or network does."""
    call = Call(networks=settings.networks, ca_file=settings.ca_file)
    with calling(call):
        try:
            answer = GuardedRequests().post(url, data=told.body, headers=told.headers(secret, now))
        except (requests.RequestException, OSError, ValueError):
            return Answer(arrived=False, said=call.delivery.answer)
    return Answer(arrived=200 <= answer.status_code < 300, said=str(answer.status_code))
