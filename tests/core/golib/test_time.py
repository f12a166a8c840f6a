from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import fmt, json, time, time_layout, time_zone
from pilothouse.core.golib.types import Duration, GoError

MOMENT = time.Time(1577934245, 120_000_000, time_zone.UTC)
"""2020-01-02 03:04:05.12 UTC, a Thursday."""


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("Mon Monday Jan January 1 01 2 _2 02 002 __2", "Thu Thursday Jan January 1 01 2  2 02 002   2"),
        ("06 2006 _2006 15 3 03 4 04 5 05", "20 2020 _2020 03 3 03 4 04 5 05"),
        ("PM pm .0 .000 .999 .999999999 05.00x", "AM am .1 .120 .12 .12 05.12x"),
        ("MST Z0700 Z07:00 Z07 -0700 -07:00 -07 -07:00:00", "UTC Z Z Z +0000 +00:00 +00 +00:00:00"),
        ("January Janet Month Mond", "January Janet Month Mond"),
        ("%Y-%m-%d 7 .001 ,000", "%Y-%m-%d 7 .001 ,000"),
        ("at 15h04", "at 03h04"),
        ("", ""),
    ],
)
def test_a_layout_shows_the_parts_of_a_time(layout: str, text: str) -> None:
    assert MOMENT.format(layout) == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Paris", "2020-01-02 04:04:05 +0100 CET"),
        ("Asia/Kolkata", "2020-01-02 08:34:05 +0530 IST"),
        ("America/New_York", "2020-01-01 22:04:05 -0500 EST"),
        ("America/Sao_Paulo", "2020-01-02 00:04:05 -0300 -03"),
    ],
)
def test_a_zone_moves_the_clock(zone: str, text: str) -> None:
    assert MOMENT.in_zone(time_zone.load(zone)).format("2006-01-02 15:04:05 -0700 MST") == text


def test_a_zone_without_a_name_shows_its_offset() -> None:
    moment = MOMENT.in_zone(time_zone.fixed("", -(3600 + 90)))
    assert moment.format("15:04:05 MST -07:00:00 Z070000") == "02:02:35 -0101 -01:01:30 -010130"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01 00:00:00 Thu 001"),
        (-1, "1969-12-31 23:59:59 Wed 365"),
        (951782400, "2000-02-29 00:00:00 Tue 060"),
        (4107542399, "2100-02-28 23:59:59 Sun 059"),
        (-62135596801, "0000-12-31 23:59:59 Sun 366"),
        (-62198755200, "-0001-01-01 00:00:00 Fri 001"),
        (253402300800, "10000-01-01 00:00:00 Sat 001"),
        ((1 << 63) - 1, "292277026596-12-04 15:30:07 Sun 339"),
    ],
)
def test_the_calendar_reaches_as_far_as_go_counts(seconds: int, text: str) -> None:
    assert time.Time(seconds, 0, time_zone.UTC).format("2006-01-02 15:04:05 Mon 002") == text


def test_rules_of_zones_go_on_after_the_last_year_python_counts() -> None:
    paris = time_zone.load("Europe/Paris")
    summers = [time.Time(seconds, 0, paris).format("2006 MST") for seconds in (1594000000, 12624374800000)]
    assert summers == ["2020 CEST", "402020 CEST"]


