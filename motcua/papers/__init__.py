"""Papers: from what a paper says to a PDF with Vietnamese text and form fields for number, signature and seal."""
