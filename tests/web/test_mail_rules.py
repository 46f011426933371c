"""Which lines of a Postfix configuration break a promise: the shipped one has none, each change for the worse one."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.web import mail_rules
from commonhall.web.beside import Break, Unreadable
from tests.settings import PROJECT

SHIPPED = PROJECT / "deploy/postfix"
# What somebody writes in place of a line. An empty text takes the line out.
WORSE = {
    "main.cf": {
        "maillog_file = /dev/stdout": ["maillog_file = /var/log/mail.log", ""],
        "maximal_queue_lifetime = 1d": ["maximal_queue_lifetime = 5", ""],
        "bounce_queue_lifetime = 1d": ["bounce_queue_lifetime = 48h", ""],
        "address_verify_map =": [""],
        "always_bcc =": ["always_bcc = archive@311.example.gov"],
        "notify_classes = resource, software": ["notify_classes = bounce, resource"],
        "debug_peer_list =": [
            "debug_peer_list = mail.example",
            "header_checks = regexp:{folder}/checks",
            "smtp_tls_loglevel = 3",
        ],
        "smtp_tls_security_level = may": ["", "smtp_tls_security_level = none"],
        "smtpd_tls_security_level = may": [""],
    },
    "master.cf": {
        "-  smtpd": ["-  smtpd -v", "-  smtpd -o always_bcc=archive@311.example.gov"],
        "receive-mail": ["receive-mail ${recipient}", "receive-mail -f $sender"],
    },
    "log.sed": {
        "\\2 \\3: \\5 \\4/p": ["\\2 \\3: \\5 \\4 &/p"],
        "\nb\n": ["\np\n"],
    },
}
CASES = [
    (file, line, instead)
    for file, lines in WORSE.items()
    for line, changes in lines.items()
    for instead in changes
]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the shipped configuration; its main.cf."""
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    (tmp_path / "checks").write_text("# all\n/^Received:/ IGNORE\n/^Subject:/ WARN\n")
    return tmp_path / "main.cf"


def breaks(main: Path) -> tuple[Break, ...]:
    return mail_rules.look(main).breaks


def test_the_shipped_configuration_breaks_no_promise(own: Path) -> None:
    looked = mail_rules.look(own)
    assert (looked.breaks, looked.count > 50) == ((), True)


@pytest.mark.parametrize(("file", "line", "instead"), CASES)
def test_a_change_for_the_worse_is_found_and_its_place_named(
    own: Path, file: str, line: str, instead: str
) -> None:
    changed = own.with_name(file)
    text = changed.read_text("utf-8")
    before, found, after = text.partition(line)
    assert found
    changed.write_text(before + instead.replace("{folder}", str(own.parent)) + after, "utf-8")
    [broken] = breaks(own)
    is_copy = "bcc" in instead or "notify" in instead
    assert broken.promise == ("purpose.share-less" if is_copy else "purpose.protect")
    assert broken.place.startswith(str(changed))
    if file == "main.cf" and instead:
        assert broken.place == f"{own}:{before.count(chr(10)) + 1}"


def test_without_its_filter_nothing_takes_names_out_of_the_log(own: Path) -> None:
    own.with_name("log.sed").unlink()
    assert [each.how for each in breaks(own)] == ["is not there, so that nothing takes names out of the log"]


def test_the_filter_that_is_judged_can_run_nothing(own: Path) -> None:
    own.with_name("log.sed").write_text(f"e touch {own.parent}/ran\n")
    with pytest.raises(Unreadable, match=r"log\.sed"):
        breaks(own)
    assert not (own.parent / "ran").exists()


def test_headers_may_be_left_out_quietly_and_the_last_of_two_settings_holds(own: Path) -> None:
    (own.parent / "checks").write_text("/^Received:/ IGNORE\n")
    with own.open("a") as more:
        more.write(
            f"header_checks =\n    regexp:{own.parent}/checks\n"
            "maximal_queue_lifetime = 9d\nmaximal_queue_lifetime = 12h\n"
        )
    assert breaks(own) == ()


@pytest.mark.parametrize("wrong", ["maximal_queue_lifetime = soon", "a line without a sign"])
def test_what_postfix_would_not_read_is_refused_with_its_place(own: Path, wrong: str) -> None:
    own.write_text(f"{wrong}\n")
    with pytest.raises(Unreadable, match=rf"{own}:1 "):
        breaks(own)


@given(text=st.text(st.sampled_from("ab =#\n\t,$-v/")))
def test_any_text_is_judged_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    main = tmp_path_factory.mktemp("postfix") / "main.cf"
    main.write_text(text)
    main.with_name("master.cf").write_text(text)
    with suppress(Unreadable):
        assert breaks(main)
