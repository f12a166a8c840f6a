from __future__ import annotations

from typing import Any

import click
import pytest
from pilothouse.core.errors import UsageError
from pilothouse.core.flag_parser import UnknownFlagError
from pilothouse.core.flags import (
    INT,
    INT32,
    INT64,
    STRING,
    STRING_ARRAY,
    UINT,
    UINT32,
    VALUE_FILES,
    FlagType,
    OptionParser,
    flag_of,
)

OPTIONS = (
    click.Option(["--name", "-n"], type=STRING),
    click.Option(["--verbose", "-v"], is_flag=True),
    click.Option(["--quiet", "-q"], is_flag=True),
    click.Option(["--set"], multiple=True, type=STRING_ARRAY),
    click.Option(["--values", "-f"], multiple=True, type=VALUE_FILES),
    click.Option(["--timeout"], type=INT64),
    click.Option(["--help", "-h"], is_flag=True),
)


def parse(*words: str, environment: dict[str, str] | None = None, **switches: bool) -> tuple[dict[str, Any], list[str]]:
    values, rest, _ = OptionParser(OPTIONS, environment=environment or {}, **switches).parse_args(list(words))
    return values, rest


def refuse(*words: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse(*words)
    return caught.value.message


@pytest.mark.parametrize(
    ("words", "values", "rest"),
    [
        ([], {}, []),
        (["--name", "x"], {"name": "x"}, []),
        (["--name=x"], {"name": "x"}, []),
        (["--name=a=b"], {"name": "a=b"}, []),
        (["--name="], {"name": ""}, []),
        (["--name", ""], {"name": ""}, []),
        (["--name", "--verbose"], {"name": "--verbose"}, []),
        (["--name", "--"], {"name": "--"}, []),
        (["--name", "a", "--name", "b"], {"name": "b"}, []),
        (["-n", "x"], {"name": "x"}, []),
        (["-nx"], {"name": "x"}, []),
        (["-n=x"], {"name": "x"}, []),
        (["-n="], {"name": "="}, []),
        (["-n==x"], {"name": "=x"}, []),
        (["-n", "-v"], {"name": "-v"}, []),
        (["-vq"], {"verbose": True, "quiet": True}, []),
        (["-vnx"], {"verbose": True, "name": "x"}, []),
        (["-vn", "x"], {"verbose": True, "name": "x"}, []),
        (["-v=false"], {"verbose": False}, []),
        (["--verbose=0"], {"verbose": False}, []),
        (["--verbose", "false"], {"verbose": True}, ["false"]),
        (["a", "--name", "x", "b", "-v", "c"], {"name": "x", "verbose": True}, ["a", "b", "c"]),
        (["a", "--", "--name", "-v", "--"], {}, ["a", "--name", "-v", "--"]),
        (["-", ""], {}, ["-", ""]),
        (["--set", "a=1,b=2", "--set=c"], {"set": ("a=1,b=2", "c")}, []),
        (["-f", "a.yaml,b.yaml", "-fc.yaml"], {"values": ("a.yaml", "b.yaml", "c.yaml")}, []),
        (["--timeout", "-5"], {"timeout": -5}, []),
    ],
)
def test_a_command_line_is_read_as_pflag_reads_it(words: list[str], values: dict[str, Any], rest: list[str]) -> None:
    assert parse(*words) == (values, rest)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--nope"], "unknown flag: --nope"),
        (["--nope=1"], "unknown flag: --nope"),
        (["--nam", "x"], "unknown flag: --nam"),
        (["-x"], "unknown shorthand flag: 'x' in -x"),
        (["-vxq"], "unknown shorthand flag: 'x' in -xq"),
        (["-é"], "unknown shorthand flag: 'Ã' in -é"),
        (["-'"], "unknown shorthand flag: '\\'' in -'"),
        (["---name"], "bad flag syntax: ---name"),
        (["--=x"], "bad flag syntax: --=x"),
        (["--name"], "flag needs an argument: --name"),
        (["-n"], "flag needs an argument: 'n' in -n"),
        (["-vn"], "flag needs an argument: 'n' in -n"),
        (
            ["--verbose=maybe"],
            'invalid argument "maybe" for "-v, --verbose" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
        ),
        (
            ["-vv=x"],
            'invalid argument "x" for "-v, --verbose" flag: strconv.ParseBool: parsing "x": invalid syntax',
        ),
        (
            ["--timeout", 'a"b'],
            'invalid argument "a\\"b" for "--timeout" flag: strconv.ParseInt: parsing "a\\"b": invalid syntax',
        ),
        (
            ["--timeout=9223372036854775808"],
            'invalid argument "9223372036854775808" for "--timeout" flag: strconv.ParseInt: '
            'parsing "9223372036854775808": value out of range',
        ),
    ],
)
def test_a_wrong_command_line_is_refused_in_pflags_words(words: list[str], message: str) -> None:
    assert refuse(*words) == message


