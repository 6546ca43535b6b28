"""Cases of `async-mock`: what looks alike and works."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.cases.async_mock import SHOP

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "a fixture's value, in a file with functions of a script at its end": """\
import client
from unittest.mock import Mock

def test_fetches(fake):
    client.fetch = fake
    assert client.run()

if __name__ == "__main__":
    def run():
        test_fetches(print)
    run()
""",
    "AsyncMock, in every way": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock, patch
from shop import mail, orders

async def test_confirms(monkeypatch):
    monkeypatch.setattr(mail, "send", AsyncMock())
    with patch("shop.mail.send", new_callable=AsyncMock), patch.object(mail, "send", AsyncMock()):
        await orders.place("tea")
""",
    },
    "patch looks at its target by itself": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import patch
from shop import mail, orders

async def test_confirms():
    with patch("shop.mail.send", return_value=1), patch.object(mail, "send", autospec=True):
        await orders.place("tea")
""",
    },
    "a synchronous target, and an async generator": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import MagicMock, Mock, patch
from shop import mail, orders

def test_confirms():
    with patch("shop.mail.post", Mock()), patch.object(mail, "letters", MagicMock()):
        orders.place("tea")
    mailer = mail.Mailer()
    mailer.address = Mock()
""",
    },
    "a target that cannot be resolved": """\
from unittest.mock import Mock, patch
from vendor import client, make_client

async def test_confirms():
    made = make_client()
    made.send = Mock()
    with patch.object(client, "send", Mock()), patch("vendor.client.async_get", Mock()):
        pass
""",
    "answers that can be awaited": {
        **SHOP,
        "tests/test_mail.py": """\
import asyncio
from unittest.mock import Mock, patch
from shop import mail, orders

async def sent(to):
    return True

def done():
    future = asyncio.get_running_loop().create_future()
    future.set_result(True)
    return future

async def test_confirms(monkeypatch):
    future = asyncio.Future()
    monkeypatch.setattr(mail, "send", Mock(side_effect=sent))
    monkeypatch.setattr(mail, "send", Mock(return_value=future))
    monkeypatch.setattr(mail, "send", Mock(return_value=done()))
    monkeypatch.setattr(mail, "send", Mock(wraps=mail.send))
    monkeypatch.setattr(mail, "send", Mock(spec=mail.send))

async def test_set_afterwards():
    mailer = mail.Mailer()
    mailer.send = answer = Mock()
    answer.side_effect = sent
    other = mail.Mailer()
    other.send = Mock()
    other.send.return_value = done()
    with patch("shop.mail.send", Mock()) as send:
        send.side_effect = sent
        await orders.place("tea")
""",
    },
    "an answer that the test gives to its fixture's mock": {
        **SHOP,
        "tests/test_mail.py": """\
import pytest
from unittest.mock import Mock
from shop.mail import Mailer

@pytest.fixture
def mailer():
    made = Mailer()
    made.send = Mock()
    return made

async def test_sends(mailer, done):
    mailer.send.return_value = done
    await mailer.send("ada")
""",
    },
    "an error is raised before anything is awaited": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import MagicMock, Mock, patch
from shop import mail, orders

async def test_fails(monkeypatch):
    monkeypatch.setattr(mail, "send", Mock(side_effect=OSError))
    monkeypatch.setattr("shop.mail.send", MagicMock(side_effect=ValueError("no")))
    await orders.place("tea")
""",
    },
    "the test says that nobody calls it": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import MagicMock, Mock, patch
from shop import mail, orders

async def test_sends_nothing(mocker):
    send = MagicMock()
    mocker.patch("shop.mail.send", send)
    await orders.look()
    send.assert_not_called()

async def test_sends_nothing_again(monkeypatch):
    called = Mock()
    monkeypatch.setattr(mail, "send", called)
    with patch.object(mail, "deliver", Mock()) as deliver:
        await orders.look()
    assert called.call_count == 0
    assert not deliver.called
""",
    },
    "who would run it is replaced, too": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import Mock, patch
from shop import main

def test_main():
    with patch("shop.main.asyncio.run") as run, patch("shop.mail.send", new=Mock()):
        main.main()
    run.assert_called_once()

