"""The one exception type of the library."""


class PolicyTextError(ValueError):
    """Bad input. The message names the file (and the row, line or field) and says what to do about it."""
