"""Uploads stay in memory, and little of it: a temporary file would keep a photo's metadata on the disk."""

from io import BytesIO
from typing import Any, override

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MEGABYTE = 1024 * 1024
MOST_FILES = 5
LARGEST_FILE = 15 * MEGABYTE
LARGEST_TOTAL = 40 * MEGABYTE
# Beyond this the rest is not read: the fields that came before it are kept.
LARGEST_REQUEST = 120 * MEGABYTE


def refusal(request: HttpRequest) -> str:
    """Why files that were sent are not among `request.FILES`, in the reader's words; empty when all are.

    The other fields of the form are kept, so that the view can show it again with what was typed.
    """
    request.FILES.keys()  # the first look at them is what reads and judges them
    said: str = getattr(request, "upload_refusal", "")
    return said


class BoundedMemoryUpload(FileUploadHandler):
    """Takes up to 5 files, 15 MB each and 40 MB together. Others are read past, and `refusal` says so."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._files = 0
        self._kept = 0
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
                % {"most": MOST_FILES}
            )

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        size = start + len(raw_data)
        self._read += len(raw_data)
        if self._read > LARGEST_REQUEST:
            self._refuse(_("What you sent is too large. Choose photos of up to 15 MB each."))
            raise StopUpload(connection_reset=True)
        if size > LARGEST_FILE:
            self._refuse(
                _("Photo %(which)d is too large. Send a photo of up to 15 MB.") % {"which": self._files}
            )
        elif self._kept + size > LARGEST_TOTAL:
            self._refuse(_("Your photos are more than 40 MB together. Send fewer, or smaller ones."))
        if self._content is not None:
            self._content.write(raw_data)

    @override
    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self._content is None:
            return None
        self._kept += file_size
        self._content.seek(0)
        return InMemoryUploadedFile(
            self._content, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )

    def _refuse(self, why: str) -> None:
        """Let go of what was read of the file. The first reason is the one that is shown."""
        self._content = None
        if self.request is not None:
            vars(self.request).setdefault("upload_refusal", why)
