"""Runs, checks and renders a collection of notebooks; knows nothing of what they are about."""