@pytest.mark.parametrize(
    ("layout", "value", "text"),
    [
        ("2006-01-02", "2017-12-31", "2017-12-31 00:00:00 +0000 UTC"),
        ("06", "69", "1969-01-01 00:00:00 +0000 UTC"),
        ("06", "68", "2068-01-01 00:00:00 +0000 UTC"),
        ("Jan _2 2006", "dEC  7 2020", "2020-12-07 00:00:00 +0000 UTC"),
        ("Monday 2 January 2006", "friday 29 February 2020", "2020-02-29 00:00:00 +0000 UTC"),
        ("3:04PM", "12:30AM", "0000-01-01 00:30:00 +0000 UTC"),
        ("3:04pm", "1:30pm", "0000-01-01 13:30:00 +0000 UTC"),
        ("15:04:05", "10:11:12.345", "0000-01-01 10:11:12.345 +0000 UTC"),
        ("05.000", "12.345", "0000-01-01 00:00:12.345 +0000 UTC"),
        ("05.999", "12", "0000-01-01 00:00:12 +0000 UTC"),
        ("2006 002", "2020 366", "2020-12-31 00:00:00 +0000 UTC"),
        ("2006-01-02T15:04:05Z07:00", "2020-01-01T10:00:00Z", "2020-01-01 10:00:00 +0000 UTC"),
        ("2006-01-02T15:04:05Z07:00", "2020-01-01T10:00:00+05:30", "2020-01-01 10:00:00 +0530 +0530"),
        ("2006-01-02 -0700 MST", "2020-01-01 -0500 EST", "2020-01-01 00:00:00 -0500 EST"),
        ("2006-01-02 MST", "2020-01-01 CEST", "2020-01-01 00:00:00 +0000 CEST"),
        ("2006-01-02 MST", "2020-01-01 GMT+3", "2020-01-01 03:00:00 +0300 GMT+3"),
        ("a  b", "a b", "0000-01-01 00:00:00 +0000 UTC"),
    ],
)
def test_a_layout_reads_times(layout: str, value: str, text: str) -> None:
    assert time.parse(layout, value, time_zone.UTC).go_string() == text


@pytest.mark.parametrize(
    ("layout", "value", "text"),
    [
        ("2006-01-02 15:04 MST", "2020-07-01 10:00 CEST", "2020-07-01 10:00:00 +0200 CEST"),
        ("2006-01-02 15:04 MST", "2020-07-01 10:00 CET", "2020-07-01 11:00:00 +0200 CEST"),
        ("2006-01-02 15:04 -0700", "2020-07-01 10:00 +0200", "2020-07-01 10:00:00 +0200 CEST"),
        ("2006-01-02 15:04", "2020-03-29 02:30", "2020-03-29 03:30:00 +0200 CEST"),
    ],
)
def test_zones_of_a_text_are_looked_up_in_the_given_one(layout: str, value: str, text: str) -> None:
    assert time.parse(layout, value, time_zone.load("Europe/Paris")).go_string() == text


@pytest.mark.parametrize(
    ("layout", "value", "error"),
    [
        ("2006-01-02", "31/12/2017", 'parsing time "31/12/2017" as "2006-01-02": cannot parse "2/2017" as "2006"'),
        ("2006-01-02", "2017-02-30", 'parsing time "2017-02-30": day out of range'),
        ("2006-01-02", "2017-13-01", 'parsing time "2017-13-01": month out of range'),
        ("2006-01-02", "2017-01-01x", 'parsing time "2017-01-01x": extra text: x'),
        ("15:04:05", "24:00:00", 'parsing time "24:00:00": hour out of range'),
        ("15:04:05", "10:60:00", 'parsing time "10:60:00": minute out of range'),
        ("15:04:05", "10:00:60", 'parsing time "10:00:60": second out of range'),
        ("05", "00.1234567890", 'parsing time "00.1234567890": fractional second out of range'),
        ("2006 002", "2019 366", 'parsing time "2019 366": day-of-year out of range'),
        ("2006 002 01", "2019 100 01", 'parsing time "2019 100 01": day-of-year does not match month'),
        ("2006 002 02", "2019 100 11", 'parsing time "2019 100 11": day-of-year does not match day'),
        ("Jan", "Foo", 'parsing time "Foo" as "Jan": cannot parse "Foo" as "Jan"'),
        ("x", "y", 'parsing time "y" as "x": cannot parse "y" as "x"'),
        ("-07:00", "+0500", 'parsing time "+0500" as "-07:00": cannot parse "+0500" as "-07:00"'),
        ("MST", "abc", 'parsing time "abc" as "MST": cannot parse "abc" as "MST"'),
    ],
)
def test_what_does_not_follow_the_layout_is_an_error(layout: str, value: str, error: str) -> None:
    with pytest.raises(time_layout.ParseError) as caught:
        time.parse(layout, value, time_zone.UTC)
    assert str(caught.value) == error


