"""Overrides of a FastAPI app last as long as a test, and those that would not work are refused with the reason."""

# ruff: noqa: B008 - as FastAPI is written

from __future__ import annotations

import asyncio
import functools
from unittest.mock import AsyncMock, MagicMock, create_autospec

import httpx
import pytest
from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.security import HTTPBearer
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.errors import OverrideError
from pytest_bulkhead.resources.overrides.scope import ScopedOverrides
from tests.resources.suites import run_suite

bearer = HTTPBearer()


async def user(credentials=Depends(bearer)):
    return credentials


def tenant(name: str):
    return name


def harbour():
    return "real"


async def fake_user():
    return "ada"


class Fakes:
    @staticmethod
    async def user():
        return "ada"


@pytest.fixture
def app():
    app = FastAPI()

    @app.get("/me/{place}", dependencies=[Depends(bearer)])
    async def me(who=Depends(user), where=Depends(harbour)):
        return [who, where]

    @app.get("/tenant")
    def of_tenant(tenant=Depends(tenant)):
        return tenant

    return app


def replies(app, path="/me/here"):
    async def asked():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.get(path)

    answer = asyncio.run(asked())
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_what_is_set_holds_until_it_is_undone(app):
    overrides = ScopedOverrides(app)
    overrides.update({user: fake_user, bearer: lambda: None})
    overrides[harbour] = lambda: "fake"
    assert replies(app) == ["ada", "fake"]
    del overrides[harbour]
    assert replies(app) == ["ada", "real"]
    assert dict(overrides) == dict(app.dependency_overrides)
    overrides.undo()
    assert replies(app) in (401, 403)
    assert app.dependency_overrides == {}


def names(dictionary):
    return [(key.__name__, value.__name__) for key, value in dictionary.items()]


def function(name):
    def one():
        return name

    one.__name__ = name
    return one


KEYS = [function(name) for name in "abcde"]
CHANGES = st.lists(
    st.tuples(st.sampled_from(["set", "delete", "clear", "replace"]), st.sampled_from(KEYS), st.sampled_from(KEYS))
)


@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KEYS)), CHANGES)
def test_whatever_was_there_is_there_again_in_its_order(before, changes):
    app = FastAPI()
    dictionary = app.dependency_overrides
    dictionary.update(before)
    overrides = ScopedOverrides(app)
    for change, key, value in changes:
        if change == "set":
            overrides[key] = value
        elif change == "delete":
            overrides.pop(key, None)
        elif change == "clear":
            overrides.clear()
        else:
            app.dependency_overrides = dict(app.dependency_overrides)
    overrides.undo()
    assert app.dependency_overrides is dictionary
    assert names(dictionary) == names(before)


@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KEYS)), CHANGES, CHANGES)
def test_scopes_within_each_other_are_undone_one_by_one(before, outer, inner):
    app = FastAPI()
    app.dependency_overrides.update(before)
    one = ScopedOverrides(app)
    one.update({key: value for _, key, value in outer})
    between = names(app.dependency_overrides)
    two = ScopedOverrides(app)
    two.update({key: value for _, key, value in inner})
    two.undo()
    assert names(app.dependency_overrides) == between
    one.undo()
    assert names(app.dependency_overrides) == names(before)


def test_what_others_have_set_meanwhile_is_theirs(app):
    a, b, c, *_ = KEYS
    app.dependency_overrides[a] = a
    overrides = ScopedOverrides(app)
    overrides[a] = b
    overrides[b] = b
    app.dependency_overrides[c] = c
    app.dependency_overrides[b] = c
    overrides.undo()
    assert names(app.dependency_overrides) == [("a", "a"), ("b", "c"), ("c", "c")]


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("ada", "cannot call.*lambda"),
        (AsyncMock(return_value="ada"), "is a mock, whose `.args` and `..kwargs`.*422"),
        (MagicMock(), "is a mock"),
        (lambda *args: "ada", "`.args`"),
        (lambda: fake_user(), "not async and returns what `fake_user` gives"),
        (lambda: Fakes.user(), "what `user` gives"),
        (lambda name: name, "has `name`, which FastAPI takes for required"),
        (lambda name=Query(): name, "has `name`"),
        (lambda n=Header(): n, "has `n`"),
    ],
)
def test_what_fastapi_would_misread_is_refused(app, override, told):
    overrides = ScopedOverrides(app)
    with pytest.raises(OverrideError, match=told):
        overrides.update({harbour: lambda: "fake", user: override})
    assert app.dependency_overrides == {}


def with_request(request: Request):
    return request.url.path


@pytest.mark.parametrize(
    ("dependency", "override"),
    [
        (user, fake_user),
        (user, lambda: "ada"),
        (user, lambda ada="ada": ada),
        (user, functools.partial(fake_user)),
        (user, create_autospec(fake_user, return_value="ada")),
        (user, lambda: fake_user),
        (user, lambda: [fake_user() for _ in ()]),
        (user, with_request),
        (user, lambda place: place),
        (user, lambda where=Depends(harbour): where),
        (user, Fakes),
        (tenant, lambda name: name),
        (tenant, lambda: "harbour"),
    ],
)
def test_what_works_is_taken(app, dependency, override):
    overrides = ScopedOverrides(app)
    overrides[bearer] = lambda: None
    overrides[dependency] = override
    assert replies(app) not in (401, 403, 422)


def test_a_scheme_can_be_demanded(app):
    overrides = ScopedOverrides(app, require_schemes=True)
    with pytest.raises(OverrideError, match="`user` rests on the security scheme HTTPBearer"):
        overrides[user] = fake_user
    overrides.update({user: fake_user, bearer: lambda: None})
    overrides[harbour] = lambda: "fake"
    assert replies(app) == ["ada", "fake"]


@pytest.mark.parametrize("thing", [None, 1, object()])
def test_what_is_no_app_is_refused(thing):
    with pytest.raises(OverrideError, match="pass the FastAPI application"):
        ScopedOverrides(thing)


def test_what_is_no_dependency_is_refused(app):
    with pytest.raises(OverrideError, match="would replace nothing"):
        ScopedOverrides(app)["user"] = fake_user


def test_as_a_fixture_it_undoes_all(tmp_path):
    suite = """
        from fastapi import FastAPI

        app = FastAPI()

        def harbour():
            return "real"

        def test_set(dependency_overrides):
            one, two = dependency_overrides(app), dependency_overrides(app)
            one[harbour] = lambda: "one"
            two[harbour] = lambda: "two"
            assert one[harbour]() == "two"

        def test_undone():
            assert app.dependency_overrides == {}
        """
    done = run_suite(tmp_path, {"test_it.py": suite}, "--bulkhead=strict")
    assert done.verdict == "2 passed", done.output
