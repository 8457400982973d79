"""What can go wrong with an expression. The messages are for the officer who drew the diagram."""

from __future__ import annotations


class FeelError(ValueError):
    """An expression or a model is wrong, and this was found before it ran."""


class FeelSyntaxError(FeelError):
    """The text is not FEEL; `reason` says why, `pos` is the offset (from 0) of the trouble."""

    def __init__(self, reason: str, pos: int = 0) -> None:
        super().__init__(f"{reason}（第 {pos + 1} 个字符处）")
        self.reason = reason
        self.pos = pos


class TooComplexError(FeelSyntaxError):
    """A bound of the text was hit: no other reading is tried, and it is no mistake that gives null."""


class NoFeelValue(TypeError):
    """A value from outside is none of FEEL's."""


class FeelLimit(RuntimeError):
    """An expression asked for more than the bounds allow: loud, never null."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"表达式超出计算上限：{reason}。请拆成几步，或减少要处理的内容")


class FeelUnbound(RuntimeError):
    """An expression called a function of the world that this evaluation was not given."""

    def __init__(self, name: str) -> None:
        super().__init__(f"本次计算没有提供函数 {name}()")
