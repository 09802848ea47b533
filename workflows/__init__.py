"""What is promised: deterministic workflows, pure code."""
