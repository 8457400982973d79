"""Deployed processes for designers to read."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from webapp.http.diagrams import drawn
from webapp.http.door import view
from webapp.usecases import deployments

pages = Blueprint("deployments", __name__, url_prefix="/deployments")
STATES = {"draft": "编辑中", "proposed": "提请发布", "live": "已发布", "retired": "停用"}


@pages.get("")
def deployment_list() -> str:
    """This function will list the deployed versions."""
    return render_template("deployments.html", rows=view(deployments.deployments), states=STATES)


@pages.get("/<word:process>")
def shown(process: str) -> str:
    """This function will show a process: diagram, steps, forms, tables, letters, findings, scenarios."""
    asked = request.args
    found = view(
        deployments.diagram_page, process=process, part=asked.get("part", "")[:64], play=asked.get("play") == "1"
    )
    return render_template("deployment.html", found=found, states=STATES)


@pages.get("/<word:process>/diagram.xml")
def xml(process: str) -> Response:
    """This function will give the diagram of a process or of one that it calls."""
    found = view(deployments.diagram_of, process=process, part=request.args.get("part", "")[:64])
    return drawn(found.xml)
