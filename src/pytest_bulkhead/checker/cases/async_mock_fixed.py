"""What becomes of the bad cases of `async-mock`."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "a Mock by patch.object": {
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock, patch
from shop import mail, orders

async def test_confirms():
    with patch.object(mail, "send", AsyncMock(return_value=True)) as send:
        await orders.place("tea")
    send.assert_called_once()
""",
    },
    "a MagicMock by patch and a text": {
        "tests/test_mail.py": """\
from unittest import mock
from shop import orders

def test_confirms():
    with mock.patch("shop.mail.send", new=mock.AsyncMock()):
        orders.place("tea")

@mock.patch("shop.mail.Mailer.send", mock.AsyncMock(return_value={"sent": 1}))
async def test_mails():
    await orders.place("tea")
""",
    },
    "the class of the mock is given": {
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock, patch
from shop import orders

async def test_confirms():
    with patch("shop.mail.send", new_callable=AsyncMock, return_value=True):
        await orders.place("tea")
""",
    },
    "by monkeypatch and by pytest-mock": {
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock
from shop import mail, orders

async def test_confirms(monkeypatch):
    monkeypatch.setattr(mail, "send", AsyncMock(side_effect=[True, False]))
    await orders.place("tea")

async def test_confirms_again(mocker):
    mocker.patch("shop.mail.send", mocker.AsyncMock())
    await orders.place("tea")
""",
    },
    "on an instance": {
        "tests/test_mail.py": """\
import pytest
from unittest.mock import AsyncMock, Mock
from shop import orders
from shop.mail import Mailer

@pytest.fixture
def mailer():
    return Mailer()

async def test_confirms(mailer):
    answer = Mock(return_value=True)
    mailer.send = answer
    await orders.place("tea", mailer)

async def test_enters():
    async with Mailer() as mailer:
        mailer.send = AsyncMock()
        await orders.place("tea", mailer)
""",
    },
    "on a mock that is made after the class": {
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock, Mock
from shop import orders
from shop.mail import Mailer

async def test_confirms():
    mailer = Mock(spec=Mailer)
    mailer.send = AsyncMock(return_value=True)
    await orders.place("tea", mailer)
""",
    },
    "a decorator of the project around it": {
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock, patch
from shop import mail, orders

async def test_confirms():
    with patch.object(mail, "deliver", AsyncMock(return_value=True)):
        await orders.place("tea")
""",
    },
    "a package that imports a name like its own module": {
        "tests/test_mail.py": """\
from unittest.mock import AsyncMock, patch
from shop import orders

async def test_writes():
    with patch("shop.letters.write", AsyncMock(return_value=1)):
        await orders.place("tea")
""",
    },
}
