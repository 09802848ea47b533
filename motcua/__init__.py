"""How it is done: adapters, services and programs around the pure core (models, activities, workflows)."""
