"""The real servers that stand in for somebody else's."""

from tests.servers import openfga_server, redis_server

__all__ = ["openfga_server", "redis_server"]
