"""What templates see beside plain values: `.Chart`, `.Files`, `.Capabilities`, `.Release.Time`, as Go values.

The models of `core.model` stay plain; here they get Go's field names, methods, and texts. Rules:
pkg/chartutil/{values,files,capabilities}.go and the generated protobuf code for what a message prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .golib.nil import NilSlice, NilStringMap, NilStringSlice, is_nil
from .golib.types import GoFunction, Int32, Int64, Map, Slice, StringMap, StringSlice, Struct, WrongResults, go
from .model.capabilities import Capabilities, KubeVersion, TillerVersion
from .model.chart import File, Maintainer, Metadata


def message_text(fields: Iterable[tuple[str, Any]]) -> str:
    """What a protobuf message prints: every set field as ``name:value `` in declaration order.

    Texts are quoted byte by byte; repeated fields repeat; maps are sorted by key; nested messages stand in ``<>``.
    """
    parts: list[str] = []
    for name, value in fields:
        if isinstance(value, bool):
            parts += [f"{name}:true "] if value else []
        elif isinstance(value, str):
            parts += [f"{name}:{_quote(value)} "] if value else []
        elif isinstance(value, int):
            parts += [f"{name}:{_number(value)} "] if value else []
        elif isinstance(value, bytes):
            parts += [f"{name}:{_quote(value)} "] if value else []
        elif isinstance(value, Struct):
            parts.append(f"{name}:<{value.go_string()}> ")
        elif isinstance(value, dict):
            parts += [f"{name}:<key:{_quote(key)} value:{_quote(value[key])} > " for key in sorted(value)]
        else:
            parts += [f"{name}:{_item(item)} " for item in value or ()]
    return "".join(parts)


def _item(value: Any) -> str:
    """An item of a repeated field."""
    if isinstance(value, Struct):
        return f"<{value.go_string()}>"
    return _number(value) if isinstance(value, int) else _quote(value)


def _number(value: int) -> str:
    """A number, or the name of one that has a name."""
    name: str | None = value.go_string() if hasattr(value, "go_string") else None
    return f"{value:d}" if name is None else name


_ESCAPES = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x22: '\\"', 0x5C: "\\\\"}


def _quote(text: str | bytes) -> str:
    """A text as protobuf's text format writes it: bytes outside printable ASCII in octal."""
    body = "".join(
        _ESCAPES.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}")
        for byte in (text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)
    )
    return f'"{body}"'


def message_methods(names: Iterable[str]) -> dict[str, GoFunction]:
    """The methods of generated protobuf code: ``GetX`` for every field, ``String``, and some that cannot be called."""
    methods: dict[str, GoFunction] = {f"Get{name}": go(_getter(name)) for name in names if name not in _BOOKKEEPING}
    methods["String"] = go(lambda message: message.go_string())
    methods["Descriptor"] = WrongResults(2)
    methods.update(dict.fromkeys(("ProtoMessage", "Reset", "XXX_DiscardUnknown"), WrongResults(0)))
    return methods


def _getter(name: str) -> Callable[[Any], Any]:
    return lambda message: getattr(message, message.go_fields[name])


class EmptyStruct(Struct):
    """Go's ``struct {}``: the value of every API version in `.Capabilities.APIVersions`, a field of every message."""

    __slots__ = ()
    go_type = "struct {}"


class _NilBytes(NilSlice):
    """The nil []byte."""

    __slots__ = ()
    go_type = "[]uint8"
    go_element = "uint8"


_EMPTY = EmptyStruct()
_BOOKKEEPING = {
    "XXX_NoUnkeyedLiteral": "no_unkeyed_literal",
    "XXX_unrecognized": "unrecognized",
    "XXX_sizecache": "size_cache",
}


class Message(Struct):
    """A protobuf message behind a pointer. `wire_names` are the names of its fields in the .proto file.

    Generated code gives every message three fields for its own bookkeeping, which templates can see too.
    """

    __slots__ = ()
    go_pointer = True
    wire_names: tuple[str, ...] = ()
    bookkeeping = _BOOKKEEPING
    no_unkeyed_literal = _EMPTY
    unrecognized = _NilBytes()
    size_cache = Int32(0)

    def _fields(self) -> list[tuple[str, Any]]:
        return [
            (wire, getattr(self, attribute))
            for wire, attribute in zip(self.wire_names, self.go_fields.values(), strict=False)
        ]

    def go_string(self) -> str:
        """The message in protobuf's compact text format."""
        return message_text(self._fields())

    def go_json(self) -> Any:
        """The fields that are set, in declaration order."""
        return {name: value for name, value in self._fields() if value}


