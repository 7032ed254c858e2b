"""A day at the desk as a program of its own, which a test may kill anywhere and start again: it goes on where it was.

Arguments: the instance's folder, the database's URL, the mail server's port, how many complaints there are by now.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from servers.house import House
from servers.letters_day import CLERK, COMPANY, SUPERVISOR, now, texts

from domain.codes import LetterKind, LetterState, Way
from domain.settings import Security, Settings, SmtpSettings
from store import edits
from workers.correspondence.approving import approve
from workers.correspondence.draft import draft_letter
from workers.correspondence.editing import edit_blocks
from workers.correspondence.submitting import submit
from workers.instance.services import Services
from workers.queue.outgoing import outgoing
from workers.sending.printing import make_batch
from workers.service import recovery


def settings_of(root, url, port):
    smtp = SmtpSettings(host="127.0.0.1", port=port, security=Security.NONE, from_address="kefu@wuye.example")
    return Settings(root=Path(root), database_url=url, smtp=smtp, company=COMPANY)


def answered(house, case, way):
    """The case's reply, brought as far as people bring it."""
    letter = draft_letter(house.services, case.number, LetterKind.REPLY)
    if letter.state is LetterState.DRAFT and not house.ask(lambda session: edits.by_people(session, letter.id)):
        letter = edit_blocks(house.services, letter.id, texts(house, letter), actor=CLERK, seen=letter.docx_sha)
    if letter.state is LetterState.DRAFT:
        letter = submit(house.services, letter.id, actor=CLERK, way=way)
    if now(house, letter).state is LetterState.SUBMITTED:
        approve(house.services, letter.id, actor=SUPERVISOR, pdf_sha=letter.pdf_sha)


def main(root, url, port, count):
    services = Services.open(settings_of(root, url, int(port)))
    house = House(services=services, time=[datetime.now(UTC)], smtp=None)
    recovery.recover(services, alone=True)
    for number in range(len(house.rows()), int(count)):
        house.delivered = number
        house.mail(f"电梯停运 {number}", sender=f"王芳 <wang{number}@example.com>")
    house.work()
    for case in house.cases():
        answered(house, case, Way.PRINT if case.id % 2 else Way.MAIL)
    house.work()
    if waiting := house.ask(lambda session: outgoing(services, session, CLERK)).to_print:
        make_batch(services, [one.letter.id for one in waiting], actor=CLERK)
    services.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
