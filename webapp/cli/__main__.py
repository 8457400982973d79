"""`python -m webapp.cli`: the same as `shibiyan`."""

from __future__ import annotations

import sys

from webapp.cli import main

sys.exit(main())
