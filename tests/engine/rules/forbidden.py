"""Diagrams that BPMN forbids, or that say nothing that can be run: each with the element at which it is refused."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from html import escape

from tests.engine.bpmn import HEAD, S, each, el, ends, flows, line, message, process, props, script, steps, timer
from webapp.engine.vocabulary import words

Wrong = tuple[str, bytes, str]
"""A name, the file, and the element that must be named ("" for the file itself)."""
BELL = '<bpmn:signalEventDefinition signalRef="sig_bell"/>'
DEFINITIONS = {
    "none": "",
    "message": message("asked"),
    "timer": timer("PT1H", "timeDuration"),
    "signal": BELL,
    "conditional": (
        "<bpmn:conditionalEventDefinition><bpmn:condition>n</bpmn:condition></bpmn:conditionalEventDefinition>"
    ),
    "error": '<bpmn:errorEventDefinition errorRef="err_lost"/>',
    "escalation": '<bpmn:escalationEventDefinition escalationRef="esc_high"/>',
    "terminate": "<bpmn:terminateEventDefinition/>",
    "cancel": "<bpmn:cancelEventDefinition/>",
    "compensate": "<bpmn:compensateEventDefinition/>",
    "link": '<bpmn:linkEventDefinition name="far"/>',
}
RIGHT = {
    "start": {"none", "message", "timer", "signal"},
    "end": {"none", "message", "error", "escalation", "terminate", "signal"},
    "throw": {"none", "message", "signal", "escalation"},
    "catch": {"message", "timer", "signal", "conditional"},
    "boundary": {"message", "timer", "signal", "conditional", "error", "escalation"},
    "beside": {"message", "timer", "signal", "conditional", "escalation"},
    "inner start": {"none"},
    "event sub-process": {"message", "timer", "signal", "conditional", "error", "escalation"},
    "event sub-process beside": {"message", "timer", "signal", "conditional", "escalation"},
}
"""Where each may stand alone; a link needs its other end, a cancel its transaction, compensation is not run."""


def placed(position: str, definition: str) -> tuple[str, str]:
    """Put an event at a position; give the body and the element to be named."""
    inner = el("startEvent", "x", definition) + ends("z") + line("x", "z")
    if position == "start":
        return el("startEvent", "x", definition) + ends("e") + line("x", "e"), "x"
    if position == "end":
        return S + el("endEvent", "x", definition) + line("s", "x"), "x"
    if position in ("throw", "catch"):
        tag = "intermediateThrowEvent" if position == "throw" else "intermediateCatchEvent"
        return S + el(tag, "x", definition) + ends("e") + line("s", "x", "e"), "x"
    if position in ("boundary", "beside"):
        stops = "false" if position == "beside" else "true"
        event = el("boundaryEvent", "x", definition, attachedToRef="a", cancelActivity=stops)
        return S + steps("a") + event + ends("e") + line("s", "a", "e") + flows("x>e"), "x"
    if position == "inner start":
        return S + el("subProcess", "y", inner) + ends("e") + line("s", "y", "e"), "y"
    stops = "false" if position.endswith("beside") else "true"
    inner = inner.replace('id="x"', f'id="x" isInterrupting="{stops}"')
    sub = el("subProcess", "y", inner, triggeredByEvent="true")
    return S + steps("a") + ends("e") + line("s", "a", "e") + sub, "y" if definition == "" else "x"


def events() -> Iterator[Wrong]:
    """Give every trigger at every place where it is not at home."""
    for position, (kind, definition) in itertools.product(RIGHT, DEFINITIONS.items()):
        if kind not in RIGHT[position]:
            body, element = placed(position, definition)
            yield f"{kind} at {position}", process(body), element


SOUND = (
    S
    + steps("a")
    + el("exclusiveGateway", "g", default="g__b")
    + el("task", "b")
    + el("subProcess", "p1", el("startEvent", "y") + steps("c") + ends("z") + line("y", "c", "z"))
    + ends("e", "f")
    + flows("s>a", "a>g", ("g>p1", "n > 1"), "g>b", "b>e", "p1>f")
)


def changed(*pairs: tuple[str, str], outside: str = "") -> bytes:
    """Give the sound diagram with changes in its text; each must hit."""
    text = process(SOUND, outside=outside).decode()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def with_more(more: str, outside: str = "") -> bytes:
    """Give the sound diagram with something more in it."""
    return process(SOUND + more, outside=outside)


def flowing() -> Iterator[Wrong]:
    """Give flows and ids that are broken."""
    nodes = {
        "s": "startEvent",
        "a": "userTask",
        "g": "exclusiveGateway",
        "b": "task",
        "p1": "subProcess",
        "e": "endEvent",
    }
    for key, tag in nodes.items():
        yield f"{tag} without id", changed((f'<bpmn:{tag} id="{key}"', f"<bpmn:{tag}")), "p"
        yield f"{tag} with an id of another", changed((f'<bpmn:{tag} id="{key}"', f'<bpmn:{tag} id="c"')), "c"
        yield (
            f"{tag} with no name for an id",
            changed((f'<bpmn:{tag} id="{key}"', f'<bpmn:{tag} id="1 {key}"')),
            f"1 {key}",
        )
    for key in ("s__a", "a__g", "g__p1", "b__e"):
        source, target = key.split("__")
        yield (
            f"{key} from nowhere",
            changed((f'sourceRef="{source}" targetRef="{target}"', f'sourceRef="no" targetRef="{target}"')),
            key,
        )
        yield (
            f"{key} to nowhere",
            changed((f'sourceRef="{source}" targetRef="{target}"', f'sourceRef="{source}" targetRef="no"')),
            key,
        )
        yield (
            f"{key} without source",
            changed((f'sourceRef="{source}" targetRef="{target}"', f'targetRef="{target}"')),
            key,
        )
        yield (
            f"{key} without target",
            changed((f'sourceRef="{source}" targetRef="{target}"', f'sourceRef="{source}"')),
            key,
        )
        yield (
            f"{key} out of the sub-process",
            changed((f'sourceRef="{source}" targetRef="{target}"', f'sourceRef="c" targetRef="{target}"')),
            key,
        )
        yield (
            f"{key} into the sub-process",
            changed((f'sourceRef="{source}" targetRef="{target}"', f'sourceRef="{source}" targetRef="c"')),
            key,
        )
    yield "two flows between two nodes", with_more(flows("b>e").replace("b__e", "again")), "b__e"
    yield "a flow without id", changed(('<bpmn:sequenceFlow id="b__e"', "<bpmn:sequenceFlow")), "p"
    yield "a flow into a start", with_more(flows("b>s").replace("b>s", "b__s")), "b__s"
    yield "a flow out of an end", with_more(flows("e>b")), "e__b"
    yield (
        "a flow into a boundary event",
        with_more(el("boundaryEvent", "h", BELL, attachedToRef="a") + flows("h>e", "b>h")),
        "b__h",
    )
    yield "an unreachable task", with_more(steps("k") + flows("k>e")), "k"
    yield "a task that leads nowhere", with_more(steps("k") + flows("b>k")), "k"
    yield "a circle that nothing leaves", with_more(steps("k", "l") + flows("b>k", "k>l", "l>k")), "k"
    yield "a boundary event that leads nowhere", with_more(el("boundaryEvent", "h", BELL, attachedToRef="a")), "h"
    for host in ("s", "g", "e", "no", "c"):
        more = el("boundaryEvent", "h", BELL, attachedToRef=host) + flows("h>e")
        yield f"a boundary event on {host}", with_more(more), "h"
    yield "a boundary event on nothing", with_more(el("boundaryEvent", "h", BELL) + flows("h>e")), "h"
    more = el("boundaryEvent", "h", BELL, attachedToRef="a") + el("boundaryEvent", "i", BELL, attachedToRef="h")
    yield "a boundary event on a boundary event", with_more(more + flows("h>e", "i>e")), "i"
    yield (
        "no start",
        changed(('<bpmn:startEvent id="s"', '<bpmn:task id="s"'), ("</bpmn:startEvent>", "</bpmn:task>")),
        "p",
    )
    yield (
        "no start inside",
        changed(
            ('<bpmn:startEvent id="y"', '<bpmn:task id="y"'),
            ('</bpmn:startEvent><bpmn:userTask id="c"', '</bpmn:task><bpmn:userTask id="c"'),
        ),
        "p1",
    )
    inner = '<bpmn:endEvent id="z" name="z"></bpmn:endEvent>'
    yield "no end inside", changed((inner, inner.replace("endEvent", "task"))), "p1"
    second = el("startEvent", "y2") + line("y2", "c")
    yield (
        "two starts inside",
        changed(
            (
                '<bpmn:startEvent id="y"',
                second.replace("</bpmn:startEvent>", "</bpmn:startEvent>", 1) + '<bpmn:startEvent id="y"',
            )
        ),
        "p1",
    )
    yield "a default that is not its own", changed(('default="g__b"', 'default="b__e"')), "g"
    yield "a default of nothing", changed(('default="g__b"', 'default="no"')), "g"
    yield "a choice with a gap", changed((' default="g__b"', "")), "g__b"
    yield "an empty condition", changed(("n &gt; 1", "")), "g__p1"
    for wrong, ways in (("Converging", "a"), ("Mixed", "b")):
        yield f"a gateway that says {wrong} {ways}", changed(('id="g"', f'id="g" gatewayDirection="{wrong}"')), "g"
    yield (
        "incoming that is not",
        changed(('id="a" name="a">', 'id="a" name="a"><bpmn:incoming>b__e</bpmn:incoming>')),
        "a",
    )
    yield (
        "outgoing that is nothing",
        changed(('id="a" name="a">', 'id="a" name="a"><bpmn:outgoing>no</bpmn:outgoing>')),
        "a",
    )


def attributes() -> Iterator[Wrong]:
    """Give attributes that the schema does not know, and values that they may not have."""
    nodes = {
        "s": "startEvent",
        "a": "userTask",
        "g": "exclusiveGateway",
        "b": "task",
        "p1": "subProcess",
        "e": "endEvent",
    }
    for key, tag in {**nodes, "p": "process"}.items():
        yield (
            f"{tag} with an unknown attribute",
            changed((f'<bpmn:{tag} id="{key}"', f'<bpmn:{tag} id="{key}" colour="red"')),
            key,
        )
        for name, said in words()[tag].attributes.items():
            if said is not None and f'{name}="' not in process(SOUND).decode().split(f'<bpmn:{tag} id="{key}"')[1][:40]:
                values = ("maybe", "") if isinstance(said, frozenset) else ("two", "1.5")
                for value in values:
                    new = f'<bpmn:{tag} id="{key}" {name}="{value}"'
                    yield f"{tag} {name}={value!r}", changed((f'<bpmn:{tag} id="{key}"', new)), key
    inner = el("startEvent", "y") + steps("c") + ends("z") + line("y", "c", "z")
    meeting = S + el("subProcess", "p1", inner) + el("inclusiveGateway", "g") + el("inclusiveGateway", "j") + ends("e")
    drawn = line("s", "p1", "g") + flows(("g>x", "n"), ("g>b", "m"), "x>j", "b>j", "j>e")
    for name, value in (("attachedToRef", "c"), ("calledElement", "p"), ("triggeredByEvent", "true")):
        nodes = el("userTask", "x", **{name: value}) + el("task", "b")
        yield f"a task that says {name}", process(meeting + nodes + drawn), "x"
    for tag, key, wrong in (
        ("boundaryEvent", "h", "cancelActivty"),
        ("boundaryEvent", "h", "attachedTo"),
        ("startEvent", "s", "interrupting"),
        ("subProcess", "p1", "triggerByEvent"),
        ("userTask", "a", "isForCompensatio"),
    ):
        more = el("boundaryEvent", "h", BELL, attachedToRef="a") + flows("h>e")
        text = with_more(more).decode().replace(f'<bpmn:{tag} id="{key}"', f'<bpmn:{tag} id="{key}" {wrong}="true"', 1)
        yield f"a misspelt {wrong}", text.encode(), key


def children() -> Iterator[Wrong]:
    """Give elements where the standard has none of them."""
    inside_task = (
        "startEvent",
        "sequenceFlow",
        "lane",
        "message",
        "participant",
        "boundaryEvent",
        "condition",
        "script",
        "loopCondition",
        "timeDate",
    )
    for tag in inside_task:
        yield f"{tag} in a task", changed(('id="a" name="a">', f'id="a" name="a"><bpmn:{tag} id="k"/>')), "k"
    for tag in ("lane", "message", "participant", "formalExpression", "timerEventDefinition", "unheardOf", "incoming"):
        yield f"{tag} in a process", with_more(f'<bpmn:{tag} id="k"/>'), "k"
    for tag in ("userTask", "lane", "startEvent", "sequenceFlow", "unheardOf"):
        yield f"{tag} beside the process", process(SOUND, outside=f'<bpmn:{tag} id="k"/>'), "k"
    for tag in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
        yield (
            f"{tag} of a gateway",
            changed(('name="g"', 'name="g"'), ('default="g__b">', f'default="g__b"><bpmn:{tag}/>')),
            "g",
        )
    condition = "<bpmn:loopCondition>n</bpmn:loopCondition>"
    loop = f"<bpmn:standardLoopCharacteristics>{condition}</bpmn:standardLoopCharacteristics>"
    yield "two loops", changed(('id="a" name="a">', f'id="a" name="a">{loop}{loop}')), "a"
    yield "a loop of two kinds", changed(('id="a" name="a">', f'id="a" name="a">{loop}{each("n", "m")}')), "a"
    yield (
        "two conditions",
        changed(
            (
                "<bpmn:conditionExpression>",
                "<bpmn:conditionExpression>true</bpmn:conditionExpression><bpmn:conditionExpression>",
            )
        ),
        "g__p1",
    )
    yield "an element of nowhere", changed(('id="a" name="a">', 'id="a" name="a"><foo xmlns="urn:foo"/>')), "a"
    yield (
        "an extension that must be understood",
        process(SOUND, outside='<bpmn:extension mustUnderstand="true" definition="q"/>'),
        "d_p",
    )
    two = timer("2026-01-01").replace("</bpmn:timeDate>", "</bpmn:timeDate><bpmn:timeDuration>PT1H</bpmn:timeDuration>")
    yield (
        "a timer of two minds",
        process(
            S
            + el("intermediateCatchEvent", "x", two.replace("timeDuration", "timeDate"))
            + ends("e")
            + line("s", "x", "e")
        ),
        "x",
    )


REFERENCES = {
    "messageRef": '<bpmn:messageEventDefinition messageRef="{}"/>',
    "signalRef": '<bpmn:signalEventDefinition signalRef="{}"/>',
    "errorRef": '<bpmn:errorEventDefinition errorRef="{}"/>',
    "escalationRef": '<bpmn:escalationEventDefinition escalationRef="{}"/>',
}


def references() -> Iterator[Wrong]:
    """Give references to what is not there, or to something else."""
    for name, definition in REFERENCES.items():
        for wrong in ("no", "a", "p", "msg_asked" if name != "messageRef" else "sig_bell", ""):
            body = S + el("endEvent", "x", definition.format(wrong)) + line("s", "x")
            yield f"{name} to {wrong!r}", process(body), "x"
        body = S + el("endEvent", "x", definition.split(" ")[0] + "/>") + line("s", "x")
        yield f"no {name}", process(body), "x"
    for tag in ("sendTask", "receiveTask"):
        yield f"{tag} of no message", process(S + el(tag, "x") + ends("e") + line("s", "x", "e")), "x"
        yield f"{tag} of another", process(S + el(tag, "x", messageRef="no") + ends("e") + line("s", "x", "e")), "x"
    for called in ("", "no", "p", "a"):
        yield (
            f"a call of {called!r}",
            process(S + el("callActivity", "x", calledElement=called) + ends("e") + line("s", "x", "e")),
            "x",
        )
    callee = '<bpmn:process id="q" isExecutable="true">{}</bpmn:process></bpmn:definitions>'
    for name, inside in {
        "a process that only a message starts": el("startEvent", "t", message("asked")) + ends("u") + line("t", "u"),
        "a process of two starts": el("startEvent", "t")
        + el("startEvent", "t2")
        + ends("u")
        + line("t", "u")
        + line("t2", "u"),
    }.items():
        body = process(S + el("callActivity", "x", calledElement="q") + ends("e") + line("s", "x", "e")).decode()
        yield f"a call of {name}", body.replace("</bpmn:definitions>", callee.format(inside)).encode(), "q"
    yield (
        "a reference to an event definition of nowhere",
        process(S + el("endEvent", "x", "<bpmn:eventDefinitionRef>no</bpmn:eventDefinitionRef>") + line("s", "x")),
        "x",
    )
    pool = '<bpmn:collaboration id="c"><bpmn:participant id="k" processRef="no"/></bpmn:collaboration>'
    yield "a pool of nothing", process(SOUND, outside=pool.replace('id="c"', 'id="cc"')), "k"
    flow = '<bpmn:collaboration id="cc"><bpmn:messageFlow id="k" sourceRef="{}" targetRef="{}"/></bpmn:collaboration>'
    yield "a message flow to oneself", process(SOUND, outside=flow.format("a", "b")), "k"
    yield "a message flow to nothing", process(SOUND, outside=flow.format("a", "no")), "k"
    yield (
        "a rule task without decision",
        process(S + el("businessRuleTask", "x") + ends("e") + line("s", "x", "e")),
        "x",
    )
    lanes = "".join(f'<bpmn:lane id="{key}"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>' for key in ("k", "k2"))
    yield "a node in two lanes", with_more(f'<bpmn:laneSet id="l">{lanes}</bpmn:laneSet>'), "k2"
    times = timer("PT1H", "timeDuration").replace(
        "</bpmn:timer", "<bpmn:timeDate>2026-03-02</bpmn:timeDate></bpmn:timer"
    )
    twice = S + el("intermediateCatchEvent", "x", times) + ends("e") + line("s", "x", "e")
    yield "a timer with two times", process(twice), "x"
    yield "an association to nothing", with_more('<bpmn:association id="k" sourceRef="a" targetRef="no"/>'), "k"
    yield "a data object of nothing", with_more('<bpmn:dataObjectReference id="k" dataObjectRef="no"/>'), "k"


NOWHERE = {
    "dataStoreReference": ('<bpmn:dataStoreReference id="k" dataStoreRef="no"/>', ""),
    "dataObject": ('<bpmn:dataObject id="k" itemSubjectRef="no"/>', ""),
    "group": ('<bpmn:group id="k" categoryValueRef="no"/>', ""),
    "lane": (
        '<bpmn:laneSet id="l"><bpmn:lane id="k"><bpmn:flowNodeRef>no</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
        "",
    ),
    "message": ("", '<bpmn:message id="k" itemRef="no"/>'),
    "interface": (
        "",
        '<bpmn:interface id="i" name="i"><bpmn:operation id="k" name="k"><bpmn:inMessageRef>no</bpmn:inMessageRef>'
        "</bpmn:operation></bpmn:interface>",
    ),
}


def nowhere() -> Iterator[Wrong]:
    """Give references from pictures and declarations to what is not declared, and the same to another kind."""
    for name, (more, outside) in NOWHERE.items():
        for wrong in ("no", "a"):
            if name != "lane" or wrong == "no":
                drawn, beside = (
                    text.replace('"no"', f'"{wrong}"').replace(">no<", f">{wrong}<") for text in (more, outside)
                )
                yield f"a {name} of {wrong}", with_more(drawn, outside=beside), "k"
    send = el("sendTask", "x", messageRef="msg_asked", operationRef="no")
    yield "an operation of nowhere", process(S + send + ends("e") + line("s", "x", "e")), "x"


def pictures() -> Iterator[Wrong]:
    """Give message flows and associations whose ends cannot be their ends, and a message that starts twice."""
    pools = '<bpmn:participant id="pp" processRef="p"/><bpmn:participant id="bb" name="other"/>'
    flow = f'<bpmn:collaboration id="cc">{pools}<bpmn:messageFlow id="k" {{}}/></bpmn:collaboration>'
    for source, target in (("bb", "g"), ("bb", "s__a"), ("bb", "e"), ("s", "bb"), ("g", "bb"), ("bb", "bb")):
        drawn = flow.format(f'sourceRef="{source}" targetRef="{target}"')
        yield f"a message flow from {source} to {target}", process(SOUND, outside=drawn), "k"
    drawn = flow.format('sourceRef="bb" targetRef="a" messageRef="no"')
    yield "a message flow of no message", process(SOUND, outside=drawn), "k"
    for one in ("", 'sourceRef="a"', 'targetRef="a"'):
        yield f"an association with {one or 'no end'}", with_more(f'<bpmn:association id="k" {one}/>'), "k"
    first = el("startEvent", "x", message("asked")) + ends("e") + line("x", "e")
    second = el("startEvent", "t", message("asked")) + ends("u") + line("t", "u")
    more = f'<bpmn:process id="q" isExecutable="true">{second}</bpmn:process></bpmn:definitions>'
    file = process(first).decode().replace("</bpmn:definitions>", more)
    yield "a message that starts two processes", file.encode(), "t"


TWINS = {
    "message": message("asked"),
    "error": '<bpmn:errorEventDefinition errorRef="err_lost"/>',
    "any error": "<bpmn:errorEventDefinition/>",
    "escalation": '<bpmn:escalationEventDefinition escalationRef="esc_high"/>',
    "signal": BELL,
}


def twins() -> Iterator[Wrong]:
    """Give two events beside each other that wait for the same."""
    for name, definition in TWINS.items():
        pair = "".join(el("boundaryEvent", key, definition, attachedToRef="a") for key in ("h", "x"))
        yield f"two boundary events for one {name}", with_more(pair + flows("h>e", "x>e")), "x"
        subs = "".join(
            el("subProcess", f"{key}s", el("startEvent", key, definition) + ends(f"{key}e") + line(key, f"{key}e"))
            for key in ("h", "x")
        ).replace("<bpmn:subProcess id", '<bpmn:subProcess triggeredByEvent="true" id')
        yield f"two event sub-processes for one {name}", with_more(subs), "x"


def counts() -> Iterator[Wrong]:
    """Give counts, conditions and times that say at deployment already that they are none."""
    many = "<bpmn:multiInstanceLoopCharacteristics id='i'>{}</bpmn:multiInstanceLoopCharacteristics>"
    count = many.format("<bpmn:loopCardinality id='c'>{}</bpmn:loopCardinality>")
    for text in ("-1", "0 - 3", "1.5", '"three"', "true", "100000", "null"):
        yield f"{text} instances", _task(count.format(text)), "x"
    enough = "<bpmn:loopCardinality>2</bpmn:loopCardinality><bpmn:completionCondition>{}</bpmn:completionCondition>"
    items = "<bpmn:loopDataInputRef>n</bpmn:loopDataInputRef>"
    for part in ("loopDataOutputRef", "inputDataItem", "outputDataItem"):
        yield f"several with an empty {part}", _task(many.format(f"{items}<bpmn:{part}/>")), "x"
    yield "several of an empty list", _task(many.format("<bpmn:loopDataInputRef/>")), "x"
    yield "several for each of 5", _task(each("5", "m")), "x"
    for text in ("True", "n = None", "n is None", "undefined"):
        body = S + el("exclusiveGateway", "g", default="g__f") + ends("e", "f") + flows("s>g", ("g>e", text), "g>f")
        yield f"a word of another language in {text}", process(body), "g__e"
    for text in ("", "5", '"yes"'):
        yield f"complete when {text!r}", _task(many.format(enough.format(text))), "x"
    for text in ("5", "true", "[1]"):
        catch = el("intermediateCatchEvent", "x", timer(text, "timeDuration"))
        yield f"a duration of {text}", process(S + catch + ends("e") + line("s", "x", "e")), "x"
    io = "<bpmn:ioSpecification id='i'><bpmn:dataInput id='d'/><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>"
    yield "an input of its own", _task(io), "x"


def _task(inner: str) -> bytes:
    return process(S + el("task", "x", inner) + ends("e") + line("s", "x", "e"))


CODE = (
    '__import__("os").system("true")',
    'open("/etc/passwd").read()',
    "().__class__.__base__.__subclasses__()",
    "${n > 1}",
    "#{n}",
    "n == 1",
    "n && true",
    "n ? 1 : 2",
    "lambda: 1",
    "[x for x in n]",
    "function() { return 1 }",
    "n; m",
    "execution.getVariable('n')",
    'exec("1")',
)


def expressions() -> Iterator[Wrong]:
    """Give other languages at every place where an expression stands."""
    places = {
        "condition": lambda text: (
            S + el("exclusiveGateway", "x", default="x__f") + ends("e", "f") + flows("s>x", ("x>e", text), "x>f"),
            "x__e",
        ),
        "script": lambda text: (S + script("x", f"y = {text}") + ends("e") + line("s", "x", "e"), "x"),
        "duration": lambda text: (
            S + el("intermediateCatchEvent", "x", timer(text, "timeDuration")) + ends("e") + line("s", "x", "e"),
            "x",
        ),
        "loop": lambda text: (
            S
            + el(
                "task",
                "x",
                f"<bpmn:standardLoopCharacteristics><bpmn:loopCondition>{escape(text)}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>",
            )
            + ends("e")
            + line("s", "x", "e"),
            "x",
        ),
        "count": lambda text: (
            S
            + el(
                "task",
                "x",
                f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>{escape(text)}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>",
            )
            + ends("e")
            + line("s", "x", "e"),
            "x",
        ),
        "completion": lambda text: (
            S + el("task", "x", each("n", "m", until=text)) + ends("e") + line("s", "x", "e"),
            "x",
        ),
        "conditional event": lambda text: (
            S
            + el(
                "intermediateCatchEvent",
                "x",
                f"<bpmn:conditionalEventDefinition><bpmn:condition>{escape(text)}</bpmn:condition></bpmn:conditionalEventDefinition>",
            )
            + ends("e")
            + line("s", "x", "e"),
            "x",
        ),
        "payload": lambda text: (
            S
            + el("intermediateThrowEvent", "x", props({"payload.n": text}) + message("told"))
            + ends("e")
            + line("s", "x", "e"),
            "x",
        ),
    }
    for (place, draw), text in itertools.product(places.items(), CODE):
        body, element = draw(text)
        yield f"{text} as {place}", process(body), element


def documents() -> Iterator[Wrong]:
    """Give files that are none."""
    sound = process(SOUND)
    yield "nothing", b"", ""
    yield "blanks", b"  \n ", ""
    yield "no XML", b"hello", ""
    yield "JSON", b'{"process": 1}', ""
    yield "half a file", sound[: len(sound) // 2], ""
    yield "two roots", sound + sound.partition(b"?>")[2], ""
    yield "another root", b'<bpmn:process xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="p"/>', ""
    yield "another namespace", sound.replace(b"20100524", b"20110101"), ""
    yield "no namespace", sound.replace(b"bpmn:", b""), ""
    yield "no process", f"<bpmn:definitions {HEAD} id='d'/>".encode(), ""
    yield "an undeclared prefix", sound.replace(b'xmlns:bpmn="', b'xmlns:bpm="'), ""
    yield "a picture only", sound.replace(b'isExecutable="true"', b'isExecutable="false"'), "p"
    yield "a picture only, in figures", sound.replace(b'isExecutable="true"', b'isExecutable="0"'), "p"
    doctype = b'<!DOCTYPE bpmn:definitions [<!ENTITY a "aaaa">]>'
    yield "a DOCTYPE", sound.replace(b"?>", b"?>" + doctype, 1), ""
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
    yield "an entity bomb", sound.replace(b"?>", b"?>" + bomb, 1).replace(b'name="a"', b'name="&c;"', 1), ""
    outside = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    yield "an entity from outside", sound.replace(b"?>", b"?>" + outside, 1).replace(b'name="a"', b'name="&a;"', 1), ""
    yield "a DTD from outside", sound.replace(b"?>", b'?><!DOCTYPE d SYSTEM "http://localhost/x.dtd">', 1), ""
    yield "too large", sound.replace(b"</bpmn:definitions>", b" " * 4_100_000 + b"</bpmn:definitions>"), ""
    yield "a byte that is none", sound.replace(b'name="a"', b'name="\xff\xfe"', 1), ""
    yield "a zero byte", sound.replace(b'name="a"', b'name="\x00"', 1), ""
    deep = b"<bpmn:extensionElements>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</bpmn:extensionElements>"
    yield "too deep", sound.replace(b'id="a" name="a">', b'id="a" name="a">' + deep, 1), ""
    yield (
        "the same process twice",
        sound.replace(b"</bpmn:definitions>", b'<bpmn:process id="p"/></bpmn:definitions>'),
        "p",
    )


def forbidden() -> list[Wrong]:
    """Give them all."""
    return [
        *events(),
        *flowing(),
        *attributes(),
        *children(),
        *references(),
        *nowhere(),
        *pictures(),
        *twins(),
        *counts(),
        *expressions(),
        *documents(),
    ]
