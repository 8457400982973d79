"""What pages show, as frozen values: the contract between use cases and templates."""
