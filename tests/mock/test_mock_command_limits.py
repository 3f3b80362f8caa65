"""For each limit of a command one that Discord just takes and one that it just refuses."""

import pytest
from naming import named


def command(**more):
    return {"name": "n", "description": "d", **more}


def opt(kind=3, **more):
    return {"type": kind, "name": "o", "description": "d", **more}


def choices(count=1, **more):
    return command(options=[opt(choices=[{"name": f"n{n}", "value": f"v{n}", **more} for n in range(count)])])


def sized(description):
    """A command of 7,909 characters and its description."""
    names = [{"name": f"{n:02}" + "n" * 98, "value": "v" * 100} for n in range(25)]
    options = [opt(name="o0", choices=names), opt(name="o1", choices=names[:14]), opt(name="o2", description="d" * 100)]
    return command(description="d" * description, options=options)


NESTED = opt(2, options=[opt(1, options=[opt()])])
COMMANDS = [
    ("name", command(name="ă" * 32), command(name="n" * 33), "0.name"),
    ("upper case", command(name="tô-lâm"), command(name="Deals"), "0.name"),
    ("marks of a script", command(name="संधि"), command(name="e\u0301"), "0.name"),
    ("spaces", command(name="a_b"), command(name="a b"), "0.name"),
    ("description", command(description="d" * 100), command(description="d" * 101), "0.description"),
    ("no description", command(), {"name": "n"}, "0.description"),
    (
        "options",
        command(options=[opt(name=f"o{n}") for n in range(25)]),
        command(options=[opt(name=f"o{n}") for n in range(26)]),
        "0.options",
    ),
    ("option name", command(options=[opt(name="o" * 32)]), command(options=[opt(name="O")]), "0.options.0.name"),
    ("options doubled", command(options=[opt(), opt(name="p")]), command(options=[opt(), opt()]), "0.options"),
    (
        "required first",
        command(options=[opt(required=True), opt(name="p")]),
        command(options=[opt(), opt(name="p", required=True)]),
        "0.options",
    ),
    (
        "subcommand beside option",
        command(options=[opt(1), NESTED | {"name": "g"}]),
        command(options=[opt(1), opt(name="p")]),
        "0.options",
    ),
    ("nesting", command(options=[NESTED]), command(options=[opt(2, options=[NESTED])]), "0.options.0.options.0.type"),
    ("choices", choices(25), choices(26), "0.options.0.choices"),
    ("choice name", choices(name="n" * 100), choices(name="n" * 101), "0.options.0.choices.0.name"),
    ("choice value", choices(value="n" * 100), choices(value="n" * 101), "0.options.0.choices.0.value"),
    (
        "choice doubled",
        choices(2),
        command(options=[opt(choices=[{"name": "n", "value": "a"}, {"name": "n", "value": "b"}])]),
        "0.options.0.choices",
    ),
    (
        "choices or completion",
        command(options=[opt(autocomplete=True)]),
        command(options=[opt(autocomplete=True, choices=[{"name": "n", "value": "v"}])]),
        "0.options.0.choices",
    ),
    (
        "string length",
        command(options=[opt(max_length=6000)]),
        command(options=[opt(max_length=6001)]),
        "0.options.0.max_length",
    ),
    (
        "integer choice",
        command(options=[opt(4, choices=[{"name": "n", "value": 2**53 - 1}])]),
        command(options=[opt(4, choices=[{"name": "n", "value": 2**53}])]),
        "0.options.0.choices.0.value",
    ),
    (
        "locale",
        command(name_localizations={"vi": "thỏa-thuận"}),
        command(name_localizations={"vn": "x"}),
        "0.name_localizations.vn",
    ),
    (
        "translated name",
        command(name_localizations={"vi": "a"}),
        command(name_localizations={"vi": "A b"}),
        "0.name_localizations.vi",
    ),
    (
        "context menu",
        {"name": "Look Up", "type": 3},
        {"name": "Look Up", "type": 3, "description": "d"},
        "0.description",
    ),
    (
        "size",
        sized(91),  # 8,000 characters in all
        sized(92),
        "0",
    ),
]


@pytest.mark.parametrize(("allowed", "refused", "field"), [r[1:] for r in COMMANDS], ids=[r[0] for r in COMMANDS])
async def test_the_edge_of_a_command_limit(rest, allowed, refused, field):
    path = f"/applications/{rest.mock.world.bot.id}/commands"
    status, answer = await rest("PUT", path, [allowed])
    assert status == 200, answer
    status, answer = await rest("PUT", path, [refused])
    assert (status, answer["code"]) == (400, 50035)
    assert field in named(answer["errors"])
    assert len((await rest("GET", path))[1]) == 1  # a refused overwrite changes nothing


async def test_the_number_of_commands(rest):
    path = f"/applications/{rest.mock.world.bot.id}/commands"
    menus = [{"name": f"M {n}", "type": 2} for n in range(15)]
    hundred = [command(name=f"n{n}") for n in range(100)]
    assert (await rest("PUT", path, hundred + menus))[0] == 200
    assert (await rest("PUT", path, [*hundred, command(name="more")]))[0] == 400
    assert (await rest("PUT", path, [*menus, {"name": "more", "type": 2}]))[0] == 400
    assert (await rest("PUT", path, [command(), command()]))[0] == 400
