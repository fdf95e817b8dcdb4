"""What the commands do; ``portal.cli`` says how they are called.

Every answer goes to standard output alone, every message to standard error.
"""
