"""What a diagram and a case may at most be: each bound answers with a sentence, never with a crash or a wait."""

from __future__ import annotations

MAX_BYTES = 4_000_000
"""Bytes of one file."""
MAX_ELEMENTS = 2_000
"""Nodes of one process that the engine reads; the house itself draws at most `MAX_NODES`."""
MAX_FLOWS = 6_000
"""Sequence flows of one process."""
MAX_NODES = 45
"""Nodes of one house diagram: more cannot be read at a glance."""
MAX_PROCESSES = 50
"""Processes of one file."""
MAX_NESTING = 10
"""How deeply sub-processes may lie in each other."""
MAX_DEPTH = 12
"""How deeply scopes may run in each other: sub-processes and called processes."""
MAX_INSTANCES = 200
"""Instances of one multi-instance step."""
MAX_STEPS = 20_000
"""Engine steps of one act; more is a diagram that runs in circles without a person or an event."""
MAX_SIGNALS = 1_000
"""Signals that one case throws in one act."""
MAX_LINES = 500
"""Lines in the scripts of one process, all together."""
MAX_MOVES = 10_000
"""Moves that one act of a sandbox may bring about: handlers run, messages delivered, timers fired."""
MAX_TICKED = 100_000
"""What is open when timers fire, added up over one act of a sandbox: a repeated timer may leave a step at each beat."""
MAX_TOKENS = 5_000
"""Tokens of one case at a time; more is a diagram that multiplies them."""
MAX_BORN = 40_000
"""Tokens that come into being in one act."""
MAX_ASKED = 100_000
"""How often the conditions of conditional events are asked in one act."""
MAX_STATE = 400_000
"""Characters and items of a case's data; more belongs into a form or an attachment."""
