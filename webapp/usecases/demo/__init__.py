"""The made-up county of Yunling: people, cases in the middle of their lives, identities to sign in as."""

from __future__ import annotations

from webapp.usecases.demo.identities import Identity, identities

__all__ = ["Identity", "identities"]
