from __future__ import annotations

import pytest
from pilothouse.core.errors import PluginError, RepositoryError
from pilothouse.core.model.options import FetchOptions
from pilothouse.plugins.builtin.command_plugins import getter
from stand_ins.plugin_world import PluginWorld

MANIFEST = """\
name: {name}
downloaders:
- command: "get.sh extra"
  protocols: [box, chest]
"""
GET = '#!/bin/sh\necho "$# words: [$1] [$2] [$3] [$4] [$5]"\n'


def write(world: PluginWorld, name: str = "dl", script: str = GET) -> None:
    world.write(name, MANIFEST.format(name=name), get=script)


def test_a_url_is_fetched_by_the_command_of_the_plugin_that_has_its_scheme(world: PluginWorld) -> None:
    write(world)
    kernel = world.kernel()
    options = FetchOptions(cert_file="cert", key_file="key", ca_file="ca", username="me", password="secret")
    assert kernel.fetch("chest://a b/c", options) == b"5 words: [extra] [cert] [key] [ca] [chest://a b/c]\n"
    assert kernel.fetch("box://c", FetchOptions()) == b"5 words: [extra] [] [] [] [box://c]\n"
    assert (kernel.has_getter("box"), kernel.has_getter("other")) == (True, False)


def test_the_first_plugin_with_the_scheme_is_asked(world: PluginWorld) -> None:
    write(world, "b", "#!/bin/sh\necho b\n")
    write(world, "a", "#!/bin/sh\necho a\n")
    assert world.kernel().fetch("box://c", FetchOptions()) == b"a\n"


def test_downloaders_work_without_plugin_commands_and_beside_broken_plugins(world: PluginWorld) -> None:
    write(world)
    world.write("bad", "x: [")
    assert world.kernel(HELM_NO_PLUGINS="1").fetch("box://c", FetchOptions()).startswith(b"5 words")


def test_a_scheme_of_this_program_is_never_a_plugins(world: PluginWorld) -> None:
    world.write("web", "name: web\ndownloaders: [{command: get.sh, protocols: [https]}]\n", get=GET)
    with pytest.raises(RepositoryError):
        world.kernel().fetch("https://127.0.0.1:1/", FetchOptions())


def test_a_scheme_that_nobody_has_is_an_error(world: PluginWorld) -> None:
    write(world)
    for variables in ({}, {"HELM_PLUGIN": "/["}):
        with pytest.raises(PluginError, match='scheme "other" not supported'):
            world.kernel(**variables).fetch("other://c", FetchOptions())


def test_a_command_that_fails_is_an_error_without_the_url(
    world: PluginWorld, capfd: pytest.CaptureFixture[str]
) -> None:
    write(world, script="#!/bin/sh\necho reason >&2\nexit 4\n")
    with pytest.raises(RepositoryError) as caught:
        world.kernel().fetch("box://me:secret@c", FetchOptions())
    assert caught.value.message == 'plugin "get.sh extra" exited with error'
    assert caught.value.details == (f"plugin dl in {world.plugins}/dl ended with exit code 4",)
    assert capfd.readouterr().err == "reason\n"


def test_a_command_that_is_not_there_is_an_error(world: PluginWorld) -> None:
    world.write("dl", MANIFEST.format(name="dl"))
    with pytest.raises(PluginError, match=f"fork/exec {world.plugins}/dl/get.sh: no such file or directory"):
        world.kernel().fetch("box://c", FetchOptions())


def test_what_a_command_gives_has_a_limit(world: PluginWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    write(world, script="#!/bin/sh\nyes\n")
    kernel = world.kernel()
    with pytest.raises(RepositoryError, match='plugin "get.sh extra" gave more than 10 bytes'):
        kernel.fetch("box://c", FetchOptions(max_size=10))
    monkeypatch.setattr(getter, "MAX_SIZE", 1000)
    with pytest.raises(RepositoryError, match='plugin "get.sh extra" gave more than 1000 bytes'):
        kernel.fetch("box://c", FetchOptions())


def test_content_of_exactly_the_limit_is_taken(world: PluginWorld) -> None:
    write(world, script="#!/bin/sh\nprintf 0123456789\n")
    assert world.kernel().fetch("box://c", FetchOptions(max_size=10)) == b"0123456789"


def test_the_command_knows_where_its_plugin_is(world: PluginWorld) -> None:
    write(world, script='#!/bin/sh\necho "$HELM_PLUGIN_NAME $HELM_PLUGIN_DIR $HELM_HOME"\n')
    assert world.kernel().fetch("box://c", FetchOptions()).decode() == f"dl {world.plugins}/dl {world.home}\n"
