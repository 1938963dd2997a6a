"""Durations as pages write them, in minutes."""

from __future__ import annotations

import pytest

from graph.ingest.text.duration import duration, told

FORMS = [
    ("Four to six sittings of 1 to 2 h each, every other week. First visit: add half an hour for forms.", 60, 120),
    ("Typically 60 (range 45 to 90) minutes", 60, 60),
    ("The needle is in for a few seconds only. With cleaning, count on 10 to 15 minutes in the room and up to two hours for the whole visit", 10, 15),
    ("You are with us for 3 hours. Surgery: 25 min.", 25, 25),
    ("The appointment takes two hours, of which the injection is five minutes", 5, 5),
    ("Two hours door to door; the biopsy lasts 20 minutes", 20, 20),
    ("From 5 up to 20 minutes, by the number of spots", 5, 20),
    ("an hour or so", 60, 60),
    ("Mostly under two hours, and hardly ever less than one hour", 60, 120),
    ("Seldom less than 25 minutes and never more than 40.", 25, 40),
    ("From as little as five minutes, at the most twenty", 5, 20),
    ("15 minutes up to an hour", 15, 60),
    ("1-1/2 hours", 90, 90),
    ("The freezing part takes 3 to 4 minutes. Expect to be at the office for about an hour.", 3, 4),
    ("A few minutes to a quarter of an hour", None, 15),
    ("15-20 min", 15, 20),
    ("1½ hours", 90, 90),
    ("under an hour", None, 60),
    ("a couple of hours", 120, 120),
    ("one to two hours, plus recovery", 60, 120),
    ("three 50-minute sessions", 50, 50),
    ("30 minutes per session, twice weekly", 30, 30),
    ("up to 2 hours", None, 120),
    ("Up to an hour and a half", None, 90),
    ("Most take between 45 and 60 minutes", 45, 60),
    ("About 20 to 30 minutes of scanning; plan on 2 hours in all", 20, 30),
    ("1 to 1.5 hours", 60, 90),
    ("1 hr 15 min", 75, 75),
    ("2-3 hrs", 120, 180),
    ("It usually takes 1 to 2 hours. You will spend another 2 hours in the recovery room.", 60, 120),
    ("Roughly three quarters of an hour", 45, 45),
    ("45 minutes to an hour and a half", 45, 90),
    ("One and a half to two hours", 90, 120),
    ("6 to 8 hours overnight", 360, 480),
    ("Ten minutes a side", 10, 10),
    ("Each session lasts 45 to 60 minutes, 2 to 3 times a week for 12 weeks", 45, 60),
    ("Twelve weekly sessions of 90 minutes each", 90, 90),
    ("30 – 60 minutes", 30, 60),
    ("30 minutes or less", None, 30),
    ("less than 5 minutes", None, 5),
    ("About 4 hours (range 3 to 6)", 240, 240),
    ("Arrive 1 hour early. The operation takes 2 hours.", 120, 120),
    ("Plan to be at the center for 3 hours, although the procedure itself takes only 20 to 30 minutes.", 20, 30),
    ("Allow two hours, most of it preparation; the scan takes 10 min", 10, 10),
    ("The whole visit takes about 2 hours, the test itself 40 minutes", 40, 40),
    ("fifteen to twenty minutes", 15, 20),
    ("One-half hour", 30, 30),
    ("From 20 minutes for a small lesion to 2 hours for a large one", 20, 120),
    ("90 minutes on average (60–120)", 90, 90),
    ("5–10 minutes per lesion", 5, 10),
    ("about an hour", 60, 60),
    ("an hour to an hour and a half", 60, 90),
    ("One hour for the first visit, 30 minutes for later ones", 60, 60),
    ("Three to four hours, four times a week", 180, 240),
    ("Thirty to forty-five minutes", 30, 45),
    ("20 min (simple) to 90 min (complex)", 20, 90),
    ("takes 1-2 hours under general anesthesia", 60, 120),
    ("2 hours 30 minutes", 150, 150),
    ("2.5 hours", 150, 150),
    ("An hour for one side, up to two for both", 60, 60),
    ("twenty-five minutes", 25, 25),
    ("half an hour to 45 minutes", 30, 45),
    ("The infusion runs over 30 to 90 minutes; first doses are slower.", 30, 90),
    ("Within 15 minutes", None, 15),
    ("at least 6 hours of recording overnight", 360, None),
    ("quarter of an hour", 15, 15),
    ("Less than a minute", None, 1),
    ("10 to 15 minutes for each eye", 10, 15),
    ("1 h 30", 90, 90),
    ("About two-and-a-half hours", 150, 150),
    ("Two to three hours for surgery; one to two nights in hospital", 120, 180),
    ("An hour and twenty minutes", 80, 80),
    ("quarter to half an hour", 15, 30),
    ("3/4 hour", 45, 45),
    ("Twenty minutes at most; difficult veins can stretch it to an hour", 20, 60),
    ("Surgery lasts 3 to 5 hours and the hospital stay is 4 to 7 days", 180, 300),
    ("Not more than 15 minutes", None, 15),
    ("It rarely takes more than 20 minutes", None, 20),
    ("Fewer than 30 minutes", None, 30),
    ("Usually takes over two hours", 120, None),
    ("2 hours or longer", 120, None),
    ("Infusion over 4 hours, followed by 30 minutes of observation", 240, 240),
    ("10 minutes of preparation and 30 minutes of scanning", 30, 30),
    ("1h30", 90, 90),
    ("1:30 hours", 90, 90),
    ("about 45 min. to 1 hr.", 45, 60),
    ("an hour and a quarter", 75, 75),
    ("The upright part lasts 30 minutes; the full test about an hour", 60, 60),
    ("The whole procedure takes 40 minutes; the needle itself is in place for only 2 minutes", 40, 40),
    ("Three to four hours in all. The imaging part itself takes 15 minutes", 180, 240),
    ("Usually one to two hours, but complex repairs can take up to four hours", 60, 240),
    ("Weekly sessions of 45 minutes for six weeks", 45, 45),
    ("Session length is 50 minutes, weekly for 12 weeks", 50, 50),
    ("The device is worn for 24 to 48 hours", 1440, 2880),
    ("Two to three hours with dressing included. The part in the tank itself takes 20 minutes", 120, 180),
    ("About 2 hours including recovery; the operation itself takes 45 minutes", 45, 45),
    ("Anywhere from 2 to 6 hours", 120, 360),
    ("Hospital stay of 3 to 5 days; surgery lasts 4 to 6 hours", 240, 360),
]


