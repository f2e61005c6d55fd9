"""The named rules in the order in which they are asked; the first that matches names the verdict.

A new rule is one new file with a `RULE`, and one line here. Its `drops` and `keeps` are its tests.
"""

from pipeline.rules import (
    advertisement,
    author_note,
    browser_notice,
    call_to_action,
    comments,
    cookie_notice,
    feedback_question,
    follow_us,
    image_credit,
    legal_line,
    navigation,
    newsletter_signup,
    page_chrome,
    recaptcha_notice,
    related_links,
    review_badge,
    share_bar,
    table_of_contents,
    tags_line,
)
from pipeline.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    recaptcha_notice.RULE,
    cookie_notice.RULE,
    newsletter_signup.RULE,
    review_badge.RULE,
    table_of_contents.RULE,
    share_bar.RULE,
    follow_us.RULE,
    author_note.RULE,
    related_links.RULE,
    comments.RULE,
    feedback_question.RULE,
    advertisement.RULE,
    legal_line.RULE,
    tags_line.RULE,
    image_credit.RULE,
    call_to_action.RULE,
    browser_notice.RULE,
    navigation.RULE,
    page_chrome.RULE,
)
