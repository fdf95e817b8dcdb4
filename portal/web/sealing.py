"""What signing needs of the installation: its vault and what seals with it."""

from __future__ import annotations

from typing import cast

from cryptography import x509
from flask import Flask, current_app, request

from portal.config import Settings
from portal.signing.channels import CodeChannels, installed_channels
from portal.signing.vault import Vault
from portal.usecases.sealing import Sealer, needs_pin
from portal.web.access import actor


def settings() -> Settings:
    """The installation's settings."""
    return cast("Settings", current_app.extensions["settings"])


def vault() -> Vault:
    """What opens under the installation's secret."""
    return Vault(settings().secret_key)


def channels() -> CodeChannels:
    """What delivers one-time codes here."""
    found = current_app.extensions.get("code_channels")
    if found is None:
        found = current_app.extensions["code_channels"] = installed_channels(settings().mail)
    return cast("CodeChannels", found)


def trusted_roots() -> tuple[x509.Certificate, ...]:
    """Certificates of the centres this installation trusts: PEM files in ``instance/trust``."""
    folder = settings().instance / "trust"
    files = sorted(folder.glob("*.pem")) if folder.is_dir() else []
    return tuple(
        one for file in files for one in x509.load_pem_x509_certificates(file.read_bytes())
    )


def sealer() -> Sealer:
    """What seals papers at the director's signature, with the PIN that the form may hold."""
    pin = request.form.get("pin", "") if request.method == "POST" else ""
    return Sealer(vault(), pin=pin, library=settings().pkcs11_library)


def asks_pin() -> bool:
    """Whether a form of the director's signature has to ask for the token's PIN."""
    return needs_pin(actor().provider_id)


def init_app(app: Flask) -> None:
    """Let forms of the director's signature ask for the PIN."""
    app.jinja_env.globals.update(asks_pin=asks_pin)
