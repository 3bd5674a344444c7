"""The judge's core: editions, bundles, rules, findings. Pure Python and pydantic.

What belongs here reads no clock, no file, no network and no DOM: today's date is an argument, an edition arrives as a value.
Sentences for people, figures and severities do not belong here: they are data of the edition.
"""
