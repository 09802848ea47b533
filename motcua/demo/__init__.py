"""`make demo`: the main job from nothing, played through the public acts as officers' clients would."""
