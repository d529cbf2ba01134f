"""Any include tree with any windows: every window goes on to the whole of its relationship."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from jsonapi_blog.graph import ResourceType
from jsonapi_blog.query.include import next_types
from tests.answer import CURSOR_PROFILE, JSONAPI
from tests.compound import continued, resources, whole
from tests.conftest import World
from tests.planning import GRAPH

ACCEPTED = (JSONAPI, f'{JSONAPI};profile="{CURSOR_PROFILE}"')


@some.composite
def requests(draw: some.DrawFn) -> tuple[str, dict[str, str]]:
    """A collection, and parameters that include paths of it with windows of all sizes."""
    type_ = draw(some.sampled_from(sorted(GRAPH.types)))
    parameters = {"page[size]": draw(some.sampled_from("135"))}
    paths = []
    for _ in range(draw(some.integers(1, 3))):
        types: tuple[ResourceType, ...] = (GRAPH[type_],)
        path: list[str] = []
        for _ in range(draw(some.integers(1, 4))):
            names = sorted({name for each in types for name in each.relations})
            path.append(draw(some.sampled_from(names)))
            if any(each.relations[path[-1]].many for each in types if path[-1] in each.relations):
                window = "page" + "".join(f"[{name}]" for name in path)
                if size := draw(some.sampled_from(["", "1", "2", "3"])):
                    parameters[f"{window}[size]"] = size
                if draw(some.booleans()):
                    parameters[f"{window}[total]"] = "true"
            types = next_types(GRAPH, types, path[-1])
        paths.append(".".join(path))
    return f"/v1/{type_}", {"include": ",".join(paths), **parameters}


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    asked=requests(),
    role=some.sampled_from(["anonymous", "author", "editor"]),
    accept=some.sampled_from(ACCEPTED),
)
def test_every_window_goes_on_to_the_whole_relationship_with_its_resources(
    sample: World, asked: tuple[str, dict[str, str]], role: str, accept: str
) -> None:
    path, parameters = asked
    assume(role != "anonymous" or path != "/v1/access-tokens")
    client = sample.client_of(role)

    answer = client.get(path, params=parameters, accept=accept)

    assert answer.status == 200
    for identity, resource in resources(answer).items():
        for name, window in resource["relationships"].items():
            if "next" not in window["links"] and "meta" not in window:
                continue
            everything = whole(client, *identity, name)
            rest = continued(client, window)
            shown = [each["id"] for each in window["data"]]
            assert shown + [id_ for page in rest for id_ in page.ids] == everything
            assert window.get("meta", {"total": len(everything)})["total"] == len(everything)
            for page in rest:
                assert set(page.ids) <= {each["id"] for each in page.included}
