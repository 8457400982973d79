"""The composition root: settings -> Office; the only importer of handlers."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from pathlib import Path

import handlers
from webapp.domain.handlers import HandlerSpec, handlers_of
from webapp.outbound.oidc import read_provider
from webapp.settings import MEGABYTE, Settings
from webapp.store.db import Database
from webapp.store.vault import Vault
from webapp.usecases.library import Library
from webapp.usecases.office import Office


def now() -> dt.datetime:
    """This function will read the machine's clock: the only place that does."""
    return dt.datetime.now(dt.UTC)


def all_handlers() -> Mapping[str, HandlerSpec]:
    """This function will give every handler of the package by name `<module>.<function>`."""
    modules = [importlib.import_module(f"handlers.{found.name}") for found in pkgutil.iter_modules(handlers.__path__)]
    return handlers_of(modules)


def build_office(settings: Settings, clock: Callable[[], dt.datetime] = now) -> Office:
    """This function will open database and keys and give the office; nothing is written yet."""
    vault = Vault.open(Path(settings.key_file), create=settings.demo)
    if settings.database.startswith("sqlite:///"):
        Path(settings.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    registry = all_handlers()
    return Office(
        database=Database(settings.database, vault),
        library=Library(registry),
        handlers=registry,
        clock=clock,
        zone=settings.office_zone,
        facts=settings_facts(settings),
        largest_file=settings.upload_limit_mb * MEGABYTE,
        provider=read_provider(Path(settings.oidc_file)) if settings.oidc_file else None,
        session_limits=(dt.timedelta(minutes=settings.idle_minutes), dt.timedelta(hours=settings.session_hours)),
    )


def settings_facts(settings: Settings) -> Mapping[str, str]:
    """This function will give what pages and letters say of the office."""
    return {
        "name": settings.office_name,
        "mark": settings.office_mark,
        "address": settings.office_address,
        "phone": settings.office_phone,
        "fonts": settings.fonts,
        "seal_folder": settings.seal_folder,
        "seal_key_file": settings.seal_key_file,
        "mail_host": settings.mail_host,
        "mail_port": str(settings.mail_port),
        "mail_sender": settings.mail_sender,
    }
