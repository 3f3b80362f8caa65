"""Ways to break the tiny pack, each a change of one file and the one line of the fault that it must be met with.

file, what is changed, into what, what stands on the line that the fault names, and what the fault says.
"""

ONE_FAULT = {
    "a fact that cites nothing": (
        "deals", 'cite     = "gazette 6, 14"\n', "", "[deals.ferry-engines]", "ferry-engines: cite: is missing"
    ),
    "a citation that says nothing": (
        "deals", 'cite     = "gazette 6, 14"', 'cite     = ""', "cite     =",
        "ferry-engines: cite: cannot read the citation at ''",
    ),
    "a citation without its source": (
        "deals", "gazette 6, 14", "6, 14", "cite     =", "ferry-engines: cite: cannot read the citation at '6, 14'"
    ),
    "a citation of paragraphs backwards": (
        "deals", "gazette 6, 14", "gazette 14-6", "cite     =", "cannot read the paragraphs 14-6 of gazette"
    ),
    "a citation of paragraph 0": (
        "deals", "gazette 6, 14", "gazette 0", "cite     =", "cite.0.paragraph: Input should be greater than"
    ),
    "a field that records of the kind do not have": (
        "deals", "quantity = 3", "quantity = 3\nprice    = 5", "price    =",
        "ferry-engines: price: is no field of this kind of record",
    ),
    "a field inside a record that it does not have": (
        "events", '{ on = "2019-05-03" }\nwho', '{ on = "2019-05-03", hour = 5 }\nwho', "date   =",
        "signing: date.hour: is no field of this kind of record",
    ),
    "a reference to nothing": (
        "events", '"northline", "baltic-marine"', '"nordline", "baltic-marine"', "who    =",
        "signing: who: there is no person or organisation 'nordline'",
    ),
    "a reference to a record of the wrong kind": (
        "events", '"northline", "baltic-marine"', '"fleet", "baltic-marine"', "who    =",
        "signing: who: 'fleet' is a figure",
    ),
    "a topic that pack.toml does not list": (
        "notes", '"ferries"', '"ferrys"', "topics =", "fog: topics: there is no topic 'ferrys'"
    ),
    "a record named as if it were a topic": (
        "notes", '"ferries"', '"northline"', "topics =", "fog: topics: there is no topic 'northline'"
    ),
    "an occasion that is no event": (
        "positions", '"signing"', '"fog"', "at      =", "borg-thanks: at: 'fog' is a note"
    ),
    "an organisation in an office that is a person": (
        "people", 'of = "northline"', 'of = "dag-dorn"', "offices =", "ana-borg: offices.of: 'dag-dorn' is a person"
    ),
    "a day that no February has": (
        "deals", "2019-05-03", "2026-02-30", "signed   =",
        "ferry-engines: signed.on: '2026-02-30' is no day of the calendar",
    ),
    "a month that no year has": (
        "deals", "2019-05-03", "2026-13", "signed   =", "ferry-engines: signed.on: '2026-13' is no day of the calendar"
    ),
    "a period that ends before it begins": (
        "deals", "2019-05-03", "2019-05-05/2019-05-03", "signed   =", "signed.on: '2019-05-05/2019-05-03' ends before"
    ),
    "a year written as a number": (
        "deals", '"2019-05-03"', "2019", "signed   =", "signed.on: a date is text in quotes: a year (2026)"
    ),
    "a day written as TOML's own date": (
        "deals", '"2019-05-03"', "2019-05-03", "signed   =", "signed.on: a date is text in quotes: a year (2026)"
    ),
    "a date in words": (
        "deals", "2019-05-03", "May 2019", "signed   =", "signed.on: 'May 2019' is not a date: use a year (2026)"
    ),
    "bounds that cross": (
        "events", 'not_before = "2019-06"', 'not_before = "2019-06", not_after = "2019-05"', '"2019-06"',
        "harbour-works: date: `not_after` lies before `not_before`",
    ),
    "a day and a bound at once": (
        "events", 'not_before = "2019-06"', 'not_before = "2019-06", on = "2019-07"', '"2019-06"',
        "harbour-works: date: give either `on`, or `not_before` and/or `not_after`",
    ),
    "a private-use character": (
        "notes", "wait in fog", "wait in fog\ue000", "says   =",
        "fog: says: holds the invisible or private character U+E000"
    ),
    "a zero-width character": (
        "notes", "wait in fog", "wait\u200b in fog", "says   =",
        "fog: says: holds the invisible or private character U+200B"
    ),
    "a table that is no kind of record": (
        "notes", "[notes.fog]", "[weather.fog]", "[weather.fog]", "fog: record: [weather.…] is no kind of record"
    ),
    "an id that is no slug": (
        "notes", "[notes.fog]", "[notes.Fog_1]", "[notes.Fog_1]", "Fog_1: id: String should match pattern"
    ),
    "an id of more than 24 letters": (
        "notes", "[notes.fog]", f"[notes.{'fog-' * 6}x]", "[notes.fog-", "id: String should have at most 24 characters"
    ),
    "a kind given beside the header": (
        "notes", "form ", 'kind = "note"\nform ', "kind =", "fog: kind: the header gives kind and id"
    ),
    "a paragraph beyond the end of its source": (
        "notes", "courier 7", "courier 10", "cite   =", "fog: cite: courier has 9 paragraphs, not 10"
    ),
    "a paragraph beyond the end in an office": (
        "people", 'on = "2019-05-03", cite = "courier 2"', 'on = "2019-05-03", cite = "courier 10"', "offices =",
        "ana-borg: offices: courier has 9 paragraphs, not 10",
    ),
    "a source that is not there": (
        "notes", "courier 7", "herald 7", "cite   =", "fog: cite.source: there is no source 'herald'"
    ),
    "page furniture cited by a fact": (
        "notes", "courier 7", "gazette 19", "cite   =", "fog: cite: gazette 19 is marked as page furniture"
    ),
    "an anchor of nine words": (
        "notes", '"courier 7"', "'courier 7 \"one two three four five six seven eight nine\"'", "cite   =",
        "fog: cite: the anchor 'one two three four five six seven eight nine' is longer than 8 words",
    ),
    "an anchor over several paragraphs": (
        "notes", '"courier 7"', "'courier 6-7 \"one\"'", "cite   =",
        "fog: cite: cannot read the paragraphs 6-7 of courier"
    ),
    "a gap of a record that counts": (
        "deals", '"delivery dates"', '"the date of 2 deliveries"', "not_held =",
        "ferry-engines: not_held.1: String should match pattern",
    ),
    "a word that the schema does not know": (
        "notes", '"report"', '"rumour"', "form   =", "fog: form: Input should be 'report', "
    ),
    "a number written as text": (
        "deals", "quantity = 3", 'quantity = "3"', "quantity =",
        "ferry-engines: quantity: Input should be a valid integer"
    ),
    "a quantity of nothing": (
        "deals", 'unit     = "ferries"\n', "", "[deals.ferry-engines]",
        "ferry-engines: record: `quantity` and `unit` stand together",
    ),
    "a party that an agreement only concerns": (
        "deals", "quantity = 3", 'concerns = ["northline"]\nquantity = 3', "[deals.ferry-engines]",
        "ferry-engines: record: `concerns` names a party",
    ),
    "an amount that is no plain digits": (
        "figures", 'value   = "7"', 'value   = "7 or 8"', "value   =",
        "fleet: value: an amount is plain digits in quotes"
    ),
    "an amount written as a float": (
        "figures", 'value   = "7"', "value   = 7.5", "value   =", "fleet: value: an amount is plain digits in quotes"
    ),
    "a figure without a value": (
        "figures", 'value   = "7"\n', "", "[figures.fleet]", "fleet: record: give either `value` or `computed`"
    ),
    "a text too long for a line": (
        "notes", "wait in fog", "wait in fog" * 60, "says   =", "fog: says: String should have at most 600 characters"
    ),
    "a discrepancy that prefers nothing though it is settled": (
        "discrepancies", ', preferred = "the engine count in the same paper"', "", "[discrepancies.ferry-count]",
        "ferry-count: record: one reading is `preferred` with its reason, unless `settled` is open",
    ),
    "an open discrepancy that prefers something": (
        "discrepancies", '"documents"', '"open"', "[discrepancies.ferry-count]",
        "ferry-count: record: one reading is `preferred` with its reason, unless `settled` is open",
    ),
    "a discrepancy that prefers two readings": (
        "discrepancies", 'cite = "courier 2"', 'cite = "courier 2", preferred = "it too"',
        "[discrepancies.ferry-count]", "ferry-count: record: one reading is `preferred` with its reason",
    ),
    "a discrepancy that misleads and says nothing inline": (
        "discrepancies", 'inline   = "thirty in one paper, a misprint"\n', "", "[discrepancies.ferry-count]",
        "ferry-count: record: `inline` stands where the weight is meaning or misleads, and only there",
    ),
    "a difference of wording with an inline reading": (
        "discrepancies", '"meaning"', '"wording"', "[discrepancies.ferry-count]",
        "ferry-count: record: `inline` stands where the weight is meaning or misleads, and only there",
    ),
    "a reading that neither cites nor is silent": (
        "discrepancies", ', cite = "courier 2"', "", "readings =",
        "ferry-count: readings.1: a reading needs `cite`, or `silent` with the sources that do not report it",
    ),
    "a weight that the schema does not know": (
        "discrepancies", '"meaning"', '"grave"', "weight   =", "ferry-count: weight: Input should be 'meaning', "
    ),
    "a quotation mark that is not closed": (
        "notes", 'fog."', "fog.", "says   =", "fog: toml: Illegal character"
    ),
    "a key given twice": (
        "notes", "form ", 'says = "x"\nform ', "says   =", "fog: toml: Cannot overwrite a value"
    ),
    "a line before the first record": (
        "notes", "[notes.fog]", 'says = "x"\n[notes.fog]', "says = ",
        "file: record: stands before the first [kind.id] header",
    ),
    "a topic that no record carries": (
        "pack", 'sources = "The papers"', 'sources = "The papers"\nwhales  = "Whales"', "whales  =",
        "pack: topics.whales: no record carries this topic",
    ),
    "a bottom line that is no record": (
        "pack", '["ferry-engines"]', '["no-engines"]', "bottom_line =",
        "pack: bottom_line: there is no record 'no-engines'"
    ),
    "a section on a topic that is not there": (
        "pack", 'topics = ["harbour"]', 'topics = ["harbor"]', "sections ",
        "pack: briefs.0.sections.topics: there is no topic 'harbor'",
    ),
    "a gap of the pack that counts": (
        "pack", "gives a price.", "gives 1 price.", 'says   = "No paper gives 1',
        "pack: not_held.0.says: String should match pattern",
    ),
    "a slip in pack.toml": (
        "pack", 'accent      = "#336699"', 'accent      = "#336699', "accent", "pack: toml: Illegal character"
    ),
    "a field that pack.toml lacks": ("pack", 'accent      = "#336699"\n', "", "id  ", "pack: accent: is missing"),
}  # fmt: skip
