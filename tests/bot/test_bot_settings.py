"""Settings: every fault at once, and the token nowhere."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load, prepare, variables

ROOT = Path(__file__).parents[2]
TOKEN = "MTk4NjIyNDgz.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


def faults(**values: str) -> list[str]:
    with pytest.raises(SettingsError) as found:
        load(values)
    return str(found.value).splitlines()


def test_nothing_needs_to_be_set():
    settings = load({})
    assert settings.token is None
    assert (settings.cooldown.commands, settings.cooldown.seconds) == (10, 20)
    assert settings.data.name == "readout"


def test_every_fault_is_listed_at_once(tmp_path):
    told = faults(
        READOUT_COOLDOWN="often",
        READOUT_CONTACT="x" * 201,
        READOUT_PACK=str(tmp_path / "gone"),
        READOUT_TEXTS=str(tmp_path / "away"),
        READOUT_COLDOWN="10/20",
        READOUT_X="1",
    )
    named = ["READOUT_COLDOWN", "READOUT_X", "READOUT_PACK", "READOUT_TEXTS", "READOUT_CONTACT", "READOUT_COOLDOWN"]
    assert [line.partition(":")[0] for line in told] == named
    assert "did you mean READOUT_COOLDOWN?" in told[0]


@pytest.mark.parametrize(
    "text", ["often", "10", "10/", "/20", "0/20", "10/0", "-1/20", "1.5/20", "10/20/30", "on", "١٠ /20"]
)
def test_a_cooldown_that_cannot_be_read_is_a_fault(text):
    (line,) = faults(READOUT_COOLDOWN=text)
    assert line.startswith("READOUT_COOLDOWN: ")


def test_off_switches_the_cooldown_off():
    assert load({"READOUT_COOLDOWN": "off"}).cooldown is None


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / ".env"
    file.write_text(f"DISCORD_TOKEN={TOKEN}\nREADOUT_COOLDOWN=1/2\nREADOUT_CONTACT=\n")
    settings = load({"READOUT_COOLDOWN": "3/4"}, file)
    assert settings.token
    assert settings.token.get_secret_value() == TOKEN
    assert settings.cooldown.commands == 3
    assert settings.contact is None


def test_the_token_is_never_shown():
    settings = load({"DISCORD_TOKEN": TOKEN})
    for shown in (
        repr(settings),
        str(settings),
        f"{settings.model_dump()}",
        settings.model_dump_json(),
        repr(vars(settings)),
    ):
        assert TOKEN not in shown


def test_a_fault_shows_no_value_of_another_setting():
    told = faults(DISCORD_TOKEN=TOKEN, READOUT_COOLDOWN="often")
    assert TOKEN not in "".join(told)


def test_every_variable_is_explained_in_the_example_and_none_is_missing_there():
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == set(variables())


def test_a_setting_is_read_by_its_variable_and_not_by_its_name():
    assert Settings.model_validate({"token": TOKEN}).token is None


@pytest.mark.parametrize(
    ("written", "word"),
    [
        (b"DISCORD_TOKEN=x\nno setting here\n", ":2: is no NAME=value"),
        ("DISCORD_TOKEN=x\n".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, written, word):
    file = tmp_path / ".env"
    file.write_bytes(written)
    with pytest.raises(SettingsError) as found:
        load({}, file)
    assert str(found.value).startswith(f"{file}:")
    assert word in str(found.value)
    assert "\n" not in str(found.value)


def test_faults_of_the_file_and_of_its_settings_are_listed_together(tmp_path):
    file = tmp_path / ".env"
    file.write_text("READOUT_COOLDOWN=abc\nthis is junk\nREADOUT_FOO=2\n")
    with pytest.raises(SettingsError) as found:
        load({}, file)
    told = str(found.value).splitlines()
    assert [line.split(":")[-2].rpartition("/")[2] for line in told] == ["2", "READOUT_FOO", "READOUT_COOLDOWN"]


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbfREADOUT_CONTACT=desk")
    assert load({}, file).contact == "desk"


def test_a_setting_that_resembles_none_gets_the_list():
    (line,) = faults(READOUT_FOO="1")
    assert line.startswith("READOUT_FOO: is no setting; there are DISCORD_TOKEN, ")


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"^READOUT_DATA: .*file is no folder$"):
        prepare(tmp_path / "file")
    for data in (tmp_path / "file" / "folder", Path("/proc/readout")):
        with pytest.raises(SettingsError, match=f"^READOUT_DATA: {data} cannot be made or written: [^\n]+$"):
            prepare(data)
