"""Frozen values and pure rules of the office; standard library and the expression language only."""
