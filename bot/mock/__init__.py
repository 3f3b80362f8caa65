"""A small Discord on loopback: HTTP and gateway as the bot meets them, and a client in the terminal.

It knows nothing of the bot under test, refuses what Discord refuses, and fails as Discord fails when asked to.
"""

from .client import NoAnswer, Reply
from .server import MockDiscord, connect_to
from .slash import Refused
from .wire import Request, Violation

__all__ = ["MockDiscord", "NoAnswer", "Refused", "Reply", "Request", "Violation", "connect_to"]
