"""Electronic signatures on finished bytes: certificates, seals, their examination, code channels.

Nothing here knows tables or requests: bytes and plain values in, bytes and plain values out.
"""
