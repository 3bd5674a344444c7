"""Papers: a bundle and its edition become official forms as PDF (Typst), set in glyphs that arrive in chunks.

The same code runs in CPython and in the browser's Pyodide. Labels of the plan come from the edition, words of our own from `words.toml`;
what belongs to one form's look is in `templates/`. Rules, totals and the file formats do not belong here: they are `core`.
"""
