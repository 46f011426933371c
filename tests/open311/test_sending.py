"""Reports that other programs send: the same intake as the web's, and what is answered."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from commonhall.open311 import keys
from commonhall.open311.models import Key
from commonhall.people import contacts
from commonhall.people.models import Person
from commonhall.service_requests import answers, photos, words
from commonhall.service_requests.models import Channel, Event, Photo, ServiceRequest
from commonhall.service_requests.questions import Datatype
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.open311.asking import Asker, as_read, tree
from tests.service_requests import asking
from tests.service_requests.reporting import photograph


def stored() -> ServiceRequest:
    return ServiceRequest.objects.select_related("questionnaire", "department").get()


def test_a_report_without_a_contact_is_anonymous_and_kept_as_the_web_keeps_it(
    sender: Asker, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(24):
        (said,) = sender.report(description="Deep hole by the bus stop.")
    request = stored()
    assert said["service_request_id"] == request.reference
    assert said["account_id"] is None
    assert "No contact is possible" in said["service_notice"]
    assert (request.is_anonymous, request.received_at, request.channel) == (True, None, Channel.OPEN311)
    assert (words.stripped(request), words.place(request)) == (
        "Deep hole by the bus stop.",
        "1012 N Market St",
    )
    assert request.department is not None
    assert not Person.objects.exists()
    assert set(request.events.values_list("kind", "at")) == {
        (Event.Kind.RECEIVED, None),
        (Event.Kind.ROUTED, None),
    }


def test_a_report_with_a_contact_is_named_and_sealed(sender: Asker) -> None:
    (said,) = sender.report(
        description="Call Rosa Marin about it, 302-555-0147.",
        first_name="Rosa",
        last_name="Marin",
        email="rosa@example.com",
        phone="302-555-0147",
    )
    request = stored()
    link = words.contact_link(request)
    assert link is not None
    assert contacts.open_record(link.person).contact.name == "Rosa Marin"
    assert words.full(request) == "Call Rosa Marin about it, 302-555-0147."
    assert not request.is_unconfirmed
    assert "No contact is possible" not in said["service_notice"]
    assert not dump.holds("rosa@example.com")


def test_the_same_report_is_answered_the_same_in_xml(sender: Asker) -> None:
    answer = sender.sent(
        written_as="xml", service_code="pothole", address_string="1012 N Market St", description="Deep hole."
    )
    (said,) = as_read(tree(answer))
    assert said["service_request_id"] == stored().reference
    assert set(said) == {"service_request_id", "service_notice", "account_id"}


def test_what_tells_of_a_device_or_an_account_is_kept_nowhere_and_no_picture_is_fetched(
    sender: Asker,
) -> None:
    sender.report(
        description="Deep hole.",
        device_id="device-4711-abcd",
        account_id="account-0815",
        media_url="http://pictures.example/mine.jpg",
        public_anonymity_required="TRUE",
    )
    for dropped in ("device-4711-abcd", "account-0815", "pictures.example"):
        assert not dump.holds(dropped)
    assert stored().is_anonymous
    assert dump.holds(stored().reference)  # the dump sees the row, so that the others could fail


def test_text_that_nobody_confirmed_is_sealed_marked_and_read_on_its_page_alone(
    sender: Asker, supervisor: Client
) -> None:
    (said,) = sender.report(description="Deep hole by my gate. Call 302-555-0147.")
    request = stored()
    assert request.is_unconfirmed
    assert "Personal details were taken out" in said["service_notice"]
    assert not dump.holds("555-0147")
    queue = supervisor.get("/en/staff/queue/?state=all").content.decode()
    assert request.reference in queue.replace(" ", "")
    assert "Deep hole by my gate" not in queue
    order = supervisor.get(f"/en/staff/requests/{request.reference}/work-order/").content.decode()
    assert "Deep hole by my gate" not in order
    page = supervisor.get(f"/en/staff/requests/{request.reference}/").content.decode()
    assert "Deep hole by my gate" in page
    assert "nobody confirmed what is left" in page
    supervisor.post(f"/en/staff/requests/{request.reference}/confirm/", {"seen": str(request.revision)})
    assert not stored().is_unconfirmed
    assert "Deep hole by my gate" in supervisor.get("/en/staff/queue/?state=all").content.decode()


def test_an_answer_that_was_cut_makes_the_report_unconfirmed_too(sender: Asker) -> None:
    asking.let("pothole", asking.question("where-exactly", Datatype.STRING))
    sender.report(**{"attribute[where-exactly]": "Behind the house, 302-555-0147"})
    assert stored().is_unconfirmed


def test_somebody_in_danger_reads_at_once_whom_to_call(sender: Asker) -> None:
    (said,) = sender.report(description="He threatened to kill me over the parking spot.")
    assert "911" in said["service_notice"]
    (said,) = sender.report(description="Quiero morir", locale="es")
    assert "988" in said["service_notice"]


def test_answers_are_taken_as_each_type_is_written(sender: Asker) -> None:
    asking.let("pothole", *asking.EACH_TYPE)
    sender.report(
        **{
            "attribute[a-string]": "By the gate",
            "attribute[a-number]": "2.5",
            "attribute[a-datetime]": "2026-11-25T03:05:00Z",
            "attribute[a-text]": "Deep.",
            "attribute[a-singlevaluelist]": "dark",
            "attribute[a-multivaluelist][]": ["dark", "flickers"],
            "attribute[fixmystreet_id]": "4711",
            "email": "rosa@example.com",
        }
    )
    kept = answers.full(stored())
    assert kept is not None
    assert kept.given == {
        "a-string": "By the gate",
        "a-number": "2.5",
        "a-datetime": "2026-11-24T22:05",
        "a-text": "Deep.",
        "a-singlevaluelist": "dark",
        "a-multivaluelist": ("dark", "flickers"),
    }


def test_all_that_is_wrong_is_named_at_once_and_nothing_is_stored(sender: Asker) -> None:
    asking.let(
        "pothole",
        asking.question("needed", Datatype.STRING, is_required=True),
        asking.question("how-many", Datatype.NUMBER),
        asking.question("which", Datatype.ONE),
        asking.question("when", Datatype.DATETIME),
    )
    said = sender.report(
        answers=400,
        address_string="1 Nowhere Road",
        description="x" * 4001,
        email="not an address",
        phone="12",
        media=SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg"),
        **{"attribute[how-many]": "many", "attribute[which]": "blue", "attribute[when]": "yesterday"},
    )
    assert {each["code"] for each in said} == {400}
    told = " ".join(each["description"] for each in said)
    for name in ("needed", "how-many", "which", "when", "description", "email", "phone", "media"):
        assert name in told
    assert len(said) == 9
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "sinkhole"}, 404),
        ({"address_string": ""}, 400),
        ({"address_string": "", "lat": "39.7459"}, 400),
        ({"address_string": "", "lat": "north", "long": "west"}, 400),
        ({"address_string": "", "lat": "nan", "long": "inf"}, 400),
        ({"address_string": "", "lat": "0", "long": "0"}, 400),
        ({"jurisdiction_id": "elsewhere.example"}, 404),
        ({"api_key": "made-up"}, 403),
        ({"api_key": ""}, 403),
        ({"api_key": "\N{SNOWMAN}\0"}, 403),
    ],
)
def test_what_is_missing_or_wrong_is_told_with_its_status(
    sender: Asker, fields: dict[str, object], status: int
) -> None:
    (error,) = sender.report(answers=status, **fields)
    assert error["code"] == status
    assert error["description"]
    assert not ServiceRequest.objects.exists()


def test_a_position_becomes_its_block_and_an_address_in_it_the_house(sender: Asker) -> None:
    there = {"lat": "39.7462", "long": "-75.5470"}
    sender.report(address_string="", **there)
    block = stored()
    assert words.place(block) == block.block_label
    block.delete()
    house = f"{block.hundred + 12} {block.street}"
    sender.report(address_string=house, **there)
    assert words.place(stored()) == house
    stored().delete()
    sender.report(address_string="Somewhere a geocoder made up", **there)
    assert words.place(stored()) == block.block_label


def test_of_a_home_and_somebody_anonymous_the_block_alone_is_kept(sender: Asker) -> None:
    lacks = sender.get("services/no-heat")["attributes"][0]
    answer = {f"attribute[{lacks['code']}]": lacks["values"][0]["key"]}
    sender.report(service_code="no-heat", description="No heat since Monday.", **answer)
    assert words.place(stored()) == "1000 block of N Market St"


def test_a_photo_comes_in_without_what_the_camera_wrote(sender: Asker) -> None:
    sender.report(media=photograph(200, 150))
    photo = Photo.objects.select_related("request").get()
    assert photos.read(photo).startswith(b"\xff\xd8")
    assert not photo.is_released


def test_a_form_that_came_in_pieces_is_told_so(sender: Asker) -> None:
    answer = sender.client.post(
        "/open311/v2/requests.json", b"--x\r\nbroken", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in {400, 403}
    many = {f"attribute[a{number}]": "x" for number in range(300)}
    (error,) = sender.report(answers=400, **many)
    assert error["code"] == 400


def test_a_key_that_was_ended_opens_nothing_any_more(
    sender: Asker, row_of_key: Key, members: dict[Role, Member]
) -> None:
    sender.report(description="Deep hole.")
    keys.end(row_of_key.pk, by=members[Role.ADMINISTRATOR])
    (error,) = sender.report(answers=403, description="Deep hole.")
    assert "api_key" in error["description"]


def test_a_key_sends_no_more_than_it_may(sender: Asker, row_of_key: Key) -> None:
    Key.objects.filter(pk=row_of_key.pk).update(most_an_hour=2)
    sender.report(description="One.")
    sender.report(description="Two.")
    answer = sender.sent(service_code="pothole", address_string="1012 N Market St")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_a_report_leaves_no_line_in_the_log(sender: Asker, caplog: pytest.LogCaptureFixture) -> None:
    sender.get("services")
    with caplog.at_level("INFO"):
        caplog.clear()
        sender.report(description="Deep hole.")
        sender.get(f"requests/{stored().reference}")
    assert [record for record in caplog.records if record.name.startswith("commonhall.web")] == []
