"""One function for each layout of an invoice, drawn with four different producers."""
