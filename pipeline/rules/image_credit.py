"""Credits of pictures, and the remains of pictures without a text of their own."""

from pipeline.rules.rule import Rule, either, folded, holding

_AGENCY = (
    r"(?:getty(?: images)?(?:/\w+)?|istock(?:photo)?|shutterstock|unsplash|pexels|pixabay"
    r"|adobe stock|alamy|reuters|afp|ap photo|freepik|depositphotos|dreamstime)"
)

RULE = Rule(
    name="image-credit",
    category="image alt",
    reason="credits a picture or names its file",
    cues=(
        "photo",
        "image",
        "picture",
        "credit",
        "courtesy",
        "getty",
        "istock",
        "shutterstock",
        "unsplash",
        "pexels",
        "pixabay",
        "alamy",
        ".jpg",
        ".jpeg",
        ".png",
        ".webp",
        ".gif",
        "illustration",
        "logo",
        "enlarge",
        "thumbnail",
    ),
    matches=either(
        folded(
            r"(?:photo(?:graph)?s?|images?|picture|illustration|credit|source)(?: (?:credit|courtesy"
            r"|source|by))*\s*(?::|by|via|courtesy of|from)\s*.{2,60}|.{2,60} (?:via|/|on|from"
            rf"|through) {_AGENCY}(?: images)?|{_AGENCY}(?: images)?",
            at_most=110,
        ),
        folded(
            r"(?:image|photo|slide|picture) \d+ of /? ?\d+|(?:main |header |hero |featured |article "
            r"|cover )+(?:image|photo|picture)|(?:click|tap) to enlarge(?: image)?|enlarge image|image"
            r"|photo|thumbnail"
        ),
        folded(r"[\w() -]{1,80}\.(?:jpe?g|png|webp|gif|svg)|(?:img|dsc|dscn|screenshot)[_ -]?\d{3,}.{0,30}"),
        folded(r"(?:[\w&'.-]+ ){0,5}logo(?: image| icon)?", at_most=60),
        holding(r"^photo(?:graph)? (?:by|credit|courtesy)\b", at_most=110),
    ),
    drops=(
        "Photo: The Kind Cabinet Studio",
        "Jane Doe / Getty Images",
        "IMG_2034.jpg",
        "main article image",
        "Bryan University Logo",
        "Photo by Ann Lee on Unsplash",
    ),
    keeps=(
        "Photo therapy helps some people with psoriasis.",
        "Take a photo of the mole each month.",
        "The image shows a healed burn after two weeks.",
        "Source: see the table of doses in the leaflet, which your pharmacist can print for you on request.",
    ),
)
