from __future__ import annotations

from pathlib import Path

from webapp.engine import SUPPORTED


def test_every_supported_element_has_a_test_file_of_its_name():
    here = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")} - {"the_list"}

    assert here == set(SUPPORTED)
