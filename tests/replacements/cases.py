"""For every built-in plugin, what to run to see that another one has taken its place."""

from __future__ import annotations

from typing import NamedTuple

_CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
_CHART_FILE = "apiVersion: v1\nname: web\nversion: 1.0.0\n"
_SANDBOX = {"PILOTHOUSE_CLUSTER": "sandbox"}
_ASKED = "version --server --short --tiller-connection-timeout 1"
_INSTALL = "install web --name x"
_TABLE = "==> v1/ConfigMap\nNAME  DATA  AGE\nweb   1     NOWs\n"
_SERVICE = (
    "==> v1/Service\nNAME  TYPE       CLUSTER-IP  EXTERNAL-IP  PORT(S)  AGE\n"
    "web   ClusterIP  10.96.0.10  <none>       80/TCP   NOWs\n"
)
_NOTE = (
    "drift of x from revision 1\n\n"
    "delete Note x (v1)\n- kind: Note\n- text: all is well\n\n1 to delete; 0 unchanged\n"
)
_ICON = "[INFO] Chart.yaml: icon is recommended"

CHART = {
    "web/Chart.yaml": _CHART_FILE,
    "web/values.yaml": "colour: blue\n",
    "web/templates/web.yaml": _CONFIG_MAP + "data:\n  colour: {{ .Values.colour }}\n",
}
"""The chart that every case has in its folder."""


class Case(NamedTuple):
    """Command lines, each with the whole of what it prints on standard output while the stand-in is installed.

    `prepare` are command lines whose output does not matter; `files` are added to `CHART` (an empty text takes one
    away). `also` are modules of the built-in plugin that are used all the same, and why is said beside them.
    """

    checks: dict[str, str]
    files: dict[str, str] = {}
    prepare: tuple[str, ...] = ()
    environment: dict[str, str] = {}
    also: frozenset[str] = frozenset()


def _template(text: str) -> str:
    return f"---\n# Source: web/templates/web.yaml\n{text}\n"


def _lint(*findings: str) -> str:
    return "\n".join(("==> Linting web", *findings, "", "1 chart(s) linted, no failures", ""))


def _status(resources: str) -> str:
    return f"LAST DEPLOYED: NOW\nNAMESPACE: default\nSTATUS: DEPLOYED\n\nRESOURCES:\n{resources}\n\n"


def _kubernetes(major: str, minor: str, version: str) -> str:
    numbers = f'Major:"{major}", Minor:"{minor}", GitVersion:"{version}"'
    others = ("GitCommit", "GitTreeState", "BuildDate", "GoVersion", "Compiler", "Platform")
    rest = "".join(f', {name}:""' for name in others)
    return (
        f'[debug] SERVER: "in this process"\n\nKubernetes: &version.Info{{{numbers}{rest}}}\nServer: v2.17.0+ga690bad\n'
    )


def _data(colour: str) -> str:
    return _template(f"{_CONFIG_MAP}data:\n  colour: {colour}\n")


