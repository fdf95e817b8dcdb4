"""The web layer: the only place that knows Flask requests. One blueprint per section."""

from flask import Blueprint

from portal.web.acts import blueprint as acts
from portal.web.admin import blueprint as admin
from portal.web.admissions import blueprint as admissions
from portal.web.amendments import blueprint as amendments
from portal.web.auth import blueprint as auth
from portal.web.cabinet import blueprint as cabinet
from portal.web.calendar import blueprint as calendar
from portal.web.child_units import blueprint as child_units
from portal.web.contracts import blueprint as contracts
from portal.web.deliveries import blueprint as deliveries
from portal.web.duties import blueprint as duties
from portal.web.electronic import blueprint as electronic
from portal.web.electronic import codes as signing_codes
from portal.web.families import blueprint as families
from portal.web.home import blueprint as home
from portal.web.jobs import blueprint as jobs
from portal.web.months import blueprint as months
from portal.web.moves import blueprint as moves
from portal.web.payments import blueprint as payments
from portal.web.programmes import blueprint as programmes
from portal.web.recipients import blueprint as recipients
from portal.web.rehearsals import blueprint as rehearsals
from portal.web.settings import blueprint as settings
from portal.web.signing import blueprint as signing
from portal.web.signing import copies
from portal.web.tariff_days import blueprint as tariff_days
from portal.web.terminations import blueprint as terminations
from portal.web.transfers import blueprint as transfers
from portal.web.urgent import blueprint as urgent
from portal.web.verify import blueprint as verify

BLUEPRINTS: tuple[Blueprint, ...] = (
    auth,
    home,
    recipients,
    programmes,
    admissions,
    urgent,
    child_units,
    families,
    contracts,
    amendments,
    terminations,
    transfers,
    moves,
    electronic,
    signing_codes,
    signing,
    copies,
    deliveries,
    duties,
    months,
    acts,
    payments,
    cabinet,
    jobs,
    admin,
    calendar,
    rehearsals,
    tariff_days,
    settings,
    verify,
)
