"""Limits, grades, stages and days at the end of a phrase: what says how bad, how often or when a case must be.

"Obesity, BMI over 40", "ulcers grade II and up", "from the second day", "on bad days". Nothing here knows a disease.
Texts come here in lower case.
"""

from __future__ import annotations

import re

_JOIN = r"(?:,\s*|\s+[-–—]\s*|\s+)"

COUNTED = re.compile(rf"{_JOIN}(after (?:about |around |the |every )?(?:\d+|two|three|four|five|six|eight|ten|twelve|twenty) (?!(?:to|or|and|-|h|hours?|hrs?|days?|weeks?|months?|years?|minutes?|min|o'clock|nights?|pm|am|more|further)\b)[\w-]+)$")
STAGE = re.compile(r"\s+((?:in|at) (?:first |second |third )?(?:remission|relapse)(?: only)?)$")
LIFE = re.compile(r"\s+(in (?:very )?(?:old age|childhood|infancy|adolescence|late life|early life))$")
MEASURED = re.compile(r"\s+(with (?:an? )?(?:[\w-]+ ){1,4}(?:below|above|under|over|less than|more than|greater than|at least|at most) \d[^,;()]*)$")
ORDINAL = r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|tenth|next|following|same)"
FROM_DAY = re.compile(rf"\s+(from (?:(?:the )?{ORDINAL} (?:day|night|morning|evening|afternoon|week|month)|the (?:evening|morning|day|week) (?:after|of) [\w ]+)(?: on(?:wards?)?)?)$")
STAGED = re.compile(r"\s+((?:in|for) (?:(?:early|late|advanced|a|any) )?(?:stages?|grades?|types?|class|nyha(?: class)?|asa(?: class)?|levels?) (?:[ivx]+[ab]?|\d)(?:[\s–/,-]|and|or|to|[ivx]+|\d)*(?:[\w-]+ ?){0,3})$")
AT_RISK = re.compile(r"\s+((?:only )?(?:at|with) (?:(?:an?|very|the) )?(?:high|low|increased|special|raised|higher|particular|average|intermediate|moderate|known|elevated) (?:[\w-]+ )?risk(?: (?:of|for) [^,;()]+)?)$")
DAYS = r"(?:nights?|weekends?|weekdays|evenings?|mornings|afternoons|holidays|bank holidays|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|winter|summer)"
ON_DAYS = re.compile(rf",\s+((?:only |mainly |mostly )?{DAYS}(?:(?:, | and | or |, and |, or ){DAYS})*(?: only)?)$")
ON_SUCH_DAYS = re.compile(r"\s+((?:only )?on (?!(?:most|some|all|consecutive|alternate|following|the|both|other|these|those|weekday|working|treatment|test|procedure|session|several|many|two|three|four|five)\b)(?:[\w-]+ ){1,2}days)$")
AT_STAGE = re.compile(r"\s+((?:at|in|during) (?:(?:the|an?|its|their) )?(?:very )?(?:end|late|later|final|early|earlier|last|advanced|first|acute|chronic)[ -](?:stages?|phases?))$")
COUNTED_OFF = re.compile(r",\s+((?:(?:at least|more than|over|min\.?|minimum|max\.?|≥|>|≤|<)\s?(?:\d+|two|three|four|five|six)|(?:\d+|two|three|four|five|six|seven) or more)\s(?!(?:cm|mm|seconds?|minutes?|hours?|days?|weeks?|months?|years?|kg|mg|ml|percent)\b|%|\d)[^;()]+)$")
VALUE = re.compile(r",\s+((?!(?:with|for|of|in|to|and|or|by|at|from|drink|eat|take|about|up|a|an)\b)(?:[a-z][\w-]* ){1,3}(?:(?:over|above|below|under|at least|less than|more than) |[≥≤<>] ?)\d(?![\d.,–-]*\s?(?:hours?|days?|weeks?|months?|years?|minutes?))[^;()]*)$")
GRADED_UP = re.compile(r"\s+((?:grades?|stages?|class|type|levels?) (?:[ivx]+|\d\w?) (?:and|or) (?:up|above|higher|over|below|lower|worse|more))$")
FROM_WEEK = re.compile(r"\s+(from (?:week \d+|(?:about )?\d+ (?:weeks|months|years))(?: (?:on(?:wards?)?|of pregnancy|of age))?)$")
ON_DRUG = re.compile(r"(?<!depend)(?<!rely)(?<!insist)(?<!men)(?<!patients)(?<!people)(?<!those)(?<!children)(?<!anyone)(?<!adults)\s+((?:while |when )?(?:on|under) (?:(?:long-term|long|daily|high-dose|regular|strong|continuous) )?(?:steroids?|dialysis|insulin|warfarin|anticoagulants?|blood[- ]thinn\w+|chemotherapy|immun\w+|methadone|opioids?|beta[- ]blockers?|diuretics|oxygen|the pill|\w{3,}(?:mab|statin|pril|sartan|olol|parin|xaban|trexate))(?: (?:use|therapy|treatment))?(?: in particular)?)$")
