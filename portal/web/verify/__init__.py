"""«Проверка документа»: open to everybody who holds a paper of ours."""

from portal.web.verify.views import blueprint

__all__ = ["blueprint"]
