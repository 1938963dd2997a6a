"""Closed word classes that decide how a coordination reads; English, not medicine."""

from __future__ import annotations

import re

from graph.ingest.text.patterns import Pattern

# Heads that say what happens to a thing: "damage to nerves or vessels" happens to each of them.
GENERIC_HEADS = frozenset(
    ["rehabilitation", "rehab", "problem", "problems", "difficulty", "difficulties", "trouble", "damage", "injury", "injuries", "reaction", "reactions", "allergy", "allergies", "complication", "complications", "risk", "risks", "history", "suspicion", "evidence", "signs", "sign", "symptoms", "symptom", "exposure", "loss", "inflammation", "infection", "infections", "swelling", "irritation", "bleeding", "narrowing", "blockage", "tear", "tears", "fracture", "fractures", "tumor", "tumors", "cancer", "cancers", "disease", "disorders", "disorder", "diagnosis", "evaluation", "assessment", "examination", "test", "tests", "imaging", "review", "repair", "removal", "treatment", "changes", "change", "weakness", "numbness", "stiffness", "intolerance", "sensitivity", "difficulty", "discomfort", "scarring", "formation", "perforation", "puncture", "leakage", "leak", "dislocation", "displacement", "failure", "relief", "improvement", "reduction", "review", "need", "premedication", "combination", "screening", "injection", "injections", "removal", "drainage"]
)

# Adjectives that describe one thing; joined by "or" they do not make two.
DESCRIPTIVE = frozenset(
    ["hazy", "blurred", "blurry", "foggy", "cloudy", "dim", "stuffy", "runny", "scaly", "crusty", "lumpy", "puffy", "shaky", "wobbly", "wet", "healed", "blocked", "kinked", "broken", "twisted", "bent", "cracked", "torn", "worn", "inflamed", "swollen", "itchy", "dull", "fresh", "stable", "persistent", "unexplained", "chronic", "acute", "severe", "mild", "moderate", "minor", "major", "recurrent", "recurring", "repeated", "frequent", "abnormal", "unusual", "new", "old", "large", "small", "slight", "heavy", "light", "irregular", "painful", "uncomfortable", "worsening", "ongoing", "sudden", "gradual", "temporary", "permanent", "prolonged", "brief", "short", "long", "early", "late", "high", "low", "suspicious", "unclear", "inconclusive", "known", "suspected", "possible", "excessive", "loose", "tight", "clean", "dry", "warm", "cool", "cold", "hot", "soft", "hard", "complex", "complicated", "difficult", "bothersome", "disabling", "significant", "serious", "rapid", "quick", "safe", "simple", "advanced", "progressive", "daily", "weekly", "visible", "enlarging", "growing", "thick", "thin", "tender", "red", "sore", "swollen", "bloody", "noisy", "deep", "shallow", "faster", "shorter", "longer", "fewer", "less", "more", "better", "easier", "clearer", "lower", "higher", "smaller", "larger", "stronger", "safer", "delayed", "incomplete", "poor", "partial", "full", "complete", "intermittent", "continuous", "constant", "regular", "increased", "decreased", "reduced", "limited", "debilitating", "intense", "refractory", "uncontrolled", "unstable", "symptomatic", "asymptomatic"]
)

RELATIONAL = Pattern(r"(?:al|ic|ary|ar|ous|ile|oid|ory|tive|ian|ese|genic|grade)$")

IMPERATIVES = frozenset(
    ["spit", "wet", "abstain", "accept", "adjust", "allow", "apply", "arrange", "arrive", "ask", "attend", "avoid", "bandage", "bathe", "begin", "bend", "blow", "book", "breathe", "bring", "brush", "call", "cancel", "carry", "change", "charge", "check", "chew", "choose", "clean", "climb", "come", "complete", "confirm", "consider", "contact", "continue", "cool", "cough", "cover", "crush", "cut", "dab", "decide", "dial", "dilute", "discard", "disclose", "discuss", "dissolve", "do", "donate", "drain", "dress", "drink", "drive", "eat", "elevate", "eliminate", "email", "empty", "enroll", "ensure", "exercise", "expect", "fast", "fax", "file", "fill", "finish", "floss", "flush", "fly", "follow", "gargle", "gather", "get", "give", "glue", "go", "grip", "halve", "hang", "have", "help", "hold", "hug", "hydrate", "ice", "identify", "increase", "inform", "inhale", "inject", "insert", "inspect", "install", "invite", "join", "keep", "kneel", "learn", "leave", "let", "lie", "lift", "limit", "list", "look", "loosen", "lower", "lubricate", "maintain", "make", "massage", "measure", "meet", "mention", "mix", "moisturize", "monitor", "move", "nap", "note", "notify", "obtain", "omit", "open", "pack", "pat", "pause", "peel", "perform", "phone", "pick", "place", "plan", "plug", "position", "practice", "practise", "prepare", "press", "prevent", "prop", "protect", "provide", "pull", "pump", "push", "put", "quit", "raise", "reach", "read", "reapply", "record", "reduce", "refrain", "register", "relax", "remain", "remind", "remove", "repeat", "replace", "report", "request", "reschedule", "rest", "resume", "return", "review", "ring", "rinse", "roll", "rub", "run", "schedule", "scratch", "secure", "see", "seek", "select", "send", "set", "shampoo", "share", "shave", "shield", "shift", "show", "shower", "sign", "sip", "sit", "skip", "sleep", "slow", "smoke", "sneeze", "soak", "speak", "splash", "spray", "squat", "squeeze", "stand", "start", "state", "stay", "stop", "store", "straighten", "strain", "stretch", "submit", "suck", "supply", "support", "swallow", "swap", "swim", "switch", "take", "telephone", "talk", "tape", "telephone", "tell", "test", "text", "tie", "touch", "track", "train", "travel", "treat", "trim", "try", "turn", "twist", "undergo", "undo", "undress", "unplug", "unwrap", "update", "urinate", "use", "vacuum", "verify", "visit", "void", "volunteer", "wait", "walk", "wash", "watch", "wean", "wear", "weigh", "wipe", "withhold", "work", "wrap", "write"]
)

