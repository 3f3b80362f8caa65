"""What `readout check` prints: faults and counts; with the texts also exemptions, and the use of every paragraph."""

from __future__ import annotations

from pathlib import Path

import click

from briefs.pack import Pack
from briefs.proof import Proof, prove, prove_alone, show

FAILED = 3


def prove_words(pack: Pack) -> None:
    """Prove of a pack what needs no texts, and print it; ends the program with 3 if there is a fault."""
    faults, checks = prove_alone(pack)
    for fault in faults:
        click.echo(str(fault), err=True)
    head = f"{pack.meta.id} {pack.revision}: {len(pack.records)} records"
    click.echo(f"{head}, {pack.checks + checks} checks, {counted(len(faults))}")
    if faults:
        raise SystemExit(FAILED)


def counted(faults: int) -> str:
    """How many faults, in words: `no fault`, `1 fault`, `2 faults`."""
    return f"{faults or 'no'} fault{'s' * (faults > 1)}"


def prove_texts(pack: Pack, texts: Path, *, uses: bool, place: str | None) -> None:
    """Prove a pack against the texts in a folder and print it; ends the program with 3 if there is a fault."""
    if place:
        try:
            click.echo(show(pack, texts, place))
        except LookupError as error:
            raise click.UsageError(str(error)) from None
        return
    proof = prove(pack, texts)
    if proof.excused and not uses:
        one = len(proof.excused) == 1
        click.echo(f"{len(proof.excused)} exemption{'' if one else 's'}, {'' if one else 'each '}with its reason:")
    for line in proof.uses if uses else proof.excused:
        click.echo(f"{'' if uses else '  '}{line}")
    for fault in proof.faults:
        click.echo(str(fault), err=True)
    click.echo(_summary(pack, proof))
    if proof.faults or not proof.checks:
        raise SystemExit(FAILED)


def _summary(pack: Pack, proof: Proof) -> str:
    furniture = sum(bool(use.furniture) for use in proof.uses)
    holes = sum(use.hole for use in proof.uses)
    return (
        f"{pack.meta.id} {pack.revision}: {len(pack.records)} records, {pack.checks} checks of the pack, "
        f"{proof.checks} against the texts with {len(proof.excused)} exemptions, "
        f"{len(proof.uses) - furniture - holes} paragraphs used, {furniture} furniture, {holes} holes, "
        f"{counted(len(proof.faults))}"
    )
