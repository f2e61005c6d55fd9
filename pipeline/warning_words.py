"""The wording of doses, warnings, side effects, emergencies and reviews, in folded text."""

from __future__ import annotations

import re

_NUMBER = r"(?:\d+(?:[.,/]\d+)?|half(?: an?)?|one|two|three|four|five|six|eight|ten|twelve)"
_CARER = (
    r"(?:doctors?|gp|pharmacists?|chemist|nurse|midwife|health visitor|dentist|optician|dermatologist"
    r"|physician"
    r"|p(?:a)?ediatrician|clinician|surgeon|health ?care (?:provider|professional|team|worker)|medical team)"
)
_DOSING = (
    r"(?:take|taken|taking|tak(?:e|ing)|swallow\w*|chew\w*|inhale\w*|inject\w*|insert\w*|appl(?:y|ied"
    r"|ying)|reappl\w+"
    r"|rub|use[ds]?|using|giv(?:e|en|ing)|repeat\w*|tablets?|capsules?|drops?|puffs?|cream|ointment|gel"
    r"|adults?"
    r"|children|infants?|babies|dos(?:e|es|age|ing)|medicines?|medications?)"
)

# What calls for help, says what to do with a medicine or forbids it, at any length from two words on.
ACTION = re.compile(
    r"\b(?:(?:call|dial|phone|ring|text|contact) (?:999|911|112|111|000|988|116 ?123|for help|emergency"
    r"|(?:for )?an ambulance|poison|(?:the )?samaritans)"
    r"|go (?:straight |directly |immediately )?to (?:a&e|(?:the |your )?(?:nearest )?(?:hospital"
    r"|emergency|er\b))"
    r"|(?:seek|get) (?:immediate|urgent|medical|emergency|prompt|professional) \w+"
    r"|(?:seek|get) (?:\w+ )?(?:help|advice|attention|care) (?:immediately|at once|right away"
    r"|straight ?away|urgently"
    r"|now|if|when)\b"
    rf"|(?:ask|tell|see|consult|contact|visit|call|phone|(?:speak|talk) (?:to|with)|check with"
    rf"|advice from) (?:your"
    rf"|a|an|the|any) (?:\w+ ){{0,2}}{_CARER}\b|tell us if you"
    r"|(?:do not|don't|never|must not|should not|shouldn't|cannot|may not) (?!use (?:\w+ )?cookies)"
    r"(?:\w+ ){0,2}(?:take|tak(?:e"
    r"|ing|en)|use|be used"
    r"|give|be given|apply|stop|driv(?:e|ing)|drink|eat|exceed|swallow|inject|crush|chew|double|scratch"
    r"|squeeze|pick"
    r"|burst|freeze|share needles|put|rub|mix|combine|inhale)\b"
    r"|stop (?:using|taking|treatment|if|at once|immediately)\b|avoid (?:contact with|if|in|during|while"
    r"|driving|alcohol)\b"
    r"|(?:must|should|need to) (?:\w+ )?avoid|not (?:be )?(?:suitable|recommended|safe|intended"
    r"|licensed) (?:for|in|during)"
    r"|(?:for external|not for internal) use|keep (?:\w+ ){0,5}(?:out of|away from) (?:\w+ ){0,4}(?:reach"
    r"|sight|children|eyes"
    r"|heat|flames?)|children's (?:reach|sight)"
    r"|(?:can|may|might|could) (?:\w+ )?(?:cause|make you|stain|interact|worsen|trigger|lead to"
    r"|be (?:harmful|fatal"
    r"|serious|dangerous|poisonous|life))|interacts? with|rinse (?:\w+ ){0,3}(?:eyes?|mouth|skin)"
    r"|needs? to be seen|(?:should|must) be seen|(?:drive|take) (?:you|them) (?:home|to hospital)"
    rf"|max(?:imum|\.)? (?:of )?{_NUMBER} (?:tablets?|capsules?|doses?|puffs|pills|drops|ml|mg|times)"
    r"|poison (?:control|cent(?:re|er))\b.*\d)"
    r"|^(?:warning|caution|danger|contra-?indications?|side[ -]effects?|dos(?:e|age))\s?[:!-]"
)
_WORSE = (
    r"(?:(?:gets?|becomes?|is|are|grows?) (?:any )?worse|worsens?|lasts?|persists?|continues?|reopens?|weeps?"
    r"|smells?|comes? back|(?:do|does|has|have) not (?:\w+ )?(?:improved?|cleared?|help(?:ed)?|gone?"
    r"|settled?|work)"
    r"|(?:doesn't|don't|hasn't|haven't|isn't|aren't) (?:\w+ )?(?:improv|clear|help|gone?\b|settl|work|better)"
    r"|bleed\w*|swell\w*|swollen|blister\w*|itch\w*|swallowed|pregnan\w*|expecting|breast-?feed\w*|allerg\w*"
    r"|diabet\w*|faint\w*|painful|in pain|hurts?|feel (?:unwell|sick|ill|dizzy|faint|worse)|fever|vomit\w*"
    r"|(?:cannot|can't) (?:\w+ )?(?:breathe|swallow|wake|keep|move|feel|see|pass|pee|speak))"
)
_PEOPLE = (
    r"(?:anyone|anybody|people|persons|patients|women|men|children|babies|infants|adults|those"
    r"|teenagers|users)"
)
# What is said to people of one age or condition, of what hurts when, of how to keep it and when to take it.
FURTHER = re.compile(
    # with whom to talk first, and where to go
    rf"\b(?:(?:check|talk|speak|discuss|go over|talk it over|raise it|mention it"
    rf"|agree)\b(?: \w+){{0,3}} (?:with|to) (?:your|a|an|the|any)"
    rf" (?:\w+ ){{0,2}}(?:{_CARER}|surgery|clinic|ward|an(?:a)?esthetist|specialist|consultant|hospital)\b"
    rf"|(?:let|make sure) (?:your|the) (?:\w+ ){{0,2}}(?:{_CARER}|surgery|clinic|ward"
    rf"|an(?:a)?esthetist|specialist|team) knows?\b"
    r"|(?:ring|call|phone|contact|return to|go back to|tell) (?:your|the) (?:\w+ )?(?:surgery|clinic"
    r"|ward|an(?:a)?esthetist"
    r"|specialist|hospital|a&e) (?:\w+ ){0,2}(?:if|when|before|at once|straight|immediately)\b"
    r"|return to (?:a&e|(?:the )?(?:hospital|emergency))"
    # to whom it says no
    rf"|(?:not|never|unsuitable|unsafe|harmful|poisonous|toxic|dangerous|fatal|hazardous"
    rf"|no \w+) (?:to be given )?(?:for|to)"
    rf" (?:{_PEOPLE}|pregnan\w*|breast-?feed\w*|under-?\d+s?|under \d+s?|use (?:in|on|by))\b"
    rf"|{_PEOPLE} (?:\w+ )?(?:who|with|on|taking|using|having|allergic|under|over|aged"
    rf"|born)\b.{{0,160}}\b(?:must|should|shouldn't"
    r"|needs?|cannot|can't|may not|avoid|steer clear|lower|higher|smaller|less|fewer|more (?:frequent"
    r"|often)|lie down|first"
    r"|half|at risk|ask|check|tell)\b"
    r"|(?:highly )?flammable\b|dangerous (?:if|when|in)\b"
    # when to stop, to ask or to come
    rf"|^(?:ring|call|phone|see|tell|contact|ask|seek|stop|get|go|come|return|visit|make|book|use|speak"
    rf"|talk|avoid)\b.{{0,160}}\b(?:if|when|where)"
    rf"\b.{{0,160}}\b{_WORSE}"
    rf"|^if\b.{{0,160}}\b{_WORSE}.{{0,160}}(?:,|:| -) (?:ring|call|phone|see|tell|contact|ask|seek|stop"
    rf"|get|go|come"
    rf"|return|visit|make|book"
    rf"|speak|talk|wash|flush|rinse|use|take|do not|don't)\b"
    r"|come off (?:it|them|the \w+) (?:slowly|gradually)|come off (?:your|this) (?:tablets?"
    r"|medicines?|medication)"
    r"|(?:do not|don't|never|must not|should not|shouldn't) (?:\w+ ){0,1}(?:breast-?feed|swim|bathe|lift"
    r"|smoke|fast|massage"
    r"|refrigerate|skip (?:a |any |the )?(?:dose|meal)s?|bandage|self-medicate"
    r"|share (?:your )?(?:medicines?|medication|inhaler"
    r"|tablets?|towels?|razors?|toothbrush\w*))\b"
    # how to keep it, and for how long
    r"|(?:store|keep|kept|stored)\b.{0,160}\b(?:fridge|refrigerat\w+|\d+ ?°|°c|degrees"
    r"|cool(?:,)? (?:and )?dry|original (?:pack\w*|box|bottle)"
    r"|(?:direct )?sunlight)\b|use (?:it |them )?within (?:\w+ )?\w+ (?:hours|days|weeks|months) (?:of"
    r"|after) (?:opening|mixing|making)"
    r"|(?:throw|thrown|discard\w*|dispose|disposed)\b.{0,160}\bafter \w+ (?:hours|days|weeks|months)\b"
    r"|expiry date\b"
    # how to take it, and how long to wait
    r"|(?:on|with) an empty stomach\b|(?:before|after|with) (?:food|meals)\b|pea-?sized\b"
    r"|thin (?:layer|film)\b"
    r"|at bedtime\b|half the (?:\w+ )?(?:dose|amount)\b|lower (?:dose|amount|strength)\b"
    rf"|(?:wait|leave|allow) (?:\w+ ){{0,2}}{_NUMBER} (?:minutes?|hours?|days?|weeks?"
    rf"|months?) (?:\w+ )?(?:before|after|between)\b"
    # what it may do
    r"|you(?:r (?:\w+ )?\w+)? (?:may|might|could) (?:\w+ )?(?:feel|notice|blur|blister|swell|itch"
    r"|sting|hurt|bleed|burn|ache|shake"
    r"|be (?:dizzy|sore|sick|drowsy|sleepy|confused|tender|itchy|swollen|numb|tired|more sensitive))\b"
    r"|(?:makes?|making) (?:\w+ ){0,3}(?:drows\w+|sleep\w+|dizz\w+|worse)\b|(?:is|are|as) an emergency\b"
    r"|(?:pacemakers?|loose teeth|latex allergy)\b"
    r")"
)
# What stands in no label: amounts, and the words of harm.
WORDS = re.compile(
    r"\b(?:a&e|emergency (?:room|department|services|number|help|care|treatment)|(?:an|medical) emergency"
    r"|(?:medical|urgent) (?:help|attention|advice)|ambulance|overdos\w*|anaphyla\w*|contra-?indicat\w*"
    r"|side[ -]effects?|adverse (?:effects?|reactions?|events?)|unwanted effects?|allergic reactions?"
    r"|must not(?! be"
    r" (?:reproduced|copied|republished|redistributed))|poison (?:control|cent(?:re|er))|samaritans|self-harm"
    r"|harm(?:ing)? (?:yourself|themselves)|suicid\w*|sepsis|meningitis|yellow card|fingertip units?"
    rf"|{_NUMBER}\s?(?:mg|mcg|µg|μg|micrograms?|milligrams?|ml|millilit(?:re|er)s?|iu)\b"
    rf"|{_NUMBER} (?:\w+ )?(?:tablets?|capsules?|pills|puffs|sachets?|suppositor(?:y|ies)|doses"
    rf"|teaspoon(?:ful)?s?)"
    r"(?! (?:computer|app|device|screen))\b|max(?:imum|\.)? (?:daily )?dose|(?:daily|recommended|stated"
    r"|usual|missed)"
    r" dos(?:e|age)|\d ?% (?:\w+ )?(?:\w+one|cream|gel|ointment|lotion|solution|peroxide|acid))"
)
OFTEN = re.compile(
    rf"\b(?:(?:once|twice|{_NUMBER} times) (?:a|per|each|every) (?:day|night|week)|(?:once|twice) daily|daily"
    rf"|every (?:{_NUMBER}(?:(?: to |-|–| or ){_NUMBER})? )?(?:hours?|morning|night|day)|in 24 hours"
    rf"|for (?:up to |at least |no more than )?{_NUMBER} (?:days|weeks)|at most|no more than|with food)\b"
)
WITH_MEDICINE = re.compile(rf"\b{_DOSING}\b")
# Words that titles and tags share with warnings count in company only.
TOPICS = re.compile(
    r"\b(?:emergenc(?:y|ies)|urgent(?:ly)?|poison\w*|allerg\w*|warnings?|caution|pregnan\w*|breast-?feed\w*"
    r"|dos(?:e|es|age)|tablets?|chok(?:e|ing)|doctor|gp|pharmacist|bleed\w*|chest pain|breath\w*"
    r"|infect\w*|fever"
    r"|seizures?|rash|swelling|swollen|unconscious|insulin|medicines?|medications?|aspirin|ibuprofen"
    r"|paracetamol"
    r"|acetaminophen|antibiotics?|steroids?|warfarin|penicillin|asthma|liver|kidney|burns?|blister\w*"
    r"|vomit\w*"
    r"|drows\w*|dizz\w*|numb(?:ness)?|weakness|slurred|faint\w*|overheat\w*|immunosuppress\w*|vaccin\w*"
    r"|unwell|sleepy|alcohol|latex|(?:pea)?nuts?|urine|stools?|diarrh\w*|constipat\w*|bruis\w*"
    r"|palpitations|glaucoma"
    r"|diabet\w*|stroke|heart attack|blood clots?|dressings?|catheter|implants?|contracepti\w*|fainted"
    r"|overdue"
    r"|hiv|ulcers?|migraines?|jaundice|an(?:a)?esthetic\w*|vision|eyesight|sore"
    r"|blood (?:sugar|pressure|thinners?)|under (?:the age of )?\d+|wounds?|stitches|sedation|injections?"
    r"|inhalers?"
    r"|pacemakers?|temperature|bleach|burned|scald\w*|unborn|plaster|patch"
    r"|headaches?|nausea|sting(?:s|ing)?|itch\w*|epilep\w*|surgery|pharmacy|floppy|born early)\b"
)
# These stand in hardly any label of five words; the last are the endings that common medicines share.
MEDICINES = re.compile(
    r"\b(?:dos(?:e|es|age)(?! of (?:\w+ )?(?:news|tips|inspiration|wellness|fun|stories|advice))"
    r"|capsules?|medicines?"
    r"|medications?|antibiotics?|inhalers?|ointments?|(?:eye|ear|nose|nasal) drops|sachets?|injections?|jabs?"
    r"|(?!april\b)\w+(?:cillin|mycin|cycline|profen|cetamol|olol|pril|sartan|statin|azole|tidine|tretinoin|olone"
    r"|caine|parin"
    r"|formin|oxacin|setron|tadine|rizine)s?)\b"
)
COMPANY = re.compile(
    r"\b(?:if|may|might|could|should|must|do not|don't|never|not|no|avoid|stop|keep|unless|until|before"
    r"|risks?"
    r"|causes?|harms?|rare(?:ly)?|serious|severe|sudden|dangerous|immediately|at once|straight ?away"
    r"|today|only"
    r"|signs of|symptoms of|check|seek|consult|caution|sparingly|depends on|whole|at all times|some people"
    r"|common|at first|slowly|within|needs?|can (?:be|sting|burn|upset|irritate|harm))\b"
    r"|^(?:leave|keep|hold|ring|phone|finish|use|apply|take|wash|rinse|cover|press|lie|remove|store|shake"
    r"|measure"
    r"|watch|look)\b"
)
POINTER = re.compile(
    r"^(?:related|see also|read (?:more|next|also)|more|tags?|topics?|filed under|categor(?:y|ies)|photo"
    r"|image"
    r"|picture|watch|video|next|previous)\b"
    r"|\b\d+[ -]min(?:ute)?s?[ -]read$"
)
REVIEW = re.compile(
    r"\b(?:(?:medically|clinically|scientifically|expert|doctor|peer)[ -](?:reviewed|verified|checked"
    r"|approved)"
    r"|(?:reviewed|approved|verified) (?:by|for)|fact[ -]checked|medical(?:ly)? review(?:er|ed|s)?"
    r"|checked for (?:\w+ )?"
    r"accuracy|clinical review\w*)\b"
)
# What makes a warning of a list, whatever its items say ("people under 18").
LEAD = re.compile(
    r"\bwho (?:\w+ )?(?:cannot|can't|should(?: not|n't)|must(?: not|n't)|may not|should avoid)\b"
    r"|\b(?:ring|call|phone|see|tell|contact|ask|seek|stop|get)\b.*\b(?:if|when)\b"
    r"|\bwhen to (?:see|call|ring|phone|seek|get|ask|contact|stop|worry)\b"
    r"|\b(?:do not|don't|never|not|avoid|must|should)\b.*\b(?:if|when|while|for|with)\b"
    r"|\b(?:side|unwanted|adverse) effects\b|\bwarning signs?\b|\bred flags\b|\bcontra-?indications?\b"
    r"|\b(?:warnings?|cautions?|precautions|dosage|dose)$"
)
