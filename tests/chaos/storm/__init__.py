"""The five o'clock storm: thousands of promises end at one second, while officers go on working."""
