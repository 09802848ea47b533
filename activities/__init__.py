"""What is done: one module per effect, and the Protocols behind which all I/O lies."""
