"""For the mutation run alone (tests/mutation.sh): what a fixture computes is put down to every test that uses it.

mutmut tries a mutant with the tests that called its function. What a fixture of a whole file calls is called once, in
its first test; without this the other tests, which look at what it computed, would not be tried.
"""

import pytest
from mutmut.state import state

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
