"""Real servers for the tests of this folder."""

from tests.servers import openfga_server, postgres, redis_server

__all__ = ["openfga_server", "postgres", "redis_server"]
