"""Names for identifiers, so that a person is never taken for a case."""

from typing import NewType

PersonId = NewType("PersonId", str)
UnitId = NewType("UnitId", str)
RoomId = NewType("RoomId", str)
CaseId = NewType("CaseId", str)
TaskId = NewType("TaskId", str)
"""The engine task's uuid as 32 hexadecimal digits; the same id names the task, its timer, its wait or its call."""
DeploymentId = NewType("DeploymentId", str)

OFFICE_ROOM = RoomId("office")
"""The room of roles whose scope is the whole office (one pool, no rooms)."""