# A bare verb before "your" or "the" orders something, whether the list above has it or not.
ORDERS = Pattern(
    r"^(?!(?:after|before|during|for|from|in|on|at|to|of|with|without|over|under|about|until|when|while|if|as|by|all|both|half|not|once|since|through|into|near|because|only|and|or|what|how|why|who|where|most|some|is|are|was|than|that|into|between|around|inside|outside|behind|above|below|against)\b)"
    r"[a-z]{3,}(?<!ing)(?<!ed)(?<!s) (?:your|the|any|all|them|it|yourself|someone)\b", re.IGNORECASE)

# Verbs that are a whole instruction by themselves; "eat" of "eat and drink as usual" is not.
WHOLE_ALONE = frozenset(["rest", "relax", "walk", "exercise", "undress", "hydrate", "fast", "breathe", "cough"])

_FIGURE = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|once|twice)"
FIGURE_BEFORE = Pattern(rf"\b(?:{_FIGURE}%?|an? (?:second|minute|hour|day|night|week|month|year|session|visit|dose))(?: (?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|pounds|percent))?$", re.IGNORECASE)
FIGURE_AFTER = Pattern(rf"^(?:{_FIGURE}|more|less|so|older|younger|over|under|above|below|longer|shorter|later|earlier|higher|lower|sooner|fewer)\b", re.IGNORECASE)

# Nouns that stand for an instruction as a whole.
INSTRUCTING = frozenset(["no", "not", "nothing", "never", "please", "back", "home", "instructions", "instruction", "advice", "guidance", "information", "education", "help", "training", "teaching"])

# Nouns that look like imperatives: "ice packs and pain relievers" orders nothing.
NOUNS_FIRST = Pattern(r"^(?:ice (?:packs?|or|and)|cold packs?|rest (?:and|or)|exercise (?:program|plan|class)\w*|sleep (?:aid|mask|study)\w*|work (?:note|excuse)|test results?|walk(?:er|ing)\b|visit (?:with|to)|return to|review of|watchful)\b", re.IGNORECASE)

# Two words for one thing.
IDIOM = Pattern(r"^(?:wait and see|watch and wait|watching and waiting|waiting and watching|watchful waiting and \w+|pins and needles|black and blue|wear and tear|trial and error|up and (?:down|about)|back and forth|over and over|on and off|in and out|more and more|hit or miss|day and night|head and neck|ear,? nose,? (?:and )?throat|arms? and legs?|hands? and feet|mother and (?:baby|child)|bed and breakfast|out and about|bits and pieces)$", re.IGNORECASE)

# What is done to all of them at once: "earrings and hairpins come off" is one instruction; looked for in lower case.
ONE_ACT = Pattern(
    r"(?<=\w)\s(?:off|out|ready)$|\b(?:come off|stay (?:at home|home|off)|(?:are (?:[\w-]+ ){0,4}to be|must|should|need to|needs to|have to|may need to|will|can|is|are)(?: to)?(?: not)?(?: be)? (?:reported|removed|taken off|left|avoided|stopped|paused|held|"
    r"withheld|discussed|disclosed|mentioned|resumed|restarted|kept|limited|brought))\b")

# Words that may join two things of their own, where a vocabulary knows both sides.
JOINING = Pattern(r"\s+(?:with|and|provid\w+|allow\w*|giv\w+|offer\w*|enabl\w+|permit\w*|means?|meaning|plus|followed by)\s+", re.IGNORECASE)

