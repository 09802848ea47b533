"""How fast a whole dossier is, beside bare Temporal with as much to do, on the same servers in one run."""
