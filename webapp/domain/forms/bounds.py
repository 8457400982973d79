"""What a form may at most be; the check before publishing finds what is beyond. The list: docs/ENGINE.md."""

from __future__ import annotations

MAX_FORM_BYTES = 200_000
"""Bytes of one form."""
MAX_FIELDS = 200
"""Components of one form, groups and texts included."""
MAX_FORM_NESTING = 4
"""How deeply groups and repeating groups may lie in each other; the top level is the first."""
MAX_OPTIONS = 200
"""Options of one choice."""
MAX_ROWS = 500
"""Rows that a repeating group may allow; one that says nothing allows 20."""
MAX_BOXES = 5_000
"""Boxes, rows and options to choose from on a page when every repeating group is full."""
MAX_PARTS = 20_000
"""Parts of one answer as it is posted: boxes, rows, files, and what is ticked in lists of persons or units."""
MAX_ANSWER = 4_000_000
"""Bytes of all texts of one answer together (UTF-8): some 1.3 million Chinese characters."""
MAX_LENGTH = 5_000
"""Characters of one text that somebody writes, also where the form says nothing."""
MAX_DIGITS = 34
"""Characters of one number that somebody writes; a form's own least and most lie below ten to that power."""
MAX_KEY = 60
"""Characters of a key, an id or a type."""
MAX_LABEL = 200
"""Characters of a label, an option or its value."""
MAX_WORDING = 2_000
"""Characters of a text, a hint or a message on a form."""
MAX_FORM_PATTERN = 200
"""Characters of the pattern of a text field (XPath's regular expressions, without back references)."""
MAX_FORM_STEPS = 2_000_000
"""FEEL steps, and values read, of all conditions, prefills and computed fields of one form at one look."""

USUAL_ROWS = 20
