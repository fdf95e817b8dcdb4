"""What marks the values and days that a user entered, beside those that regions ship."""

ENTERED = "entered"
"""The act key of an entered value: its own words name the act."""
LONGEST_ACT = 300
