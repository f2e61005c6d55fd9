import re
import tomllib
from pathlib import Path

import pytest

from flows.config import TABLES
from flows.settings import Settings, load
from flows.template import TEMPLATE
from pipeline.errors import UsageError
from pipeline.policy import Policy

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
DOCUMENT = Path(__file__).parent.parent / "docs" / "settings.md"


def settings_of(folder: Path, text: str) -> Settings:
    file = folder / "handbill.toml"
    file.write_text(text, encoding="utf-8")
    return load(str(file))


def refusal_of(folder: Path, text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        settings_of(folder, text)
    return caught.value


def bare_template() -> str:
    """The template with every comment taken off a key or the head of a table."""
    return re.sub(r"^# (?=\w+ = |\[)", "", TEMPLATE, flags=re.MULTILINE)


def test_no_settings_at_all_give_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "skin-care_notes"
    folder.mkdir()
    monkeypatch.chdir(folder)
    settings = load(sources=("articles",))
    assert settings.site.title == "Skin care notes"
    assert settings.site.url == "http://localhost:8000/"
    assert settings.brand.name == "Skin care notes"
    assert settings.out == Path("public")
    assert settings.state == Path("public/.handbill")
    assert settings.sources == ("articles",)


def test_settings_in_the_working_folder_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "handbill.toml").write_text('[site]\ntitle = "Here"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load().site.title == "Here"


def test_paths_are_relative_to_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(LOGO)
    settings = settings_of(
        tmp_path,
        'sources = ["articles"]\n[brand]\nlogo = "logo.svg"\n[publish]\nout = "site"\nstate = "memory"\n',
    )
    assert settings.base == tmp_path
    assert settings.out == tmp_path / "site"
    assert settings.state == tmp_path / "memory"
    assert (settings.brand.logo, settings.brand.logo_type) == (LOGO, "image/svg+xml")


def test_the_command_line_replaces_sources_and_output(tmp_path: Path) -> None:
    file = tmp_path / "handbill.toml"
    file.write_text('sources = ["a"]\n[publish]\nout = "site"\n', encoding="utf-8")
    settings = load(str(file), sources=("b",), out="elsewhere")
    assert (settings.sources, settings.base) == (("b",), Path())
    assert (settings.out, settings.state) == (Path("elsewhere"), Path("elsewhere/.handbill"))


def test_state_configured_elsewhere_stays_there_when_the_output_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "handbill.toml"
    file.write_text('[publish]\nstate = "memory"\n', encoding="utf-8")
    assert load(str(file), out="elsewhere").state == tmp_path / "memory"


def test_sources_are_tables_or_texts(tmp_path: Path) -> None:
    assert settings_of(tmp_path, '[[sources]]\npath = "a"\n[[sources]]\npath = "b"\n').sources == ("a", "b")
    assert settings_of(tmp_path, 'sources = ["a", "b"]\n').sources == ("a", "b")


def test_a_site_address_ends_in_a_slash(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, '[site]\nurl = "https://example.org/news"\n')
    assert settings.site.url == "https://example.org/news/"


@pytest.mark.parametrize("hub", ["", "https://hub.example.org/", "http://127.0.0.1:8080/", "http://[::1]/"])
def test_a_hub_is_https_or_on_this_machine(tmp_path: Path, hub: str) -> None:
    settings = settings_of(tmp_path, f'[feed]\nhub = "{hub}"\n')
    assert settings.feed.hub == hub


def test_an_unknown_key_names_file_line_and_valid_keys_the_closest_first(tmp_path: Path) -> None:
    error = refusal_of(tmp_path, '[site]\ntitle = "A"\n\nlangauge = "en"\n')
    assert error.where == f"{tmp_path / 'handbill.toml'}:4"
    assert error.what == "Unknown key langauge in [site]."
    assert error.remedy.startswith("Did you mean language? Valid keys: language, ")
    assert "timezone" in error.remedy


def test_an_unknown_table_names_the_valid_ones(tmp_path: Path) -> None:
    error = refusal_of(tmp_path, '[site]\ntitle = "A"\n[brnd]\nname = "B"\n')
    assert error.where.endswith(":3")
    assert error.remedy.startswith("Did you mean brand?")


def test_an_unknown_key_of_the_second_source_is_found_there(tmp_path: Path) -> None:
    error = refusal_of(tmp_path, '[[sources]]\npath = "a"\n[[sources]]\npath = "b"\nglob = "c"\n')
    assert error.where.endswith(":5")
    assert error.remedy == "Valid keys: path, topics, keep, drop."


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[site]\ntitle = 5\n", 2, "site.title must be text in quotes."),
        (
            '[site]\nurl = "example.org"\n',
            2,
            "site.url must be a whole web address, such as https://example.org/.",
        ),
        ('[site]\nurl = "https://a.org/?x"\n', 2, "site.url must be an address without ? and #"),
        ('[site]\nurl = "http://[broken/"\n', 2, "site.url must be a whole web address"),
        ('[site]\nlanguage = "English!"\n', 2, "site.language must be a language tag, such as en or en-GB."),
        ('[site]\ntimezone = "Mars/Olympus"\n', 2, "site.timezone must be the name of a time zone"),
        ('[site]\nemail = "nobody"\n', 2, "site.email must be an e-mail address"),
        ('[brand]\ncolor = "teal"\n', 2, 'brand.color must be a colour such as "#0b5563".'),
        ('[brand]\nhours = "always"\n', 2, "brand.hours must be a list in square brackets."),
        ('[brand]\nlogo = "logo.gif"\n', 2, "brand.logo must be an .svg or a .png file."),
        ('[brand]\nlogo = "none.svg"\n', 2, "brand.logo cannot be read: "),
        ('[channels]\nenabled = ["page"]\n', 2, 'channels.enabled must hold "page", "feed" and "index"'),
        ('[channels]\nenabled = ["page", "fax"]\n', 2, "channels.enabled must be 'page', 'leaflet', 'feed'"),
        ("[leaflet]\nformats = []\n", 2, 'leaflet.formats must name a format, such as ["a4"]'),
        ('[leaflet]\nformats = ["a4", "a3"]\n', 2, "leaflet.formats names 'a3'; the formats are a4, letter"),
        ('[leaflet]\nink = "blue"\n', 2, "leaflet.ink must be 'full', 'low' or 'black'."),
        ("[leaflet]\npdf_ua = 3\n", 2, "leaflet.pdf_ua must be 1 or 2."),
        ("[leaflet.limits]\nmemory_mb = 1\n", 2, "leaflet.limits.memory_mb must be greater than or equal to"),
        ("[leaflet]\nlimits = 3\n", 2, "leaflet.limits must be a table."),
        ('[brands.a]\nphone = "12345"\n', 1, "brands.a.name is missing."),
        ('[brands.a]\nname = ""\n', 2, "brands.a.name must not be empty."),
        ('[brands.a]\nname = "A"\nformats = ["a3"]\n', 3, "brands.a.formats names 'a3'"),
        ('[brands.a]\nname = "A"\nlanguages = ["English!"]\n', 3, "brands.a.languages must be a language"),
        ('[brands."No Way"]\nname = "A"\n', 1, "brands.No Way must be named in small letters"),
        ('[brands]\nname = "A"\n', 2, "brands.name must be a table."),
        ('[feed]\nhub = "http://hub.example.org/"\n', 2, "feed.hub must be an https address"),
        ('[feed]\nhub = "https://me:pw@hub.example.org/"\n', 2, "feed.hub must be an address without a user"),
        ('[feed]\nhub = "https://a.org:99999/"\n', 2, "feed.hub must be a whole web address"),
        ('[feed]\nhub = "hub"\n', 2, "feed.hub must be a whole web address"),
        ('[newsletter]\nissue = "../up"\n', 2, "newsletter.issue must be letters"),
        ('[newsletter]\nreply_to = "a,b@c.org"\n', 2, "newsletter.reply_to must be an e-mail address"),
        ('[newsletter]\nlist_id = "-news"\n', 2, "newsletter.list_id must be a name such as news.example"),
        ('[newsletter]\nshape = "long"\n', 2, "newsletter.shape must be 'full' or 'digest'"),
        ('[issues."2025.06"]\nsubject = 3\n', 2, "issues.2025.06.subject must be text in quotes."),
        ('[issues."2025.06"]\nsubjekt = "A"\n', 2, "Unknown key subjekt in [issues.2025.06]."),
        ('[issues."a b"]\nsubject = "A"\n', 1, "issues.a b must be letters, figures"),
        ('[issues]\nsubject = "A"\n', 2, "issues.subject must be a table."),
        ("[publish]\nkeep_releases = 0\n", 2, "publish.keep_releases must be greater than or equal to 1."),
        ('[publish]\nlock_wait_s = "long"\n', 2, "publish.lock_wait_s must be a number."),
        ("[publish]\nworkers = true\n", 2, "publish.workers must be a whole number."),
        ('site = "A"\n', 1, "site must be a table."),
        ("[[sources]]\n", 1, "sources.path is missing."),
        ("[site]\ntitle = bare\n", 2, "This is not TOML: "),
    ],
)
def test_a_bad_value_is_explained_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    error = refusal_of(tmp_path, text)
    assert error.where == f"{tmp_path / 'handbill.toml'}:{line}"
    assert error.what.startswith(what)
    assert "Input should" not in str(error)
    assert "Value error" not in str(error)


