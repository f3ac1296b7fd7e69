"""What the library raises: one type of exception, and one kind of it."""


class PolicyTextError(ValueError):
    """Bad input. The message names the file (and the row, line or field) and says what to do about it."""


class Unseen(PolicyTextError):
    """A file that was there when its corpus was cut up cannot be read now: the fault is not the document's, and may pass."""
