"""Scenarios: the law told as examples that run against a scratch database."""