def test_a_missing_settings_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no such settings file"):
        load(str(tmp_path / "none.toml"))


def test_settings_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "handbill.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8"):
        load(str(tmp_path / "handbill.toml"))


def test_the_template_is_valid_as_it_is_and_with_every_comment_taken_off(tmp_path: Path) -> None:
    assert settings_of(tmp_path, TEMPLATE).sources == ("articles",)
    (tmp_path / "logo.svg").write_bytes(LOGO)
    settings = settings_of(tmp_path, bare_template())
    assert settings.newsletter.issue == "2025-06"
    assert [imprint.brand.slug for imprint in settings.leaflets.imprints] == ["", "riverside"]
    assert settings.keep_releases == 5


def test_the_template_shows_every_setting() -> None:
    bare = tomllib.loads(bare_template())
    shown_tables = {
        **bare,
        "sources": bare["sources"][0],
        "brands": bare["brands"]["riverside"],
        "issues": bare["issues"]["2025-06"],
        "leaflet.limits": bare["leaflet"]["limits"],
    }
    for name, table in TABLES.items():
        shown = shown_tables[name]
        assert set(shown) == set(table.model_fields), name


def test_every_setting_is_documented_and_nothing_else() -> None:
    parts = re.split(r"^## ", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    documented = {
        match[1]: set(re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE))
        for part in parts
        if (match := re.match(r"`\[+([\w.]+?)(?:\.NAME)?\]+`", part))
    }
    assert documented == {name: set(table.model_fields) for name, table in TABLES.items()}


