"""YAML as plain values that remember their lines.

Dates, months and moments stay texts; fractions become exact decimals. What YAML 1.1 would silently
read as something else (``no``, ``0123``, ``10:30``) is refused, and so is a repeated key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import yaml
from yaml.composer import Composer
from yaml.resolver import Resolver

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_TAG = "tag:yaml.org,2002:"


class YamlError(Exception):
    """A file that cannot be used as it is written; names the file and the line."""

    def __init__(self, line: int, text: str, path: str = "") -> None:
        """Keep the line and the sentence; the path is added by whoever opened the file."""
        super().__init__(f"{path}:{line}: {text}" if path else text)
        self.line = line
        self.text = text
        self.path = path

    def of(self, path: str) -> YamlError:
        """The same finding with the file it was made in."""
        return YamlError(self.line, self.text, path)


class Block(dict[str, object]):
    """A mapping with the line it begins on and the lines of its keys."""

    def __init__(self, line: int) -> None:
        """Start empty; keys are added with their lines."""
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """The line of a key, or of the block when the key is not there."""
        return self.lines.get(key, self.line)


def documents(text: str) -> Iterator[Block]:
    """Every document of a file; raises YamlError with the line."""
    try:
        for node in _nodes(text):
            yield _document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 1, f"{error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise YamlError(1, f"не YAML: {error}") from None


def _nodes(text: str) -> Iterable[yaml.Node]:
    """The nodes, read by libyaml; what it refuses Python reads again, for its clearer words."""
    if _QUICK is None:
        return _read(yaml.SafeLoader, text)
    try:
        return list(_read(_QUICK, text))
    except (yaml.YAMLError, UnicodeEncodeError):
        return _read(yaml.SafeLoader, text)


def _read(kind: type, text: str) -> Iterator[yaml.Node]:
    loader = kind(text)
    while loader.check_node():
        node = loader.get_node()
        if node is not None:
            yield node


def _quick() -> type | None:
    """A reader six times as quick, where PyYAML was built with libyaml."""
    try:
        from yaml._yaml import CParser  # noqa: PLC0415 - it may be absent
    except ImportError:
        return None

    class Quick(Composer, CParser, Resolver):
        """libyaml tells the events, Python composes them: too deep a nesting is an error there."""

        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            Composer.__init__(self)
            Resolver.__init__(self)

    return Quick


_QUICK = _quick()


def _document(node: yaml.Node) -> Block:
    found = _value(node)
    if not isinstance(found, Block):
        raise YamlError(_line(node), "здесь нужны ключи со значениями")
    return found


def _value(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return _block(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return _scalar(node)


def _block(node: yaml.MappingNode) -> Block:
    found = Block(_line(node))
    for key_node, value_node in node.value:
        key, line = key_node.value, _line(key_node)
        if key_node.tag != f"{_TAG}str":
            raise YamlError(line, f"ключ «{key}» YAML читает не как слово: назовите его иначе")
        if key in found:
            raise YamlError(line, f"ключ «{key}» указан дважды")
        found[key] = _value(value_node)
        found.lines[key] = line
    return found


def _scalar(node: yaml.Node) -> object:
    text = str(node.value)
    match node.tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            if text not in ("true", "false"):
                raise YamlError(_line(node), f"«{text}»: напишите true или false")
            return text == "true"
        case "int" if _WHOLE.fullmatch(text):
            return int(text)
        case "float" if _FRACTION.fullmatch(text):
            return Decimal(text)
        case "int" | "float":
            raise YamlError(_line(node), f"«{text}» YAML читает как число: возьмите в кавычки")
        case _:
            return text


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
