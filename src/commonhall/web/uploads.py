"""Uploads stay in memory, and little of it: a temporary file would keep a photo's metadata on the disk."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final, override

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall.web.throttles import connection_of

MEGABYTE: Final = 1024 * 1024
MOST_FILES: Final = 5
LARGEST_FILE: Final = 15 * MEGABYTE
LARGEST_TOTAL: Final = MOST_FILES * LARGEST_FILE
# Beyond this the rest is not read: the fields that came before it are kept.
LARGEST_REQUEST: Final = 120 * MEGABYTE
_FILMS: Final = (
    b"qt  ",
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"3gp",
)


class Upload(InMemoryUploadedFile):
    """A file that was sent; `which` of all that were sent, also of those that were left out; by whose connection."""

    which: int
    sender: str


def refusals(request: HttpRequest) -> Mapping[int, str]:
    """Why files that were sent are not among `request.FILES`, in the reader's words, by which of them it is.

    The other fields of the form are kept, so that the view can show it again with what was typed.
    """
    request.FILES.keys()  # the first look at them is what reads and judges them
    said: dict[int, str] = getattr(request, "upload_refusals", {})
    return said


def refusal(request: HttpRequest) -> str:
    """The first of them; empty when all files are there."""
    return next(iter(refusals(request).values()), "")


def cannot_be_a_photo(begins: bytes, size: int, which: int) -> str:
    """Why a file of that size that begins so cannot be a photo, in words; empty when it may be one."""
    if is_film(begins):
        return _("Photo %(which)d is a video. Send a photo, up to 15 MB.") % {"which": which}
    if size > LARGEST_FILE:
        return _("Photo %(which)d is too large. Send a photo of up to 15 MB.") % {"which": which}
    if not size:
        return _("Photo %(which)d is empty. Choose it again, or go on without it.") % {"which": which}
    return ""


def is_film(begins: bytes) -> bool:
    """Whether a file that begins so is a film: MP4, QuickTime, 3GP, AVI, Matroska or WebM."""
    is_mpeg = begins[4:8] == b"ftyp" and begins[8:12].startswith(_FILMS)
    return is_mpeg or begins[:4] == b"\x1aE\xdf\xa3" or (begins[:4] == b"RIFF" and begins[8:12] == b"AVI ")


class BoundedMemoryUpload(FileUploadHandler):
    """Takes up to 5 files, 15 MB each. Others are read past, and `refusals` says so."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._files = 0
        self._read = 0
        self._content: BytesIO | None = None

    @override
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._files += 1
        self._content = BytesIO()
        if self._files > MOST_FILES:
            self._refuse(
                ngettext(
                    "You can send %(most)d photo at once. The others were left out.",
                    "You can send %(most)d photos at once. The others were left out.",
                    MOST_FILES,
                )
                % {"most": MOST_FILES},
                which=MOST_FILES + 1,
            )

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._read += len(raw_data)
        if self._read > LARGEST_REQUEST:
            self._refuse(_("What you sent is too large. Choose photos of up to 15 MB each."))
            raise StopUpload(connection_reset=True)
        if self._content is None:
            return
        if start + len(raw_data) > LARGEST_FILE:
            size = start + len(raw_data)
            self._refuse(cannot_be_a_photo(self._content.getvalue()[:12], size, self._files))
        else:
            self._content.write(raw_data)

    @override
    def file_complete(self, file_size: int) -> Upload | None:
        if self._content is None:
            return None
        self._content.seek(0)
        upload = Upload(
            self._content, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
        upload.which = self._files
        upload.sender = connection_of(self.request) if self.request else ""
        return upload

    def _refuse(self, why: str, which: int | None = None) -> None:
        """Let go of what was read of the file. The first reason of each is the one that is shown."""
        self._content = None
        if self.request is not None:
            said: dict[int, str] = vars(self.request).setdefault("upload_refusals", {})
            said.setdefault(which or self._files, why)
