"""Payer policies: from the text of a document to number, title, dates, provisions with their stance, and code sets."""
