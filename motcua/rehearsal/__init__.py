"""The rehearsal: a year of an agency's life in minutes, and the report of a checker that shares no code with it."""
