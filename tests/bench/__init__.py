"""What the office costs: an act, a full inbox, a start. `python -m tests.bench` (or `make bench`) prints it."""
