"""Task forms: form-js JSON read, prefilled, validated and cut down to routing values, all on the server.

`read_form(json)` -> form; `prefill(form, scope)` -> first values; `answer(form, posted, ...)` -> values and faults;
`routing(form, values)` -> what may reach the diagram.
"""

from webapp.domain.forms.answers import Answer, Fault, answer
from webapp.domain.forms.bounds import MAX_ROWS
from webapp.domain.forms.checks import SIGNATURE
from webapp.domain.forms.model import DECISION, GIST, LEADER, RESTS_ON, Field, FieldType, Form, Option, Rule, read_form
from webapp.domain.forms.phrases import contradicts
from webapp.domain.forms.prefill import Cut, First, first_values, prefill
from webapp.domain.forms.routing import marked, routing
from webapp.domain.forms.scope import Scope

__all__ = [
    "DECISION",
    "GIST",
    "LEADER",
    "MAX_ROWS",
    "RESTS_ON",
    "SIGNATURE",
    "Answer",
    "Cut",
    "Fault",
    "Field",
    "FieldType",
    "First",
    "Form",
    "Option",
    "Rule",
    "Scope",
    "answer",
    "contradicts",
    "first_values",
    "marked",
    "prefill",
    "read_form",
    "routing",
]
