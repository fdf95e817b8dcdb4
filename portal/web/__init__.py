"""The web layer: the only place that knows Flask requests. One blueprint per section."""

from flask import Blueprint

from portal.web.admin import blueprint as admin
from portal.web.auth import blueprint as auth
from portal.web.home import blueprint as home
from portal.web.programmes import blueprint as programmes
from portal.web.recipients import blueprint as recipients

BLUEPRINTS: tuple[Blueprint, ...] = (
    auth,
    home,
    recipients,
    programmes,
    admin,
)
