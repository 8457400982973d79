"""The drill: an office at work is backed up, destroyed and restored elsewhere, and nothing that it promised is lost."""
