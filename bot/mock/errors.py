"""What Discord answers when it refuses: a status, a code and a message (Opcodes and status codes)."""

from typing import Any, Final, NamedTuple, Self

KNOWN: Final = {
    0: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    40033: (400, "This message has already been crossposted"),
    40058: (400, "Cannot message this thread until after the post author has sent an initial message"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50083: (400, "Thread is archived"),
}


class Problem(NamedTuple):
    """One fault of a body: where (keys and indexes from the root), Discord's code for it, and the sentence."""

    path: tuple[str | int, ...]
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message}"


class ApiError(Exception):
    """A refusal that belongs to the state of things: gone, not allowed, too late. `code`: one of `KNOWN`."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.status, self.message = KNOWN[code]
        super().__init__(f"{self.status} {code} {self.message}")

    def body(self) -> dict[str, Any]:
        """The JSON that Discord sends with it."""
        return {"message": self.message, "code": self.code}


class Invalid(ApiError):
    """A refusal that belongs to the body sent. The mock records each one as a violation."""

    def __init__(
        self, *problems: Problem, status: int = 400, code: int = 50035, message: str = "Invalid Form Body"
    ) -> None:
        Exception.__init__(self, "; ".join(map(str, problems)) or message)
        self.problems, self.status, self.code, self.message = problems, status, code, message

    def under(self, key: str) -> Self:
        """The same fault, of a body that stands in another one under that key."""
        moved = (problem._replace(path=(key, *problem.path)) for problem in self.problems)
        return type(self)(*moved, status=self.status, code=self.code, message=self.message)

    def body(self) -> dict[str, Any]:
        """With `errors`: each path as nested keys, and a list under `_errors` at its end (Reference)."""
        errors: dict[str, Any] = {}
        for problem in self.problems:
            at = errors
            for key in problem.path:
                at = at.setdefault(str(key), {})
            at.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
        return super().body() | ({"errors": errors} if self.code == 50035 else {})
