"""Settings that `gunicorn wsgi:app` reads when it is started in this folder."""

# The most gunicorn allows. What is longer than the portal takes gets the portal's own page in
# Russian; beyond this gunicorn answers by itself.
limit_request_line = 8190
