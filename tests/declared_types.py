"""Reads the interfaces that the page declares (types/messages.d.ts) and holds values against them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

TOKEN = re.compile(r'"[^"]*"|[A-Za-z_]\w*|-?\d+|\S')
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
PLAIN = {"string": str, "number": (int, float), "boolean": bool, "null": type(None)}
Problems: TypeAlias = "Iterator[str]"


@dataclass(frozen=True)
class Type:
    """A type: its name where it is a word or a literal, and the types it is made of."""

    name: str = ""
    parts: tuple[Type, ...] = ()

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        """Say what of a value is not as the type has it."""
        raise NotImplementedError


class Plain(Type):
    """A string, a number, true or false, or null."""

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        is_odd = isinstance(value, bool) and self.name != "boolean"
        if is_odd or not isinstance(value, PLAIN[self.name]):
            yield f"{place} is {value!r}, not a {self.name}"


class Literal(Type):
    """One string or number."""

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        if value != json.loads(self.name):
            yield f"{place} is {value!r}, not {self.name}"


class Array(Type):
    """A list of any length."""

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        if not isinstance(value, list):
            yield f"{place} is no list"
            return
        for each in value:
            yield from self.parts[0].problems(declared, each, f"{place}[]")


class Tuple(Type):
    """A list with a type for each place."""

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        if not isinstance(value, list) or len(value) != len(self.parts):
            yield f"{place} is no list of {len(self.parts)}"
            return
        for number, (each, part) in enumerate(zip(value, self.parts, strict=True)):
            yield from part.problems(declared, each, f"{place}[{number}]")


class Record(Type):
    """An object with any keys."""

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        if not isinstance(value, dict):
            yield f"{place} is no object"
            return
        for key, each in value.items():
            yield from self.parts[1].problems(declared, each, f"{place}.{key}")


class Union(Type):
    """One of several types; what is wrong with the nearest is told."""

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        yield from min((list(part.problems(declared, value, place)) for part in self.parts), key=len)


class Named(Type):
    """An interface or an alias; one that is not declared here is the page's own, and nobody else knows it."""

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        if self.name in declared.interfaces:
            yield from declared.problems_of(declared.interfaces[self.name], value, place, self.name)
        elif self.name in declared.aliases:
            yield from declared.aliases[self.name].problems(declared, value, place)


@dataclass(frozen=True)
class Object(Type):
    """An interface without a name."""

    keys: Keys = field(default_factory=dict)

    def problems(self, declared: Declared, value: Any, place: str) -> Problems:
        yield from declared.problems_of(self.keys, value, place, place)


@dataclass(frozen=True)
class Key:
    """A key of an object."""

    type: Type
    is_optional: bool


Keys: TypeAlias = dict[str, Key]


@dataclass
class Declared:
    """The interfaces and aliases of a file by name, and which keys were seen there, and which absent."""

    interfaces: dict[str, Keys]
    aliases: dict[str, Type]
    seen: set[tuple[str, str, bool]] = field(default_factory=set)

    def problems_of(self, keys: Keys, value: Any, place: str, name: str) -> Problems:
        """Say what of an object is not as its keys are declared."""
        if not isinstance(value, dict):
            yield f"{place} is no object"
            return
        yield from (f"{place}.{key} is not declared" for key in sorted(value.keys() - keys.keys()))
        for key, declared in keys.items():
            self.seen.add((name, key, key in value))
            if key in value:
                yield from declared.type.problems(self, value[key], f"{place}.{key}")
            elif not declared.is_optional:
                yield f"{place}.{key} is missing"

    def unseen(self, names: Iterable[str]) -> list[str]:
        """Return keys of interfaces that no value had, and optional ones that every value had."""
        told = []
        for name in names:
            for key, declared in self.interfaces[name].items():
                if (name, key, True) not in self.seen:
                    told.append(f"{name}.{key} is never there")
                if declared.is_optional and (name, key, False) not in self.seen:
                    told.append(f"{name}.{key} is always there")
        return told

    def reached(self, kind: Type) -> set[str]:
        """Return the names of all interfaces that a type is made of."""
        found: set[str] = set()
        open_types = [kind]
        while open_types:
            current = open_types.pop()
            keys = current.keys if isinstance(current, Object) else {}
            if current.name in self.interfaces and current.name not in found:
                found.add(current.name)
                keys = self.interfaces[current.name]
            alias = self.aliases.get(current.name)
            open_types += [*current.parts, *(key.type for key in keys.values()), *([alias] if alias else [])]
        return found

    def literals(self, name: str) -> set[Any]:
        """Return what an alias of literals allows."""
        return {json.loads(choice.name) for choice in self.aliases[name].parts}


def declared_in(text: str) -> Declared:
    """Return what a file declares. Raises: AssertionError, if it says more than is understood here."""
    return _Reader(TOKEN.findall(COMMENT.sub("", text))).read()


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0

    @property
    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        assert not wanted or token == wanted, f"{wanted!r} wanted, but there is {token!r}"
        self.place += 1
        return token

    def skip(self, token: str) -> bool:
        is_there = self.next == token
        self.place += is_there
        return is_there

    def read(self) -> Declared:
        declared = Declared({}, {})
        while self.next:
            word, name = self.take(), self.take()
            if word == "interface":
                base = declared.interfaces[self.take()] if self.skip("extends") else {}
                declared.interfaces[name] = {**base, **self.keys()}
            else:
                assert word == "type", f"an interface or a type wanted, but there is {word!r}"
                self.take("=")
                declared.aliases[name] = self.type()
                self.take(";")
        return declared

    def keys(self) -> Keys:
        keys = {}
        self.take("{")
        while not self.skip("}"):
            name = self.take()
            is_optional = self.skip("?")
            self.take(":")
            keys[name] = Key(self.type(), is_optional)
            if self.next != "}":
                self.take(";")
        return keys

    def type(self) -> Type:
        choices = [self.arrays()]
        while self.skip("|"):
            choices.append(self.arrays())
        return choices[0] if len(choices) == 1 else Union(parts=tuple(choices))

    def arrays(self) -> Type:
        found = self.single()
        while self.skip("["):
            self.take("]")
            found = Array(parts=(found,))
        return found

    def single(self) -> Type:
        if self.next == "{":
            return Object(keys=self.keys())
        token = self.take()
        if token == "(":
            inner = self.type()
            self.take(")")
            return inner
        if token == "[":
            return Tuple(parts=tuple(self.listed("]")))
        if token == "Record":
            self.take("<")
            return Record(parts=tuple(self.listed(">")))
        if token in PLAIN:
            return Plain(token)
        return (Literal if token[0] in '"-' or token.isdigit() else Named)(token)

    def listed(self, end: str) -> Iterator[Type]:
        while not self.skip(end):
            yield self.type()
            self.skip(",")
