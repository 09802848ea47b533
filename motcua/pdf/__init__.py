"""What PDF needs of us: pages typeset by Typst, revisions that are the same bytes every time, form fields."""
