"""Who sees and edits the directory: a project's office its own, an admin all of it, a department none."""

from domain.codes import Role
from domain.said import N_
from domain.staff import Person
from workers.instance.permissions import OFFICE, permit

READERS = (*OFFICE, Role.ADMIN)
"""Who sees households, and edits what is noted of them and their people."""
KEEPERS = (Role.ADMIN,)
"""Who edits projects, and takes over and hands out whole lists."""
ANOTHER = N_("别人刚改过这里；没有保存您的修改，请看过新的内容再改")


def sees(person: Person, project: str) -> bool:
    """Whether somebody sees the directory of a project."""
    return person.grant(*READERS, project=project) is not None


def may_keep(actor: Person) -> None:
    """Refused for who is no admin; an operator at the machine is one (domain/staff.py)."""
    if actor.id:
        permit(actor, None, *KEEPERS)
