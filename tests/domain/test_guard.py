"""The one guard: a bound case lets no verb round its gate."""

import pytest

from webapp.domain.errors import MandatoryGate
from webapp.domain.guard import HARMLESS, Verb, guard


@pytest.mark.parametrize("verb", sorted(set(Verb) - HARMLESS))
def test_every_verb_that_moves_a_bound_case_is_refused_in_words(verb: Verb) -> None:
    with pytest.raises(MandatoryGate, match="必经环节") as refused:
        guard(verb, ("8.4",), reason="withdrawn_by_authority", second_approver=True)

    assert refused.value.facts["rows"] == ("8.4",)


def test_death_needs_the_second_approver() -> None:
    guard(Verb.END_EARLY, ("8.4",), reason="subject_deceased", second_approver=True)

    with pytest.raises(MandatoryGate):
        guard(Verb.END_EARLY, ("8.4",), reason="subject_deceased")


@pytest.mark.parametrize("verb", list(Verb))
def test_a_free_case_passes(verb: Verb) -> None:
    guard(verb, ())
