"""Settings: one table of names, environment variables, flags and defaults; a flag wins over the environment.

Plugins add rows with `helm_register_settings`. Values are texts; `Settings.enabled` reads the words that Go's
strconv.ParseBool accepts.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping

from .entries import SettingEntry
from .errors import SettingError

KEYRING = "~/.gnupg/pubring.gpg"
"""The file of keys when none is named."""

CPU_LIMIT = "cpu-limit"
MEMORY_LIMIT = "memory-limit"

SETTINGS: tuple[SettingEntry, ...] = (
    SettingEntry("home", "HELM_HOME", "~/.helm", "where Helm's configuration, repositories and caches live", "--home"),
    SettingEntry("host", "HELM_HOST", "", "address of Tiller, host:port; empty for none", "--host"),
    SettingEntry(
        "tiller",
        "PILOTHOUSE_TILLER",
        "",
        "tunnel: use the Tiller in the cluster; none: work without one, whatever HELM_HOST and TLS variables say",
        "--tiller",
    ),
    SettingEntry("kube-context", "", "", "name of the kubeconfig context to use", "--kube-context"),
    SettingEntry("kubeconfig", "", "", "path of the kubeconfig file; KUBECONFIG otherwise", "--kubeconfig"),
    SettingEntry(
        "cluster",
        "PILOTHOUSE_CLUSTER",
        "",
        "kind of cluster to work on: empty for that of the kubeconfig, sandbox for the embedded one",
        "--cluster",
    ),
    SettingEntry("debug", "HELM_DEBUG", "false", "print more about what is done", "--debug"),
    SettingEntry(
        "tiller-namespace", "TILLER_NAMESPACE", "kube-system", "namespace of the release records", "--tiller-namespace"
    ),
    SettingEntry(
        "tiller-connection-timeout", "", "300", "seconds to wait for a connection", "--tiller-connection-timeout"
    ),
    SettingEntry(
        "storage", "TILLER_STORAGE", "configmap", "release store: configmap, secret, memory, sql or a plugin's"
    ),
    SettingEntry("history-max", "TILLER_HISTORY_MAX", "0", "revisions kept of each release; 0 or less for all"),
    SettingEntry(
        "sql-connection-string",
        "PILOTHOUSE_SQL_CONNECTION_STRING",
        "",
        "database of the sql store, as a URL of SQLAlchemy; default releases.db in Pilothouse's folder of $HELM_HOME",
    ),
    SettingEntry(
        "record-chunks",
        "PILOTHOUSE_RECORD_CHUNKS",
        "false",
        "let the configmap and secret stores spread a record of more than 1 MB over several objects",
    ),
    SettingEntry(
        "apply-strategy",
        "PILOTHOUSE_APPLY_STRATEGY",
        "",
        "how objects are changed: two-way (Helm v2), three-way, server-side; empty for that of the release",
    ),
    SettingEntry(
        "hints", "PILOTHOUSE_HINTS", "auto", "whether errors say where, why and what helps: auto, always, never"
    ),
    SettingEntry(
        "trace-requests", "PILOTHOUSE_TRACE_REQUESTS", "false", "log each request to the API server on stderr"
    ),
    SettingEntry(
        "request-timeout", "PILOTHOUSE_REQUEST_TIMEOUT", "32", "seconds that one request to the API server may take"
    ),
    SettingEntry(
        "retry-deadline", "PILOTHOUSE_RETRY_DEADLINE", "30", "seconds for repeating requests that fail for a while"
    ),
    SettingEntry(
        "kube-client",
        "PILOTHOUSE_KUBE_CLIENT",
        "",
        "thin or kubernetes (the package): which client carries requests; empty for what the kubeconfig needs",
    ),
    SettingEntry(
        "plugins", "PILOTHOUSE_PLUGINS", "", "plugins to load (NAME) or leave out (no:NAME), comma separated", "-p"
    ),
    SettingEntry("no-plugins", "PILOTHOUSE_NO_PLUGINS", "false", "load no third-party plugins", "--no-plugins"),
    SettingEntry(
        "plugin-patience",
        "PILOTHOUSE_PLUGIN_PATIENCE",
        "10",
        "seconds that a call of a third party's plugin may take without a warning that names it; 0 for any",
    ),
    SettingEntry("plugins-dir", "PILOTHOUSE_PLUGINS_DIR", "", "folder of one-file plugins to load", "--plugins-dir"),
    SettingEntry(
        "allow-network-functions",
        "PILOTHOUSE_ALLOW_NETWORK_FUNCTIONS",
        "false",
        "let templates look up host names (getHostByName)",
    ),
    SettingEntry("trace-plugins", "PILOTHOUSE_TRACE_PLUGINS", "false", "trace calls of extension points on stderr"),
    SettingEntry(
        "engine-fallback",
        "PILOTHOUSE_ENGINE_FALLBACK",
        "",
        "engine that renders charts whose own engine is not installed (Helm v2 takes gotpl)",
    ),
    SettingEntry(
        "cache-dir",
        "PILOTHOUSE_CACHE_DIR",
        "",
        "where caches are kept; default pilothouse in $XDG_CACHE_HOME or in ~/.cache where that is, "
        "else /var/tmp/pilothouse-UID",
    ),
    SettingEntry("no-cache", "PILOTHOUSE_NO_CACHE", "false", "neither read nor write caches", "--no-cache"),
    SettingEntry(
        CPU_LIMIT,
        "PILOTHOUSE_CPU_LIMIT",
        "120",
        "seconds of processor time for reading and rendering a chart; 0 for any",
    ),
    SettingEntry(
        MEMORY_LIMIT, "PILOTHOUSE_MEMORY_LIMIT", "4096", "MiB of memory for reading and rendering a chart; 0 for any"
    ),
)
"""The kernel's own settings."""

