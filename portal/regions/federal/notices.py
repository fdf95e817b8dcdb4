"""The federal baseline: who must be told what, by when and in which form."""

from portal.domain.notices import NoticeRules

FEDERAL_NOTICES = NoticeRules()
