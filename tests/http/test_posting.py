from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webapp.http.form_rendering import row_numbers
from webapp.http.posting import read_posted, with_row, without_row, without_text


def test_the_pages_own_names_are_no_fields():
    form = MultiDict([("csrf_token", "x"), ("_token", "t"), ("_rev", "7"), ("_save", "1"), ("a", "1"), ("a", "2")])

    posted = read_posted(form)

    assert posted.fields == {"a": ["1", "2"]}
    assert (posted.token, posted.rev) == ("t", 7)


def test_a_revision_that_is_no_number_counts_as_none():
    assert read_posted(MultiDict([("_rev", "x")])).rev == 0


def test_an_added_row_is_there_although_nothing_is_in_it():
    fields = with_row({"rows.0.a": ["1"], "rows.4.a": ["2"]}, "rows")

    assert row_numbers("rows", fields) == [0, 4, 5]


def test_a_row_is_added_within_a_row():
    fields = with_row({"rows.0._row": ["1"]}, "rows.0.proofs")

    assert "rows.0.proofs.0._row" in fields


def test_names_that_are_no_groups_add_and_remove_nothing():
    fields = {"a": ["1"]}

    assert with_row(fields, "a.b") == fields
    assert with_row(fields, "../x") == fields
    assert without_row(fields, "a") == fields


def test_a_removed_row_takes_what_is_in_it_along_and_the_gap_closes():
    fields = {"rows.0.a": ["1"], "rows.1.a": ["2"], "rows.1.in.0.b": ["3"], "rows.2.a": ["4"], "rows.10.a": ["5"]}

    left = without_row(fields, "rows.1")

    assert left == {"rows.0.a": ["1"], "rows.1.a": ["4"], "rows.2.a": ["5"]}


@given(st.integers(1, 8), st.data())
def test_removing_one_row_of_many_keeps_all_others_in_order(count: int, data: st.DataObject):
    gone = data.draw(st.integers(0, count - 1))
    fields = {f"rows.{n}.a": [str(n)] for n in range(count)}

    left = without_row(fields, f"rows.{gone}")

    assert [left[f"rows.{n}.a"] for n in range(count - 1)] == [[str(n)] for n in range(count) if n != gone]


def test_a_dropped_file_leaves_every_field():
    assert without_text({"scan": ["x", "y"], "a": ["x"]}, "x") == {"scan": ["y"], "a": []}