@patch("asyncio.create_task", Mock())
@patch("shop.mail.send", Mock())
def test_starts():
    main.start()
""",
    },
    "the product hands the function on, or calls its synchronous kin": {
        "shop/__init__.py": "",
        "shop/tasks.py": """\
class Task:
    async def run(self): ...

    async def tell(self): ...

class Quiet(Task):
    def tell(self): ...
""",
        "shop/queue.py": """\
def enqueue(queue, task):
    queue.put(task.run)
""",
        "tests/test_queue.py": """\
from unittest.mock import Mock
from shop.queue import enqueue
from shop.tasks import Task

def test_enqueues():
    task = Mock(spec=Task)
    task.run = Mock()
    task.tell = Mock()
    enqueue(Mock(), task)
""",
    },
    "awaited, gathered, handed on": {
        **SHOP,
        "tests/test_mail.py": """\
import asyncio
from unittest.mock import AsyncMock
from shop.mail import send

async def test_sends(runner):
    spy = AsyncMock()
    await spy()
    assert await spy() is not None
    await asyncio.gather(spy(), send("ada"))
    task = asyncio.create_task(send("ada"))
    runner.run(send("eve"))
    pending = [spy() for _ in range(3)]
    later = send("bob")
    assert later is not None
    await later
    mine = spy()
    await asyncio.wait_for(mine, 1)
    unused = send("tom")
    unused.close()
    await asyncio.gather(*pending, task)

    def deferred():
        return send("ada")

    async def handed():
        return send("ada")
""",
    },
    "what a mock says of itself": """\
from unittest.mock import AsyncMock

async def test_sends():
    spy = AsyncMock()
    await spy.send(1)
    spy.send.assert_awaited_once()
    spy.assert_not_called()
    spy.send.reset_mock()
    spy.configure_mock(name="x")
    spy.assert_has_awaits([])
""",
    "synchronous parts of an AsyncMock": """\
import pytest
from unittest.mock import AsyncMock, MagicMock, Mock, patch

@pytest.fixture
def session():
    made = AsyncMock()
    made.add = Mock()
    return made

async def test_adds(session):
    session.add(1)
    session.expire = MagicMock()
    session.expire(1)
    other = AsyncMock(add=Mock())
    other.add(1)
    made = AsyncMock(**{"add": Mock()})
    made.add(1)
    given = AsyncMock(spec=vendor.Session)
    given.add(1)
    later = AsyncMock()
    later.configure_mock(add=Mock())
    later.add(1)
    with patch.object(later, "close", Mock()):
        later.close()
""",
    "an expected failure of the call itself": {
        **SHOP,
        "tests/test_mail.py": """\
import pytest
from shop.mail import send

async def test_wants_an_address():
    with pytest.raises(TypeError):
        send()
    with pytest.warns(RuntimeWarning):
        send("ada")
    try:
        send()
    except TypeError:
        pass
""",
    },
    "decorators that make something else of it": {
        "shop.py": """\
from contextlib import asynccontextmanager
from vendor import flow

def synchronous(function):
    def call(*args):
        return run(function(*args))
    return call

@asynccontextmanager
async def session():
    yield 1

@flow
async def order(): ...

@synchronous
async def place(): ...
""",
        "test_shop.py": """\
from unittest.mock import Mock, patch
import shop
from shop import order, place

async def test_orders():
    order()
    place()
    with patch("shop.session", Mock()), patch("shop.place", Mock()), patch("shop.order", Mock()):
        pass
""",
    },
    "a synchronous test and a fake of its own": """\
from unittest.mock import AsyncMock

class Client:
    def __init__(self):
        self.get = lambda: 1

    async def get(self):
        return 1

async def test_gets():
    client = Client()
    client.get()

def test_makes():
    spy = AsyncMock()
    coroutine = spy()
    coroutine.close()
""",
    "a name for one function after another": """\
import asyncio

async def test_logs():
    @logged
    def task():
        return 1

    assert task() == 1

    def task():
        return 2

    assert task() == 2

    async def task():
        return 3

    assert await task() == 3
""",
}
