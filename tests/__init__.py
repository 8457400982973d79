"""Tests: they mirror webapp; beside it scenarios, house rules, faults, browser."""
