"""The plugin machinery: knows pluggy and the domain, not Flask and not the database."""
