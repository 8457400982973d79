"""Words on pages, in the language of the request: templates call `t`, `say`, `own`, `day` and their like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from babel.dates import format_date, format_time
from flask import Flask, g
from markupsafe import Markup, escape

from webapp.domain.deadline_words import DueWords
from webapp.domain.said import Said, in_chinese
from webapp.http.house import house, local, today
from webapp.http.words import CHINESE, ENGLISH, HAN
from webapp.usecases.views.tasks import WrittenRow

LOCALES = {CHINESE: "zh_Hans_CN", ENGLISH: "en_GB"}
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def language() -> str:
    """This function will give the language of the request: zh or en."""
    return str(getattr(g, "language", CHINESE))


def in_english() -> bool:
    """This function will tell whether the page is written in English."""
    return language() == ENGLISH


def t(text: str, /, **facts: object) -> Markup:
    """This function will give a text of a page, translated, its holes filled with escaped facts."""
    known = house().words.english(text, facts.get("count")) if in_english() else None
    return escape(known or text).format(**facts)


def plain(text: str) -> str:
    """This function will translate a sentence that a use case or a process wrote, where it is known."""
    if not in_english():
        return text
    if isinstance(text, Said) and text.facts:
        return (house().words.english(text.text) or text.text).format(**{n: bare(one) for n, one in text.facts.items()})
    return house().words.english_sentence(text) or text


def bare(fact: object) -> str:
    """This function will write what a view holds where no mark can stand: in an option, in an attribute."""
    if isinstance(fact, list | tuple):
        return between().join(bare(one) for one in fact)
    if isinstance(fact, dt.date):
        return day(fact)
    return plain(fact) if isinstance(fact, Said) else str(fact)


def mark_of(fact: object) -> Markup:
    """This function will give the attribute that such a text needs on an English page."""
    if not isinstance(fact, Said):
        return lang(str(fact))
    return lang(bare(fact)) if fact.facts else untranslated(bare(fact))


def lang(text: str) -> Markup:
    """This function will give the attribute that marks contents (names, typed text) as Chinese on an English page."""
    return Markup(' lang="zh-CN"') if in_english() and HAN.search(text) else Markup()


def untranslated(text: str) -> Markup:
    """This function will give the attribute of a text of the house that has no English; no page of ours bears it."""
    return Markup(' lang="zh"') if in_english() and HAN.search(text) else Markup()


def say(text: str | None) -> Markup:
    """This function will give such a sentence; what fills its holes and has no translation are contents."""
    if isinstance(text, Said) and text.facts:
        return t(text.text, **{name: _of_sentence(one) for name, one in text.facts.items()})
    told = house().words.told(text or "") if in_english() else None
    if told is None:
        shown = text or ""
        return Markup("<span{}>{}</span>").format(untranslated(shown), shown) if untranslated(shown) else escape(shown)
    english, facts = told
    return escape(english).format(**{name: known(part) for name, part in facts.items()})


def _of_sentence(fact: object) -> object:
    if isinstance(fact, dt.date):
        return day(fact)
    return fact if isinstance(fact, int) else written(fact)


def known(text: str) -> Markup:
    """This function will give what may be a word of the house or somebody's: translated where it is known."""
    return say(text) if in_english() and house().words.told(text) else own(text)


def own(text: object) -> Markup:
    """This function will give contents (names, units, typed text): never translated, marked on an English page."""
    shown = "" if text is None else str(text)
    return Markup("<span{}>{}</span>").format(lang(shown), shown) if lang(shown) else escape(shown)


def written(value: object) -> Markup:
    """This function will write what a view holds: words of the house translated, days as days, the rest as contents."""
    if isinstance(value, Said):
        return say(value)
    if isinstance(value, WrittenRow):
        return escape("\n").join(_line(label, one, alone=len(value.lines) == 1) for label, one in value.lines)
    if isinstance(value, list | tuple):
        return escape(between()).join(written(one) for one in value)
    return t("是" if value else "否") if isinstance(value, bool) else own(_plainly(value))


def _plainly(value: object) -> object:
    if isinstance(value, dt.datetime):
        return instant(value)
    if isinstance(value, dt.date):
        return full_day(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _line(label: str, value: object, *, alone: bool) -> Markup:
    return written(value) if alone else t("{label}：{text}", label=say(label), text=written(value))


def between() -> str:
    """This function will give what stands between things that are listed in a sentence."""
    return ", " if in_english() else "、"


def day(on: dt.date | None) -> str:
    """This function will write a day; the year only when it is not this one."""
    if on is None:
        return ""
    here = on.year == today().year
    if in_english():
        return format_date(on, "d MMM" if here else "d MMM y", locale=LOCALES[ENGLISH])
    return f"{on.month}月{on.day}日" if here else f"{on.year}年{on.month}月{on.day}日"


def full_day(on: dt.date) -> str:
    """This function will write a day with its year, as it stands in what somebody wrote."""
    return format_date(on, "d MMM y", locale=LOCALES[ENGLISH]) if in_english() else in_chinese(on)


def weekday(on: dt.date) -> str:
    """This function will write the day of the week."""
    return format_date(on, "EEE", locale=LOCALES[ENGLISH]) if in_english() else WEEKDAYS[on.weekday()]


def clock(at: dt.datetime) -> str:
    """This function will write the time of day in the office's zone."""
    return format_time(local(at), "HH:mm", locale=LOCALES[language()])


def instant(at: dt.datetime | None) -> str:
    """This function will write day and time in the office's zone."""
    return "" if at is None else f"{day(local(at).date())}　{clock(at)}".replace("　", " " if in_english() else "　")


def left(due: DueWords) -> Markup:
    """This function will say how many working days are left, or by how many the day has passed."""
    if due.state == "late":
        return t("超期{count}个工作日", count=-due.left) if due.left else t("已超期")
    return t("今日到期") if due.state == "today" else t("剩余{count}个工作日", count=due.left)


def arithmetic(due: DueWords) -> Markup:
    """This function will say in one sentence which days were counted."""
    until = {"day": day(due.on), "weekday": weekday(due.on)}
    if due.state == "late":
        return t("截至{day}（{weekday}）24:00（含当日），已过{count}个工作日。", **until, count=-due.left)
    if due.left == 0:
        return t("截至{day}（{weekday}）24:00（含当日），今日为最后一日。", **until)
    return t("今日不计，截至{day}（{weekday}）24:00（含当日），其间工作日共{count}个。", **until, count=due.left)


def file_size(count: int) -> str:
    """This function will write a size in bytes in kB or MB."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1000)} kB"


WORDS: tuple[Callable[..., object], ...] = (
    t,
    say,
    own,
    known,
    written,
    plain,
    bare,
    mark_of,
    lang,
    untranslated,
    day,
    weekday,
    clock,
    instant,
    left,
    arithmetic,
    file_size,
    in_english,
)


def add_to(app: Flask) -> None:
    """This function will let templates use the words."""
    app.jinja_env.globals.update({word.__name__: word for word in WORDS})