def test_the_policy_of_cleaning_is_one_that_the_pipeline_knows(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "").policy is Policy.BALANCED
    for policy in Policy:
        assert settings_of(tmp_path, f'[cleaning]\npolicy = "{policy.value}"\n').policy is policy
    error = refusal_of(tmp_path, '[cleaning]\npolicy = "bold"\n')
    assert error.what.startswith("cleaning.policy must be 'rules', 'cautious', 'balanced' or 'strict'")


def test_a_catalogue_may_be_a_database_whose_address_is_never_shown(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, '[publish]\ncatalogue = "postgresql://ada:geheim@db.example/site"\n')
    assert settings.catalogue.url == "postgresql://ada:geheim@db.example/site"
    assert "geheim" not in repr(settings)
    assert settings_of(tmp_path, "").catalogue.file == tmp_path / "public/.handbill/catalogue.sqlite"


@pytest.mark.parametrize(
    "url", ["mysql://ada:geheim@db/site", "postgresql://ada:geheim@db", "postgresql://x:y:z/"]
)
def test_an_address_of_no_database_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    error = refusal_of(tmp_path, f'[publish]\ncatalogue = "{url}"\n')
    assert "must be the address of a database" in error.what
    assert "geheim" not in str(error)


def test_an_unknown_key_of_a_further_brand_or_of_the_limits_names_the_valid_ones(tmp_path: Path) -> None:
    error = refusal_of(tmp_path, '[brands.b]\nname = "B"\n[brands.a]\nname = "A"\ncolour = "#000000"\n')
    assert error.where.endswith(":5")
    assert error.what == "Unknown key colour in [brands.a]."
    assert error.remedy.startswith("Did you mean color? Valid keys: color, ")
    error = refusal_of(tmp_path, "[leaflet]\n[leaflet.limits]\ncpu = 3\n")
    assert error.where.endswith(":3")
    assert error.remedy == "Did you mean cpu_s? Valid keys: cpu_s, memory_mb, wall_s."


def test_a_further_brand_has_its_own_dress_and_by_default_the_formats_of_all(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        '[brand]\nname = "Own"\nphone = "01234 567890"\n[leaflet]\nformats = ["a5", "a4", "a5"]\n'
        'ink = "low"\n'
        '[brands.one]\nname = "One"\n[brands.two]\nname = "Two"\nformats = ["letter"]\nlanguages = ["de"]\n',
    )
    own, one, two = settings.leaflets.imprints
    assert (own.brand.name, own.brand.slug, own.formats) == ("Own", "", ("a5", "a4"))
    assert (one.brand.name, one.brand.slug, one.brand.phone, one.formats) == ("One", "one", "", ("a5", "a4"))
    assert (two.formats, two.languages) == (("letter",), ("de",))
    assert (settings.leaflets.printing.format, settings.leaflets.printing.ink) == ("a5", "low")
