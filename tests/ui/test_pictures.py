"""The names under which photos and attachments are kept: safe in a package, alike to what a person chose, never twice."""

import pytest

from pyodide_app.core.files import ATTACHMENTS, PHOTOS, entry_name
from pyodide_app.ui.pictures import NAME_LENGTH, safe_name, suffix_of

STRANGE = ["../../a/b.jpg", "..", ".hidden.png", "照片 1.JPG", "con:1?.jpg", "a..b...c.jpg", "\u202egpj.exe.jpg", " x .jpg", "", "長" * 300 + ".heic", "a\nb.jpg", "\\\\server\\x.png"]


@pytest.mark.parametrize("name", STRANGE)
def test_a_package_takes_every_name_that_is_given(name):
    assert entry_name(PHOTOS, safe_name(name, "jpg", ())) is not None
    assert entry_name(ATTACHMENTS, safe_name(name, "docx", ())) is not None


def test_a_plain_name_stays_as_it_is():
    assert safe_name("五上國語 教案（定稿）.pdf", "pdf", ()) == "五上國語 教案（定稿）.pdf"


def test_a_picture_that_became_a_jpeg_is_called_so():
    assert safe_name("IMG_2031.HEIC", "jpg", ()) == "IMG_2031.jpg"


def test_no_two_files_share_a_name_whatever_the_case_of_its_letters():
    assert safe_name("img_1.jpg", "jpg", ("IMG_1.JPG",)) == "img_1-2.jpg"
    assert safe_name("img_1.jpg", "jpg", ("img_1.jpg", "img_1-2.jpg")) == "img_1-3.jpg"


def test_a_long_name_is_cut():
    assert safe_name("長" * 500, "pdf", ()) == "長" * NAME_LENGTH + ".pdf"


@pytest.mark.parametrize(("name", "suffix"), [("a.b.PDF", "pdf"), ("noname", ""), ("x.", "")])
def test_a_suffix_is_told_in_lower_case(name, suffix):
    assert suffix_of(name) == suffix
