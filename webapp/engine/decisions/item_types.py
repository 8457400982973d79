"""Item definitions to types (DMN 7.3.2)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

from webapp.engine.decisions.xml import Element, kid, kids, name_of, text_of, type_ref
from webapp.feel import Compiled, FeelError, FeelLimit, FeelValue, TooComplexError, compile_unary
from webapp.feel.compiler import read_type
from webapp.feel.names import normal
from webapp.feel.types import ANY, Type, lookup
from webapp.feel.values import Context

Names = frozenset[str]


class TypeTable(dict[str, Type]):
    """Types by name, built on demand and in any order of their definitions."""

    def __init__(self, items: Iterable[Element], imported: Mapping[str, Type], findings: list[str]) -> None:
        super().__init__(imported)
        self.pending = {name_of(item): item for item in items}
        self.findings = findings
        self.texts = {name: text_of(kid(item, "allowedValues")) for name, item in self.pending.items()}
        for name in list(self.pending):
            self.named(name)

    def named(self, name: str) -> Type | None:
        """This function will give a type by name; its holder is there before it is built, for types that recur."""
        if name in self.pending:
            element = self.pending.pop(name)
            self[name] = holder = Type("any")
            built = self.build(element)
            for slot in Type.__slots__:
                setattr(holder, slot, getattr(built, slot))
        return lookup(name, self)

    def build(self, item: Element, siblings: Names = frozenset()) -> Type:
        """This function will give the type of an item definition, or of a component beside others."""
        out = self.base(item)
        self.constrain(out, item, "allowedValues", siblings)  # binds the items of a collection
        if _is_collection(item):
            out = Type("list", out)
        self.constrain(out, item, "typeConstraint", siblings)  # binds the whole
        return out

    def base(self, item: Element) -> Type:
        """This function will give the type without collection and constraints."""
        components = kids(item, "itemComponent")
        if components:
            names = frozenset(map(name_of, components))
            fields = {name_of(component): self.build(component, names) for component in components}
            return Type("context", fields=fields, checks=list(self.tied(components, names)))
        function = kid(item, "functionItem")
        if function is not None:
            params = [self.resolve(type_ref(param)) or ANY for param in kids(function, "parameters")]
            return Type("function", self.resolve(function.get("outputTypeRef")), params=params)
        known = self.resolve(type_ref(item)) or ANY
        if not kids(item, "allowedValues", "typeConstraint"):
            return known  # itself, not a copy: a type that recurs is not yet whole
        return Type(known.kind, known.item, known.fields, known.params, list(known.checks))

    def resolve(self, name: str | None) -> Type | None:
        """This function will give the type of a reference."""
        if not name:
            return None
        prefix, _, own = normal(name).rpartition(":")
        found = self.named(normal(name)) or self.named(f"{prefix}.{own}") or self.named(own) or read_type(name, self)
        if found is None and (words := f"类型“{name}”没有定义，值不受检查") not in self.findings:
            self.findings.append(words)
        return found

    def allowed_text(self, name: str | None) -> str | None:
        """This function will give the allowed values of a named type, as text."""
        return self.texts.get(normal(name or "").rsplit(":", 1)[-1])

    def constrain(self, type_: Type, item: Element, tag: str, siblings: Names) -> None:
        """This function will add allowedValues or typeConstraint to a type as a check, unless it reads siblings."""
        tests = self.tests(item, tag, siblings)
        if tests and not tests.names & siblings:
            type_.checks.append(lambda value: value is None or tests.run({}, value) is True)

    def tied(self, components: Iterable[Element], names: Names) -> Iterator[Callable[[FeelValue], bool]]:
        """This function will give what components demand of the values beside them (DMN 7.3.3), for the whole to check.

        What is wrong with their texts was found when they were built.
        """
        for component in components:
            for tag in ("allowedValues", "typeConstraint"):
                tests = self.tests(component, tag, names, told=True)
                if tests and tests.names & names:
                    each = tag == "allowedValues" and _is_collection(component)
                    yield functools.partial(_holds, tests, name_of(component), each)

    def tests(self, item: Element, tag: str, siblings: Names, *, told: bool = False) -> Compiled | None:
        """This function will give the unary tests of a type; an error is a finding, unless it was told before."""
        text, findings = text_of(kid(item, tag)), [] if told else self.findings
        if not text:
            return None
        try:
            tests = compile_unary(text, siblings)
        except TooComplexError as error:
            raise FeelLimit(f"允许的取值：{error.reason}") from None
        except FeelError as error:
            findings.append(f"允许的取值“{text}”：{error}")
            return None
        findings += [f"允许的取值“{text}”：{words}" for words in sorted(tests.misused)]
        return tests


def _is_collection(item: Element) -> bool:
    """Tell whether values of an item definition are lists."""
    return item.get("isCollection") in ("true", "1")


def _holds(tests: Compiled, name: str, each: bool, whole: Context) -> bool:
    """Tell whether a component passes tests that read those beside it; of a list each item, if `each`."""
    value = whole.get(name)
    items = value if each and type(value) is list else [value]
    return all(item is None or tests.run(whole, item) is True for item in items)
