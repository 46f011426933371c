"""Questions for tests, with less effort than the screens take."""

from commonhall.calendar.tables import Text
from commonhall.service_requests import questions
from commonhall.service_requests.models import Questionnaire, Service
from commonhall.service_requests.questions import FROM_A_LIST, Datatype, Question, Value

LAMPS = (
    Value(key="dark", name=Text({"en": "It is dark", "es": "Está apagada"})),
    Value(key="flickers", name=Text({"en": "It flickers", "es": "Parpadea"})),
)


def question(code: str, datatype: Datatype, **more: object) -> Question:
    """A question of that type, with why it is asked."""
    return Question(
        code=code,
        datatype=datatype,
        text=Text({"en": f"What about {code}?", "es": f"¿Y {code}?"}),
        why=Text({"en": f"Because of {code}.", "es": f"Por {code}."}),
        values=LAMPS if datatype in FROM_A_LIST else (),
        **more,  # type: ignore[arg-type]
    )


EACH_TYPE = tuple(question(f"a-{datatype}", datatype) for datatype in Datatype)


def let(service: str, *asked: Question) -> Questionnaire:
    """Let a service ask these from now on."""
    questions.write(Service.objects.get(pk=service), asked)
    current = questions.current(service)
    assert current is not None
    return current
