"""Units and counts as patterns name them: "half an hour", "25 to 35 g", "three sessions"."""

from __future__ import annotations

TIME = r"minutes?|mins?|hours?|hrs?|(?:business |working )?days?|nights?|weeks?|months?|years?"
_SIZE = r"g|mg|mcg|micrograms?|grams?|kg|ml|liters?|litres?|oz|ounces?|cups?|glasses|drops|sips|tablets?|units?|doses|degrees|percent|%|db|mm|cm|inch(?:es)?|pounds|lbs?|msv|gy|points?|puffs|sessions?"
UNIT = rf"(?:seconds?|{TIME}|times?|{_SIZE})"
_WORDS = "half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty-four|twenty|thirty|a few|several"
COUNT = rf"(?:\d[\d.,]*|{_WORDS})"
AMOUNTED = rf"{TIME}|h|times?|pounds|lbs?|kg|liters?|glasses|ounces?|oz|cups?|sessions?|units?"  # without seconds: "a second cancer" counts nothing
ABOUT = rf"(?:\d[\d.,]*|{_WORDS}|few|couple of|many|some)"
