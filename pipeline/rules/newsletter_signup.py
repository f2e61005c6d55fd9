"""Invitations to subscribe to a newsletter, and the fields and thanks around them."""

from pipeline.page import Page
from pipeline.rules.rule import Rule, either, folded, holding

_LETTER = r"(?:news ?letters?|mailing list|e-?mail list|email updates|email alerts)"
_NEWS = (
    r"(?:news|tips|stories|updates|recipes|advice|guides|articles|offers|deals|discounts?"
    r"|recommendations|picks)"
)


def _call(page: Page, i: int) -> tuple[int, ...]:
    """Reach over the short cry above an invitation ("Stay in the loop!"), after the running text."""
    before = page.before(i)
    ends_the_text = before > page.last_prose or i == page.last_prose
    if before < 0 or i - before > 1 or not ends_the_text:
        return ()
    text = page.texts[before]
    return (before,) if len(text) <= 60 and text.endswith("!") else ()


RULE = Rule(
    name="newsletter-signup",
    category="newsletter",
    reason="invites the reader to subscribe to a newsletter",
    cues=(
        "inbox",
        "newsletter",
        "news letter",
        "mailing list",
        "subscribe",
        "sign up",
        "signing up",
        "email",
        "e-mail",
        "receive new posts",
        "reader-supported",
        "paid subscriber",
        "this post is public",
    ),
    matches=either(
        holding(
            r"\b(?:to|in|into|reach) your (?:e-?mail )?inbox\b"
            r"|\btake (?:this|it|things|the conversation) to (?:the|your) inbox\b",
            at_most=300,
        ),
        holding(
            rf"\b(?:sign up|subscribe|join|register|signing up|opt in)\b.{{0,60}}\b{_LETTER}\b", at_most=300
        ),
        holding(rf"\bget (?:our|the|all the) .{{0,80}}\b{_NEWS}\b.{{0,60}}\bby e-?mail\b", at_most=300),
        holding(
            r"\bto receive new posts and support\b|\breader-supported publication\b"
            r"|\b(?:become|becoming|upgrade to) a (?:free or )?paid subscriber\b"
            r"|\bthis post is public so feel free to share it\b",
            at_most=300,
        ),
        holding(r"\bthank(?:s| you) for (?:signing up|subscribing)\b", at_most=200),
        folded(
            rf"(?:the |our |free |weekly |daily |monthly )*{_LETTER}(?: sign[ -]?up)?|subscribe(?: now"
            r"| today| here| for free| for more)?|sign up(?: now| today| here| for free| for updates)?"
            r"|(?:enter )?(?:your )?e-?mail(?: address)?\s*\*?|subscribe (?:to|via) .{2,60}"
            r"|(?:we (?:will )?never (?:spam|share).{0,60}|no spam.{0,60}"
            r"|(?:you can )?unsubscribe (?:at )?any ?time.{0,40})|(?:want|love|like) (?:more"
            r"|what you).{0,60}(?:sign up|subscribe).{0,60}|(?:love|enjoy(?:ed)?"
            r"|like) .{2,40}\? subscribe .{2,80}"
        ),
    ),
    reach=_call,
    drops=(
        "Let's take this to the inbox!",
        "Get our latest skincare news, best product recommendations & brand-exclusive discount codes"
        " directly to your inbox.",
        "Sign up for our weekly newsletter and never miss a story.",
        "Subscribe to our newsletter",
        "Newsletter",
        "> Keep your skin in the loop!\n> Get seasonal tips and offers sent straight to your inbox.",
        "Enter your email address",
        "Mill Lane Notes is a reader-supported publication. Consider becoming a free or paid subscriber.",
        "Thanks for reading Mill Lane Notes! This post is public so feel free to share it.",
        "Thanks for signing up! Please check your email to confirm.",
        "Love Mirabel? Subscribe to the print edition and get your first issue free.",
    ),
    keeps=(
        "Email your clinic if the swelling gets worse.",
        "Doctors subscribe to the view that sunscreen matters.",
        "Keep your inbox of test results in order before the visit.",
        "She signed up for a trial of the new cream and read about it in a newsletter for patients.",
    ),
)
