"""A small stand-in for Redis that lives in the process."""

import fnmatch
import threading
import time


class Cache:
    """Strings, counters and lists under keys; a key may expire."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}
        self._expires: dict[str, float] = {}
        self._lock = threading.Lock()

    def set(self, key: str, value: object, *, expire: float | None = None) -> None:
        with self._lock:
            self._values[key] = value
            self._expires.pop(key, None)
            if expire is not None:
                self._expires[key] = time.monotonic() + expire

    def get(self, key: str) -> object | None:
        with self._lock:
            if self._expires.get(key, float("inf")) <= time.monotonic():
                del self._expires[key]
                self._values.pop(key, None)
            return self._values.get(key)

    def incr(self, key: str) -> int:
        with self._lock:
            number = int(str(self._values.get(key, 0))) + 1
            self._values[key] = number
            return number

    def rpush(self, key: str, value: object) -> int:
        with self._lock:
            held = self._values.setdefault(key, [])
            if not isinstance(held, list):
                raise TypeError(f"{key} holds no list")
            held.append(value)
            return len(held)

    def lrange(self, key: str) -> list[object]:
        with self._lock:
            held = self._values.get(key, [])
            return list(held) if isinstance(held, list) else []

    def keys(self, pattern: str = "*") -> list[str]:
        with self._lock:
            return sorted(fnmatch.filter(self._values, pattern))

    def delete(self, *keys: str) -> None:
        with self._lock:
            for key in keys:
                self._values.pop(key, None)

    def flushall(self) -> None:
        with self._lock:
            self._values.clear()
            self._expires.clear()


cache = Cache()
