"""Who acts: handed to every use case and written into the audit trail."""

from dataclasses import dataclass

from portal.models import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in member of one provider in one role; ``name`` is how papers and logs call them.

    ``relative`` is the representative's id where a recipient's pages are read by somebody who acts
    for the recipient: such a reader confirms and signs nothing.
    """

    user_id: int
    membership_id: int
    provider_id: int
    role: Role
    name: str
    relative: int | None = None
