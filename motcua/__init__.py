"""How it is done: adapters, services and programs around the pure core (models, activities, workflows)."""

import gc

# Importing makes hundreds of thousands of objects that stay: looked through at CPython's default pace, they cost a
# program an eighth of its start. What dies young is still found early.
gc.set_threshold(10_000, 20, 50)
