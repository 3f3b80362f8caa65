"""Addresses: one grammar for what is asked for, in a control, in the cache and in the log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import limits
from briefs.address import Address
from briefs.refusal import Refusal
from tests.conftest import TODAY

words = st.from_regex(r"[a-z][a-z-]{0,12}", fullmatch=True)
options = st.from_regex(r"[a-z-]{1,8}", fullmatch=True).filter(lambda name: name != "page")
values = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}|[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True)
addresses = st.builds(
    Address,
    words,
    st.dictionaries(options, values, max_size=4).map(lambda pairs: tuple(pairs.items())),
    st.integers(1, 9999),
)


@given(addresses)
def test_an_address_survives_being_written_and_read(address):
    assert Address.parse(str(address)) == address


def test_the_first_page_is_not_written():
    assert str(Address("deals", (("company", "vietjet"),))) == "/deals company:vietjet"
    assert str(Address("deals", page=2)) == "/deals page:2"


@pytest.mark.parametrize(
    "text",
    [
        "", "/", "deals", "/Deals", "/deals ", " /deals", "/deals  page:2", "/deals page:0", "/deals page:-1",
        "/deals page:01", "/deals page:10000", "/deals page:x", "/deals page:2 page:3", "/deals company:a company:b",
        "/deals company:", "/deals company", "/deals company:two words", "/deals\n", "/deals company:a\n",
        "/deals company:a:b", "/deals\tcompany:a", "/deals company:a page:２", "//deals", "/deals/x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="is no address"):
        Address.parse(text)


@given(st.text(max_size=60))
def test_whatever_a_control_carries_is_read_or_refused_and_nothing_else_happens(text):
    try:
        address = Address.parse(text)
    except ValueError:
        return
    assert Address.parse(str(address)) == address


def test_changing_a_parameter_goes_back_to_the_first_page():
    address = Address("timeline", (("who", "vietjet"), ("from", "2026")), page=3)
    assert str(address.having({"who": None, "topic": "deals"})) == "/timeline from:2026 topic:deals"
    assert str(address.on_page(4)) == "/timeline who:vietjet from:2026 page:4"


ROLES = ("prev", "next", "cite", "share", "go")  # of controls that carry a whole address


async def test_every_address_of_the_pack_fits_a_control(composer):
    """With the longest id of every option at once and the last page there can be, under the longest role.

    The house asks for 90; /timeline with all four of its options comes to 94.
    """
    names, longest = composer.store.names, {}
    for brief in composer.catalog.values():
        parameters = []
        for parameter in brief.parameters:
            ids = [n.id for n in names.kinds[parameter.suggest]] if parameter.suggest else ["2026-02-18"]
            parameters.append((parameter.name, max(ids, key=len, default="")))
        widest = 9 if any(p.required for p in brief.parameters) else await last_page(composer, brief.name)
        longest[brief.name] = len(f"{max(ROLES, key=len)} {Address(brief.name, tuple(parameters), widest)}")
    assert max(longest.values()) <= limits.CUSTOM_ID, longest
    assert {name for name, length in longest.items() if length > 90} <= {"timeline"}, longest


async def last_page(composer, brief: str) -> int:
    """How many pages a brief has unfiltered: a filter takes away."""
    return len((await composer.compose(Address(brief), TODAY)).pages(limits.PAGE))


async def test_a_range_cannot_be_typed_as_a_period_that_no_control_could_carry(composer):
    with pytest.raises(Refusal) as refused:
        composer.catalog["timeline"].address(composer.store.names, {"from": "2026-02-18/2026-02-20"})
    assert "give a year (2026), a month (2026-02) or a day" in composer.renderer("en").refusal(refused.value)


async def test_every_id_of_the_pack_can_stand_in_an_address(composer):
    wrong = []
    for name, brief in composer.catalog.items():
        for parameter in brief.parameters:
            for each in composer.store.names.kinds.get(parameter.suggest or "", ()):
                address = Address(name, ((parameter.name, each.id),))
                wrong += [address] * (Address.parse(str(address)) != address)
    assert not wrong
