"""What the proof would let pass: every record of the pack made wrong in one place, and how much of it is caught."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import pytest

from briefs.ground import Ground
from briefs.pack import read_pack
from briefs.proof import ground_of
from tests.briefs.mutations import Mutant, mutants, survives

# The share of each class that must be caught.
REQUIRED = {
    "digit": 1.0, "number word": 1.0, "date": 1.0, "month": 1.0, "person": 0.9, "paragraph": 0.9,
}  # fmt: skip


@dataclass
class Tally:
    """How many mutants of each class there were, and those that nothing noticed."""

    made: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutant] = field(default_factory=list)

    def caught(self, kind: str) -> float:
        lost = sum(m.kind == kind for m in self.survivors)
        return 1 - lost / self.made[kind]

    def __str__(self) -> str:
        near = sum(m.near and m.kind == "person" for m in self.survivors)
        rates = [f"{kind}: {n}, {self.caught(kind):.2%} caught" for kind, n in self.made.items()]
        return "\n".join([*map(str, self.survivors), f"{near} of the people named in the same paragraphs", *rates])


def tally(chosen: Iterable[Mutant], ground: Ground, *, anchors: bool = True) -> Tally:
    result = Tally()
    for mutant in chosen:
        result.made[mutant.kind] += 1
        if survives(mutant, ground, anchors=anchors):
            result.survivors.append(mutant)
    return result


def all_of(seeds: Path, texts: Path, *, one_in: int = 1) -> tuple[list[Mutant], Ground]:
    """The mutants of the pack that comes with Readout; with `one_in`, the same few on every machine."""
    pack = read_pack(seeds)
    ground = ground_of(pack, texts)[0]
    every = (m for record in pack.records for m in mutants(record, ground))
    return [m for m in every if crc32(str(m).encode()) % one_in == 0], ground


def assert_caught(result: Tally) -> None:
    for kind, share in REQUIRED.items():
        assert result.made[kind], f"no mutant of the class {kind}"
        assert result.caught(kind) >= share, f"{kind}: less than {share:.0%} caught\n{result}"


def test_a_sample_of_wrong_records_is_noticed(seeds, texts):
    assert_caught(tally(*all_of(seeds, texts, one_in=40)))


@pytest.mark.long
def test_every_wrong_record_is_noticed(seeds, texts):
    chosen, ground = all_of(seeds, texts)
    result = tally(chosen, ground)
    print(result)
    moved = tally((m for m in chosen if m.kind == "paragraph"), ground, anchors=False)
    print(f"paragraphs, if citations had no anchors: {moved.caught('paragraph'):.2%} caught")
    assert_caught(result)


def test_the_tally_goes_red_where_nothing_is_proved(seeds, texts):
    chosen, _ = all_of(seeds, texts, one_in=400)
    result = Tally(Counter(m.kind for m in chosen), chosen)
    with pytest.raises(AssertionError, match="less than"):
        assert_caught(result)
