"""What must not be in git: addresses of package registries, and paths that only one machine has."""

from __future__ import annotations

import re

from tests.health.repository import place, tracked

# In pieces, so that this file names none of them.
REGISTRIES = [
    ".".join(labels)
    for labels in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"), ("deb", "debian", "org"), ("jsdelivr", "net"))
]
A_MACHINE = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|tmp|mnt)/\w|\b[A-Z]:\\\w")
PICTURES = (".png",)


def lines(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{place(path)}:{number}: {line.strip():.120}"
        for path in tracked()
        if path.suffix not in PICTURES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert lines(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    assert lines(A_MACHINE) == []


def test_a_path_of_a_machine_is_told_from_an_address() -> None:
    assert A_MACHINE.search("see /" + "home/anna/plc")
    assert not A_MACHINE.search("107/home/index.html and /usr/share/fonts")


def test_only_what_is_meant_to_be_there_is_in_public() -> None:
    assert [place(path) for path in tracked("public")] == ["public/.gitignore"]
