"""Numbered, reversible changes of the schema, run by `webapp.store.migrating.migrate`."""
