"""`python -m webapp.letters FOLDER` writes one of each letter."""

from __future__ import annotations

import sys
from pathlib import Path

from .samples import write_samples

if __name__ == "__main__":
    for path in write_samples(Path(sys.argv[1] if len(sys.argv) > 1 else "var/letters")):
        sys.stdout.write(f"{path}\n")
