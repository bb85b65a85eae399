"""The running API and the proxy before it that fails first: `npm test` starts both and names them to us."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import Any, Dict, List

import httpx
import pytest

from recado_client import Recado

_names = itertools.count(1)


@dataclass(frozen=True)
class Road:
    """An address of the API behind the proxy, and what was called there."""

    proxy: str
    name: str
    plan: str

    @property
    def url(self) -> str:
        return f"{self.proxy}/{self.plan}/{self.name}"

    def calls(self) -> List[Dict[str, Any]]:
        calls: List[Dict[str, Any]] = httpx.get(f"{self.proxy}/calls/{self.name}").json()
        return calls


@dataclass(frozen=True)
class Service:
    """Where the API is, and keys for it."""

    url: str
    key: str
    reader_key: str
    proxy: str

    def behind(self, *steps: str) -> Road:
        """The API behind what happens to the first calls: a status, `cut`, `lost`, `half`, `hang`."""
        return Road(self.proxy, f"py-{next(_names)}", ",".join(steps) or "-")


@pytest.fixture(scope="session")
def service() -> Service:
    try:
        return Service(*(os.environ[f"RECADO_{name}"] for name in ("URL", "KEY", "READER_KEY", "PROXY")))
    except KeyError as missing:
        pytest.exit(f"{missing} is not set: these tests are run by npm test, against the API", returncode=4)


@pytest.fixture()
def recado(service: Service) -> Recado:
    return Recado(service.url, service.key)