@pytest.mark.parametrize(("text", "minimum", "maximum"), FORMS)
def test_durations(text: str, minimum: int | None, maximum: int | None) -> None:
    found = duration(text)
    assert found is not None
    assert (found.minimum_minutes, found.maximum_minutes) == (minimum, maximum)


@pytest.mark.parametrize("text", ["Once a week for 6 weeks", "Continuous use, 24 hours a day", "Varies", "Overnight", "Worn around the clock", "Takes most of the day"])
def test_no_duration(text: str) -> None:
    assert duration(text) is None


@pytest.mark.parametrize(("text", "sessions"), [
    ("three 50-minute sessions", 3), ("Twelve weekly sessions of 90 minutes each", 12), ("30 minutes", None)])
def test_sessions(text: str, sessions: int | None) -> None:
    found = duration(text)
    assert found is not None
    assert found.sessions == sessions


@pytest.mark.parametrize(("text", "maximum"), [
    ("A bronchoscopy usually takes 30 to 60 minutes, depending on what is found.", 60), ("- **Duration**: 20-30 minutes", 30),
    ("You rest for an hour. The exam itself is over in ten minutes.", 10), ("Each exchange takes about 40 minutes", 40),
    ("Recovery takes two hours", None), ("The pain lasts a few hours", None), ("Avoid food for 6 hours.", None),
    ("The whole visit takes 2 hours.", None), ("Results take 2 hours", None),
])
def test_durations_told_outside_their_section(text: str, maximum: int | None) -> None:
    found = told(["Nothing of note.", text])
    assert (found.maximum_minutes if found else None) == maximum


@pytest.mark.parametrize("text", ["Only a few minutes", "Several hours", "The shot itself takes a few minutes; you wait 15 minutes afterwards"])
def test_uncounted_durations_are_no_figure(text: str) -> None:
    assert duration(text) is None


def test_sessions_are_counted_where_their_length_is_not() -> None:
    found = duration("Three visits of only a few minutes each, two days apart.")
    assert found is not None
    assert (found.sessions, found.minimum_minutes, found.maximum_minutes) == (3, None, None)


def test_what_recovery_tells_of_each_treatment() -> None:
    lines = ["It takes an hour to feel better. Each dialysis cycle takes about 35 to 50 minutes, and you can read."]
    assert told(["It takes an hour to feel better."], named=True) is None
    found = told(lines, named=True)
    assert found is not None
    assert (found.minimum_minutes, found.maximum_minutes) == (35, 50)
