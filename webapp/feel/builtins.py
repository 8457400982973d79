"""All functions of the standard in one table: importing their modules declares them."""

from __future__ import annotations

from webapp.feel import (
    builtins_context,
    builtins_list,
    builtins_number,
    builtins_position,
    builtins_range,
    builtins_stats,
    builtins_string,
    builtins_time,
)
from webapp.feel.registry import BUILTINS

DECLARED_IN = (
    builtins_context,
    builtins_list,
    builtins_number,
    builtins_position,
    builtins_range,
    builtins_stats,
    builtins_string,
    builtins_time,
)
FUNCTIONS = {"_f_" + name.replace(" ", "_"): function.positional for name, function in BUILTINS.items()}

__all__ = ["BUILTINS", "DECLARED_IN", "FUNCTIONS"]
