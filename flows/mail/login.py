"""The login to the mail server: from the environment, or from a secret that Prefect keeps."""

from __future__ import annotations

from collections.abc import Mapping

from flows.mail.options import Login, Mail
from flows.tables.values import is_loopback
from pipeline.errors import ServerUnreachable, UsageError

USER, PASSWORD = "HANDBILL_SMTP_USER", "HANDBILL_SMTP_PASSWORD"


def login_of(mail: Mail, environment: Mapping[str, str]) -> Login | None:
    """Return the login, None where none is configured.

    Raises UsageError when it is incomplete, or would go unencrypted to another machine, and
    ServerUnreachable when Prefect does not give the secret.
    """
    user, password = environment.get(USER, "") or mail.user, environment.get(PASSWORD, "")
    if password:
        return _fit(mail, user, password, PASSWORD)
    if mail.secret:
        user, password = _from_prefect(mail.secret, user)
        return _fit(mail, user, password, f"the Prefect block {mail.secret}")
    if environment.get(USER, ""):
        raise UsageError(f"{USER} is set, but {PASSWORD} is not.", remedy="Set both, or neither.")
    return None


def _fit(mail: Mail, user: str, password: str, source: str) -> Login:
    if not user or not password:
        raise UsageError(
            f"The login to the mail server is incomplete in {source}.",
            remedy=f"It takes a user, from {USER} or [mail] user, and a password.",
        )
    if not (user + password).isascii():
        raise UsageError("The login to the mail server has letters beyond ASCII, which SMTP cannot send.")
    if mail.server.security == "none" and not is_loopback(mail.server.host):
        raise UsageError(
            "The login would go unencrypted to another machine.",
            where=mail.server.place,
            remedy='Set [mail] security to "starttls" or "tls".',
        )
    return Login(user, password)


def _from_prefect(name: str, user: str) -> tuple[str, str]:
    """Read a Secret block: an object with user and password, or the password alone."""
    from prefect.blocks.system import Secret

    from flows import prefect_defaults  # noqa: F401 (before Prefect is imported)

    # isort: split

    try:
        value: object = Secret.load(name).get()  # type: ignore[union-attr]
    except ValueError as error:
        raise UsageError(
            f"Prefect has no Secret block {name}.", remedy="Make it in Prefect's interface, under Blocks."
        ) from error
    except (OSError, RuntimeError) as error:
        raise ServerUnreachable(
            f"Prefect does not give the secret {name}: {type(error).__name__}."
        ) from error
    if isinstance(value, dict):
        return str(value.get("user", user)), str(value.get("password", ""))
    return user, str(value)
