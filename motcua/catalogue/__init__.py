"""The catalogue: versioned files of agencies, officers, procedures, regimes and calendars, checked and imported."""
