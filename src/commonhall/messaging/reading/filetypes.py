"""What a file is by its first bytes, for the kinds people attach and those that do harm.

puremagic was measured on this: 4 ms a file, a plain zip taken for a Word file or a Java archive, AVIF for a film,
winmail.dat for nothing.
"""

import re

_HEAD = 4_096
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),  # Word, Excel and Outlook before 2007
    (b'x\x9f>"', "application/ms-tnef"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MSCF", "application/vnd.ms-cab-compressed"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
    (b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (b"#!", "text/x-script"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
# ISO base media files (ISO/IEC 14496-12): the brand says what is inside.
_BRANDS = (
    (("heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"), "image/heic"),
    (("avif", "avis"), "image/avif"),
    (("qt  ",), "video/quicktime"),
    (("3gp", "3g2"), "video/3gpp"),
    (("M4A", "M4B"), "audio/mp4"),
)
_ZIPPED = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/(?:vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip))")
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,200}?-->\s*)?<(?:!doctype\s+)?(html|head|body|script|svg)\b",
    re.I | re.S,
)


def found_in(content: bytes) -> str:
    """The media type that the content shows, "" where it shows none: plain text does not."""
    head = content[:_HEAD]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        brand = head[8:12].decode("latin-1")
        return next((kind for brands, kind in _BRANDS if brand.startswith(brands)), "video/mp4")
    if head.startswith(b"BM") and len(head) > 18 and head[15:18] == b"\0\0\0":
        return "image/bmp"
    if head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return "audio/mpeg"
    markup = _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf"))
    if markup:
        return "image/svg+xml" if markup[1].lower() == b"svg" else "text/html"
    return ""


def _zipped(content: bytes) -> str:
    """By the names of its entries, which stand in the clear: nothing is unpacked."""
    head = content[:_HEAD]
    if said := _OPEN_DOCUMENT.search(head, 0, 200):
        return said[1].decode("ascii")
    names = head + content[-2 * _HEAD :]
    return next((kind for name, kind in _ZIPPED if name in names), "application/zip")
