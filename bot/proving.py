"""What `readout check --texts` prints: exemptions, faults, counts, and on request the use of every paragraph."""

from __future__ import annotations

from pathlib import Path

import click

from briefs.pack import Pack
from briefs.proof import Proof, prove, show

FAILED = 3


def prove_texts(pack: Pack, texts: Path, *, uses: bool, place: str | None) -> None:
    """Prove a pack against the texts in a folder and print it; ends the program with 3 if there is a fault."""
    if place:
        try:
            click.echo(show(pack, texts, place))
        except LookupError as error:
            raise click.UsageError(str(error)) from None
        return
    proof = prove(pack, texts)
    for line in proof.uses if uses else proof.excused:
        click.echo(str(line))
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
        f"{len(proof.faults) or 'no'} fault{'s' if len(proof.faults) > 1 else ''}"
    )
