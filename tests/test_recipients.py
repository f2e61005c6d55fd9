"""Lists of recipients: who is on them, who is left out, and nobody's address in what people read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.mail.addresses import checked, key_of, masked, scrubbed
from flows.mail.recipients import Recipient, Recipients, read_list
from pipeline.errors import UsageError


def listed(folder: Path, text: str | bytes, suppress: str | None = None) -> Recipients:
    file = folder / "list.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    if suppress is None:
        return read_list(file)
    (folder / "gone.csv").write_text(suppress, encoding="utf-8")
    return read_list(file, folder / "gone.csv")


def addresses(found: Recipients) -> list[str]:
    return [person.address for person in found.people]


def test_a_list_has_addresses_names_and_tokens(tmp_path: Path) -> None:
    found = listed(tmp_path, "email,name,token\nanna@example.org,Anna  O'Neill, t1 \nben@example.org,,\n")
    assert found == Recipients(
        (
            Recipient("anna@example.org", "Anna O'Neill", "t1", 2),
            Recipient("ben@example.org", "", "", 3),
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        "email\nanna@example.org\n",
        "\ufeffEmail ;Name\r\nanna@example.org;Anna\r\n",
        "Name\tEMAIL\nAnna\tanna@example.org\n",
        '\n"email","name"\n\n"anna@example.org","O\'Neill, Anna"\n\n',
        "email,name\nanna@example.org\n",
        "email,plan,extra\nanna@example.org,1,2,3,4",
    ],
)
def test_lists_of_many_programs_are_read(tmp_path: Path, text: str) -> None:
    assert addresses(listed(tmp_path, text)) == ["anna@example.org"]


def test_an_address_that_comes_again_is_sent_to_once(tmp_path: Path) -> None:
    found = listed(tmp_path, "email\nanna@example.org\nAnna@EXAMPLE.org\nanna@example.org\nben@example.org\n")
    assert (addresses(found), found.repeated) == (["anna@example.org", "ben@example.org"], 2)


def test_a_domain_beyond_ascii_is_written_as_mail_servers_know_it(tmp_path: Path) -> None:
    found = listed(tmp_path, "email\nanna@bücher.example\nanna@xn--bcher-kva.example\n")
    assert (addresses(found), found.repeated) == (["anna@xn--bcher-kva.example"], 1)


def test_what_is_no_address_is_named_by_its_line_and_masked(tmp_path: Path) -> None:
    text = (
        'email,name\nanna@example.org,"two\nlines"\nnobody.example.org,N\nänna@example.org,Ä\n,X\na@b@c.org'
    )
    found = listed(tmp_path, text)
    assert addresses(found) == ["anna@example.org"]
    where = tmp_path / "list.csv"
    assert [problem.where for problem in found.problems] == [f"{where}:{n}" for n in (4, 5, 6, 7)]
    told = " ".join(problem.what for problem in found.problems)
    assert "nobody" not in told
    assert "änna" not in told
    assert "There is no address." in told


def test_those_who_want_no_mail_get_none(tmp_path: Path) -> None:
    text = "email\nanna@example.org\nben@example.org\ncleo@example.org\n"
    found = listed(tmp_path, text, "email,when\nBEN@example.org,2024\nx\n")
    assert (addresses(found), found.suppressed) == (["anna@example.org", "cleo@example.org"], 1)
    assert [problem.where for problem in found.problems] == [f"{tmp_path / 'gone.csv'}:3"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "must be email"),
        ("anna@example.org\nben@example.org\n", 1, "must be email"),
        ("email,email\na@b.org,c@d.org\n", 1, "must be email"),
        (b"email\nanna@example.org\n\xff\xfe\n", 3, "not UTF-8"),
        ('email,name\nanna@example.org,"never closed\nben@example.org,B\n', 2, "cannot be read here"),
    ],
)
def test_a_list_that_is_none_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, line: int, what: str
) -> None:
    with pytest.raises(UsageError, match=what) as caught:
        listed(tmp_path, text)
    assert caught.value.where == f"{tmp_path / 'list.csv'}:{line}"
    assert "anna@" not in str(caught.value)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_list(tmp_path / "none.csv")


def test_an_address_is_masked_wherever_it_is_shown() -> None:
    assert masked("maria.jones@clinic.example.org") == "m…@c….org"
    assert masked("root@localhost") == "r…@l…"
    assert masked("nobody") == "…@n…"
    said = "550 5.1.1 <maria.jones@clinic.org>: unknown\r\nsee maria.jones@clinic.org\x1b[31m"
    assert scrubbed(said) == "550 5.1.1 <m…@c….org>: unknown see m…@c….org [31m"
    person = Recipient("maria@example.org", "Maria", "t0k3n", 7)
    assert repr(person) == "Recipient(line=7)"
    assert person.shown == "m…@e….org"


@given(st.emails())
def test_no_mask_gives_an_address_away(address: str) -> None:
    for text in (masked(address), scrubbed(f"no such user: {address} <{address}>")):
        assert address not in text
        assert address.rpartition("@")[2] not in text


@given(st.text())
def test_whatever_is_taken_for_an_address_is_safe_in_a_command(text: str) -> None:
    found = checked(text)
    if found is not None:
        assert found.isascii()
        assert not set(found) & set("\r\n\0 <>\t,;")
        assert checked(found) == found
        assert key_of(found.upper()) == key_of(found)
