"""Paper: blank, annotated and filled case report forms and documents of the study, as PDF.

A document is built as plain data (lists, texts, numbers) and handed to Typst as JSON. What
people wrote is data there too: nothing of it is ever read as markup.
"""
