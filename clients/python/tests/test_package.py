"""What pip installs."""

from importlib import metadata


def test_the_installed_package_says_that_it_has_types() -> None:
    files = metadata.files("recado-client") or []
    assert "recado_client/py.typed" in [str(path) for path in files]
