"""The pages of a move that an authority agrees to: one story walks them where there is one."""

EXAMINED = frozenset(
    {
        "transfers.index",
        "transfers.new",
        "transfers.show",
        "transfers.incoming",
        "transfers.register",
        "transfers.queue",
        "transfers.case",
        "transfers.envelopes",
        "transfers.envelope",
    }
)
FILES = frozenset(
    {
        "transfers.carried",
        "transfers.envelope_file",
        "transfers.letter",
        "transfers.package_paper",
        "transfers.received",
        "transfers.register_table",
        "cabinet.move_letter",
    }
)
"""What is opened or saved there and is no page."""
