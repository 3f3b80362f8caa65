"""One process for a data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class HeldError(Exception):
    """Another process holds the folder; the message says what to do."""


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it when the process ends, however it ends. POSIX. Raises HeldError."""
    import fcntl  # not on Windows, where `readout try` works all the same

    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise HeldError(f"another readout runs on {data}: end it, or set READOUT_DATA to another folder") from None
        yield