OTHER_VARIABLES: tuple[tuple[str, str], ...] = (
    ("AWS_*", "credentials and the rest of what Amazon's own tools read, for charts and releases in S3"),
    ("DOCKER_CONFIG", "folder of the credentials for registries; default ~/.docker"),
    ("HELM_DIFF_COLOR", "default of --color of diff and drift"),
    ("HELM_DIFF_OUTPUT_CONTEXT", "default of --context of diff and drift"),
    ("HELM_DIFF_THREE_WAY_MERGE", "default of --three-way-merge of diff"),
    ("HELM_KEY_PASSPHRASE", "passphrase of the signing key; without it, a terminal is asked"),
    ("HELM_NO_PLUGINS", "1: the commands of Helm's command plugins (plugin.yaml) are not looked for"),
    ("HELM_PLUGIN", "folders in which command plugins are looked for, as a path list; default $HELM_HOME/plugins"),
    ("HELM_TLS_CA_CERT", "default of --tls-ca-cert"),
    ("HELM_TLS_CERT", "default of --tls-cert"),
    ("HELM_TLS_ENABLE", "default of --tls"),
    ("HELM_TLS_HOSTNAME", "default of --tls-hostname"),
    ("HELM_TLS_KEY", "default of --tls-key"),
    ("HELM_TLS_VERIFY", "default of --tls-verify"),
    ("HOME", "folder of the user: default places of Helm's configuration, of the kubeconfig file and of caches"),
    ("HTTP_PROXY", "proxy for http URLs"),
    ("HTTPS_PROXY", "proxy for https URLs"),
    ("KUBECONFIG", "paths of kubeconfig files, for when --kubeconfig is not given"),
    ("NO_PROXY", "hosts that are reached without a proxy"),
    ("SOPS_AGE_KEY", "identities of age that open values files encrypted by SOPS"),
    ("SOPS_AGE_KEY_FILE", "file of such identities; default sops/age/keys.txt in $XDG_CONFIG_HOME"),
    ("TZ", "time zone of dates in templates"),
    ("XDG_CACHE_HOME", "folder in which the folder for caches is made; default ~/.cache"),
    ("XDG_CONFIG_HOME", "folder in which SOPS keeps identities of age; default ~/.config"),
)
"""Environment variables that are read but are no settings of their own, with what they mean."""

_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))


