"""Verbs of the office; `Office.run` and `Office.view` are the only ways in."""
