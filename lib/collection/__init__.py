"""Runs, checks and renders a collection of notebooks, and the report of a text of one's own.

How a text is read it leaves to `policytext`; the document in `seeds/` it does not know.
"""
