"""Recognise lines that could be a medical warning: to drop one silently is the worst that could happen.

What is missed here may be lost; what is found here too often leaves a line of boilerplate on the page. So
that the words err on the side of finding, and the names of services and pages (two or three words, questions,
lists of tags) are told from them by the company they keep.
"""

from __future__ import annotations

import re

from pipeline.page import Page

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
_ACTION = re.compile(
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
    r"|(?:do not|don't|never|must not|should not|shouldn't|cannot|may not) (?:\w+ ){0,2}(?:take|tak(?:e"
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
# What stands in no label: amounts, and the words of harm.
_WORDS = re.compile(
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
_OFTEN = re.compile(
    rf"\b(?:(?:once|twice|{_NUMBER} times) (?:a|per|each|every) (?:day|night|week)|(?:once|twice) daily|daily"
    rf"|every (?:{_NUMBER}(?:(?: to |-|–| or ){_NUMBER})? )?(?:hours?|morning|night|day)|in 24 hours"
    rf"|for (?:up to |at least |no more than )?{_NUMBER} (?:days|weeks)|at most|no more than|with food)\b"
)
_WITH_MEDICINE = re.compile(rf"\b{_DOSING}\b")
# Words that titles and tags share with warnings count in company only.
_TOPICS = re.compile(
    r"\b(?:emergenc(?:y|ies)|urgent(?:ly)?|poison\w*|allerg\w*|warnings?|caution|pregnan\w*|breast-?feed\w*"
    r"|dos(?:e|es|age)|tablets?|chok(?:e|ing)|doctor|gp|pharmacist|bleed\w*|chest pain|breath\w*"
    r"|infect\w*|fever"
    r"|seizures?|rash|swelling|swollen|unconscious|insulin|medicines?|medications?|aspirin|ibuprofen"
    r"|paracetamol"
    r"|acetaminophen|antibiotics?|steroids?|warfarin|penicillin|asthma|liver|kidney|burns?|blister\w*"
    r"|vomit\w*"
    r"|drows\w*|dizz\w*|numb(?:ness)?|weakness|slurred|faint\w*|overheat\w*|immunosuppress\w*|vaccin\w*"
    r"|unwell"
    r"|blood (?:sugar|pressure|thinners?)|under (?:the age of )?\d+|wounds?|stitches|sedation|injections?"
    r"|inhalers?"
    r"|pacemakers?|temperature|bleach|burned|scald\w*|unborn|plaster|patch"
    r"|headaches?|nausea|sting(?:s|ing)?|itch\w*|epilep\w*|surgery|pharmacy|floppy|born early)\b"
)
# These stand in hardly any label of five words; the last are the endings that common medicines share.
_MEDICINES = re.compile(
    r"\b(?:dos(?:e|es|age)(?! of (?:\w+ )?(?:news|tips|inspiration|wellness|fun|stories|advice))"
    r"|capsules?|medicines?"
    r"|medications?|antibiotics?|inhalers?|ointments?|(?:eye|ear|nose|nasal) drops|sachets?|injections?|jabs?"
    r"|\w+(?:cillin|mycin|cycline|profen|cetamol|olol|pril|sartan|statin|azole|tidine|tretinoin|olone"
    r"|caine|parin"
    r"|formin|oxacin|setron|tadine|rizine)s?)\b"
)
_COMPANY = re.compile(
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
_POINTER = re.compile(
    r"^(?:related|see also|read (?:more|next|also)|more|tags?|topics?|filed under|categor(?:y|ies)|photo"
    r"|image"
    r"|picture|watch|video|next|previous)\b"
)
_REVIEW = re.compile(
    r"\b(?:(?:medically|clinically|scientifically|expert|doctor|peer)[ -](?:reviewed|verified|checked"
    r"|approved)"
    r"|(?:reviewed|approved|verified) (?:by|for)|fact[ -]checked|medical(?:ly)? review(?:er|ed|s)?"
    r"|checked for (?:\w+ )?"
    r"accuracy|clinical review\w*)\b"
)
# What makes a warning of a list, whatever its items say ("people under 18").
_LEAD = re.compile(
    r"\bwho (?:\w+ )?(?:cannot|can't|should(?: not|n't)|must(?: not|n't)|may not|should avoid)\b"
    r"|\b(?:ring|call|phone|see|tell|contact|ask|seek|stop|get)\b.*\b(?:if|when)\b"
    r"|\bwhen to (?:see|call|ring|phone|seek|get|ask|contact|stop|worry)\b"
    r"|\b(?:do not|don't|never|not|avoid|must|should)\b.*\b(?:if|when|while|for|with)\b"
    r"|\b(?:side|unwanted|adverse) effects\b|\bwarning signs?\b|\bred flags\b|\bcontra-?indications?\b"
    r"|\b(?:warnings?|cautions?|precautions|dosage|dose)$"
)
_LEAD_CHARS = 160
_FEWEST_OF_TOPIC = 4


def guarded(folded: str) -> bool:
    """Say whether a folded line holds the words of a dose, a warning, a side effect or an emergency.

    Labels of at most three words are guarded only where they tell the reader what to do. Words that titles
    and tags share with warnings ("allergy", "doctor") count only in a sentence (six words and more, with a
    full stop or an exclamation mark) or beside a condition, a prohibition or a risk.
    """
    words = folded.split(" ", 6)
    if len(words) <= 1:
        return False
    if _ACTION.search(folded):
        return True
    if len(words) < _FEWEST_OF_TOPIC:
        return _OFTEN.search(folded) is not None and _WITH_MEDICINE.search(folded) is not None
    if _WORDS.search(folded) or (_OFTEN.search(folded) and _WITH_MEDICINE.search(folded)):
        return True
    topic = _TOPICS.search(folded) is not None
    if topic and len(words) >= 6 and folded[-1:] in ".!":
        return True
    if folded[-1:] == "?" or _POINTER.search(folded):
        return False
    named = len(words) > _FEWEST_OF_TOPIC and _MEDICINES.search(folded) is not None
    return named or (topic and _COMPANY.search(folded) is not None)


def claims_review(folded: str) -> bool:
    """Say whether a folded line speaks of a review of the text: a claim that a print must not lose unseen."""
    return _REVIEW.search(folded) is not None


def protected(page: Page, i: int) -> bool:
    """Say whether a line, or the list that it is an item of, is guarded.

    Only the last of a wording is: a table of contents repeats headings.
    """
    if page.last_of[page.folded[i]] != i:
        return False
    return guarded(page.folded[i]) or (page.marked(i) and _warns(page, i))


def _warns(page: Page, i: int) -> bool:
    """Say whether the line above a list, or where that ends in ":" the one before it, makes it a warning."""
    while i >= 0 and page.marked(i):
        i = page.before(i)
    leads = [i, page.before(i)] if i >= 0 and page.texts[i].endswith(":") else [i]
    return any(_leads(page.folded[at].rstrip(" :")) for at in leads if at >= 0)


def _leads(folded: str) -> bool:
    if len(folded) > _LEAD_CHARS or _POINTER.search(folded):
        return False
    return guarded(folded) or _LEAD.search(folded) is not None
