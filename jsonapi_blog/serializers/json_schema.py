"""A field as a JSON Schema: what a schema declares of an attribute, said to machines.

In: one of our fields. Out: the schema (draft 2020-12) of the values that it takes, or gives. A
rule that JSON Schema cannot say in full is said as far as it can: whatever the field takes, the
schema takes as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from marshmallow.fields import Field

from . import rules
from .fields import Boolean, Choice, Integer, String, Strings, Timestamp
from .texts import Email, Password, WebAddress

JsonSchema = dict[str, Any]

_FORMATS: dict[type[Field], str] = {
    Email: "email",
    # Beyond ASCII as well, which "uri" does not allow.
    WebAddress: "iri",
    Password: "password",
}
#: What a web address begins with.
_WEB = r"[Hh][Tt][Tt][Pp][Ss]?://"


def taken(field: Field) -> JsonSchema:
    """The schema of the values that clients may send."""
    return _nullable(_values(field), field)


def given(field: Field) -> JsonSchema:
    """The schema of the values that documents show: moments are always in UTC."""
    made = _values(field)
    if isinstance(field, Timestamp):
        made["pattern"] = "Z$"
    # How few there may be is asked of what is written from now on.
    made.pop("minItems", None)
    return _nullable(made, field)


def nullable(schema: JsonSchema) -> JsonSchema:
    """The same schema, and null."""
    kind = schema["type"]
    made = {**schema, "type": kind if isinstance(kind, list) else [kind, "null"]}
    if "enum" in made and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    return made


def ecma(pattern: re.Pattern[Any]) -> str:
    """The text of a pattern that matches from the start, as JSON Schema has it, anchored.

    It knows what the patterns of `rules` use: `\\Z` at the end, groups, classes, and with the flags
    VERBOSE and IGNORECASE texts of ASCII letters.

    >>> ecma(re.compile(r"[a-z]+(-[a-z]+)*\\Z"))
    '^[a-z]+(-[a-z]+)*$'
    """
    text: str = pattern.pattern
    if pattern.flags & re.VERBOSE:
        text = re.sub(r"\s+", "", re.sub(r"\s#.*", "", text))
    text = _escaped(text.removesuffix(r"\Z"))
    if pattern.flags & re.IGNORECASE:
        text = _TOKEN.sub(lambda token: _any_case(token[0]), text)
    return f"^{text}$"


def _nullable(schema: JsonSchema, field: Field) -> JsonSchema:
    return nullable(schema) if field.allow_none else schema


def _values(field: Field) -> JsonSchema:
    match field:
        case Boolean():
            return {"type": "boolean"}
        case Integer():
            return {"type": "integer"}
        case Strings():
            least = {"minItems": field.least} if field.least else {}
            return {"type": "array", "items": _values(field.inner), **least}
        case Choice():
            return {"type": "string", "enum": list(field.choices)}
        case String():
            made: JsonSchema = {"type": "string"}
            if type(field) in _FORMATS:
                made["format"] = _FORMATS[type(field)]
            # What the server writes needs no rules.
            return made if field.dump_only else made | _ruled(field.validators)
        case Timestamp():
            return {"type": "string", "format": "date-time"}
    raise AssertionError(f"{type(field).__name__} is a field of no known kind")


def _ruled(validators: Sequence[Any]) -> JsonSchema:
    """What the rules of a text say, in the words of JSON Schema."""
    made: JsonSchema = {}
    barred = r"\x00"
    seen = ""
    for rule in validators:
        match rule:
            case rules.Length():
                made |= {"minLength": rule.min} if rule.min else {}
                made |= {"maxLength": rule.max} if rule.max else {}
            case rules.Utf8():
                # No text has more characters than bytes.
                made |= {"maxLength": rule.most, "x-maxBytes": rule.most}
            case rules.Shape():
                made["pattern"] = ecma(rule.regex)
            case rules.one_line:
                barred = _members(rules.CONTROL)
            case rules.visible:
                seen = r"\s"
            case rules.web_address:
                made["pattern"] = f"^{_WEB}[^{_members(rules.NO_URL)}]+$"
            case _:
                assert rule is rules.storable, f"the rule {rule} has no words in JSON Schema"
    if "pattern" in made:
        made["pattern"] = made["pattern"].replace("[^", f"[^{barred}")
    else:
        once = f"[^{barred}{seen}][^{barred}]*" if seen else ""
        made["pattern"] = f"^[^{barred}]*{once}$"
    return made


def _members(pattern: re.Pattern[str]) -> str:
    """What the class that a pattern begins with has between its brackets."""
    return _escaped(pattern.pattern.partition("]")[0].removeprefix("["))


def _escaped(text: str) -> str:
    """With the escapes that Python and ECMAScript have in common."""
    return text.replace(r"\0", r"\x00").replace(r"\"", '"')


_TOKEN = re.compile(r"\\.|\{[0-9,]+\}|\[[^\]]*\]|[A-Za-z]")


def _any_case(token: str) -> str:
    """A part of a pattern, whichever case the text has."""
    if token.startswith("["):
        return re.sub(r"[a-z]-[a-z]", lambda span: span[0] + span[0].upper(), token)
    return f"[{token.lower()}{token.upper()}]" if token.isalpha() else token
