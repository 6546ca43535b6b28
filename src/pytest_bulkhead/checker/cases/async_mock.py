"""Cases of `async-mock`: the bad ones."""

from __future__ import annotations

from collections.abc import Mapping

SHOP = {
    "shop/__init__.py": "",
    "shop/mail.py": """\
import functools

def retried(times):
    def decorate(function):
        @functools.wraps(function)
        async def tried(*args, **kwargs):
            return await function(*args, **kwargs)
        return tried
    return decorate

async def send(to):
    return True

@retried(3)
async def deliver(to):
    return True

async def letters():
    yield "letter"

def post(to):
    return True

class Mailer:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        pass

    async def send(self, to):
        return True

    def address(self, to):
        return to
""",
    "tests/__init__.py": "",
}

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a Mock by patch.object": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import Mock, patch
from shop import mail, orders

async def test_confirms():
    with patch.object(mail, "send", Mock(return_value=True)) as send:  # <- here
        await orders.place("tea")
    send.assert_called_once()
""",
    },
    "a MagicMock by patch and a text": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest import mock
from shop import orders

def test_confirms():
    with mock.patch("shop.mail.send", new=mock.MagicMock()):  # <- here
        orders.place("tea")

@mock.patch("shop.mail.Mailer.send", mock.Mock(return_value={"sent": 1}))  # <- here
async def test_mails():
    await orders.place("tea")
""",
    },
    "the class of the mock is given": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import MagicMock, patch
from shop import orders

async def test_confirms():
    with patch("shop.mail.send", new_callable=MagicMock, return_value=True):  # <- here
        await orders.place("tea")
""",
    },
    "by monkeypatch and by pytest-mock": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import Mock
from shop import mail, orders

async def test_confirms(monkeypatch):
    monkeypatch.setattr(mail, "send", Mock(side_effect=[True, False]))  # <- here
    await orders.place("tea")

async def test_confirms_again(mocker):
    mocker.patch("shop.mail.send", mocker.Mock())  # <- here
    await orders.place("tea")
""",
    },
    "on an instance": {
        **SHOP,
        "tests/test_mail.py": """\
import pytest
from unittest.mock import Mock
from shop import orders
from shop.mail import Mailer

@pytest.fixture
def mailer():
    return Mailer()

async def test_confirms(mailer):
    answer = Mock(return_value=True)
    mailer.send = answer  # <- here
    await orders.place("tea", mailer)

async def test_enters():
    async with Mailer() as mailer:
        mailer.send = Mock()  # <- here
        await orders.place("tea", mailer)
""",
    },
    "on a mock that is made after the class": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import Mock
from shop import orders
from shop.mail import Mailer

async def test_confirms():
    mailer = Mock(spec=Mailer)
    mailer.send = Mock(return_value=True)  # <- here
    await orders.place("tea", mailer)
""",
    },
    "a decorator of the project around it": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import Mock, patch
from shop import mail, orders

async def test_confirms():
    with patch.object(mail, "deliver", Mock(return_value=True)):  # <- here
        await orders.place("tea")
""",
    },
    "a package that imports a name like its own module": {
        **SHOP,
        "shop/letters/__init__.py": "from .write import write\n",
        "shop/letters/write.py": "async def write(): ...\n",
        "tests/test_mail.py": """\
from unittest.mock import Mock, patch
from shop import orders

async def test_writes():
    with patch("shop.letters.write", Mock(return_value=1)):  # <- here
        await orders.place("tea")
""",
    },
    "an AsyncMock whose call is compared": """\
from unittest.mock import AsyncMock

async def test_denies():
    guard = AsyncMock()
    guard.may_read.return_value = False
    assert guard.may_read("eve", "diary") is not None  # <- here
""",
    "an AsyncMock called for nothing, in a function inside the test": """\
from unittest.mock import AsyncMock

async def test_runs():
    spy = AsyncMock()

    class Worker:
        async def run(self):
            spy()  # <- here
            return 1

    await Worker().run()
    assert spy.call_count == 1
""",
    "asked for its truth": """\
from unittest.mock import AsyncMock, MagicMock

async def test_denies():
    guard = MagicMock()
    guard.may_read = AsyncMock(return_value=False)
    assert not guard.may_write()
    if guard.may_read("eve"):  # <- here
        raise AssertionError
    assert not guard.may_read("eve")  # <- here
""",
    "kept in a name, and never awaited": """\
from unittest.mock import AsyncMock

async def test_answers():
    client = AsyncMock()
    answer = client.get("/orders")  # <- here
    assert answer is not None and answer
    unused = client.get("/customers")  # <- here
""",
    "handed out by a fixture": """\
import pytest
from unittest.mock import AsyncMock

@pytest.fixture
def client():
    made = AsyncMock(name="client")
    made.add = lambda: None
    return made

async def test_closes(client):
    client.add()
    client.close()  # <- here
""",
    "a patch that gives an AsyncMock": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock, patch

async def test_confirms():
    with patch("shop.mail.send", new_callable=AsyncMock) as send:
        assert send("ada") == 1  # <- here
""",
    },
    "coroutine functions of the project and of asyncio": {
        **SHOP,
        "tests/test_mail.py": """\
import asyncio
import pytest
from shop.mail import Mailer, send

async def helper():
    return 1

async def test_sends():
    send("ada")  # <- here
    helper()  # <- here
    asyncio.sleep(0.1)  # <- here
    Mailer().send("ada")  # <- here
    with pytest.raises(ValueError):
        send("eve")  # <- here
""",
    },
    "a method of the test class": """\
from unittest import IsolatedAsyncioTestCase

class TestOrders(IsolatedAsyncioTestCase):
    async def order(self):
        return 1

    async def test_orders(self):
        assert self.order() == 1  # <- here
""",
    "a mock made after a class": {
        **SHOP,
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock, create_autospec
from shop.mail import Mailer

async def test_sends():
    mailer = AsyncMock(spec=Mailer)
    mailer.address("ada")
    mailer.send("ada")  # <- here
""",
    },
    "a name for one function after another": """\
async def test_counts():
    async def task():
        return 1

    assert task() == 1  # <- here

    def task():
        return 2

    assert task() == 2
""",
}
