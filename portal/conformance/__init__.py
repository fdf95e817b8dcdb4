"""The conformance kit: what a region must pass before anybody relies on it."""
