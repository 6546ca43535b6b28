"""Ports and servers, of which a machine has one for all workers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pytest_bulkhead.review.changed_file import ChangedFile
from pytest_bulkhead.review.question import Place, added_lines

QUESTION = "Ports or servers come in. Has each worker its own, or its own part of it, and do they end with their owner?"
_SERVERS = re.compile(
    r"\bport\s*[=:]\s*[1-9]\d{2,4}\b|\.bind\(|\bstart_server\(|\bcreate_server\(|\buvicorn\.(?:run|Server)\(|"
    r"\b\w*HTTPServer\(|\bTCPServer\(|\b(?:Docker|Postgres|Redis|Kafka|MySql|Mongo\w*)Container\(|"
    r"[\"']docker(?:-compose)?[\"' ]|\bdocker\.from_env\(|\bcreate_(?:async_)?engine\(|"
    r"\bredis\.(?:asyncio\.)?(?:Strict)?Redis\(|"
    r"\basyncpg\.(?:connect|create_pool)\(|\bpsycopg2?\.connect\(|\bflush(?:db|all)\(",
    re.IGNORECASE,
)


def places(files: Sequence[ChangedFile]) -> Iterator[Place]:
    """The new lines of test code that name a port, start a server or connect to one."""
    yield from added_lines((file for file in files if file.is_test_code and file.is_python), _SERVERS)
