from __future__ import annotations

import subprocess
import sys

from tests.rules.tree import ROOT


def test_the_rooms_lie_above_each_other():
    program = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(is_debug_mode=False))"

    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, f"Imports go down only (DECISIONS.md, 2):\n{run.stdout}\n{run.stderr}"
