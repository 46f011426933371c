"""What can go wrong in a way a person can act on. Everything else reaches the log.

CommonhallError
├── Refused   change something and try again; the message says what
└── NotNow    wait and try again; jobs retry on this one alone
"""


class CommonhallError(Exception):
    """The message is shown to a person: what is wrong and what to do, without personal data."""


class Refused(CommonhallError):
    """What was asked cannot be done as it stands; its message names the change that makes it possible."""


class NotNow(CommonhallError):
    """What was asked can be done later, as it is."""
