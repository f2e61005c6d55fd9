"""Bytes become clean text: encodings, mojibake, controls, line ends, and what is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.characters import clean, is_clean
from pipeline.errors import ArticleRefused, NotAnArticle, UnreadableSource
from pipeline.model import Notice
from pipeline.text import MAX_FILE_BYTES, MAX_LINE_CHARS, Decoded, decode, to_unicode

PROSE = "It’s “fine” — see:\n  • café, 5 °C…\nTwo ½ cups cost £5\n"


def noticed(notices: tuple[Notice, ...]) -> dict[str, tuple[int, ...]]:
    return {notice.code: notice.lines for notice in notices}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_read_without_a_notice(encoding: str) -> None:
    decoded = decode(PROSE.encode(encoding), "a.txt")
    assert decoded.text == PROSE
    assert decoded.notices == ()


def test_cyrillic_utf16_without_a_mark_is_read() -> None:
    text = "Это статья о коже и о том, как за ней ухаживать.\n"
    assert decode(text.encode("utf-16-le"), "a.txt").text == text


def test_western_8_bit_prose_is_read_with_a_notice_that_it_was_guessed() -> None:
    decoded = decode(PROSE.encode("cp1252"), "a.txt")
    assert decoded.text == PROSE
    assert decoded.encoding == "cp1252"
    assert noticed(decoded.notices) == {"guessed-encoding": ()}


@pytest.mark.parametrize(
    "text",
    [
        *("don’t", "•", "• one", "“Hi”", "’", "café", "£5", "5 °C", "½ cup", "Größe", "déjà – vu", "naïve"),
        *("Botox® for 20€", "ÉTÉ À LA PLAGE", "5 µg/m²", "\xa0x", "¿qué? ¡sí!", "él y año"),
    ],
)
def test_windows_characters_come_out_right_in_the_shortest_texts(text: str) -> None:
    assert decode(text.encode("cp1252"), "a.txt").text == text


@pytest.mark.parametrize("text", ["don’t", "• point", "“Hello” he said", "café – thé", "wait…"])
def test_mac_roman_is_told_from_windows(text: str) -> None:
    assert decode(text.encode("mac_roman"), "a.txt").text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("zażółć gęślą jaźń i coś jeszcze dłuższego", "cp1250"),
        ("Привет, это статья о коже и уходе за ней.", "cp1251"),
        ("Привет, это статья о коже и уходе за ней.", "koi8_r"),
        ("皮膚のケアについての記事です。毎日保湿しましょう。", "cp932"),
    ],
)
def test_other_alphabets_are_left_to_statistics(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt").text == text


def test_a_declared_encoding_is_used_where_the_bytes_are_not_utf8() -> None:
    assert decode("bőr".encode("cp1250"), "a.html", charset="Windows-1250").text == "bőr"
    assert decode("“é”".encode("cp1252"), "a.html", charset="ISO-8859-1").text == "“é”"
    assert decode("“é”".encode(), "a.html", charset="iso-8859-1").text == "“é”"


@pytest.mark.parametrize("charset", ["rot13", "zlib", "idna", "undefined", "no-such", "utf-8", ""])
def test_a_declaration_that_cannot_be_true_changes_nothing(charset: str) -> None:
    assert decode(b"caf\xe9", "a.html", charset=charset).text == "café"


def test_utf8_with_a_few_invalid_bytes_stays_utf8_and_names_the_lines() -> None:
    data = "It’s “fine”.\n".encode() + b"bad \x92 byte\n" + "naïve\n".encode() + b"cut \xe2\x80"
    decoded = decode(data, "a.txt")
    assert decoded.text == "It’s “fine”.\nbad \ufffd byte\nnaïve\ncut \ufffd"
    assert decoded.encoding == "utf-8"
    assert noticed(decoded.notices) == {"unreadable-characters": (2, 4)}


def test_mojibake_is_repaired_on_its_lines_alone() -> None:
    text = "donâ€™t â€œokâ€\x9d\n“fine’ é\nnaÃ¯ve\nvoilÃ le travail\nI\x92m\nðŸ˜€ ok\n"
    decoded = decode(text.encode(), "a.txt")
    assert decoded.text == "don’t “ok”\n“fine’ é\nnaïve\nvoilà le travail\nI’m\n😀 ok\n"
    assert noticed(decoded.notices) == {"mojibake-repaired": (1, 3, 4, 5, 6)}


def test_mojibake_that_cannot_be_repaired_is_named_and_kept() -> None:
    decoded = decode("â¢ item\nfine\n".encode(), "a.txt")
    assert decoded.text == "â¢ item\nfine\n"
    assert noticed(decoded.notices) == {"mojibake-suspected": (1,)}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "’”",
            "“é”",
            "“£20–£30”",
            "CAFÉ»",
            "«\xa0été\xa0»",
            "Größe…",
            "5 µg/m²",
            "São, NÃO",
            "①②③",
            "ﬁne ½",
        ),
        *("Українська: «Зміст» Ві — Я…", "Ελληνικά «Ω»", "日本語、です。", "שלום “ע”", "x² ≥ 3±1", "ＡＢ"),
    ],
)
def test_typography_and_other_scripts_are_left_as_they_are(text: str) -> None:
    decoded = decode(text.encode(), "a.txt")
    assert decoded.text == text
    assert decoded.notices == ()


def test_controls_are_removed_or_become_spaces_and_are_counted() -> None:
    text = "a\x00b\x07c and some plain words\nfine\np\x0bq\x0cr\x85s\u2028t\u2029u\n"
    decoded = decode(text.encode(), "a.txt")
    assert decoded.text == "abc and some plain words\nfine\np q r s t u\n"
    assert noticed(decoded.notices) == {"control-characters": (1, 3)}
    assert decoded.notices[0].message.startswith("7 control characters")


def test_invisible_characters_go_where_they_join_nothing() -> None:
    assert decode("so\xadft z\u200be\ufeffr\u200do".encode(), "a.txt").text == "soft zero"
    for joined in ("👩\u200d⚕️", "می\u200cخواهم", "क्\u200dष", "ภาษา\u200bไทย"):
        decoded = decode(joined.encode(), "a.txt")
        assert decoded.text == joined
        assert decoded.notices == ()


def test_composed_form_is_used() -> None:
    assert decode("cafe\u0301".encode(), "a.txt").text == "café"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"a\r\r\nb\n", "a\nb\n"),
        (b"a\rb\rc", "a\nb\nc"),
        (b"a\rb\nc", "a b\nc"),
        (b"a line of words\n\x1f", "a line of words\n\n"),
    ],
)
def test_lines_end_where_grep_ends_them(data: bytes, text: str) -> None:
    assert decode(data, "a.txt").text == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a JPEG picture"),
        (b"PK\x03\x04\x14\x00", "ZIP archive"),
        (bytes(range(256)) * 8, "is binary data"),
        (b"\x00" * 500, "is binary data"),
        (b"\xff\xfe" + b"\x12\xdc" * 500, "is binary data"),
    ],
)
def test_binary_data_is_refused_with_its_kind_and_a_remedy(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableSource) as refusal:
        decode(data, "in/a.txt")
    assert words in str(refusal.value)
    assert str(refusal.value).startswith("in/a.txt: ")
    assert refusal.value.remedy == "Save the article as text or HTML."


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u200b\n\xa0".encode()])
def test_a_file_without_text_is_no_article(data: bytes) -> None:
    with pytest.raises(NotAnArticle, match="Remove it"):
        decode(data, "a.txt")


def test_a_line_too_long_is_refused_by_its_number() -> None:
    data = b"fine\n" + b"x" * (MAX_LINE_CHARS + 1) + b"\n"
    with pytest.raises(UnreadableSource, match=r"a.txt:2: line 2 has 200,001 characters.*line of its own"):
        decode(data, "a.txt")
    assert decode(b"x" * MAX_LINE_CHARS, "a.txt").text == "x" * MAX_LINE_CHARS


def test_a_file_too_large_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(UnreadableSource, match="at most 20 MB"):
        to_unicode(b"x" * (MAX_FILE_BYTES + 1), "a.txt")


def attempt(data: bytes) -> Decoded | ArticleRefused:
    try:
        return decode(data, "a.txt")
    except ArticleRefused as refusal:
        return refusal


@given(
    st.binary(max_size=300) | st.binary(max_size=60).map(lambda data: data + b" and then plain words " * 9)
)
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    decoded = attempt(data)
    if isinstance(decoded, ArticleRefused):
        assert decoded.where.startswith("a.txt")
        assert decoded.remedy
    else:
        assert decoded.text.strip()
        assert clean(decoded.text).controls == 0


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_lines_are_as_many_as_line_feeds(text: str) -> None:
    decoded = attempt(text.encode())
    if isinstance(decoded, ArticleRefused):
        return
    if "\n" in text and decoded.encoding == "utf-8":
        assert decoded.text.removesuffix("\n").count("\n") == text.removesuffix("\n").count("\n")
    numbers = range(1, decoded.text.removesuffix("\n").count("\n") + 2)
    assert all(line in numbers for notice in decoded.notices for line in notice.lines)


@given(st.text() | st.text("Ã©Â â€™\x80\x85\x92\x9d\u0301a\u200d\u200b\ufeff\r", max_size=20))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    again = clean(once.text)
    assert again.text == once.text
    assert again.controls == 0
    assert not again.repaired
    assert unicodedata.is_normalized("NFC", once.text)
    assert once.text.count("\n") == text.count("\n")


@given(
    st.text(st.characters(codec="cp1252", categories=("Lu", "Ll", "Nd", "Zs", "Po", "Pi", "Pf")), min_size=1)
)
def test_a_look_at_clean_text_is_right(text: str) -> None:
    if is_clean(text):
        assert clean(text).text == text
