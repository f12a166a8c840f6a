from __future__ import annotations

from pilothouse.core.home import HelmHome


def test_paths_are_where_helm_keeps_them() -> None:
    home = HelmHome("/h")
    paths = {
        name: getattr(home, name) for name in vars(HelmHome) if not name.startswith("_") and isinstance(
            getattr(HelmHome, name), property
        )
    }  # fmt: skip
    assert paths == {
        "archive": "/h/cache/archive",
        "cache": "/h/repository/cache",
        "local_repository": "/h/repository/local",
        "plugins": "/h/plugins",
        "repository": "/h/repository",
        "repository_file": "/h/repository/repositories.yaml",
        "starters": "/h/starters",
    }
    assert HelmHome("./x/../h//").plugins == "h/plugins"
    assert HelmHome("").archive == "cache/archive"
    assert home.cache_index("stable") == "/h/repository/cache/stable-index.yaml"
