"""Command line: `shibiyan serve`, `check`, `where` and the rest; `shibiyan --help` lists them."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from webapp.cli.saying import complain, speak_chinese
from webapp.domain.errors import OfficeError

DRAWING = ("draw", "layout", "quality")
"""Commands of the drawing room, handed over as they come."""


def main(argv: Sequence[str] | None = None) -> int:
    """This function will run one command and give its exit code; what goes wrong is said in one sentence."""
    speak_chinese()
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in DRAWING:
        from webapp.layout.__main__ import main as drawing

        return drawing(words)
    asked = parser().parse_args(words)
    module, _, function = asked.command.partition(":")
    try:
        return int(getattr(importlib.import_module(module), function)(asked))
    except OfficeError as error:
        complain(error.message)
        return 1
    except OSError as error:
        complain(f"没有办成：{error.filename or ''} {error.strerror or error}。请检查路径、权限和磁盘空间。")
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """This function will describe all commands; each one's module is loaded when it is called."""
    top = argparse.ArgumentParser(prog="shibiyan", description="十必严：十项监督措施的流程平台")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    _running(commands)
    _preserving(commands)
    _publishing(commands)
    _looking(commands)
    for name in DRAWING:
        commands.add_parser(name, help="see `python -m webapp.layout`", add_help=False)
    return top


Commands = argparse._SubParsersAction  # argparse gives its kind no public name


def _running(commands: Commands[argparse.ArgumentParser]) -> None:
    serve = _of_office(commands, "serve", "serving:serve", "start the office: pages and due work")
    serve.add_argument("--port", type=int, default=None, help="instead of SHIBIYAN_PORT; 0 takes a free one")
    serve.add_argument(
        "--no-work", dest="work", action="store_false", help="pages only: `shibiyan work` does what is due"
    )
    _of_office(commands, "work", "serving:work", "due work only: messages, timers, seals (beside `serve`, or alone)")
    _add(commands, "demo", "serving:demo", "load the made-up county into the demo's own database")
    keys = _of_office(commands, "keys", "keyring:keys", "make, rotate or retire the office's keys")
    keys.add_argument(
        "verb",
        nargs="?",
        choices=("make", "rotate", "retire", "rotate-seal", "rotate-office", "relist"),
        default="make",
        help="make: the key files where they are missing (default); rotate: a new key wraps all data keys; "
        "retire: take old keys out of the file; rotate-seal: a new key signs the seals; "
        "rotate-office: a new data key seals names and all else of the office's own; "
        "relist: mark accounts, second factors and duties anew, as far as the record bears them out",
    )
    _of_office(commands, "migrate", "keeping:migrate_schema", "bring the database to the schema of this version")
    appoint = _of_office(
        commands, "appoint", "keeping:appoint_administrator", "the three administrators of a new office"
    )
    appoint.add_argument("role", choices=("sysadmin", "sec_admin", "sec_auditor"))
    appoint.add_argument("login")
    appoint.add_argument("name")
    cycle = _of_office(commands, "cycle", "cycles:cycle", "yearly rounds: who belongs to one, begin it, how far it is")
    cycle.add_argument("verb", choices=("preview", "open", "status"))
    cycle.add_argument("measure", help="a measure (m05) or the process of one round (m03b_special_report)")
    cycle.add_argument("period", help="2026, 2026-H1, 2026-Q3 or 2026-11")


def _preserving(commands: Commands[argparse.ArgumentParser]) -> None:
    retention = _of_office(
        commands, "retention", "keeping_terms:retention", "what is past its term; put it on the list of destruction"
    )
    retention.add_argument(
        "verb",
        choices=("preview", "propose", "status"),
        help="preview: what is due and what still needs it; propose: put what may go on the list, which three people "
        "decide about; status: the list by stage, and the terms of logs",
    )
    backup = _of_office(commands, "backup", "backups:backup", "back up the office while it works; keys are never in it")
    backup.add_argument("folder")
    backup.add_argument("--keep", type=_at_least_one, default=30, help="backups to keep (default 30)")
    restore = _of_office(commands, "restore", "restores:restore", "bring a backup back where nothing is, and check it")
    restore.add_argument("backup", help="the folder of one backup")
    restore.add_argument("--destroyed", help="the newest destroyed.jsonl: what it names is destroyed again")
    _of_office(commands, "restored", "restores:restored", "after a restore by the database's own means: begin again")
    doctor = _of_office(
        commands, "doctor", "doctor:doctor", "what is wrong here and how to mend it; 0 good 1 watch 2 bad"
    )
    doctor.add_argument("--verbose", action="store_true", help="every vacant duty on a line of its own")
    doctor.add_argument("--json", action="store_true", help="the same for machines")
    doctor.add_argument("--alarm", action="store_true", help="exit code for an alarm: 0 without a fault, else 2")
    _of_office(commands, "verify", "keeping:verify", "check every chain of the audit, entry by entry")
    record = _of_office(commands, "record", "records:export_record", "the record as a file for deploy/verify.py")
    record.add_argument("file", help="a new file, e.g. record.jsonl")
    roots = _of_office(commands, "roots", "records:print_roots", "the seals of a day and their code, to be printed")
    _of_office(commands, "reseal", "records:reseal", "write the seals anew where their folder was lost; recorded")
    roots.add_argument("day", nargs="?", default=None, help="2026-11-27; default: today")


def _publishing(commands: Commands[argparse.ArgumentParser]) -> None:
    deploy = _of_office(commands, "deploy", "keeping:deploy", "check diagrams of a folder and put them in force")
    deploy.add_argument("folder", help="a folder like processes/")
    deploy.add_argument("process", nargs="?", help="one process only; default: all that can be started")
    deploy.add_argument("--keep", action="store_true", help="put nothing in force: designers put it forward on a page")
    export = _of_office(commands, "export", "keeping:export", "write the files of a process in force into a folder")
    export.add_argument("process")
    export.add_argument("folder")


def _looking(commands: Commands[argparse.ArgumentParser]) -> None:
    check = _add(commands, "check", "checking:check", "findings, scenarios and flow coverage of every diagram")
    check.add_argument("process", nargs="*", help="a process id or a short word (m08, m10e); default: all")
    check.add_argument("--json", action="store_true", help="figures and findings for machines")
    where = _add(commands, "where", "whereabouts:where", "where a step is: diagram, form, handler, letter, scenarios")
    where.add_argument("process", help="a process id or a short word (m08)")
    where.add_argument("element", nargs="?", help="the step's id; without it: all steps of the process")


def _at_least_one(text: str) -> int:
    """Keeping none would throw away the backup that has just been made."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: a whole number from 1, e.g. --keep 30")
    return int(text)


def _of_office(
    commands: Commands[argparse.ArgumentParser], name: str, function: str, text: str
) -> argparse.ArgumentParser:
    made = _add(commands, name, function, text)
    made.add_argument("--demo", action="store_true", help="the demo's own office: made-up people, files in var/demo")
    return made


def _add(commands: Commands[argparse.ArgumentParser], name: str, function: str, text: str) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=text, description=text)
    made.set_defaults(command=f"{__name__}.{function}")
    return made
