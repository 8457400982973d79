"""Small models, written as calls."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.engine.decisions import Model, read_decisions

SPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def literal(text: str, type_ref: str = "") -> str:
    return f"<literalExpression{_type(type_ref)}><text><![CDATA[{text}]]></text></literalExpression>"


def decision(name: str, body: str, requires: str = "", *, type_ref: str = "") -> str:
    variable = f'<variable name="{name}"{_type(type_ref)}/>'
    return f'<decision id="{_id(name)}" name="{name}">{variable}{requires}{body}</decision>'


def input_(name: str, type_ref: str = "") -> str:
    return f'<inputData id="{_id(name)}" name="{name}"><variable name="{name}"{_type(type_ref)}/></inputData>'


def needs_input(*ids: str) -> str:
    return _needs("information", "Input", ids)


def needs_decision(*ids: str) -> str:
    return _needs("information", "Decision", ids)


def needs_knowledge(*ids: str) -> str:
    return _needs("knowledge", "Knowledge", ids)


def definitions(*parts: str, space: str = "urn:m", imports: str = "") -> str:
    return f'<definitions xmlns="{SPACE}" namespace="{space}" name="m">{imports}{"".join(parts)}</definitions>'


def model(*parts: str) -> Model:
    return read_decisions(definitions(*parts))


def table(policy: str, rules: Sequence[Sequence[str]], outputs: str = '<output name="o"/>', *, more: str = "") -> str:
    """A table over the one input x; the first cell of a rule is its test."""
    rows = "".join(
        f"<rule>{_cell('inputEntry', test)}{''.join(_cell('outputEntry', result) for result in results)}</rule>"
        for test, *results in rules
    )
    column = "<input><inputExpression><text>x</text></inputExpression></input>"
    return f'<decisionTable hitPolicy="{policy}" {more}>{column}{outputs}{rows}</decisionTable>'


def _cell(tag: str, text: str) -> str:
    return f"<{tag}><text><![CDATA[{text}]]></text></{tag}>"


def _type(type_ref: str) -> str:
    return f' typeRef="{type_ref}"' if type_ref else ""


def _id(name: str) -> str:
    return name.replace(" ", "_")


def _needs(requirement: str, kind: str, ids: Sequence[str]) -> str:
    tag = f"{requirement}Requirement"
    references = [id_ if "#" in id_ else "#" + id_ for id_ in ids]
    return "".join(f'<{tag}><required{kind} href="{reference}"/></{tag}>' for reference in references)
