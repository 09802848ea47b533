"""Chaos and storm: the engine under kills, stalls, full disks, wrong clocks and ten thousand deadlines at once."""
