"""The pages of the office's housekeeping, over a furnished office, before a browser without scripts."""
