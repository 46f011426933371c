"""What handing over a message may end in, whatever the way out."""

from commonhall.errors import CommonhallError
from commonhall.messaging.models import Message


class NotTaken(CommonhallError):
    """The other side did not take this message. `is_for_good`: trying again is of no use."""

    def __init__(self, problem: Message.Problem, *, is_for_good: bool) -> None:
        super().__init__(str(problem.label))
        self.problem = problem
        self.is_for_good = is_for_good


class Unreachable(CommonhallError):
    """There is nobody, or nothing at all is taken now."""


class Uncertain(CommonhallError):
    """The connection broke after the message was given and before the answer came: perhaps it was taken."""
