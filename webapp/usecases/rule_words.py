"""Names of limits, words of results and questions as the deployment's own rule files give them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any  # YAML as it came

from webapp.domain.deadlines import PART, rule_key
from webapp.domain.said import Said
from webapp.engine import Definition, read_mapping


@lru_cache(maxsize=512)
def _rows(definition: Definition, file: str) -> Mapping[str, Mapping[str, Any]]:
    rows = read_mapping(definition.bundle.files.get(f"rules/{file}.yaml", b""))
    return {str(key): row for key, row in rows.items() if isinstance(row, dict)}


def _word(rows: Mapping[str, Mapping[str, Any]], key: str) -> str:
    return str(rows.get(key, {}).get("zh", ""))


def limit_name(definition: Definition, key: str) -> str:
    """This function will give a time limit's name for pages and letters, with its part; without one the key itself."""
    name, part = _word(_rows(definition, "limit_names"), rule_key(key)), key.partition(PART)[2]
    return Said("{label}第{number}项", label=Said(name), number=part) if name and part else Said(name or key)


def result_word(definition: Definition, word: str, step: str = "") -> str:
    """This function will give a result's words (`accept` -> 采信了结), at a step that has own ones those; else itself.

    `step` is process and element of the call that asks a body: m10b_filing.study_plan.
    """
    own = _rows(definition, "questions").get(step, {}).get(word)
    return str(own["zh"]) if own else _word(_rows(definition, "results"), word) or word


def question_of(definition: Definition, key: str) -> str:
    """This function will give what is asked about a matter, or at a step that asks a body; "" where nothing says so."""
    return _word(_rows(definition, "questions"), key)