# From here on a phrase speaks of one thing: what follows is not split; looked for in lower case.
FREEZING = Pattern(
    r"\b(?:(?:(?<=anxiety )|(?<=worry )|(?<=worries )|(?<=concern ))about|that|which|who|whom|whose|because|despite|due to|owing to|secondary to|attributable to|caused by|causing|requiring|needing|leading to|resulting in|from(?! (?:your|the|an?|their) (?:own |family |primary care |treating |referring )?(?:doctors?|physicians?|dentist|specialist|surgeon|cardiologist|clinic|insurer|plan|pharmacy|school|employer|team|midwife|therapist)\b(?! (?:that|who)\b))|"
    r"between|than|instead of|in (?:place|lieu) of|while|so that|in order to|about how|related to|associated with|not responding to|unresponsive to|"
    r"not explained by|not relieved by|without|(?<!rehabilitation )(?<!rehab )after|before|during|by|with|using|through|via|over|as|against|when|(?<!shows )(?<!show )(?<!of )where|under|enough to|so as to|to (?:confirm|protect|check|see|prevent|reduce|help|avoid|treat|find|rule out|keep|make|allow|measure|look|assess|relieve|improve|guide|plan|clear|lower|remove|stop|show|decide|judge|map|choose|learn|watch|support|ease|drain))\b")
SHARING = Pattern(r"\b(?:(?<=rehabilitation )after|(?<=rehab )after|of|to|in|at|with|from|for|on|around|related to|associated with|due to|involving|into|near|about)\s+", re.IGNORECASE)

# A piece that only counts or dates what stands before it.
MEASURE = Pattern(
    r"^(?:then |at |after |for |about |around |once |twice |every |again )*(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    r"a few|several)?[\s-]*(?:to \d+ |or \d+ )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|yearly|weekly|monthly|daily|annually)"
    r"(?: (?:later|after\w*|a|per|each|every|week|day|month|year|to check.*))*$", re.IGNORECASE)

# A comma before one of these ends the list: the rest is a remark; looked for in lower case.
REMARK = Pattern(
    r"^(?:(?!(?:bed|feed|bleed|seed|need|speed|breed|shed)\b)[a-z]{2,}ed (?:at|in|on|by|with|from|to|near|under|around|into)\b|(?:[\w-]+ (?:or )?){0,3}(?:forms?|types?|variet(?:y|ies)|episodes?|stages?|grades?|subtypes?|variants?)$|(?:first|second|third|fourth|fifth|sixth) (?:or|and) (?:later|further|subsequent|any later|any further)\b|also (?:in|for|at|on|by|with|from|after|during|when|if)|(?:usually|often|mostly|typically|generally) (?:the (?:same|next|following|first|second)|an? (?:few|couple|day|week|month|year|hour)|\d|one|two|three|four|five|six|several)|(?:very |more |less )?(?:often|usually|sometimes|mostly|typically|generally|commonly|rarely|frequently|occasionally|seldom)(?! (?:an?|the)\b)|even|most|especially|particularly|mainly|"
    r"overnight|likelier|likely|higher|above|very|exceedingly|extremely|meaning|calling|fading|lasting|clearing|ending|starting|leaving|resulting|behind|beyond|so|one|all|both|because|"
    r"owing to|secondary to|attributable to|thanks to|necessitating|declaring|mimicking|(?:occurring|presenting|persisting|arising|appearing|developing|beginning|extending|spreading|radiating|settling|resolving) (?:to|in|on|at|by|into|over|from|after|before|between|within|during|as|when|if|with|without|itself)|newly|an? [a-z]+ (?:which|that)|barring|pending|(?:stages?|grades?|types?|class) (?:\d|[ivx]+\b)|(?:cause|origin|source|reason) (?:unknown|unclear|uncertain)|obligatory|mandatory|compulsory|advisable|desirable|seen|found|met|noted|reported|described|observed|transient|self-limiting|short-lived|rising|growing|reversible|irreversible|(?:an?|the) (?:[a-z]+ )?(?:worry|concern|danger|problem|risk|issue|nuisance|threat|chance|likelihood)(?:$| (?:chiefly|mainly|mostly|in|for|with|among|rising|growing|being|is|of|that|which|after)\b)|apart from|excluding|[a-z]+-(?:dependent|resistant|refractory|related|induced|sensitive|na[iï]ve)\b|known as|called|also called|also known|confirmed|suspected|proven|though|although|whichever|whatever|however|initially|at first|but|which|where|who|not|then|with|without|from|by|to|at|in|on|so|each|about|no|normally|"
    r"done|begun|given|taken|worn|used|applied|favou?red|preferred|reserved|itself|themselves|unlike|chiefly|largely|partly|temporary|permanent|temporarily|permanently|personal|helpful|useful|day (?:and|or) night|night and day|none (?:over|for|in|on|under|after)|"
    r"including|such|depending|regardless|in spite|given|because|since|after|before|during|until|unless|if|when|while|for|as|based|due|"
    r"treated|managed|relieved|eased|controlled|prevented|requiring|needing|causing|leading|making|allowing|up|than|either|preferably|ideally|plus|only|some|many|several|"
    r"more|less|at|typical|common|possible|rather|instead|(?:longer|shorter|sooner|later) than|over|under|within|especially)\b")