@given(
    st.integers(-(10**11), 10**12), st.integers(0, 999_999_999), st.sampled_from(["UTC", "Asia/Tokyo", "Europe/Paris"])
)
def test_a_printed_time_is_read_back_unchanged(seconds: int, nanosecond: int, zone: str) -> None:
    moment = time.Time(seconds % 250_000_000_000, nanosecond, time_zone.load(zone))
    layout = "2006-01-02 15:04:05.999999999 -0700"
    back = time.parse(layout, moment.format(layout), time_zone.UTC)
    assert (back.seconds, back.nanosecond) == (moment.seconds, moment.nanosecond)


def test_a_reading_of_the_clock_shows_when_printed() -> None:
    assert fmt.to_text(time.Time(0, 5, time_zone.UTC, 1_500_000_000)) == (
        "1970-01-01 00:00:00.000000005 +0000 UTC m=+1.500000000"
    )
    assert " m=+" in fmt.to_text(time.now())


def test_json_is_rfc_3339() -> None:
    assert json.encode(MOMENT) == '"2020-01-02T03:04:05.12Z"'
    with pytest.raises(GoError, match=r"Time\.MarshalJSON: year outside of range \[0,9999\]"):
        time.Time(253402300800, 0, time_zone.UTC).go_json()


def test_methods_give_go_values() -> None:
    methods = time.Time.go_methods
    names = "Year Month Day Weekday Hour Minute Second Nanosecond YearDay Unix IsZero".split()
    printed = [fmt.sprintf("%v:%T", [value, value]) for value in (methods[name].function(MOMENT) for name in names)]
    assert printed == [
        "2020:int", "January:time.Month", "2:int", "Thursday:time.Weekday", "3:int", "4:int", "5:int", "120000000:int",
        "2:int", "1577934245:int64", "false:bool",
    ]  # fmt: skip


def test_arithmetic_carries_over() -> None:
    methods = time.Time.go_methods
    later = methods["AddDate"].function(MOMENT, 0, 13, 30)
    assert later.format("2006-01-02 15:04") == "2021-03-04 03:04"
    assert methods["Sub"].function(later, MOMENT) == Duration(427 * 86_400 * 10**9)
    hour = Duration(3600 * 10**9)
    assert [methods[name].function(MOMENT, hour).format("15:04") for name in ("Truncate", "Round")] == [
        "03:00",
        "03:00",
    ]
    assert fmt.to_text(time.zero().subtract(MOMENT)) == "-2562047h47m16.854775808s"


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (1_499_999_999, "1s"),
        (1_500_000_000, "2s"),
        (-1_500_000_000, "-2s"),
        ((1 << 63) - 1, "2562047h47m16.854775807s"),
    ],
)
def test_durations_round_halves_away_from_zero(duration: int, text: str) -> None:
    assert fmt.to_text(time.round_duration(duration, 1_000_000_000)) == text


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("Mars/Olympus", "unknown time zone Mars/Olympus"),
        ("../etc", "time: invalid location name"),
        ("/x", "time: invalid location name"),
    ],
)
def test_an_unknown_zone_is_an_error(name: str, error: str) -> None:
    with pytest.raises(GoError) as caught:
        time_zone.load(name)
    assert str(caught.value) == error


def test_the_local_zone_follows_the_variable_tz(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    for setting in ("", "UTC", ":Asia/Tokyo", "Nowhere/Land", "/usr/share/zoneinfo/Asia/Tokyo"):
        monkeypatch.setenv("TZ", setting)
        shown.append(time.unix(0).format("15 MST"))
    assert shown == ["00 UTC", "00 UTC", "09 JST", "00 UTC", "09 JST"]
