"""Tables of 311: the catalogue with its questions, service requests, what happened to them, their keys and photos,
and how many there are.

Ids are random and an anonymous request has a day, no time: order and time would join it to a person
(`docs/claim.md`). Sealed columns carry no statistics and are not compressed (`migrations/`).
"""

from commonhall.service_requests.models.catalogue import Questionnaire as Questionnaire
from commonhall.service_requests.models.catalogue import Service as Service
from commonhall.service_requests.models.me_too import MOST_A_DAY as MOST_A_DAY
from commonhall.service_requests.models.me_too import MeToo as MeToo
from commonhall.service_requests.models.members import KeysOff as KeysOff
from commonhall.service_requests.models.members import SavedView as SavedView
from commonhall.service_requests.models.photos import MOST_PHOTOS as MOST_PHOTOS
from commonhall.service_requests.models.photos import Photo as Photo
from commonhall.service_requests.models.ratings import Rating as Rating
from commonhall.service_requests.models.requests import BY_THE_RESIDENT as BY_THE_RESIDENT
from commonhall.service_requests.models.requests import DUE as DUE
from commonhall.service_requests.models.requests import IS_OPEN as IS_OPEN
from commonhall.service_requests.models.requests import MOST_UNREAD as MOST_UNREAD
from commonhall.service_requests.models.requests import NEVER as NEVER
from commonhall.service_requests.models.requests import STAYS_UNREAD as STAYS_UNREAD
from commonhall.service_requests.models.requests import TELLS_A_CHANGE as TELLS_A_CHANGE
from commonhall.service_requests.models.requests import Channel as Channel
from commonhall.service_requests.models.requests import Event as Event
from commonhall.service_requests.models.requests import ReadMark as ReadMark
from commonhall.service_requests.models.requests import RequestKey as RequestKey
from commonhall.service_requests.models.requests import ServiceRequest as ServiceRequest
from commonhall.service_requests.models.requests import ServiceRequests as ServiceRequests
from commonhall.service_requests.models.tallies import Tally as Tally
from commonhall.service_requests.models.words import WordsBlock0 as WordsBlock0
from commonhall.service_requests.models.words import WordsBlock1 as WordsBlock1
from commonhall.service_requests.models.words import WordsChange as WordsChange
from commonhall.service_requests.models.words import WordsEpoch as WordsEpoch
from commonhall.service_requests.models.words import WordsEpochKey as WordsEpochKey