def parse_bool(text: str) -> bool | None:
    """Read a bool as Go's strconv.ParseBool does; None when it is no bool."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    return None


def join_list(items: Iterable[str]) -> str:
    """Texts as one setting, with commas between them. One that is empty or has a comma, quote or line is quoted."""
    return ",".join('"' + item.replace('"', '""') + '"' if _needs_quotes(item) else item for item in items)


def _needs_quotes(item: str) -> bool:
    return not item or any(letter in item for letter in ',"\n\r')


def split_list(text: str) -> list[str]:
    """The texts that `join_list` made a setting of. Quotes count at the beginning of a text alone."""
    items = []
    rest = text
    while rest:
        if rest.startswith('"'):
            end = 1
            while (end := rest.find('"', end)) >= 0 and rest[end + 1 : end + 2] == '"':
                end += 2
            end = end if end >= 0 else len(rest)
            tail, _, further = rest[end + 1 :].partition(",")
            items.append(rest[1:end].replace('""', '"') + tail)
            rest = further
        else:
            item, _, rest = rest.partition(",")
            items.append(item)
    return items


_PERSISTENT_TEMPORARY = "/var/tmp"  # noqa: S108 - private_files trusts only a folder that is this user's alone


class Settings:
    """The effective settings of one run.

    `flags` holds what the command line gave (by setting name) and may be filled while the command line is parsed;
    `environment` is the process environment unless a test gives another. `is_hosted` says that the process is another
    program's, whose signals and limits are left as they are.
    """

    is_hosted = False

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        flags: Mapping[str, str] | None = None,
        entries: Iterable[SettingEntry] = SETTINGS,
    ) -> None:
        self.environment: Mapping[str, str] = os.environ if environment is None else environment
        self.flags: dict[str, str] = dict(flags or {})
        self.entries: dict[str, SettingEntry] = {entry.name: entry for entry in entries}

    def get(self, name: str) -> str:
        """The text of a setting: flag, else environment variable (also an empty one), else default.

        Raises SettingError for a name that nobody declared. Rule: pkg/helm/environment/environment.go.
        """
        entry = self.entries.get(name)
        if entry is None:
            raise SettingError(f"unknown setting {name!r}")
        value = self.flags.get(name)
        if value is not None:
            return value
        if entry.environment and entry.environment in self.environment:
            return self.environment[entry.environment]
        return entry.default

    def enabled(self, name: str) -> bool:
        """The setting as a bool; texts that are no bool count as false, as Helm ignores them."""
        return parse_bool(self.get(name)) is True

    def explains(self, *, terminal: bool) -> bool:
        """Whether errors say more than Helm's sentence: where, why, and what helps.

        Setting ``hints``: ``always``, ``never``, or ``auto``, which leaves it out only where nobody reads along:
        standard error is no terminal, and the environment has neither TERM nor CI (a program that compares what Helm
        says).
        """
        choice = self.get("hints")
        if choice in {"always", "never"}:
            return choice == "always"
        return terminal or "TERM" in self.environment or "CI" in self.environment

    def home(self) -> str:
        """The directory of `--home`/`HELM_HOME` with environment references expanded; without them ``~/.helm``."""
        value = self.get("home")
        if "home" not in self.flags and "HELM_HOME" not in self.environment:
            return os.path.join(self.environment.get("HOME", ""), ".helm")
        return expand_environment(value, self.environment)

    def plugin_path(self) -> str:
        """The folders in which command plugins are looked for, as a path list: HELM_PLUGIN, else ``HOME/plugins``."""
        path = self.environment.get("HELM_PLUGIN")
        if path is not None:
            return path
        from .golib.path import clean

        return clean(os.path.join(self.home(), "plugins"))

    def keyring(self, given: str = KEYRING) -> str:
        """The file of keys: the one that is given, be it empty, else GnuPG's old one in the user's home."""
        return self.environment.get("HOME", "") + KEYRING[1:] if given == KEYRING else given

    def cache_directory(self) -> str:
        """The directory for caches, or the empty text when caches are switched off."""
        if self.enabled("no-cache"):
            return ""
        chosen = self.get("cache-dir")
        if chosen:
            return chosen
        root = self.environment.get("XDG_CACHE_HOME", "")
        if not root:
            user = self.environment.get("HOME", "")
            root = os.path.join(user, ".cache") if user else ""
            if not root or not os.path.isdir(root):
                return _shared_cache_directory()
        return os.path.join(root, "pilothouse")


def _shared_cache_directory() -> str:
    """Where caches are kept for a user whose home has no folder for them: nothing new appears in such a home.

    The folder carries the user's number. One that somebody else made, or may write, or that is a link is not used:
    whoever has it decides what the paths below it lead to.
    """
    if not hasattr(os, "getuid") or not os.path.isdir(_PERSISTENT_TEMPORARY):
        return ""
    path = os.path.join(_PERSISTENT_TEMPORARY, f"pilothouse-{os.getuid()}")
    try:
        state = os.lstat(path)
    except FileNotFoundError:
        return path
    except OSError:
        return ""
    mine = stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022
    return path if mine else ""


def expand_environment(text: str, environment: Mapping[str, str]) -> str:
    """Replace ``$NAME`` and ``${NAME}`` as Go's os.ExpandEnv does: unknown names and a lone ``${`` become empty."""
    if "$" not in text:
        return text
    import re

    def replace(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        return environment.get(name, "") if name else ""

    return re.sub(r"\$(?:\{([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*|[*#$@!?0-9-])|\{)", replace, text)