CASES: dict[str, Case] = {
    "commands": Case(
        {"home": "home is where the heart is\n", "repo list": "nothing to see here\n"},
        also=frozenset(("repo",)),  # the group in which one command is replaced
    ),
    "client": Case(
        {
            "search anything": (
                "NAME    \tCHART VERSION\tAPP VERSION\tDESCRIPTION       \n"
                "anything\t1.0.0        \t1          \tall that is wished\n"
            )
        }
    ),
    "chart_loader": Case(
        {"template web": _template("name: web\n")},
        {
            "web/Chart.yaml": "",
            "web/chart.json": '{"name": "web", "version": "1.0.0", "values": {}, '
            '"templates": {"web.yaml": "name: {{ .Chart.Name }}\\n"}}',
        },
    ),
    "values": Case(
        {
            "template web --set colour=red": _data("RED"),
            "template web --explain-value colour": "colour: somebody wants it so\n",
        }
    ),
    "requirements": Case(
        {
            "template web": "---\n# Source: web/charts/company-base/templates/base.yaml\nbase: company-base\n\n",
            "dependency list web": (
                "NAME        \tVERSION\tREPOSITORY\tSTATUS            \n"
                "company-base\t1.0.0  \tcompany   \tlocked and updated\n\n"
            ),
        },
        prepare=("dependency update web", "dependency build web"),
    ),
    "capabilities": Case(
        {"template web": _template("v9.50.0 true\n")},
        {
            "web/templates/web.yaml": (
                '{{ .Capabilities.KubeVersion.GitVersion }} {{ .Capabilities.APIVersions.Has "v9" }}\n'
            )
        },
    ),
    "gotpl": Case(
        {
            "template web": _data("blue"),
            "version --client --template $Client-$nothing": "it-$nothing",
            "lint web --enable unused-values": _lint(_ICON),
        },
        {"web/templates/web.yaml": f"{_CONFIG_MAP}data:\n  colour: ${{colour}}\n"},
    ),
    "sprig": Case(
        {"template web": _data("«B.L.U.E.»")},
        {"web/templates/web.yaml": _CONFIG_MAP + "data:\n  colour: {{ .Values.colour | upper | quote }}\n"},
    ),
    "helm_functions": Case(
        {"template web": _data("[blue] Values of 1")},
        {
            "web/templates/web.yaml": (
                '{{ define "c" }}{{ .Values.colour }}{{ end }}'
                + _CONFIG_MAP
                + 'data:\n  colour: {{ include "c" . }} {{ toYaml .Values }}\n'
            )
        },
    ),
    "manifests": Case(
        {
            "template web": "---\n# Source: web/templates/web.yaml\n" + _CONFIG_MAP + "\n"
            "---\n# Source: web/templates/a.yaml\n" + _CONFIG_MAP.replace("web", "a") + "\n",
            "get manifest x": "\n---\n# Source: web/templates/web.yaml\n# kept in order\n" + _CONFIG_MAP + "\n"
            "---\n# Source: web/templates/a.yaml\n# kept in order\n" + _CONFIG_MAP.replace("web", "a") + "\n",
        },
        {"web/templates/web.yaml": _CONFIG_MAP, "web/templates/a.yaml": _CONFIG_MAP.replace("web", "a")},
        (_INSTALL,),
        _SANDBOX,
    ),
    "kube": Case(
        {
            "template web": _template("namespace: harbour\n"),
            "--debug version --server --short": _kubernetes("1", "99", "v1.99.0"),
        },
        {"web/templates/web.yaml": "namespace: {{ .Release.Namespace }}\n"},
    ),
    "sandbox": Case(
        {
            "template web": _template("namespace: nowhere\n"),
            "sandbox": "there is nothing\n",
            "sandbox get": "there is nothing to get\n",
            "sandbox reset": "it is empty\n",
            "--debug version --server --short": _kubernetes("1", "7", "v1.7.0-nowhere"),
        },
        {"web/templates/web.yaml": "namespace: {{ .Release.Namespace }}\n"},
        environment=_SANDBOX,
    ),
    "apply": Case(
        {"delete x": 'nothing is ever deleted\nrelease "x" deleted\n'}, prepare=(_INSTALL,), environment=_SANDBOX
    ),
    "readiness": Case(
        {
            f"{_INSTALL} --wait": f"NAME:   x\n{_status(_SERVICE)}NOW Service web: never ready; going on\n",
        },
        {"web/templates/web.yaml": _CONFIG_MAP.replace("ConfigMap", "Service") + "spec: {ports: [{port: 80}]}\n"},
        environment=_SANDBOX,
    ),
    "chart_hooks": Case(
        {_INSTALL: f"NAME:   x\n{_status(_TABLE)}NOW pre-install would run hook\n"},
        {
            "web/templates/hook.yaml": (
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hook, annotations: {helm.sh/hook: pre-install}}\n"
            )
        },
        environment=_SANDBOX,
    ),
    "object_tables": Case({"status x": _status("ConfigMap called web")}, prepare=(_INSTALL,), environment=_SANDBOX),
    "storage": Case(
        {"sandbox get configmaps -n kube-system": "The sandbox has none in namespace kube-system.\n"},
        prepare=(_INSTALL, "upgrade x web", "list --short"),
        environment=_SANDBOX,
    ),
    "releases": Case({"list --short": "mummy\n", "version --server --short": "Server: v0.0.1+g0\n"}),
    "output": Case(
        {
            "repo list -o json": "NONE\n",
            "repo list -o yaml": "NONE\n\n",
        },
        prepare=("init --client-only --skip-refresh --skip-repos",),
    ),
    "getter_http": Case(
        {
            "template web -f http://company.example/values.yaml": _data("from http"),
            "template web -f https://company.example/values.yaml": _data("from https"),
        }
    ),
    "getter_file": Case({"template web -f file:///none.yaml": _data("from a file that nobody wrote")}),
    "repositories": Case(
        {
            "repo list": "NAME   \tURL    \ncompany\tmemory:\nNOW repo list is run\n",
            "search web --versions": (
                "NAME       \tCHART VERSION\tAPP VERSION\tDESCRIPTION\n"
                "company/web\t2.0.0        \t           \t           \n"
                "company/web\t1.0.0        \t           \t           \n"
                "NOW search is run\n"
            ),
            "inspect chart company/web": f"{_CHART_FILE}\nNOW inspect chart is run\n",
            "fetch company/web": "NOW fetch is run\n",
        },
        prepare=("repo update",),
    ),
    "packaging": Case({"package web --save=false": "Successfully packaged chart and saved it to: HERE/web.box\n"}),
    "provenance": Case(
        {"verify web-1.0.0.tgz": ""},
        {"keys": "none\n"},
        ("package web --save=false --sign --key me --keyring keys",),
    ),
    "lint": Case(
        {"lint web": _lint("[INFO] Chart.yaml: web is a fine name", "[INFO] values.yaml: colours are welcome")}
    ),
    "lint_pitfalls": Case(
        {
            "lint web --enable duplicate-keys": _lint(
                _ICON, "[INFO] values.yaml:1: web has no key twice, says the stand-in (duplicate-keys)"
            )
        }
    ),
    "scaffold": Case(
        {"inspect chart boat": "apiVersion: v1\nname: boat\nversion: 9.9.9\n\n"}, prepare=("create boat",)
    ),
    "chart_server": Case(
        {
            "serve --repo-path web --address :none": (
                "Regenerating index. This may take a moment.\nNow serving you on :none\nserved web at :none, and done\n"
            )
        }
    ),
    "command_plugins": Case(
        {
            "whistle a tune": "whistles a tune\n",
            "plugin list": "NAME   \tVERSION\tDESCRIPTION\nwhistle\t1.2.3  \tWhistles.  \n",
            "template web -f cloud://values.yaml": _data("of clouds"),
        }
    ),
    "tiller_manifests": Case(
        {
            "init --dry-run -o yaml --tiller-namespace port": (
                "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: tiller-of-port\n\n...\n"
            )
        }
    ),
    "tiller_client": Case(
        {
            f"{_ASKED} --host 127.0.0.1:1": "Server: 127.0.0.1:1+g0\n",
            f"{_ASKED} --tiller tunnel": "Server: tunnel to kube-system+g0\n",
            "dig": "127.0.0.1:1\n",
        },
        {
            "home/plugins/dig/plugin.yaml": (
                "name: dig\nversion: 1.0.0\nusage: dig\ndescription: dig\nuseTunnel: true\ncommand: echo $TILLER_HOST\n"
            )
        },
    ),
    "tiller_server": Case(
        {
            "tiller --listen :none": (
                "health at :none: served\nrelease-care at :none: served\nreleases at :none: served\n"
            )
        }
    ),
    "plugin_authoring": Case({"plugins new mine": "mine will be a fine plugin\n"}),
    "preview": Case(
        {
            "diff upgrade x web --brief --set colour=red": (
                "upgrade of x\ndelete ConfigMap default/web (v1), web/templates/web.yaml\n\n1 to delete; 0 unchanged\n"
            )
        },
        prepare=(_INSTALL,),
        environment=_SANDBOX,
    ),
    "comparison": Case(
        {"diff revision x 1 1": "x: revisions 1 and 1: 1 seen, text\n"}, prepare=(_INSTALL,), environment=_SANDBOX
    ),
    "plans": Case(
        {
            "apply here.plan --show": (
                "plan of revision 2 of x, made 1970-01-01 00:00:00 UTC for paper\n\n"
                "create Note x (v1)\n+ kind: Note\n+ revision: 2\n\n1 to create; 0 unchanged\n"
            )
        },
        prepare=(_INSTALL, "upgrade x web --set colour=red --plan here.plan"),
        environment=_SANDBOX,
    ),
    "drift": Case(
        {"drift x --correct": f"{_NOTE}x: set back: Note of x\nx: this is left:\n{_NOTE}"},
        prepare=(_INSTALL,),
        environment=_SANDBOX,
    ),
    "chart_tests": Case(
        {
            "unittest web --coverage": (
                "\n### Chart [ web ]\n\n PASS  everything\tstand_in.txt\n\n"
                "Charts:      1 passed, 1 total\nTest Suites: 1 passed, 1 total\nTests:       1 passed, 1 total\n"
                "Snapshot:    0 passed, 0 total\nTime:        NOWs\n\nenough has been reached\n"
            )
        }
    ),
}
"""A case for every plugin of `default_plugins.BUILTIN`."""
