"""Complaints about officers (反映办理人员): whoever is meant is kept out before anybody of the office reads a word."""

from __future__ import annotations

import dataclasses

from webapp.domain.handlers import handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Complaints, KeptOut


@handler
def keep_out(leader: bool, *, complaints: Complaints) -> KeptOut:
    """This function will keep out whom the complaint names, and the organ's own leader where it says so."""
    if leader:
        complaints.keep_leader_out()
    found = complaints.keep_out_named()
    return dataclasses.replace(found, leader=leader or found.leader)


@handler
def keep_out_found(people: tuple[PersonId, ...] | None = None, *, complaints: Complaints) -> KeptOut:
    """This function will keep out whom the examination of the complaint found to be meant, too."""
    return complaints.keep_out(people or ())
