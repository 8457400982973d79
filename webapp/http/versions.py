"""流程发布: versions that are not in force yet, what differs, who puts them forward and who puts them in force."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.http.acting import act, typed
from webapp.http.deployments import STATES
from webapp.http.door import view
from webapp.usecases import proposing
from webapp.usecases.version_pages import version_page, versions_page

pages = Blueprint("versions", __name__, url_prefix="/versions")


@pages.get("")
def listed() -> str:
    """This function will list the versions that wait."""
    return render_template("versions.html", rows=view(versions_page), states=STATES)


@pages.get("/<key:deployment_id>")
def shown(deployment_id: str) -> str:
    """This function will show a version beside the one in force."""
    found = view(version_page, deployment_id=deployment_id, play=request.args.get("play") == "1")
    return render_template("version.html", found=found, states=STATES)


@pages.post("/<key:deployment_id>")
def propose(deployment_id: str) -> Response:
    """This function will put a version forward."""
    given = {"deployment_id": deployment_id, "seen": typed("seen")[:64], "reason": typed("reason")}
    return act(proposing.propose_version, _page(deployment_id), "已提请发布，等待另一人批准。", **given)


@pages.post("/<key:deployment_id>/<key:proposal_id>/approve")
def approve(deployment_id: str, proposal_id: str) -> Response:
    """This function will put a version in force."""
    given = {"proposal_id": proposal_id, "seen": typed("seen")[:64]}
    return act(proposing.approve_version, _page(deployment_id), "已批准发布，新立项的事项按此版本办理。", **given)


@pages.post("/<key:deployment_id>/<key:proposal_id>/refuse")
def refuse(deployment_id: str, proposal_id: str) -> Response:
    """This function will refuse a version."""
    given = {"proposal_id": proposal_id, "reason": typed("reason")}
    return act(proposing.refuse_version, _page(deployment_id), "已退回，现行版本不变。", **given)


@pages.post("/<key:deployment_id>/<key:proposal_id>/withdraw")
def withdraw(deployment_id: str, proposal_id: str) -> Response:
    """This function will take an own proposal back."""
    done = "已撤回提请。"
    return act(proposing.withdraw_version, _page(deployment_id), done, proposal_id=proposal_id)


def _page(deployment_id: str) -> str:
    return url_for("versions.shown", deployment_id=deployment_id)
