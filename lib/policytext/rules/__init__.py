"""Rules read from a text: what it states, what is assumed beside it, and whom they fit, in three-valued logic.

book = rules.load("tiers.yaml")
firms = rules.intake("firms.csv", book)
rules.assess(firms, book)
rules.why(firms, book, "first tier", row=0)
"""

from policytext.rules.evaluate import evaluate
from policytext.rules.intake import intake
from policytext.rules.reasons import assess, why
from policytext.rules.rulebook import (
    alternatives,
    assume,
    assumptions,
    check_quotes,
    columns,
    load,
    setting,
    statements,
    without_assumptions,
)
from policytext.rules.sensitivity import evaluate_each, memberships, one_at_a_time, pairs

__all__ = [
    "alternatives",
    "assess",
    "assume",
    "assumptions",
    "check_quotes",
    "columns",
    "evaluate",
    "evaluate_each",
    "intake",
    "load",
    "memberships",
    "one_at_a_time",
    "pairs",
    "setting",
    "statements",
    "why",
    "without_assumptions",
]