class MaintainerObject(Message):
    """One of `.Chart.Maintainers`."""

    __slots__ = ("email", "name", "url")
    go_type = "chart.Maintainer"
    go_fields = {"Name": "name", "Email": "email", "Url": "url", **_BOOKKEEPING}
    wire_names = ("name", "email", "url")
    go_methods = message_methods(go_fields)

    def __init__(self, maintainer: Maintainer) -> None:
        self.name = maintainer.name
        self.email = maintainer.email
        self.url = maintainer.url


class MaintainerSlice(Slice):
    """`.Chart.Maintainers`."""

    __slots__ = ()
    go_type = "[]*chart.Maintainer"
    go_element = "*chart.Maintainer"


class _NilMaintainers(MaintainerSlice):
    """The nil []*chart.Maintainer."""

    __slots__ = ()
    go_nil = True


class ChartObject(Message):
    """`.Chart`: the metadata of a chart under Go's names."""

    __slots__ = Metadata.__slots__
    go_type = "chart.Metadata"
    go_fields = {
        "Name": "name",
        "Home": "home",
        "Sources": "sources",
        "Version": "version",
        "Description": "description",
        "Keywords": "keywords",
        "Maintainers": "maintainers",
        "Engine": "engine",
        "Icon": "icon",
        "ApiVersion": "api_version",
        "Condition": "condition",
        "Tags": "tags",
        "AppVersion": "app_version",
        "Deprecated": "deprecated",
        "TillerVersion": "tiller_version",
        "Annotations": "annotations",
        "KubeVersion": "kube_version",
        **_BOOKKEEPING,
    }
    wire_names = (
        "name",
        "home",
        "sources",
        "version",
        "description",
        "keywords",
        "maintainers",
        "engine",
        "icon",
        "apiVersion",
        "condition",
        "tags",
        "appVersion",
        "deprecated",
        "tillerVersion",
        "annotations",
        "kubeVersion",
    )
    go_methods = message_methods(go_fields)

    def __init__(self, metadata: Metadata) -> None:
        for attribute in ChartObject.__slots__:
            setattr(self, attribute, getattr(metadata, attribute))
        self.sources = _strings(metadata.sources)
        self.keywords = _strings(metadata.keywords)
        maintainers = [MaintainerObject(maintainer) for maintainer in metadata.maintainers]
        self.maintainers = _NilMaintainers() if is_nil(metadata.maintainers) else MaintainerSlice(maintainers)
        annotations = metadata.annotations
        self.annotations = NilStringMap() if is_nil(annotations) else StringMap(annotations)


def _strings(items: list[str]) -> StringSlice:
    return NilStringSlice() if is_nil(items) else StringSlice(items)


class TillerVersionObject(Message):
    """`.Capabilities.TillerVersion`, and `.Client` of ``version --template``."""

    __slots__ = ("git_commit", "git_tree_state", "sem_ver")
    go_type = "version.Version"
    go_fields = {"SemVer": "sem_ver", "GitCommit": "git_commit", "GitTreeState": "git_tree_state", **_BOOKKEEPING}
    wire_names = ("sem_ver", "git_commit", "git_tree_state")
    go_methods = message_methods(go_fields)

    def __init__(self, version: TillerVersion) -> None:
        self.sem_ver = version.sem_ver
        self.git_commit = version.git_commit
        self.git_tree_state = version.git_tree_state


class Timestamp(Message):
    """`.Release.Time`: a protobuf time stamp."""

    __slots__ = ("nanos", "seconds")
    go_type = "timestamp.Timestamp"
    go_fields = {"Seconds": "seconds", "Nanos": "nanos", **_BOOKKEEPING}
    wire_names = ("seconds", "nanos")
    go_methods = message_methods(go_fields)

    def __init__(self, nanoseconds: int) -> None:
        seconds, nanos = divmod(nanoseconds, 1_000_000_000)
        self.seconds = Int64(seconds)
        self.nanos = Int32(nanos)


