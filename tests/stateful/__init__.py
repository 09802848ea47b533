"""Random acts, lawful and not, in any order, on the real engine; each dossier is judged by readers of their own."""
