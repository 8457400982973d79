"""Context functions (DMN 10.3.4.9)."""

from __future__ import annotations

from webapp.feel.bounds import charge, sized
from webapp.feel.registry import builtin
from webapp.feel.values import Context, FeelValue, Items


@builtin("get value", "m:context, key:string")
def get_value(context: Context, key: str) -> FeelValue:
    """Return the entry under a key."""
    return context.get(key)


@builtin("get entries", "m:context")
def get_entries(context: Context) -> Items:
    """Return all entries as contexts of key and value."""
    return sized([{"key": k, "value": v} for k, v in context.items()])


@builtin("context put", "context:context, key:string, value:any")
def context_put(context: Context, key: str, value: FeelValue) -> Context:
    """Return a context with one entry set."""
    return {**context, key: value}


@builtin("context put", "context:context, keys:list, value:any")
def context_put_deep(context: Context, keys: Items, value: FeelValue) -> Context | None:
    """Return a context with an entry set deep inside; null if the way there is no context."""
    if not keys or type(keys[0]) is not str:
        return None
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    changed = context_put_deep(inner, keys[1:], value) if type(inner) is dict else None
    return None if changed is None else {**context, keys[0]: changed}


@builtin("context merge", "contexts:list")
def context_merge(contexts: Items) -> Context | None:
    """Return all entries, the last of a name wins."""
    if any(type(context) is not dict for context in sized(contexts)):
        return None
    charge(sum(map(len, contexts)))
    return {k: v for context in contexts for k, v in context.items()}


@builtin("context", "entries:list")
def context_of(entries: Items) -> Context | None:
    """Return a context from entries of key and value; a key twice gives null."""
    out: Context = {}
    for entry in sized(entries):
        if not _is_entry(entry) or entry["key"] in out:
            return None
        out[entry["key"]] = entry["value"]
    return out


def _is_entry(entry: FeelValue) -> bool:
    return type(entry) is dict and "value" in entry and type(entry.get("key")) is str
