"""Words of an issue that are for everybody: its preheader, and its links out."""

import dataclasses

from outputs.newsletter.letter_json import load
from outputs.newsletter.words import preheader
from tests.editions import brief, edition, right_to_left
from tests.test_newsletter_issue import file_of, issue_of, with_mail


def test_a_preheader_in_another_language_begins_with_its_titles() -> None:
    made = edition(right_to_left())
    assert preheader(made, made.items) == "In this issue: טיפול בעור יבש (ABC)"
    hebrew = dataclasses.replace(made, site=dataclasses.replace(made.site, language="he"))
    assert preheader(hebrew, hebrew.items) == "טיפול בעור יבש (ABC)"


def test_files_for_nobody_in_particular_hold_no_place_for_a_recipient_s_token() -> None:
    url = "https://clinic.example/leave?t={token}"
    issue = issue_of(
        with_mail(edition(brief(1)), unsubscribe_url=url, unsubscribe_mail="leave@clinic.example")
    )
    for name in ("newsletter.html", "newsletter.txt", "newsletter.eml"):
        assert "{token}" not in file_of(issue, name)
        assert "mailto:leave@clinic.example" in file_of(issue, name).replace("=\r\n", "")
    assert load(file_of(issue, "letter.json").encode()).unsubscribe_url == url
