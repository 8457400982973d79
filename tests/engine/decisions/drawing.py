"""Random models of decisions with every boxed kind and hit policy, and damage to them."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from tests.engine.decisions.models import definitions
from tests.feel.grammar import Grammar
from webapp.engine.decisions.xml import EXPRESSIONS

Element = etree._Element
TYPES = """
<itemDefinition name="tSmall"><typeRef>number</typeRef><allowedValues><text>[0..10]</text></allowedValues>
  </itemDefinition>
<itemDefinition name="tMany" isCollection="true"><typeRef>tSmall</typeRef></itemDefinition>
<itemDefinition name="tCase"><itemComponent name="a"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="b" isCollection="true"><typeRef>tCase</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tFunction"><functionItem outputTypeRef="number"><parameters name="n" typeRef="Any"/>
  </functionItem></itemDefinition>
"""
REFERENCES = ("", "", "", "number", "string", "boolean", "date", "tSmall", "tMany", "tCase", "tFunction", "Any", "gone")
POLICIES = ("UNIQUE", "ANY", "FIRST", "PRIORITY", "OUTPUT ORDER", "RULE ORDER", "COLLECT")
AGGREGATIONS = ("", "SUM", "MIN", "MAX", "COUNT")
CELLS = (
    "-",
    "",
    "> 1",
    "[1..3]",
    "not(1)",
    '"a", "b"',
    "null",
    "? > 2",
    "true",
    "x",
    "1",
    "[1, 2]",
    "not(? = 1)",
    "y.a",
)
RESULTS = ("1", "2", '"a"', "x", "x + 1", "null", "[1]", "{a: 1}", "y")
CONDITIONS = ("i > 1", "i = x", "true", "null", "item.a > 0", "a = 1", '"x"', "item", "count(partial)")
INPUTS: tuple[dict[str, object], ...] = (
    {},
    {"x": 1, "y": {"a": 1}},
    {"x": [1, 2, 3], "y": 5},
    {"x": "a", "y": [{"a": 1, "b": []}]},
)


def text(words: str) -> str:
    return f"<text><![CDATA[{words}]]></text>"


class Drawing:
    """Models of one random source."""

    def __init__(self, seed: int) -> None:
        self.grammar = Grammar(seed)
        self.random = self.grammar.random
        self.boxes: tuple[Callable[[int], str], ...] = (
            *(self.table, self.context, self.list_, self.relation, self.conditional, self.filter_, self.loop),
            *(self.invocation, self.function),
        )

    def model(self) -> str:
        """Two inputs, knowledge, two decisions, a service."""
        knowledge = f'<formalParameter name="n"{self.type_()}/><formalParameter name="m"/>{self.literal(2)}'
        needs = "".join(
            f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in "xy"
        )
        return definitions(
            TYPES,
            *(f'<inputData id="{n}" name="{n}"><variable name="{n}"{self.type_()}/></inputData>' for n in "xy"),
            f'<businessKnowledgeModel id="f" name="f"><variable name="f"{self.type_()}/>'
            f"<encapsulatedLogic>{knowledge}</encapsulatedLogic></businessKnowledgeModel>",
            self.decision(
                "d", needs + '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>', 2
            ),
            self.decision("e", '<informationRequirement><requiredDecision href="#d"/></informationRequirement>', 1),
            '<decisionService id="s" name="s"><outputDecision href="#e"/>'
            '<inputData href="#x"/><inputDecision href="#d"/></decisionService>',
        )

    def decision(self, name: str, needs: str, depth: int) -> str:
        variable = f'<variable name="{name}"{self.type_()}/>'
        return f'<decision id="{name}" name="{name}">{variable}{needs}{self.box(depth)}</decision>'

    def type_(self) -> str:
        chosen = self.random.choice(REFERENCES)
        return f' typeRef="{chosen}"' if chosen else ""

    def maybe(self, part: str) -> str:
        return part if self.random.random() < 0.4 else ""

    def literal(self, depth: int) -> str:
        return f"<literalExpression{self.type_()}>{text(self.grammar.expression(depth))}</literalExpression>"

    def given(self, words: tuple[str, ...]) -> str:
        return f"<literalExpression>{text(self.random.choice(words))}</literalExpression>"

    def box(self, depth: int) -> str:
        """Any boxed expression, nested at most so deep."""
        return self.literal(1) if depth <= 0 else self.random.choice(self.boxes)(depth - 1)

    def table(self, depth: int) -> str:
        policy, columns = self.random.choice(POLICIES), self.random.randint(0, 2)
        aggregation = self.random.choice(AGGREGATIONS) if policy == "COLLECT" else ""
        results = 1 if aggregation else self.random.randint(1, 2)
        inputs = "".join(self.input() for _ in range(columns))
        outputs = "".join(self.output(name) for name in "op"[:results])
        rows = "".join(self.rule(columns, results) for _ in range(self.random.randint(0, 4)))
        head = f'hitPolicy="{policy}"' + (f' aggregation="{aggregation}"' if aggregation else "")
        return f"<decisionTable {head}>{inputs}{outputs}{rows}</decisionTable>"

    def input(self) -> str:
        words = text(self.random.choice(("x", "y", "y.a", "1")))
        allowed = self.maybe(f"<inputValues>{text('1, 2, [5..9]')}</inputValues>")
        return f"<input><inputExpression{self.type_()}>{words}</inputExpression>{allowed}</input>"

    def output(self, name: str) -> str:
        values = self.maybe(f"<outputValues>{text('2, 1')}</outputValues>")
        default = self.maybe(f"<defaultOutputEntry>{text(self.random.choice(RESULTS))}</defaultOutputEntry>")
        return f'<output name="{name}"{self.type_()}>{values}{default}</output>'

    def rule(self, columns: int, results: int) -> str:
        tests = "".join(f"<inputEntry>{text(self.random.choice(CELLS))}</inputEntry>" for _ in range(columns))
        given = "".join(f"<outputEntry>{text(self.random.choice(RESULTS))}</outputEntry>" for _ in range(results))
        return f"<rule>{tests}{given}</rule>"

    def context(self, depth: int) -> str:
        entries = "".join(
            f'<contextEntry><variable name="{name}"{self.type_()}/>{self.box(depth)}</contextEntry>'
            for name in "abc"[: self.random.randint(0, 3)]
        )
        return f"<context>{entries}{self.maybe(f'<contextEntry>{self.box(depth)}</contextEntry>')}</context>"

    def list_(self, depth: int) -> str:
        return f"<list>{''.join(self.box(depth) for _ in range(self.random.randint(0, 3)))}</list>"

    def relation(self, depth: int) -> str:
        rows = "".join(f"<row>{self.literal(1)}{self.literal(1)}</row>" for _ in range(self.random.randint(0, 3)))
        return f'<relation><column name="a"{self.type_()}/><column name="b"/>{rows}</relation>'

    def conditional(self, depth: int) -> str:
        parts = zip(("if", "then", "else"), (self.literal(1), self.box(depth), self.box(depth)), strict=True)
        return f"<conditional>{''.join(f'<{tag}>{part}</{tag}>' for tag, part in parts)}</conditional>"

    def filter_(self, depth: int) -> str:
        return f"<filter><in>{self.box(depth)}</in><match>{self.given(CONDITIONS)}</match></filter>"

    def loop(self, depth: int) -> str:
        tag = self.random.choice(("for", "some", "every"))
        inner = "return" if tag == "for" else "satisfies"
        body = f"<{inner}>{self.given(CONDITIONS)}</{inner}>"
        return f'<{tag} iteratorVariable="i"><in>{self.box(depth)}</in>{body}</{tag}>'

    def invocation(self, depth: int) -> str:
        bindings = "".join(f'<binding><parameter name="{name}"/>{self.box(depth)}</binding>' for name in "nm")
        return f"<invocation>{self.given(('f', 'f', 'f', 'gone'))}{bindings}</invocation>"

    def function(self, depth: int) -> str:
        return f'<functionDefinition><formalParameter name="n"{self.type_()}/>{self.box(depth)}</functionDefinition>'

    def damaged(self, xml: str) -> str:
        """A model with a few elements lost, doubled, moved, renamed, emptied, or their texts damaged."""
        root = etree.fromstring(xml.encode())
        for _ in range(self.random.randint(1, 4)):
            elements = [element for element in root.iter() if element is not root]
            self.random.choice(DAMAGE)(self, self.random.choice(elements), self.random.choice(elements))
        return etree.tostring(root, encoding="unicode")


def lose(drawing: Drawing, element: Element, other: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def double(drawing: Drawing, element: Element, other: Element) -> None:
    if element not in other.iterancestors() and element is not other:
        other.append(etree.fromstring(etree.tostring(element)))


def rename(drawing: Drawing, element: Element, other: Element) -> None:
    element.tag = f"{{{etree.QName(element).namespace}}}{drawing.random.choice(EXPRESSIONS)}"


def strip(drawing: Drawing, element: Element, other: Element) -> None:
    if element.attrib:
        del element.attrib[drawing.random.choice(list(element.attrib))]


def exchange(drawing: Drawing, element: Element, other: Element) -> None:
    for name in element.attrib:
        element.set(name, drawing.random.choice(("", "x", "d", "e", "f", "#d", "#gone", "urn:m#e", "tCase", "name")))


def scribble(drawing: Drawing, element: Element, other: Element) -> None:
    words = drawing.grammar.damaged(element.text or "", other.text or "")
    element.text = "".join(letter for letter in words if letter.isprintable() or letter == "\n")


DAMAGE = (lose, double, rename, strip, exchange, scribble)
