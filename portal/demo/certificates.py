"""Self-made certificates of the demonstration's providers: they seal, nobody vouches."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.domain.people import full_name, short_name
from portal.models import Membership, Provider, ProviderCertificate, Role, User
from portal.signing.certificates import SelfMade, make_pkcs12
from portal.signing.vault import Vault
from portal.usecases.actor import Actor
from portal.usecases.sealing import AddCertificate, add_certificate
from portal.usecases.transaction import reading
from portal.usecases.uploads import Upload


def give_certificates(vault: Vault, now: datetime) -> int:
    """A certificate for each provider that has none yet; how many were made.

    A database that outlives its installation's secret keeps its old one: the page says so.
    """
    with reading() as session:
        without = session.execute(
            select(Provider, Membership, User)
            .join(Membership, Membership.provider_id == Provider.id)
            .join(User, User.id == Membership.user_id)
            .outerjoin(ProviderCertificate, ProviderCertificate.provider_id == Provider.id)
            .where(
                Membership.role == Role.DIRECTOR,
                Membership.until.is_(None),
                ProviderCertificate.id.is_(None),
            )
            .order_by(Provider.id, Membership.id)
        ).all()
        wanted = {
            provider.id: (_self_made(provider, user, now), _actor(member, user))
            for provider, member, user in without
        }
    for certificate, actor in wanted.values():
        password = secrets.token_hex()
        upload = Upload("demo.p12", make_pkcs12(certificate, password))
        add_certificate(AddCertificate(upload, password), vault=vault, actor=actor, now=now)
    return len(wanted)


def _self_made(provider: Provider, user: User, now: datetime) -> SelfMade:
    return SelfMade(
        organisation=provider.short_name,
        inn=provider.inn,
        person=full_name(user.surname, user.name, user.patronymic),
        since=now - timedelta(days=1),
    )


def _actor(member: Membership, user: User) -> Actor:
    return Actor(
        user_id=user.id,
        membership_id=member.id,
        provider_id=member.provider_id,
        role=member.role,
        name=short_name(user.surname, user.name, user.patronymic),
    )
