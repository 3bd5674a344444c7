"""What a page may ask its workers for: JSON in, JSON or bytes out.

A module here is thin: it reads a draft, calls the core or the papers, and answers. No rule, no sentence and no layout belongs here.
"""
