"""What is said and known: pure values. Imports nothing of ours, does no I/O, reads no clock."""
