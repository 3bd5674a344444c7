"""The page's script, run by MicroPython: control → draft → worker → answer → page.

What belongs here: reading and writing controls, rows, what is shown of an answer, drafts on this computer. What does not: any rule, figure or
sentence of a plan (the worker answers with those), and any word for people (site_src/texts.toml). `host` alone imports js, jsffi and polyscript;
everything else also runs under CPython, so that it can be tested without a browser. MicroPython has no typing, dataclasses or enum.
"""
