"""The notice that a form is guarded by reCAPTCHA."""

from pipeline.rules.rule import Rule, holding

RULE = Rule(
    name="recaptcha-notice",
    category="recaptcha",
    reason="says that a form is guarded by reCAPTCHA",
    cues=("recaptcha", "hcaptcha"),
    matches=holding(
        r"\b(?:protected|secured|verif\w+|guarded) by (?:google )?(?:re|h)captcha\b|^(?:re|h)captcha$"
    ),
    drops=(
        "This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.",
        "protected by reCAPTCHA",
    ),
    keeps=("Sites use reCAPTCHA to tell people from programs.",),
)
