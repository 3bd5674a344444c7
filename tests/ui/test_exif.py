"""The day on which a photo was taken, read out of the beginning of its file."""

import struct

import pytest

from pyodide_app.ui.exif import taken

MOMENT = (2018, 10, 17, 14, 3, 22)


def tiff(text=b"2018:10:17 14:03:22\x00", order="<", tag=0x9003, kind=2):
    """A TIFF block: a directory with the orientation and the way to a second one, which holds the date."""
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    first = struct.pack(order + "H", 2) + struct.pack(order + "HHIHH", 0x0112, 3, 1, 6, 0) + struct.pack(order + "HHII", 0x8769, 4, 1, 38)
    second = struct.pack(order + "H", 1) + struct.pack(order + "HHII", tag, kind, len(text), 56)
    return mark + struct.pack(order + "I", 8) + first + bytes(4) + second + bytes(4) + text


def segment(marker, content):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(*segments):
    return b"\xff\xd8" + b"".join(segments) + segment(0xDA, b"\x00") + b"picture\xff\xd9"


def date_of(content):
    return taken(lambda start, count: content[start : start + count])


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_camera_of_either_byte_order_is_read(order):
    assert date_of(jpeg(segment(0xE1, b"Exif\x00\x00" + tiff(order=order)))) == MOMENT


def test_the_block_may_stand_behind_others():
    assert date_of(jpeg(segment(0xE0, b"JFIF\x00" + bytes(9)), segment(0xE1, b"http://ns.adobe.com/"), segment(0xE1, b"Exif\x00\x00" + tiff()))) == MOMENT


@pytest.mark.parametrize("text", [b"0000:00:00 00:00:00\x00", b"    :  :     :  :  \x00", b"2018:13:01 00:00:00\x00", b"2018:10"])
def test_a_clock_that_was_never_set_gives_no_day(text):
    assert date_of(jpeg(segment(0xE1, b"Exif\x00\x00" + tiff(text)))) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        jpeg(),
        jpeg(segment(0xE1, b"Exif\x00\x00")),
        jpeg(segment(0xE1, b"Exif\x00\x00" + tiff(tag=0x9004))),
        jpeg(segment(0xE1, b"Exif\x00\x00" + tiff(kind=3))),
        jpeg(segment(0xE1, b"Exif\x00\x00" + b"XX*\x00" + bytes(40))),
        jpeg(segment(0xE1, b"Exif\x00\x00II*\x00\xff\xff\xff\xff")),
    ],
)
def test_a_file_that_says_nothing_of_it_gives_no_day(content):
    assert date_of(content) is None


def test_every_beginning_of_a_file_is_survived():
    whole = jpeg(segment(0xE1, b"Exif\x00\x00" + tiff()))
    for length in range(len(whole)):
        assert date_of(whole[:length]) in (None, MOMENT)
