"""The three administrators of a new office, appointed from the command line; everybody else on the roster's pages."""

from __future__ import annotations

import secrets
import uuid

from webapp.domain.actor import ADMIN_ROLES, SYSTEM, Permission
from webapp.domain.errors import Refused
from webapp.domain.ids import OFFICE_ROOM, PersonId
from webapp.domain.roster import Account, Affiliation, Person, RoleGrant
from webapp.store import accounts, grants, people
from webapp.usecases.act import Act, writes
from webapp.usecases.office import Office
from webapp.usecases.viewing import entry_of, note

PASSWORD_BYTES = 12


class AppointmentRefused(Refused):
    """不能任命：{why}。"""

    code = "appointment_refused"


def appoint(office: Office, *, role: str, login: str, name: str) -> str:
    """This function will appoint an administrator and give the first password, which is shown once and kept nowhere."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    office.run(appoint_first, SYSTEM, role=role, login=login, name=name, password_hash=office.hasher.hash(password))
    return password


@writes(Permission.SYSTEM)
def appoint_first(act: Act, *, role: str, login: str, name: str, password_hash: str) -> PersonId:
    """This function will write the first holder of an administrator's duty; raises AppointmentRefused for a second."""
    known = login.strip().lower()
    if role not in ADMIN_ROLES:
        raise AppointmentRefused(why="只有三员由此任命，其他人员请安全管理员在“人员”页登记")
    if grants.holders(act.tx, role, on=act.today):
        raise AppointmentRefused(why="该岗位已经有人，由两名管理员在“两人办理”页办理")
    if accounts.by_login(act.tx, known) is not None:
        raise AppointmentRefused(why="该账号已被使用，三员不得由一人兼任")
    if people.named(act.tx, name.strip()):
        raise AppointmentRefused(why="花名册已有同名人员，三员不得由一人兼任；确系另一人的，请在姓名后加注")
    person = Person(id=PersonId(uuid.uuid4().hex), kind=Affiliation.OFFICER, name=name.strip())
    people.put_person(act.tx, person)
    grants.add(act.tx, _grant(person.id, role))
    accounts.put(act.tx, _account(act, person.id, login=known, password_hash=password_hash))
    note(act, entry_of(act, "administrator.appointed", person=person.id, role=role))
    return person.id


def _grant(person_id: PersonId, role: str) -> RoleGrant:
    return RoleGrant(id=uuid.uuid4().hex, person_id=person_id, role=role, room_id=OFFICE_ROOM)


def _account(act: Act, person_id: PersonId, *, login: str, password_hash: str) -> Account:
    return Account(
        id=uuid.uuid4().hex,
        person_id=person_id,
        login=login,
        password_hash=password_hash,
        must_change=True,
        changed_at=act.now,
    )
