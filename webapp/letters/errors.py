"""What can go wrong with a letter; each docstring is the message an officer reads."""

from __future__ import annotations

from webapp.domain.errors import OfficeError


class LetterError(OfficeError):
    """文书未能生成，请核对模板和所填内容。"""

    code = "letter_error"


class TemplateUnreadable(LetterError):
    """文书模板不能读取：{why}。请在“文书模板”中改正后再提请发布。"""

    code = "template_unreadable"


class TemplateRefused(LetterError):
    """文书模板用了不允许的写法：{why}。请联系流程设计者改正。"""

    code = "template_refused"


class LetterTooLong(LetterError):
    """文书没有生成，什么都没有改动：{why}。请精简所填内容或者分成几份；仍不行的，请联系流程设计者改正模板。"""

    code = "letter_too_long"


class ValuesMissing(LetterError):
    """文书缺少内容，请先补齐：{what}。"""

    code = "values_missing"


class ValueUnprintable(LetterError):
    """有一项内容不能写入文书（{what}），请联系流程设计者改正模板。"""

    code = "value_unprintable"


class GlyphsMissing(LetterError):
    """字库中没有以下字，暂不能排印：{characters}。请联系管理员补充字库，或改用规范字。"""

    code = "glyphs_missing"
