"""Which fields a refusal names."""


def named(errors: dict, path: str = "") -> set[str]:
    """The fields that a nested `errors` object names."""
    found = {path.removeprefix(".")} if "_errors" in errors else set()
    return found.union(*(named(inner, f"{path}.{key}") for key, inner in errors.items() if key != "_errors"))