class KubeVersionObject(Struct):
    """`.Capabilities.KubeVersion`; prints as its GitVersion."""

    __slots__ = KubeVersion.__slots__
    go_type = "version.Info"
    go_pointer = True
    go_string_by_value = True
    go_fields = {
        "Major": "major",
        "Minor": "minor",
        "GitVersion": "git_version",
        "GitCommit": "git_commit",
        "GitTreeState": "git_tree_state",
        "BuildDate": "build_date",
        "GoVersion": "go_version",
        "Compiler": "compiler",
        "Platform": "platform",
    }
    go_methods = {"String": go(lambda version: version.git_version)}

    def __init__(self, version: KubeVersion) -> None:
        for attribute in KubeVersionObject.__slots__:
            setattr(self, attribute, getattr(version, attribute))

    def go_string(self) -> str:
        """The version as kubectl prints it."""
        return self.git_version  # type: ignore[no-any-return, attr-defined]

    def go_json(self) -> Any:
        """All fields under their JSON names, set or not."""
        return {name[0].lower() + name[1:]: getattr(self, field) for name, field in self.go_fields.items()}


class VersionSet(Map):
    """`.Capabilities.APIVersions`: a map whose keys are API versions, with the method Has."""

    __slots__ = ()
    go_type = "chartutil.VersionSet"
    go_methods = {"Has": go(lambda versions, name: name in versions, "string")}


class CapabilitiesObject(Struct):
    """`.Capabilities`."""

    __slots__ = ("_capabilities", "_versions", "kube_version", "tiller_version")
    go_type = "chartutil.Capabilities"
    go_pointer = True
    go_fields = {
        "APIVersions": "api_versions",
        "KubeVersion": "kube_version",
        "TillerVersion": "tiller_version",
    }

    def __init__(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities
        self._versions: VersionSet | None = None
        self.kube_version = KubeVersionObject(capabilities.kube_version)
        self.tiller_version = TillerVersionObject(capabilities.tiller_version)

    @property
    def api_versions(self) -> VersionSet:
        """The set, made when a template first looks at it: a cluster may have to be asked for it."""
        if self._versions is None:
            self._versions = VersionSet(dict.fromkeys(sorted(self._capabilities.api_versions), _EMPTY))
        return self._versions


def _get_bytes(files: Files, name: str) -> bytes:
    content: bytes = files.get(name, b"")
    return content


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _glob(files: Files, pattern: str) -> Files:
    from .golib import glob

    try:
        matcher = glob.compile(pattern, "/")
    except glob.GlobError:
        return Files(files)
    return Files({name: content for name, content in files.items() if matcher.match(name)})


def _lines(files: Files, name: str) -> StringSlice:
    content = files.get(name)
    return StringSlice(_text(content).split("\n")) if content is not None else StringSlice()


def _as_config(files: Files) -> str:
    from .golib import yaml

    return yaml.dump({name.rpartition("/")[2]: _text(files[name]) for name in sorted(files)})


def _as_secrets(files: Files) -> str:
    from binascii import b2a_base64

    from .golib import yaml

    encoded = {name: b2a_base64(files[name], newline=False).decode("ascii") for name in sorted(files)}
    return yaml.dump({name.rpartition("/")[2]: text for name, text in encoded.items()})


class Files(Map):
    """`.Files`: the chart's miscellaneous files by path, with methods to read and select them.

    Of several files with the same base name, `AsConfig` and `AsSecrets` keep the last in path order (Go: any).
    """

    __slots__ = ()
    go_type = "chartutil.Files"
    go_element = "[]uint8"
    zero = b""
    go_methods = {
        "Get": go(lambda files, name: _text(_get_bytes(files, name)), "string"),
        "GetBytes": go(_get_bytes, "string"),
        "Glob": go(_glob, "string"),
        "Lines": go(_lines, "string"),
        "AsConfig": go(_as_config),
        "AsSecrets": go(_as_secrets),
    }


def files_object(files: Iterable[File]) -> Files:
    """`.Files` for the miscellaneous files of a chart."""
    return Files({file.name: file.data for file in files})
