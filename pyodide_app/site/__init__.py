"""The site as files: what `build.py` reads, checks, renders and writes. Rules and papers do not belong here; nothing here runs in a browser."""
