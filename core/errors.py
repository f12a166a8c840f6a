"""Every error a user may see, as one tree.

- PilothouseError: the base; carries message, hint lines, and where it happened
  - UsageError: the command line was wrong
  - SettingError: a setting or an environment variable cannot be used
    - TillerTlsError: the files for TLS towards a Tiller cannot be used
  - PluginError: a plugin failed, is broken, unknown, or clashes with another
  - ChartError: a chart cannot be found, read or trusted
    - ChartNotFoundError: no such path or reference
    - HostileChartError: a limit or a path rule was broken on purpose or by accident
  - ValuesError: values cannot be read, parsed or merged
  - RequirementsError: dependencies are missing or wrong
    - UnmetRequirementsError: requirements cannot be read, or subcharts are missing
  - TemplateError: a template cannot be parsed or executed
  - ManifestError: rendered text is not a manifest
  - ReleaseError: a release is not in the state that an operation needs
    - ReleaseNotFoundError: there is no such release or revision
    - PendingReleaseError: another operation holds the release
    - OutdatedPlanError: a plan does not fit any more, and nothing has been changed
    - TillerError: a Tiller failed, or the way to it
      - UnsentRequestError: a request that this Tiller could not take, and that was not sent
  - StorageError: a release record cannot be read or written
    - RecordNotFoundError, RecordExistsError, RecordConflictError: what a store refuses
    - RecordTooLargeError: a record is over the size limit of its store
    - DamagedRecordError: a record cannot be decoded
  - KubeError: the cluster refused or could not be reached
    - KubeStatusError: the API server answered with an error status
    - KubeConnectionError: no answer, or only a part of one
    - KubeLoginError: there are no credentials to be had
    - KubeTimeoutError: something did not happen in time
    - UnknownKindError: the server serves no such kind
  - RepositoryError, ProvenanceError: the other families

`message` is Helm's sentence where Helm has one, word for word, because scripts match it; everything of ours (where,
why, what to do next) goes into `details` and `hint`, which the console prints on lines of their own. Classes exist for
what callers branch on; attributes hold what is printed.
"""

from __future__ import annotations


