"""When a photo was taken, out of the EXIF block at the beginning of a JPEG file.

Bytes come by `read(start, count)`, fewer or none behind the end: MicroPython takes them from JavaScript one by one, so only the few hundred
that are needed are asked for.
"""

HEAD = 131072  # bytes of a file in which the block lies: a JPEG segment has at most 65,535, and a few may stand before it

START_OF_IMAGE = b"\xff\xd8"
EXIF_SEGMENT = 0xE1
EXIF_NAME = b"Exif\x00\x00"
START_OF_SCAN = 0xDA
LITTLE = b"II*\x00"
BIG = b"MM\x00*"

EXIF_DIRECTORY = 0x8769
DATE_TAKEN = 0x9003
TEXT = 2
DATE_LENGTH = 19  # 2018:10:17 14:03:22
ENTRY_LENGTH = 12
ENTRIES_MAX = 200


def taken(read):
    """`(year, month, day, hour, minute, second)` of DateTimeOriginal, or None."""
    start = tiff_start(read)
    return None if start is None else date_in(lambda at, count: read(start + at, count))


def tiff_start(read):
    """Where the EXIF block's TIFF data begin, or None."""
    if read(0, 2) != START_OF_IMAGE:
        return None
    position = 2
    while position < HEAD:
        head = read(position, 10)
        if len(head) < 10 or head[0] != 0xFF or head[1] == START_OF_SCAN:
            return None
        if head[1] == EXIF_SEGMENT and head[4:10] == EXIF_NAME:
            return position + 10
        position += 2 + number(head[2:4], False)
    return None


def date_in(read):
    mark = read(0, 8)
    if mark[:4] not in (LITTLE, BIG) or len(mark) < 8:
        return None
    little = mark[:4] == LITTLE
    directory = entry(read, number(mark[4:8], little), EXIF_DIRECTORY, little)
    if directory is None:
        return None
    date = entry(read, number(directory[8:12], little), DATE_TAKEN, little)
    if date is None or number(date[2:4], little) != TEXT:
        return None
    return parsed(read(number(date[8:12], little), DATE_LENGTH))


def entry(read, directory, tag, little):
    """The 12 bytes of a directory's entry for `tag`, or None."""
    count = min(number(read(directory, 2), little), ENTRIES_MAX)
    entries = read(directory + 2, count * ENTRY_LENGTH)
    for start in range(0, len(entries) - ENTRY_LENGTH + 1, ENTRY_LENGTH):
        if number(entries[start : start + 2], little) == tag:
            return entries[start : start + ENTRY_LENGTH]
    return None


def parsed(content):
    """A date of EXIF; None for any other text and for the zeros of a camera whose clock was never set."""
    numbers = []
    for start, length in ((0, 4), (5, 2), (8, 2), (11, 2), (14, 2), (17, 2)):
        digits = content[start : start + length]
        if len(digits) != length or not all(48 <= digit <= 57 for digit in digits):
            return None
        numbers.append(int(digits.decode()))
    year, month, day = numbers[:3]
    return tuple(numbers) if year > 0 and 1 <= month <= 12 and 1 <= day <= 31 else None


def number(content, little):
    return int.from_bytes(content, "little" if little else "big")
