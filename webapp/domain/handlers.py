"""What a service task can call: plain typed functions, their signatures read once and checked against the diagram."""

from __future__ import annotations

import datetime as dt
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any, NewType, TypeVar  # type expressions of a signature, whatever they are

from webapp.domain.errors import Incident, OfficeError

F = TypeVar("F", bound=Callable[..., Any])  # the function of a handler: its parameters are read at run time
Scalar = (str, bool, int, Decimal, dt.date, dt.datetime, dt.timedelta)
MARK = "__shibiyan_handler__"


class HandlerSignature(OfficeError):
    """处理程序{name}的写法不符合约定：{why}。"""

    code = "handler_signature"


class HandlerArgument(Incident):
    """流程图交给{name}的参数{parameter}不合要求：{why}。"""

    code = "handler_argument"


class BusinessError(OfficeError):
    """办理未能完成，转入流程图所画的例外环节。"""

    def __init__(self, code: str, message: str | None = None, **facts: object) -> None:
        self.code = code  # becomes the code of the BPMN error event (BPMN 2.0, 10.5.6)
        super().__init__(message, **facts)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter that the diagram fills; `required` when it has no default."""

    name: str
    type: Any  # an annotation: typing has no word for "any type expression"
    required: bool


@dataclass(frozen=True, kw_only=True)
class HandlerSpec:
    """A handler as the diagram sees it: its name (`letters.number`), what it takes, which ports it needs."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    ports: Mapping[str, type]
    line: int

    def faults(self, given: Iterable[str]) -> tuple[str, ...]:
        """This function will name, in words, what is wrong with a diagram's parameter names; empty when they fit."""
        names = set(given)
        known = {p.name for p in self.parameters}
        lacking = [p.name for p in self.parameters if p.required and p.name not in names]
        return (*(f"缺少参数{n}" for n in lacking), *(f"没有参数{n}" for n in sorted(names - known)))

    def run(self, arguments: Mapping[str, object], ports: Mapping[type, object]) -> object:
        """This function will call the handler with a diagram's values and give back plain values.

        Contexts become dataclasses on the way in and dicts on the way out, lists become tuples and lists.
        Raises HandlerArgument when a value does not fit, BusinessError when the handler says so.
        """
        if faults := self.faults(arguments):
            raise HandlerArgument(name=self.name, parameter="", why="；".join(faults))
        fitted = {p.name: self._fit(p, arguments[p.name]) for p in self.parameters if p.name in arguments}
        return plain(self.function(**fitted, **{name: ports[port] for name, port in self.ports.items()}))

    def _fit(self, parameter: Parameter, value: object) -> object:
        try:
            return fit(value, parameter.type)
        except (TypeError, ValueError) as error:
            raise HandlerArgument(name=self.name, parameter=parameter.name, why=str(error)) from error


def handler(function: F) -> F:
    """This function will mark a function as callable by service tasks, after reading its signature.

    Positional parameters come from the diagram, keyword-only parameters are ports. Raises HandlerSignature.
    """
    setattr(function, MARK, _read(function))
    return function


def handlers_of(modules: Iterable[types.ModuleType]) -> dict[str, HandlerSpec]:
    """This function will list the handlers of modules by name `<module>.<function>`."""
    marked = (getattr(item, MARK, None) for module in modules for item in vars(module).values())
    return {spec.name: spec for spec in marked if isinstance(spec, HandlerSpec)}


def _read(function: Callable[..., Any]) -> HandlerSpec:
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
    hints = typing.get_type_hints(function)
    signature = inspect.signature(function).parameters.values()
    for parameter in signature:
        _check(name, parameter, hints.get(parameter.name))
    if not allowed(hints.get("return", type(None))):
        raise HandlerSignature(name=name, why="返回值的类型不在约定之内")
    return HandlerSpec(
        name=name,
        function=function,
        parameters=tuple(
            Parameter(name=p.name, type=hints[p.name], required=p.default is p.empty)
            for p in signature
            if p.kind is p.POSITIONAL_OR_KEYWORD
        ),
        ports={p.name: hints[p.name] for p in signature if p.kind is p.KEYWORD_ONLY},
        line=function.__code__.co_firstlineno,
    )


def _check(name: str, parameter: inspect.Parameter, hint: object) -> None:
    if parameter.kind is parameter.KEYWORD_ONLY:
        if not getattr(hint, "_is_protocol", False):
            raise HandlerSignature(name=name, why=f"{parameter.name}应当是 domain/ports/ 中的端口")
    elif parameter.kind is not parameter.POSITIONAL_OR_KEYWORD or not allowed(hint):
        raise HandlerSignature(name=name, why=f"参数{parameter.name}的类型不在约定之内")


def allowed(hint: object) -> bool:
    """This function will tell whether a parameter or a result may have this type.

    A case id may not: a diagram must not be able to name another case.
    """
    if hint in Scalar or hint is type(None):
        return True
    if isinstance(hint, NewType):
        return hint.__name__ in ("PersonId", "UnitId")
    if is_dataclass(hint):
        return bool(hint.__dataclass_params__.frozen)  # type: ignore[union-attr]
    arguments = typing.get_args(hint)
    return _is_union_or_tuple(hint) and all(a is Ellipsis or allowed(a) for a in arguments)


def _is_union_or_tuple(hint: object) -> bool:
    return typing.get_origin(hint) in (tuple, types.UnionType, typing.Union)


def fit(value: object, hint: Any) -> object:
    """This function will turn a diagram's value into the type asked for. Raises TypeError or ValueError."""
    if isinstance(hint, NewType):
        return fit(value, hint.__supertype__)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return None if value is None else fit(value, next(a for a in typing.get_args(hint) if a is not type(None)))
    if typing.get_origin(hint) is tuple:
        return _fit_tuple(value, typing.get_args(hint)[0])
    if is_dataclass(hint):
        return _fit_dataclass(value, hint)
    return _fit_scalar(value, hint)


def _fit_tuple(value: object, item: Any) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError("应当是清单")
    return tuple(fit(v, item) for v in value)


def _fit_dataclass(value: object, hint: Any) -> object:
    if not isinstance(value, Mapping):
        raise TypeError("应当是一组带名称的值")
    hints = typing.get_type_hints(hint)
    return hint(**{f.name: fit(value[f.name], hints[f.name]) for f in fields(hint) if f.name in value})


def _fit_scalar(value: object, hint: Any) -> object:
    if type(value) is hint:
        return value
    if hint is int and isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if hint is Decimal and type(value) is int:
        return Decimal(value)
    if hint in (dt.date, dt.datetime) and value is not None and not isinstance(value, str | dt.datetime):
        return hint.fromisoformat(str(value))  # a day of the expression language prints as ISO 8601
    raise TypeError(f"应当是{_WORDS.get(hint, hint)}")


_WORDS = {
    str: "文字",
    bool: "是或否",
    int: "整数",
    Decimal: "数字",
    dt.date: "日期",
    dt.datetime: "时刻",
    dt.timedelta: "时长",
}


def plain(value: object) -> object:
    """This function will give a handler's result as plain values: dataclasses as dicts, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(item) for name, item in asdict(value).items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
