"""Other ways out and in: the lawful ways of a recipient, one way step by step, envelopes."""

from portal.web.moves.views import blueprint

__all__ = ["blueprint"]
