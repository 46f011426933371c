"""Files are read row by row, in any of three forms; one that is broken says where."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from commonhall.errors import Refused
from commonhall.imports.files.opening import Opened
from commonhall.imports.files.row import BrokenFile, Row
from commonhall.service_requests.models import ServiceRequest
from tests.imports.files import OPEN311, PLAIN, as_csv, as_json, as_xml, bring_in, rejects

MEGABYTE = 1024 * 1024


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], list[Row]]:
    """The rows of a file that holds this."""

    def rows(written: str | bytes) -> list[Row]:
        path = tmp_path / "file"
        path.write_bytes(written if isinstance(written, bytes) else written.encode())
        return list(Opened(path=path).rows())

    return rows


type Read = Callable[[str | bytes], list[Row]]


def test_a_csv_row_knows_the_line_in_which_it_begins(read: Read) -> None:
    rows = read('\ufeffExternal ID,said\r\n1,"one\r\ntwo"\r\n\r\n2, three \r\n')
    assert rows == [
        Row(line=2, values={"external_id": "1", "said": "one\r\ntwo"}),
        Row(line=5, values={"external_id": "2", "said": "three"}),
    ]


def test_a_csv_row_with_a_column_too_many_is_refused_and_the_next_one_read(read: Read) -> None:
    first, second = read("a,b\n1,2,3\n4,5\n")
    assert "3 columns" in first.refusal
    assert second.values == {"a": "4", "b": "5"}


def test_a_quotation_mark_that_never_ends_is_one_refused_row(read: Read) -> None:
    good, bad = read('a,b\n1,2\n3,"four\n5,6\n')
    assert good.values == {"a": "1", "b": "2"}
    assert (bad.line, bool(bad.refusal)) == (3, True)


@pytest.mark.parametrize("written", ["", "a,a\n1,2\n"])
def test_a_csv_file_without_a_header_that_can_be_used_is_refused(read: Read, written: str) -> None:
    with pytest.raises(BrokenFile, match="Line 1"):
        read(written)


def test_json_rows_know_their_lines_and_keep_what_stands_in_the_object_itself(read: Read) -> None:
    rows = read('[\n {"id": 1, "lat": 39.5, "notes": [{"id": 9}]},\n\n {"id": "2", "said": null},\n "x"]')
    assert rows[0] == Row(line=2, values={"id": "1", "lat": "39.5"})
    assert rows[1] == Row(line=4, values={"id": "2"})
    assert rows[2].refusal


def test_a_list_inside_an_object_is_the_list(read: Read) -> None:
    assert [row.values for row in read('{"requests": [{"id": 1}]}')] == [{"id": "1"}]


@pytest.mark.parametrize(
    "written", ['[{"id": 1}, {"id"', '[{"id": 1},\n {"id": oops}]', '[{"id": 1}', "{}", "["]
)
def test_json_that_breaks_off_says_in_which_line(read: Read, written: str) -> None:
    with pytest.raises(BrokenFile, match="Line"):
        read(written)


def test_xml_rows_know_their_lines_and_leave_out_what_nests(read: Read) -> None:
    rows = read(
        '<?xml version="1.0"?>\n<service_requests xmlns:m="x">\n<request><id>1</id>\n<a><b>no</b></a></request>\n'
        "<request><m:id>2 &amp; 3</m:id></request></service_requests>"
    )
    assert [(row.line, row.values["id"]) for row in rows] == [(3, "1"), (5, "2 & 3")]
    assert rows[0].values["a"] == ""


@pytest.mark.parametrize(
    "written",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a><r><id>&x;</id></r></a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><r><id>&x;</id></r></a>',
    ],
)
def test_xml_that_declares_entities_is_refused_before_one_is_read(read: Read, written: str) -> None:
    with pytest.raises(BrokenFile, match="declares a document type"):
        read(written)


def test_xml_that_breaks_off_says_in_which_line(read: Read) -> None:
    with pytest.raises(BrokenFile, match="Line 2"):
        read("<a><r><id>1</id></r>\n<r><id>")


@pytest.mark.parametrize("write", [as_csv, as_json, as_xml])
def test_a_file_of_any_size_is_read_in_a_few_megabytes(
    tmp_path: Path, write: Callable[[Path, list[dict[str, object]]], Path]
) -> None:
    row = {name: value for name, value in OPEN311.items() if isinstance(value, str)} | {"said": "x" * 4000}
    path = write(tmp_path / "large", [dict(row) for _ in range(4000)])
    assert path.stat().st_size > 15 * MEGABYTE
    tracemalloc.start()
    try:
        assert sum(1 for _row in Opened(path=path).rows()) == 4000
        assert tracemalloc.get_traced_memory()[1] < 4 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.django_db
@pytest.mark.usefixtures("city", "noon")
class TestInTheCommand:
    def test_what_came_before_the_break_is_in_and_the_break_is_told(self, tmp_path: Path) -> None:
        path = as_json(tmp_path / "broken.json", [OPEN311, OPEN311])
        path.write_text(path.read_text()[:-40])
        with pytest.raises(Refused, match="Repair the file and run it again"):
            bring_in(path, by="open311")
        assert ServiceRequest.objects.count() == 1
        assert rejects(path)[-1][2] == "The file cannot be read from here on."

    def test_letters_of_another_encoding_are_rejected_where_they_stand(self, tmp_path: Path) -> None:
        path = as_csv(
            tmp_path / "latin.csv", [PLAIN | {"description": "Café"}, PLAIN | {"external_id": "A-2"}]
        )
        path.write_bytes(path.read_text().encode("windows-1252"))
        assert bring_in(path) == {"read": 2, "imported": 1, "already": 0, "rejected": 1}
        ((line, column, why),) = rejects(path)
        assert (line, column) == ("2", "description")
        assert "another encoding" in why
