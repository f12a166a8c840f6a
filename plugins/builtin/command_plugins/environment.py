"""The environment variables that a plugin gets.

Rule: SetupPluginEnv in pkg/plugin/plugin.go.
"""

from __future__ import annotations

import os
import sys

from ....core.golib.path import clean
from ....core.home import HelmHome
from ....core.settings import Settings


def plugin_environment(settings: Settings, name: str, folder: str) -> dict[str, str]:
    """The variables for the plugin `name` in `folder`: those of this process, and what Helm adds."""
    home = HelmHome(settings.home())
    for_helm = {
        "PLUGIN_NAME": name,
        "PLUGIN_DIR": folder,
        "BIN": program(),
        "PLUGIN": settings.plugin_path(),
        "HOME": home.path,
        "PATH_REPOSITORY": clean(home.repository),
        "PATH_REPOSITORY_FILE": clean(home.repository_file),
        "PATH_CACHE": clean(home.cache),
        "PATH_LOCAL_REPOSITORY": clean(home.local_repository),
        "PATH_STARTER": clean(home.starters),
    }
    for_tiller = {"HOST": settings.get("host"), "NAMESPACE": settings.get("tiller-namespace")}
    if settings.enabled("debug"):
        for_helm["DEBUG"] = "1"
    return {
        **settings.environment,
        **{f"HELM_{key}": value for key, value in for_helm.items()},
        **{f"TILLER_{key}": value for key, value in for_tiller.items()},
    }


def program() -> str:
    """How a plugin calls this program back: as it was called itself.

    ``python -m pilothouse`` cannot be called back as such; the console script beside that Python can.
    """
    called = sys.argv[0]
    if os.path.basename(called) != "__main__.py":
        return called
    script = os.path.join(os.path.dirname(sys.executable), "pilothouse")
    return script if os.path.exists(script) else called
