"""What breaks partners when one OpenAPI document takes the place of another.

In: two documents of ours, and nothing else: what is released, and what the code makes now. Out:
`Break`s, each with a key by which it can be declared and a sentence that names it. What happens
alike in many operations is one break. Additions are none (spec/README.md says what is which).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.gate.references import Document, Node
from tests.gate.schemas import ITEM, Comparison, Finding, Path, Way

METHODS = {"get": "GET", "x-query": "QUERY", "post": "POST", "patch": "PATCH", "delete": "DELETE"}
FORM = "application/x-www-form-urlencoded"
PARAMETERS = "#/components/parameters/"
WHERE = {Way.SENT: "requests", Way.ANSWERED: "answers", Way.FAILED: "errors"}


@dataclass(frozen=True, slots=True, order=True)
class Break:
    """One change that partners notice."""

    key: str
    sentence: str


def breaks(old: Node, new: Node) -> list[Break]:
    """Everything that worked by the old document and does not by the new one, by key."""
    return _Gate(Document(old), Document(new)).breaks()


@dataclass
class _Found:
    """A break as it is collected: what is said of it, and the operations that it happens in."""

    sentence: str
    operations: dict[str, int] = field(default_factory=dict)


@dataclass
class _Gate:
    old: Document
    new: Document
    found: dict[str, _Found] = field(default_factory=dict)
    #: Operations by what they lost.
    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    all_codes: set[str] = field(default_factory=set)

    def breaks(self) -> list[Break]:
        self.comparison = Comparison(self.old, self.new)
        self._limits()
        self._paths()
        before, after = (d.root.get("x-unlisted", {}) for d in (self.old, self.new))
        self._responses("an unlisted URL", before, after)
        for code, operations in self.codes.items():
            # Where nothing answers with it any more, that is said once.
            for each in operations:
                key = f"{each}: error {code}" if code in self.all_codes else f"error {code}"
                self._add(f"{key} removed", f"The error '{code}' is gone from {{of}}.", each)
        return sorted(
            Break(key, each.sentence.replace("{of}", _several(each.operations)))
            for key, each in self.found.items()
        )

    def _add(self, key: str, sentence: str, operation: str = "", rank: int = 0) -> None:
        # Types and operations keep their names.
        begun = f"T{sentence[1:]}" if sentence.startswith("the ") else sentence
        made = self.found.setdefault(key, _Found(begun))
        made.operations[operation] = min(rank, made.operations.get(operation, rank))

    def _limits(self) -> None:
        before, after = (d.root.get("x-limits", {}) for d in (self.old, self.new))
        for name, value in before.items():
            if name not in after:
                self._add(f"limit {name} removed", f"The limit '{name}' is gone.")
            elif after[name] < value:
                told = f"The limit '{name}' is {after[name]}, no longer {value}."
                self._add(f"limit {name} lowered", told)

    def _paths(self) -> None:
        for path, item in self.old.root["paths"].items():
            if path not in self.new.root["paths"]:
                self._add(f"{path} removed", f"The URL {path} is gone.")
                continue
            now = self.new.root["paths"][path]
            for name in METHODS.keys() & item.keys():
                if name not in now:
                    method = f"{METHODS[name]} {path}"
                    self._add(
                        f"{method} removed", f"{method} ({item[name]['operationId']}) is gone."
                    )
                    continue
                shared = (each.get("parameters", []) for each in (item, now))
                self._operation(f"{METHODS[name]} {path}", item[name], now[name], *shared)

    def _operation(
        self, at: str, old: Node, new: Node, shared: list[Node], now_shared: list[Node]
    ) -> None:
        id_ = old["operationId"]
        if new["operationId"] != id_:
            told = f"{at} is called {new['operationId']}, no longer {id_}."
            self._add(f"{id_} renamed", told)
        self._security(id_, *(_security(each, d.root) for each, d in self._pair(old, new)))
        self._parameters(
            id_,
            dict(_parameters([*shared, *old.get("parameters", [])], old, self.old)),
            dict(_parameters([*now_shared, *new.get("parameters", [])], new, self.new)),
        )
        self._body(
            id_, *(d.resolved(each.get("requestBody", {})) for each, d in self._pair(old, new))
        )
        self._responses(id_, old["responses"], new["responses"])

    def _pair(self, old: Node, new: Node) -> tuple[tuple[Node, Document], tuple[Node, Document]]:
        return (old, self.old), (new, self.new)

    def _security(self, id_: str, old: list[Node], new: list[Node]) -> None:
        """Whatever got in has to get in still."""
        if not all(any(one.keys() <= each.keys() for one in new) for each in old):
            self._add(f"{id_}: security stricter", f"{id_} asks for a token where it did not.")

    def _parameters(self, id_: str, old: dict[str, Node], new: dict[str, Node]) -> None:
        there = self.new.root["components"].get("parameters", {})
        for name, each in old.items():
            parameter, label = each["name"], each["x-label"]
            if name not in new:
                # Where it is in use elsewhere, it is this operation that lost it.
                key = f"{id_}: parameter {label}" if label in there else f"parameter {label}"
                self._add(
                    f"{key} removed", f"The parameter '{parameter}' is gone from {{of}}.", id_
                )
                continue
            now = new[name]
            if now.get("required") and not each.get("required"):
                told = f"The parameter '{parameter}' has to be sent in requests of {{of}}."
                self._add(f"parameter {label} required", told, id_)
            if any(each.get(way) != now.get(way) for way in ("style", "explode")):
                told = f"The parameter '{parameter}' is written in another way in {{of}}."
                self._add(f"parameter {label} written anew", told, id_)
            for finding in self.comparison.findings(each["schema"], now["schema"], Way.SENT):
                said = f"the parameter '{parameter}'"
                told = finding.said(said, said)
                key = f"parameter {label}: {finding.change}"
                self._add(key, f"{told} in requests of {{of}}.", id_)
        for name in new.keys() - old.keys():
            if new[name].get("required"):
                told = f"The parameter '{new[name]['name']}' has to be sent in requests of {{of}}."
                self._add(f"parameter {new[name]['x-label']} required", told, id_)

    def _body(self, id_: str, old: Node, new: Node) -> None:
        if FORM in old.get("content", {}) and FORM in new.get("content", {}):
            return
        if new.get("required") and not old.get("required"):
            self._add(f"{id_}: body required", f"{id_} cannot be sent without a body any more.")
        for media, content in old.get("content", {}).items():
            if media not in new.get("content", {}):
                self._add(f"{id_}: {media} removed", f"{id_} no longer takes {media}.")
                continue
            self._documents(id_, content, new["content"][media], Way.SENT)

    def _responses(self, id_: str, old: Node, new: Node) -> None:
        for status in old:
            if status not in new:
                self._add(f"{id_}: {status} removed", f"{id_} no longer answers with {status}.")
                continue
            before, after = self.old.resolved(old[status]), self.new.resolved(new[status])
            way = Way.ANSWERED if status < "400" else Way.FAILED
            lost = _codes(before, self.old) - (now := _codes(after, self.new))
            self.all_codes |= now
            for code in lost:
                self.codes[code].append(id_)
            self._headers(f"{id_}: {status}", id_, status, before, after)
            self._answered(id_, status, before, after, way)
        for status in new:
            if status not in old and status < "400":
                told = f"{id_} can answer with {status} now, which is no error."
                self._add(f"{id_}: {status} added", told)

    def _headers(self, at: str, id_: str, status: str, old: Node, new: Node) -> None:
        now = new.get("headers", {})
        for name, header in old.get("headers", {}).items():
            said = f"the header '{name}' of {status}"
            if name not in now:
                self._add(f"{at} header {name} removed", f"{id_} lost {said}.")
                continue
            before, after = self.old.resolved(header), self.new.resolved(now[name])
            if before.get("required") and not after.get("required"):
                told = f"{said} is no longer always there in {{of}}."
                self._add(f"header {name} of {status} no longer guaranteed", told, id_)
            for each in self.comparison.findings(before["schema"], after["schema"], Way.ANSWERED):
                told = f"{each.said(said, said)} in {{of}}."
                self._add(f"header {name} of {status}: {each.change}", told, id_)

    def _answered(self, id_: str, status: str, old: Node, new: Node, way: Way) -> None:
        before, after = old.get("content", {}), new.get("content", {})
        for media in before:
            if media not in after:
                told = f"{id_} no longer answers {status} with {media}."
                self._add(f"{id_}: {status} {media} removed", told)
                continue
            self._documents(id_, before[media], after[media], way)
        if after and not before:
            self._add(f"{id_}: {status} document added", f"{id_} answers {status} with a document.")

    def _documents(self, id_: str, old: Node, new: Node, way: Way) -> None:
        where = WHERE[way]
        for each in self.comparison.findings(old.get("schema", {}), new.get("schema", {}), way):
            # What is answered of a type is the same everywhere, and its errors are.
            place = where if way is Way.FAILED or (each.subject and way is not Way.SENT) else id_
            kind = "" if place == where else f" {where}"
            member = _text((each.subject, *each.path) if each.subject else each.path)
            key = f"{place}{kind} {member}".strip()
            told = _told(each)
            self._add(
                f"{key}: {each.change}",
                f"{told} in {where} of {{of}}.",
                id_,
                each.outer != ("data",),
            )


def _parameters(
    found: list[Node], operation: Node, document: Document
) -> Iterator[tuple[str, Node]]:
    """All parameters by place and name; those of a form are told as the ones of a URL are."""
    for each in found:
        made = document.resolved(each)
        label = each.get("$ref", "").removeprefix(PARAMETERS) or made["name"]
        yield f"{made['in']} {made['name']}", {**made, "x-label": label}
    body = document.resolved(operation.get("requestBody", {}))
    content = body.get("content", {}).get(FORM)
    if content is None:
        return
    form = document.resolved(content["schema"])
    for name, each in form["properties"].items():
        label = each.get("$ref", "").removeprefix(PARAMETERS).removesuffix("/schema") or name
        made = {"name": name, "schema": each, "x-label": label} | content.get("encoding", {}).get(
            name, {}
        )
        yield f"form {name}", {**made, "required": name in form.get("required", ())}


def _security(operation: Node, root: Node) -> list[Node]:
    return operation.get("security", root.get("security", [])) or [{}]


def _codes(response: Node, document: Document) -> set[str]:
    """The codes of the errors that a response tells of."""
    made: set[str] = set()
    for content in response.get("content", {}).values():
        members = document.resolved(content.get("schema", {})).get("properties", {})
        error = document.resolved(members["errors"]["items"]) if "errors" in members else {}
        code = error.get("properties", {}).get("code", {})
        made |= {*code.get("enum", ()), *filter(None, [code.get("const")])}
    return made


def _told(finding: Finding) -> str:
    """The sentence of a finding, as far as it is about a document."""
    owner, member = _words(finding)
    both = "{owner}" in finding.sentence
    it = member if both or not member else f"{member} of {owner}"
    return finding.said(it or owner, owner)


def _words(finding: Finding) -> tuple[str, str]:
    """What a member belongs to, and what it is called there."""
    owner, path = finding.subject or "the document", finding.path
    kind = {"attributes": "attribute", "relationships": "relationship"}.get(path[0] if path else "")
    if not finding.subject or kind is None or len(path) == 1:
        return owner, f"the member '{_text(path)}'" if path else ""
    field_ = f"the {kind} '{path[1]}'"
    if len(path) == 2:
        return owner, field_
    return f"{field_} of {owner}", f"the member '{_text(path[2:])}'"


def _text(path: Path) -> str:
    return ".".join(path).replace(f".{ITEM}", ITEM)


def _several(operations: dict[str, int]) -> str:
    """The operations, or how many: what stands for all is best a reading of the thing itself."""
    named = sorted(operations, key=lambda id_: (operations[id_], *_reading_first(id_)))
    if len(named) < 3:
        return " and ".join(named)
    return f"{named[0]} and {len(named) - 1} more operations"


def _reading_first(id_: str) -> tuple[bool, str]:
    return not id_.startswith(("get", "list")), id_
