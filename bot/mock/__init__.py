"""A small Discord on loopback: HTTP and gateway as the bot meets them, and a client in the terminal.

It knows nothing of the bot under test, refuses what Discord refuses, and fails as Discord fails when asked to.
"""

from .client.person import NoAnswer, Reply
from .client.slash import Refused
from .server import MockDiscord, connect_to
from .wire import Request

__all__ = ["MockDiscord", "NoAnswer", "Refused", "Reply", "Request", "connect_to"]
