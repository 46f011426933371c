"""Nothing is shown in English alone."""

import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Message

from tools import messages

PROJECT = Path(__file__).parents[2]


def _found(source: Path) -> set[tuple[str | tuple[str, ...], str | None]]:
    return {(found.id, found.context) for found in messages.texts(source)}


def test_every_text_has_its_spanish() -> None:
    command = [sys.executable, PROJECT / "tools/messages.py", "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_texts_of_a_template_are_found(tmp_path: Path) -> None:
    page = tmp_path / "room/templates/room/page.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        '  <p title="{% translate \'Reported\' %}">{% translate "May" context "month" %}\n'
        "{% blocktranslate trimmed count found=n %}\n  {{ found }} service\n{% plural %}\n  {{ found }} services\n"
        '{% endblocktranslate %} 100 % {{ name|default:_("nobody") }}'
    )
    assert _found(tmp_path) == {
        ("Reported", None),
        ("May", "month"),
        (("%(found)s service", "%(found)s services"), None),
        ("nobody", None),
    }


def test_texts_of_python_are_found(tmp_path: Path) -> None:
    (tmp_path / "states.py").write_text(
        'NEW = _("New")\nLATE = ngettext_lazy("a day", "%(days)d days", "days")\nX = pgettext("format", "D")\n'
    )
    assert _found(tmp_path) == {("New", None), (("a day", "%(days)d days"), None), ("D", "format")}


def test_a_text_without_spanish_is_named() -> None:
    assert list(messages.complaints(Message("Sent", locations=[("sent.html", 0)]))) == [
        "sent.html: “Sent” has no Spanish."
    ]


def test_a_doubtful_translation_counts_as_none() -> None:
    assert list(messages.complaints(Message("Sent", "Enviado", flags=["fuzzy"])))


def test_a_plural_needs_both_of_its_forms() -> None:
    assert list(messages.complaints(Message(("%(n)d day", "%(n)d days"), ("%(n)d día", ""))))


def test_a_lost_placeholder_is_named() -> None:
    [complaint] = messages.complaints(Message("By %(day)s", "Para el día"))
    assert complaint.endswith("the Spanish lost %(day)s.")


def test_a_placeholder_that_english_has_not_is_named() -> None:
    [complaint] = messages.complaints(Message("By then", "Para el %(día)s"))
    assert "%(día)s, which the English does not" in complaint