def test_an_unknown_flag_says_which() -> None:
    for words, flag in ((["--nope=1"], "--nope"), (["-vx"], "-x")):
        with pytest.raises(UnknownFlagError) as caught:
            parse(*words)
        assert caught.value.flag == flag


def test_in_completion_what_is_wrong_is_passed_over() -> None:
    assert parse("--nope", "a", "-n", tolerant=True) == ({}, ["a"])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (INT, "0x1F", 31),
        (INT, "0b11", 3),
        (INT, "0o17", 15),
        (INT, "017", 15),
        (INT, "1_000", 1000),
        (INT32, "-2147483648", -2147483648),
        (INT64, "+7", 7),
        (UINT, "18446744073709551615", 18446744073709551615),
        (STRING, " text ", " text "),
    ],
)
def test_values_are_read_as_go_reads_them(kind: FlagType, text: str, value: object) -> None:
    assert kind.parse(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (INT, "", 'strconv.ParseInt: parsing "": invalid syntax'),
        (INT, "1.5", 'strconv.ParseInt: parsing "1.5": invalid syntax'),
        (INT, "08", 'strconv.ParseInt: parsing "08": invalid syntax'),
        (INT, " 1", 'strconv.ParseInt: parsing " 1": invalid syntax'),
        (INT, "٣", 'strconv.ParseInt: parsing "٣": invalid syntax'),
        (INT32, "2147483648", 'strconv.ParseInt: parsing "2147483648": value out of range'),
        (UINT, "-1", 'strconv.ParseUint: parsing "-1": invalid syntax'),
        (UINT32, "4294967296", 'strconv.ParseUint: parsing "4294967296": value out of range'),
    ],
)
def test_values_that_do_not_fit_are_refused_in_gos_words(kind: FlagType, text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        kind.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("words", "variable", "value"),
    [([], "true", True), ([], "", False), ([], "maybe", False), (["--tls=false"], "true", False)],
)
def test_a_variable_stands_in_for_a_flag_and_what_does_not_fit_is_passed_over(
    words: list[str], variable: str, value: bool
) -> None:
    option = click.Option(["--tls"], is_flag=True, envvar="HELM_TLS_ENABLE", default=False)
    values, _, _ = OptionParser([option], environment={"HELM_TLS_ENABLE": variable}).parse_args(words)
    assert values["tls"] is value


def test_flags_are_named_short_name_first() -> None:
    assert [flag_of(option).title for option in OPTIONS[:4]] == ["-n, --name", "-v, --verbose", "-q, --quiet", "--set"]


@pytest.mark.parametrize(
    ("words", "own", "rest"),
    [
        (["template", "x", "-v"], [], ["template", "x", "-v"]),
        (["--name", "x", "template"], ["--name", "x"], ["template"]),
        (["--name=x", "template"], ["--name=x"], ["template"]),
        (["-v", "template"], ["-v"], ["template"]),
        (["-n", "template", "template", "y"], ["-n", "template"], ["template", "y"]),
        (["-nx", "template"], ["-nx"], ["template"]),
        # Flags of the command may come first; those without = are taken to have a value.
        (["--output", "json", "-v", "list", "z"], ["-v"], ["list", "--output", "json", "z"]),
        (["--output=json", "list"], [], ["list", "--output=json"]),
        (["-o", "json", "list"], [], ["list", "-o", "json"]),
        (["-ojson", "list"], [], ["list", "-ojson"]),
        (["--short", "version"], ["--short", "version"], []),
        (["-v"], ["-v"], []),
        (["-v", "--", "list"], ["-v", "--", "list"], []),
        (["", "-", "list"], [], ["list", "", "-"]),
        ([], [], []),
    ],
)
def test_the_name_of_a_command_is_found_as_cobra_finds_it(words: list[str], own: list[str], rest: list[str]) -> None:
    assert OptionParser(OPTIONS).flags.split_command(words) == (own, rest)


def test_help_is_met_last_so_that_the_other_flags_count() -> None:
    _, _, order = OptionParser(OPTIONS, environment={}).parse_args(["-h", "-v", "--name", "x"])
    assert [parameter.name for parameter in order] == ["verbose", "name", "help"]