class PilothouseError(Exception):
    """An error that the user caused or can mend: printed without a traceback, exit code `exit_code`.

    `message` is the first line (after ``Error: ``). `details` are lines that say where and why; `hint` is the
    command or change that helps.
    """

    exit_code = 1
    prefix = "Error: "
    """What is printed before the message."""

    def __init__(self, message: str, *, details: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class UsageError(PilothouseError):
    """The command line was wrong. Helm exits with 1 for these as for everything."""


class SettingError(PilothouseError):
    """A setting or environment variable has a value that cannot be used."""


class TillerTlsError(SettingError):
    """The files for TLS towards a Tiller cannot be used. Helm prints no more than the reason, and exits with 2."""

    exit_code = 2
    prefix = ""


class PluginError(PilothouseError):
    """A plugin failed, is broken or unknown, or two plugins provide the same thing.

    `plugin` and `distribution` name the culprit (empty when there is none), `hook` the extension point involved.
    """

    def __init__(
        self,
        message: str,
        *,
        plugin: str = "",
        distribution: str = "",
        hook: str = "",
        details: tuple[str, ...] = (),
        hint: str = "",
    ) -> None:
        super().__init__(message, details=details, hint=hint)
        self.plugin = plugin
        self.distribution = distribution
        self.hook = hook


class MissingExtraError(PilothouseError):
    """Something needs a Python package that is not installed; the hint is the line of pip that installs it."""


class ChartError(PilothouseError):
    """A chart cannot be found, read or trusted."""


class ChartNotFoundError(ChartError):
    """No chart at that path or under that reference."""


class HostileChartError(ChartError):
    """A chart broke a limit or a path rule (size, count, ratio, names that leave its folder)."""


class ValuesError(PilothouseError):
    """Values cannot be read, parsed or merged."""


class RequirementsError(PilothouseError):
    """The dependencies that a chart declares are missing or wrong."""


class UnmetRequirementsError(RequirementsError):
    """The requirements of a chart cannot be read, or subcharts are not there. `missing` are the names of the latter."""

    def __init__(
        self, message: str, *, missing: tuple[str, ...] = (), details: tuple[str, ...] = (), hint: str = ""
    ) -> None:
        super().__init__(message, details=details, hint=hint)
        self.missing = missing


class TemplateError(PilothouseError):
    """A template cannot be parsed or executed.

    `file`, `line` and `column` (from 1, 0 when unknown; columns count characters) are where; `source_line` is that
    line's text. `include_stack` lists (template name, ``FILE:LINE:COLUMN``) from the outermost call inwards, the
    template that failed last; the name ``tpl`` means that what comes next is in a text that was given to `tpl` there,
    a place without a text that the calls in between are left out. `missing_path` is the values path that was nil,
    where that was the reason.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        line: int = 0,
        column: int = 0,
        source_line: str = "",
        include_stack: tuple[tuple[str, str], ...] = (),
        missing_path: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.file = file
        self.line = line
        self.column = column
        self.source_line = source_line
        self.include_stack = include_stack
        self.missing_path = missing_path


class ManifestError(PilothouseError):
    """Rendered text is not the manifest it should be."""


class ReleaseError(PilothouseError):
    """A release is not in the state that an operation needs."""


class ReleaseNotFoundError(ReleaseError):
    """There is no such release or revision."""


class PendingReleaseError(ReleaseError):
    """Another operation holds the release, or was stopped while it did."""


class OutdatedPlanError(ReleaseError):
    """A plan is not what would be done any more. Nothing was recorded or changed; the details name what has moved."""


class TillerError(ReleaseError):
    """A Tiller answered with an error and no more than its text, or there was no answer.

    `code` is gRPC's word for the status (``Unknown``, ``Unavailable``, ``Unimplemented`` …), empty where no call was
    made because there is no connection.
    """

    def __init__(self, message: str, *, code: str = "", details: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, details=details, hint=hint)
        self.code = code


class UnsentRequestError(TillerError):
    """A request that this Tiller could not take, and that was not sent: nothing has changed, and nothing is undone."""


class StorageError(PilothouseError):
    """A release record cannot be read or written."""


class RecordNotFoundError(StorageError):
    """No record under that key, or none that matches."""


class RecordExistsError(StorageError):
    """A record of that key exists already: somebody else was first."""


class RecordConflictError(StorageError):
    """A record is no longer what it was when it was read."""


class RecordTooLargeError(StorageError):
    """A record is larger than its store can hold."""


class DamagedRecordError(StorageError):
    """A record cannot be decoded. `key` is the record's."""

    def __init__(self, message: str, *, key: str = "", details: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, details=details, hint=hint)
        self.key = key


class KubeError(PilothouseError):
    """The cluster refused or could not be reached."""


class KubeStatusError(KubeError):
    """The API server answered with an error status.

    `code` is the HTTP status, `reason` the word of the Status object (``NotFound``, ``AlreadyExists``, ``Conflict``,
    ``Invalid`` …; empty when the answer was no Status), `retry_after` the seconds that the server asks to wait (0:
    none).
    """

    def __init__(
        self,
        message: str,
        *,
        code: int = 0,
        reason: str = "",
        retry_after: int = 0,
        details: tuple[str, ...] = (),
        hint: str = "",
    ) -> None:
        super().__init__(message, details=details, hint=hint)
        self.code = code
        self.reason = reason
        self.retry_after = retry_after


class KubeConnectionError(KubeError):
    """No answer from the API server, or only a part of one.

    `may_have_arrived` is False only when the server cannot have seen the request.
    """

    def __init__(
        self, message: str, *, may_have_arrived: bool = True, details: tuple[str, ...] = (), hint: str = ""
    ) -> None:
        super().__init__(message, details=details, hint=hint)
        self.may_have_arrived = may_have_arrived


class KubeLoginError(KubeError):
    """The credentials that the kubeconfig speaks of cannot be had; nothing was sent to the API server."""


class KubeTimeoutError(KubeError):
    """Something did not happen in time; `details` list what was waited for and why it is not ready."""


class UnknownKindError(KubeError):
    """The server serves no such kind."""


class RepositoryError(PilothouseError):
    """A chart repository cannot be reached or understood."""


class ProvenanceError(PilothouseError):
    """A signature is absent, wrong, or cannot be made."""
