"""What pages read: frozen rows, always limited to the reader's provider."""
