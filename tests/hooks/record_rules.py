"""The rules that hold for every extension point that collects records."""

from __future__ import annotations

import pytest
from hooks.making import MakeKernel, implementation, without_folder
from pilothouse.core.errors import PluginError
from pilothouse.core.kernel import Kernel
from pilothouse.core.plugin_record import PluginRecord
from pilothouse.core.registry import Provided


class RecordRules:
    """Tests with records that the subclass names.

    `own` is the source of a record called `name`, which no built-in plugin provides, and `entry` its class.
    """

    hook: str
    name: str
    own: str
    entry: str

    def plugin(self, *records: str) -> str:
        return implementation(self.hook, f"return [{', '.join(records)}]")

    def examined(self, kernel: Kernel) -> PluginRecord:
        (plugin,) = (plugin for plugin in kernel.plugins if plugin.name == "extra")
        return plugin

    def test_a_third_party_adds_a_record(self, make_kernel: MakeKernel) -> None:
        found = make_kernel(extra=self.plugin(self.own)).find(self.hook, self.name)
        assert isinstance(found, Provided)
        assert (type(found.entry).__name__, found.plugin.name) == (self.entry, "extra")

    def test_a_plugin_may_have_nothing_to_add(self, make_kernel: MakeKernel, kernel: Kernel) -> None:
        modest = make_kernel(extra=self.plugin())
        assert list(modest.registry(self.hook)) == list(kernel.registry(self.hook))

    def test_two_plugins_with_one_name_are_an_error_that_names_both(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel(first=self.plugin(self.own), second=self.plugin(self.own))
        with pytest.raises(PluginError) as caught:
            kernel.find(self.hook, self.name)
        what = self.hook.removeprefix("helm_register_").replace("_", " ")
        assert without_folder(kernel, caught.value.message) == (
            f"{what}: {self.name!r} is provided by 'first' (first.py) and 'second' (second.py)"
        )
        assert caught.value.hint == (
            "-p no:second leaves out the last of them; "
            "replaces='first' in its record would put it in the place of the first"
        )

    def test_a_record_that_says_so_replaces_the_other(self, make_kernel: MakeKernel) -> None:
        replacing = self.own.rstrip(")") + ", replaces='first')"
        found = make_kernel(first=self.plugin(self.own), second=self.plugin(replacing)).find(self.hook, self.name)
        assert isinstance(found, Provided)
        assert (found.plugin.name, [plugin.name for plugin in found.replaced]) == ("second", ["first"])

    def test_a_record_of_another_type_breaks_the_plugin(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel(extra=self.plugin('("a", "b")'))
        assert self.examined(kernel).broken == f"{self.hook} returned tuple, {self.entry} records are expected"
        assert kernel.find(self.hook, self.name) is None

    def test_a_record_without_a_name_breaks_the_plugin(self, make_kernel: MakeKernel) -> None:
        nameless = self.own.replace(f'"{self.name}"', '""', 1)
        kernel = make_kernel(extra=self.plugin(nameless))
        assert self.examined(kernel).broken == f"{self.hook} returned {self.entry} without a name"

    def test_something_that_is_no_list_breaks_the_plugin(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel(extra=implementation(self.hook, "return 1"))
        assert self.examined(kernel).broken == f"{self.hook} failed: TypeError: 'int' object is not iterable"

    def test_an_exception_while_registering_breaks_the_plugin(self, make_kernel: MakeKernel) -> None:
        kernel = make_kernel(extra=implementation(self.hook, "return 1 / 0"))
        assert self.examined(kernel).broken == f"{self.hook} failed: ZeroDivisionError: division by zero"
