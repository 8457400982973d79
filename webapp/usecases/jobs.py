"""Jobs after the commit (mail): leased to one worker, done outside any transaction, tried again, given up loudly."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.errors import OfficeError
from webapp.domain.records import Job
from webapp.store import incidents, jobs
from webapp.store.points import Point
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.attempts import DIED
from webapp.usecases.digests import MAIL, send_digest
from webapp.usecases.office import Office

log = logging.getLogger("shibiyan.jobs")
WORKER = uuid.uuid4().hex
"""Who has a lease: this process."""
AT_ONCE = 10
"""So many jobs are leased together: their time-outs must fit into the lease."""
INCIDENT = "job"
KINDS: Mapping[str, Callable[[Office, Job], None]] = {MAIL: send_digest}


def finish_jobs(office: Office, *, worker: str = WORKER) -> int:
    """This function will do the jobs that are due, each outside any transaction, and count those that succeeded."""
    if not office.view(waiting_jobs, SYSTEM):
        return 0
    leased = office.run(lease_jobs, SYSTEM, worker=worker)
    office.database.reach(Point.LEASED)
    return sum(_finish(office, job, worker) for job in leased)


@reads(Permission.SYSTEM)
def waiting_jobs(act: Act) -> int:
    """This function will count the jobs that are not done: where there are none, nobody needs to write."""
    return jobs.waiting(act.tx)


@writes(Permission.SYSTEM, audited=False)
def lease_jobs(act: Act, *, worker: str) -> tuple[Job, ...]:
    """This function will give jobs to one worker until their lease runs out; one that workers died at is given up."""
    for kind, case_id in jobs.give_up_left(act.tx, now=act.now):
        incidents.raise_once(act.tx, kind=INCIDENT, code=f"{kind}:{DIED}", at=act.now, case_id=case_id)
    return jobs.lease(act.tx, worker=worker, now=act.now, limit=AT_ONCE)


@writes(Permission.SYSTEM, audited=False)
def settle_job(act: Act, *, job_id: str, worker: str) -> None:
    """This function will note that a job is done."""
    jobs.settle(act.tx, job_id, worker=worker, now=act.now)


@writes(Permission.SYSTEM, audited=False)
def put_job_off(act: Act, *, job: Job, worker: str, code: str) -> None:
    """This function will try a job again after a growing pause; one that is given up is an incident."""
    if not jobs.fail(act.tx, job, worker=worker, now=act.now, outcome=code):
        incidents.raise_once(act.tx, kind=INCIDENT, code=f"{job.kind}:{code}", at=act.now, case_id=job.case_id)


def _finish(office: Office, job: Job, worker: str) -> bool:
    try:
        KINDS[job.kind](office, job)
    except (OSError, OfficeError, KeyError, ValueError) as error:
        code = type(error).__name__  # its text may hold an address
        log.warning("job=%s code=%s", job.id, code)
        office.run(put_job_off, SYSTEM, job=job, worker=worker, code=code)
        return False
    office.database.reach(Point.DONE_OUTSIDE)
    office.run(settle_job, SYSTEM, job_id=job.id, worker=worker)
    return True
