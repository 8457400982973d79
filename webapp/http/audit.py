"""The auditor's pages: acts without contents, who read what, chains and seals."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.domain.ids import PersonId
from webapp.http.acting import LATE, csv_file
from webapp.http.door import run, view
from webapp.http.tasks import day_of
from webapp.http.texts import t
from webapp.usecases import audits, overseeing, sampling, sealing, unusual

pages = Blueprint("audit", __name__, url_prefix="/audit")


@pages.get("")
def acts() -> str:
    """This function will list acts, the newest first, with the last check and the newest seals."""
    asked = request.args
    who = asked.get("who", "")[:64]
    found = view(
        audits.audit_page,
        who=PersonId(who) if who else None,
        what=asked.get("what", "")[:64],
        stream=asked.get("stream", "")[:80],
        cursor=asked.get("cursor", ""),
    )
    params = {name: text for name, text in asked.items() if name != "cursor"}
    return render_template("audit.html", found=found, params=params)


@pages.get("/readers")
def readers() -> str:
    """This function will list who looked at anything about a person."""
    about = PersonId(request.args.get("about", "")[:64])
    rows = view(audits.readers_of, subject_id=about)
    return render_template("readers.html", rows=rows)


@pages.get("/administrators")
def administrators() -> str:
    """This function will list what the other two administrators did."""
    found = view(overseeing.acts_of_keepers, cursor=request.args.get("cursor", ""))
    return render_template("overseen.html", found=found, endpoint="audit.administrators")


@pages.get("/unusual")
def report() -> str:
    """This function will show what of looks, refusals, searches and downloads is unusual, and the emergency looks."""
    return render_template("unusual.html", found=view(unusual.unusual_page))


@pages.get("/unusual.csv")
def report_file() -> Response:
    """This function will give the findings as a file."""
    return csv_file(*view(unusual.unusual_file))


@pages.get("/draws")
def draws() -> str:
    """This function will draw every recorded lot again and say whether it gives the same."""
    return render_template("draws.html", rows=view(sampling.repeat_draws))


@pages.get("/roots")
def roots() -> str:
    """This function will show the seals of a day with the code over them and all before, to be printed."""
    return render_template("roots.html", found=view(sealing.roots_page, on=day_of(request.args.get("on", ""))))


@pages.post("/check")
def check() -> Response:
    """This function will check every chain and seal."""
    found = run(audits.verify_chains)
    if found.faults:
        flash(t("核验完毕：发现{count}处异常，请查看下表。", count=len(found.faults)), LATE)
    else:
        flash(t("核验完毕：{count}条记录完整，没有异常。", count=found.entries))
    return redirect(url_for("audit.acts"))
