"""/discrepancies, and the other reading behind a fact: where the articles differ, and what the answer rests on."""

from tests.briefs.asking import text


def plain(text: str) -> str:
    return text.replace("\\", "")


async def test_a_discrepancy_shows_every_reading_the_one_in_use_first_and_how_one_knows(composer):
    wrong = []
    for discrepancy in composer.store.discrepancies:
        shown = plain(await text(composer, "fact", id=discrepancy.id))
        wrong += [f"{discrepancy.id}: {r.says}" for r in discrepancy.readings if plain(r.says).rstrip(".") not in shown]
        wrong += [discrepancy.id] * ((" · open" in shown.split("\n")[1]) != (discrepancy.settled == "open"))
        if discrepancy.preferred:
            reading = next(line for line in shown.split("\n") if line.startswith("  - "))
            wrong += [discrepancy.id] * (plain(discrepancy.preferred.says).rstrip(".") not in reading)
    assert not wrong


async def test_differences_that_matter_stand_in_the_line_they_are_about_and_those_of_wording_do_not(composer):
    wrong = []
    for discrepancy in composer.store.discrepancies:
        for about in discrepancy.about:
            record = await composer.store.fact(about)
            if record.kind == "discrepancy":
                continue
            shown = plain(await text(composer, "fact", id=about)).split("\n## Citations")[0]
            inline = bool(discrepancy.inline) and f"≠ {plain(discrepancy.inline)}" in shown
            wrong += [f"{discrepancy.id} in {about}"] * (inline != (discrepancy.weight != "wording"))
    assert not wrong


async def test_the_gravest_differences_come_first_and_can_be_asked_for_alone(composer):
    headings = {"meaning": "## Changes the meaning", "misleads": "## May mislead", "wording": "## Wording only"}
    shown = (await text(composer, "discrepancies")).split("\n")
    assert [line for line in shown if line.startswith("## ")] == list(headings.values())
    for weight, heading in headings.items():
        alone = (await text(composer, "discrepancies", weight=weight)).split("\n")
        assert [line for line in alone if line.startswith("## ")] == [heading]
        wanted = [d.title for d in composer.store.discrepancies if d.weight == weight]
        assert [plain(line.split("**")[1]) for line in alone if line.startswith("- **")] == wanted


async def test_a_difference_is_found_by_the_topics_of_what_it_is_about(composer):
    """A reader of a topic looks for what disputes its facts, whatever topics a curator gave the difference itself."""
    records = {r.id: r for r in await composer.store.everything()}
    for topic in (n.id for n in composer.store.names.kinds["topic"]):
        if any(n.id == topic for n in composer.store.names.kinds["topic:discrepancy"]):
            shown = plain(await text(composer, "discrepancies", topic=topic))
        else:
            shown = ""
        for d in composer.store.discrepancies:
            carries = topic in d.topics or any(topic in getattr(records[i], "topics", ()) for i in d.about)
            assert (f"- **{d.title}**" in shown) == carries, (topic, d.id)


async def test_a_subject_and_a_topic_narrow_the_differences_together(composer):
    whole = await text(composer, "discrepancies", subject="legacy")
    assert whole.startswith("# Where the sources differ: War legacies\n")
    assert "missing" in whole
    assert await text(composer, "discrepancies", subject="legacy", topic="healthcare") == (
        "# Where the sources differ: War legacies: Healthcare\n-# The pack holds no difference that fits."
    )


async def test_what_common_knowledge_settles_says_so_wherever_it_is_shown(composer):
    """And nothing else does: an answer that leans on its articles alone must not look as if it did not."""
    wrong, seen = [], 0
    for d in composer.store.discrepancies:
        known = d.settled == "common knowledge"
        own = plain(await text(composer, "fact", id=d.id))
        wrong += [d.id] * (known != ("Why, by common knowledge: " in own))
        for about in d.about if d.inline else ():
            shown = plain(await text(composer, "fact", id=about))
            after = shown.partition(f"≠ {plain(d.inline)}")[2]
            wrong += [(d.id, about)] * (known != after.startswith(" (by common knowledge) ["))
            seen += known
    assert not wrong
    assert seen
    hagerty = next(line for line in (await text(composer, "brief")).split("\n") if "Standards Committee" in line)
    assert "a mistranslation (by common knowledge). [" in hagerty


async def test_what_disputes_a_person_stands_behind_the_office_it_is_about_and_not_by_itself(composer):
    shown = (await text(composer, "senators", name="hagerty")).split("\n")
    for body, other in (
        ("Senate Committee on Appropriations", "Standards Committee"),
        ("Senate Foreign Relations Committee", "Foreign Affairs Committee"),
    ):
        [line] = [line for line in shown if other in line]
        assert line.startswith(f"- Bill Hagerty: Member of the {body}, as of 18 Feb 2026")
        assert line.count("≠") == 1


async def test_what_is_about_no_body_stands_behind_the_last_office(composer):
    shown = (await text(composer, "who", name="le-manh-hung")).split("\n")
    [line] = [line for line in shown if "a shortened title" in line]
    assert line.startswith("- Lê Mạnh Hùng: Minister of Industry and Trade, as of 18–20 Feb 2026")
