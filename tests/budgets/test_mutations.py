"""Every fault of `spec/mutations` can be built in, and the list of them has no gap.

In: the faults, the code, and the citations of all tests. Out: a failure where the code has moved
on under a fault, where nothing is left to notice it, or where one of the statements that servers
break most often has none. Whether tests do notice is shown by `scripts/mutations`.
"""

from __future__ import annotations

import ast
from functools import cache

import pytest

from tests.citations import ROOT, citations, requirements
from tests.mutations import MUTATIONS, Mutation, mutations

#: The 25 statements that servers break most often, by their ids.
OFTEN_BROKEN = {
    1: ("QP-06", "QP-07"),
    2: ("CN-10",),
    3: ("CN-13", "CN-14", "CN-15"),
    4: ("CN-01", "CN-04"),
    5: ("CN-17",),
    6: ("CN-18", "DOC-09"),
    7: ("INC-08", "INC-03"),
    8: ("INC-04", "INC-07"),
    9: ("COMP-05",),
    10: ("COMP-03", "INC-09"),
    11: ("FIELDS-04", "FIELDS-07"),
    12: ("FIELDS-08", "INC-11"),
    13: ("SORT-08",),
    14: ("DOC-10", "PAGE-08", "QP-09"),
    15: ("REL-08", "FETCH-07", "FETCH-08"),
    16: ("FETCH-12", "FETCH-03"),
    17: ("CREATE-08",),
    18: ("CREATE-16", "UPD-19"),
    19: ("CREATE-18", "UPD-21"),
    20: ("UPD-13", "CREATE-09"),
    21: ("UPDREL-08", "UPDREL-09", "UPDREL-11"),
    22: ("UPD-17", "UPDREL-17"),
    23: ("DOC-02", "NAME-12"),
    24: ("ERR-16", "ERR-11"),
    25: ("CUR-12", "CUR-33", "ATOM-17"),
}
FAULTS = mutations()

each_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@each_fault
def test_a_fault_can_be_built_in_and_leaves_code(fault: Mutation) -> None:
    text = (ROOT / fault.file).read_text(encoding="utf-8")

    assert text.count(fault.old) == 1, f"{fault.old!r} is not once in {fault.file}"
    assert fault.new != fault.old
    ast.parse(text.replace(fault.old, fault.new))


@each_fault
def test_a_fault_names_what_has_to_notice_it(fault: Mutation) -> None:
    assert bool(fault.ids) != bool(fault.tests), "requirements or tests, not both"
    assert [id_ for id_ in fault.ids if id_ not in requirements()] == []
    assert [id_ for id_ in fault.ids if id_ not in citations()] == [], "no test cites these"
    assert [test for test in fault.tests if not _exists(test)] == []


@each_fault
def test_a_fault_is_numbered_as_the_statement_that_it_breaks(fault: Mutation) -> None:
    assert set(fault.ids) <= set(OFTEN_BROKEN.get(fault.number, ()))
    assert bool(fault.tests) == (fault.number > len(OFTEN_BROKEN))


@pytest.mark.parametrize("number", OFTEN_BROKEN)
def test_each_statement_that_can_be_shown_has_a_fault_for_every_id(number: int) -> None:
    broken = {id_ for fault in FAULTS if fault.number == number for id_ in fault.ids}

    shown = {id_ for id_ in OFTEN_BROKEN[number] if requirements()[id_].shown}

    assert broken == shown


def test_what_no_request_shows_is_listed_with_its_reason() -> None:
    readme = (MUTATIONS / "README.md").read_text(encoding="utf-8")
    listed = [id_ for ids in OFTEN_BROKEN.values() for id_ in ids if f"`{id_}`" in readme]

    left = [id_ for ids in OFTEN_BROKEN.values() for id_ in ids if not requirements()[id_].shown]

    assert listed == left


def _exists(test: str) -> bool:
    file, _, name = test.partition("::")
    return (ROOT / file).is_file() and name in _functions(file)


@cache
def _functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
