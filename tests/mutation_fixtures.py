"""For the mutation run alone: tests/mutation.sh appends it to the conftest.py of the copy in which mutmut works.

mutmut tries a mutant with the tests that called its function. What a fixture of a whole file calls is called once, in
its first test; without the hooks below the other tests, which look at what it computed, would not be tried.
"""

import pytest
from hypothesis import Phase, settings
from mutmut.state import state

# The same examples for every mutant, and none made smaller: here only the failure counts.
settings.register_profile("mutation", derandomize=True, database=None, phases=[Phase.explicit, Phase.generate])
settings.load_profile("mutation")

called: dict[str, set[str]] = {}  # fixture: the functions called while it was set up


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    before = set(state()._stats)
    state()._stats.clear()
    try:
        return (yield)
    finally:
        called[fixturedef.argname] = set(state()._stats)
        state()._stats.update(before)


def pytest_runtest_call(item):
    for name in item.fixturenames:
        state()._stats.update(called.get(name, ()))
