"""`readout check --texts` as a curator meets it."""

from pathlib import Path

from click.testing import CliRunner

from bot.cli import main
from tests.briefs.proofs import proof_of


def check(folder: Path, monkeypatch, *arguments: str):
    monkeypatch.setenv("READOUT_PACK", str(folder / "pack"))
    return CliRunner().invoke(main, ["check", *arguments])


def test_the_command_tells_how_much_it_proved(tmp_path, monkeypatch):
    proof = proof_of(tmp_path)
    result = check(tmp_path, monkeypatch, "--texts", str(tmp_path))
    assert result.exit_code == 0
    assert (
        f"{proof.checks} against the texts with 0 exemptions, 7 paragraphs used, 1 furniture, 0 holes, no fault"
        in result.output
    )


def test_the_command_ends_with_3_and_every_fault(tmp_path, monkeypatch):
    proof_of(tmp_path, "events", "in Hanoi on 2 May", "in Oslo on 3 May")
    result = check(tmp_path, monkeypatch, "--texts", str(tmp_path))
    assert result.exit_code == 3
    assert "prints Oslo" in result.output
    assert "the date 3 May 2019" in result.output


def test_exemptions_have_a_heading_that_says_what_they_are(tmp_path, monkeypatch):
    """A curator must not take them for faults."""
    exempt = 'in Oslo on 2 May 2019, in a 6th round."\nexempt = [{ term = "Oslo", why = "the old name" }]'
    proof_of(tmp_path, "events", 'in Hanoi on 2 May 2019, in a 6th round."', exempt)
    lines = check(tmp_path, monkeypatch, "--texts", str(tmp_path)).output.splitlines()
    assert lines[:2] == ["1 exemption, with its reason:", "  talks: Oslo: the old name"]


def test_without_the_texts_records_that_do_not_agree_are_faults_all_the_same(tmp_path, monkeypatch):
    proof_of(tmp_path, "deals", "orders 3 engines", "orders 5 engines")
    monkeypatch.delenv("READOUT_TEXTS", raising=False)
    monkeypatch.chdir(tmp_path)
    result = check(tmp_path, monkeypatch)
    assert result.exit_code == 3
    [fault, summary] = result.output.splitlines()
    assert fault.startswith("deals.toml:2: engines: title: the title has the number 5")
    assert summary.endswith(" checks, 1 fault")


def test_a_pack_that_cannot_be_read_has_its_faults_counted(tmp_path, monkeypatch):
    proof_of(tmp_path)
    (tmp_path / "pack" / "more.toml").write_text('[notes.fog]\nform = "report"\nsays = "Fog."\ncite = "gazete 1"\n')
    result = check(tmp_path, monkeypatch)
    assert result.exit_code == 3
    assert result.output.splitlines()[-1] == "1 fault"


def test_the_setting_names_the_texts(tmp_path, monkeypatch):
    proof_of(tmp_path)
    monkeypatch.setenv("READOUT_TEXTS", str(tmp_path))
    assert "courier 2  northline, praise\n" in check(tmp_path, monkeypatch, "--uses").output
    assert check(tmp_path, monkeypatch, "--show", "courier:2").output == (
        "courier 2  Strand praised the harbour on May 3. Northline has 1,409 berths and ranks 8th.\n"
    )
    assert check(tmp_path, monkeypatch, "--show", "courier:7").exit_code == 2


def test_what_needs_the_texts_asks_for_them(tmp_path, monkeypatch):
    proof_of(tmp_path)
    monkeypatch.delenv("READOUT_TEXTS", raising=False)
    monkeypatch.chdir(tmp_path)
    assert "READOUT_TEXTS" in check(tmp_path, monkeypatch, "--uses").output
    assert check(tmp_path, monkeypatch).exit_code == 0
