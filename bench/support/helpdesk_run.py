"""Runs in django-helpdesk's own environment: one queue on one mailbox, its `get_email` timed, figures as JSON.

Usage: helpdesk_run.py PORT USER PASSWORD TIMES   (HELPDESK_ROOT and DJANGO_SETTINGS_MODULE in the environment)
"""

import json
import resource
import sys
import time

import django
from django.core.management import call_command


def main() -> None:
    port, user, password, times = sys.argv[1:]
    django.setup()
    from helpdesk.models import FollowUpAttachment, Queue, Ticket  # noqa: PLC0415 - models need Django set up

    call_command("migrate", verbosity=0)
    Queue.objects.create(
        title="Complaints",
        slug="complaints",
        allow_email_submission=True,
        email_address="kefu@wuye.example",
        email_box_type="imap",
        email_box_host="127.0.0.1",
        email_box_port=int(port),
        email_box_user=user,
        email_box_pass=password,
        email_box_imap_folder="INBOX",
        email_box_interval=0,
    )
    rounds = []
    for _ in range(int(times)):
        began = time.perf_counter()
        call_command("get_email", quiet=True)
        rounds.append({"seconds": time.perf_counter() - began, "tickets": Ticket.objects.count()})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"rounds": rounds, "attachments": FollowUpAttachment.objects.count(), "peak": peak * 1024}))


if __name__ == "__main__":
    main()
