"""How functions of the standard may be called: a call that fits no overload is null for ever, and is told as that."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from webapp.feel.names import spelled
from webapp.feel.registry import MISFIT, OVERLOADS, Param, Signature, fit


def misuse(name: str, count: int, named: Collection[str] | None) -> str:
    """Return what to say of a call with so many arguments, or with these names; nothing of one that may have a value.

    The types of arguments are known only when they are there, their number and names at once.
    """
    forms = [signature for signature, _ in OVERLOADS.get(name, ())]
    if not forms or any(_takes(form, count) if named is None else _knows(form, named) for form in forms):
        return ""
    return _told(name, " 或 ".join(_written(name, form) for form in forms))


def misuse_of(name: str, params: Sequence[str], count: int, named: Collection[str] | None) -> str:
    """Return the same of a function that a model defines; of parameters with names any may be left out."""
    if count == len(params) if named is None else set(map(spelled, named)) <= set(map(spelled, params)):
        return ""
    return _told(name, f"{name}({', '.join(params)})")


def _told(name: str, right: str) -> str:
    return f"函数 {name}() 的参数个数或者名称不对，总是为空，应写 {right}"


def _takes(form: Signature, count: int) -> bool:
    return count >= len(form.params) if form.variadic else form.admits(count)


def _knows(form: Signature, named: Collection[str]) -> bool:
    """Return whether the names are parameters, and no parameter is missing that cannot be null."""
    missing = (param for param in form.params if param.name not in named)
    known = {param.name for param in form.params}
    return known.issuperset(named) and not any(_needed(param) for param in missing)


def _needed(param: Param) -> bool:
    return not param.optional and fit(param.kind, None) is MISFIT


def _written(name: str, form: Signature) -> str:
    names = [f"[{param.name}]" if param.optional else param.name for param in form.params]
    return f"{name}({', '.join([*names, *(['…'] if form.variadic else [])])})"
