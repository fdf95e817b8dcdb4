"""Papers: frozen facts in, HTML and PDF out. Knows the domain, not the database or the web."""
