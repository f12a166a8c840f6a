"""In somebody else's process: limits, signals, threads, interrupts."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pilothouse
import pytest
from pilothouse.core import testkit
from pilothouse.core.thread_stacks import highest_recursion_limit

Connect = Callable[..., pilothouse.Session]

LOOP = (
    '{{ $text := repeat 100000 "a" }}{{ range until 1000 }}{{ range until 1000 }}{{ $_ := sha256sum $text }}'
    "{{ end }}{{ end }}"
)
DEEP = '{{ define "d" }}{{ if gt (int .) 0 }}{{ template "d" (sub . 1) }}{{ end }}{{ end }}{{ template "d" %d }}'


def process_state() -> tuple[object, ...]:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPROF, signal.SIGALRM)]
    return (
        handlers,
        signal.getitimer(signal.ITIMER_PROF),
        sys.getrecursionlimit(),
        gc.isenabled(),
        sys.stdout,
        sys.stderr,
        threading.stack_size(),
    )


def test_the_process_is_left_as_it_was(connect: Connect, chart: Path) -> None:
    (chart / "templates" / "deep.yaml").write_text(DEEP % 900)
    before = process_state()
    helm = connect()
    helm.render(chart)
    helm.install(chart, "demo")
    helm.lint(chart)
    helm.close()
    assert process_state() == before


def test_a_limit_of_time_ends_work_in_the_main_thread_without_a_signal(connect: Connect, chart: Path) -> None:
    (chart / "templates" / "loop.yaml").write_text(LOOP)
    calls: list[int] = []
    before = signal.signal(signal.SIGPROF, lambda number, frame: calls.append(number))
    try:
        helm = connect(settings={"cpu-limit": 1})
        with pytest.raises(pilothouse.errors.ProcessLimitError, match="more than 1 seconds of processor time"):
            helm.render(chart)
        assert calls == []
    finally:
        signal.signal(signal.SIGPROF, before)


def test_memory_counts_from_what_the_process_had(connect: Connect, chart: Path) -> None:
    ballast = bytearray(96 * 1024 * 1024)
    assert connect(settings={"memory-limit": 64}).render(chart).notes == "1 of release-name"
    assert len(ballast)


def test_templates_that_nest_too_deeply_are_an_error_in_any_thread(connect: Connect, chart: Path) -> None:
    (chart / "templates" / "deep.yaml").write_text(DEEP % 200_000)
    helm = connect()
    with pytest.raises(pilothouse.errors.TemplateError):
        helm.render(chart)
    with ThreadPoolExecutor(1) as pool, pytest.raises(pilothouse.errors.TemplateError):
        pool.submit(helm.render, chart).result()


def test_several_threads_share_a_session(helm: pilothouse.Session, chart: Path) -> None:
    loaded = helm.load(chart)
    limit = sys.getrecursionlimit()

    def work(number: int) -> tuple[str, str]:
        notes = helm.render(loaded, values={"replicas": number}, name=f"r{number}").notes
        release = helm.install(loaded, f"r{number}", values={"replicas": number})
        return notes, helm.upgrade(release.name, loaded, set="phase=x", reuse_values=True).notes

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(6)))
    assert done == [(f"{number} of r{number}", f"{number} of r{number}") for number in range(6)]
    assert [one.revision for one in helm.list()] == [2] * 6
    # While other threads run, the limit is lowered no further than any of them may be deep.
    assert sys.getrecursionlimit() in (limit, highest_recursion_limit(5_000))


def test_an_interrupt_is_the_programs_and_the_release_is_recorded_as_failed(
    connect: Connect, chart: Path, tmp_path: Path
) -> None:
    plugin = """
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_apply_manifests():
        raise KeyboardInterrupt
    """
    testkit.write_plugins(tmp_path / "plugins", {"stopper": plugin})
    helm = connect(plugins_dir=tmp_path / "plugins")
    with pytest.raises(KeyboardInterrupt):
        helm.install(chart, "demo")
    assert [(one.name, one.status) for one in helm.list(all=True)] == [("demo", "FAILED")]


def test_errors_are_raised_and_never_end_the_process(connect: Connect, chart: Path) -> None:
    helm = connect(tiller="tunnel", cluster="", kubeconfig="/nowhere")
    with pytest.raises(pilothouse.PilothouseError):
        helm.list()
    with pytest.raises(pilothouse.PilothouseError):
        connect(tiller="none", cluster="", kubeconfig="/nowhere").install(chart, "demo")
