"""How words are told in spite of letters that were changed, left out, doubled, run together or torn apart."""

from functools import lru_cache

from commonhall.messaging.asking.signs import skeleton
from commonhall.messaging.asking.terms import CARRIED, HARMLESS, QUESTIONS, TERMS
from commonhall.messaging.asking.wording import WORDING, words_of

MOST_PIECES = 5
_SHORTEST_MISSPELT = 6
_LONGEST = 16
_DEAREST = 10_000

# Words that a reader does not take for the key word beside them.
_OTHER_WORDS = frozenset(
    """center centers replay replays conform conforms providing provides provided confirms submits wealth stealth cared
    birch berth births berths passports passwords licensed licensee licenser licensing licences license accounted
    numbered lumber slumber cumber secured securely securities socially socials sociable digit digits credits debits
    cards carts banks banking blank blanks cuentan cuento cuentos cuenca tarjetero nombre nombres seguros segura
    seguras numeros claves clavos llaves llave nacimientos naciente fechas codigos estados estadio estatua estatal
    verifies verifier verified confirmed confirmado confirmada enviado enviada enviados enviamos escribir escribimos
    ingresos ingreso ingresa ingresar introduce confirma confirman confirmo verifica verifican proporciona status
    statues stature statutes enterprise entered enters entering hospital social societal shared shares sender senders
    escribio ingreso mando proporciono confirmo verifico compartio respondio contesto dijo dio pidio recibio actualizo
    remitio adjunto subio entrego mandado escrito ingresado valid verifies
    center renter tenter update updates updated upload uploads uploaded uploader entre entrar entregas entrega
    respond responds responder respondio response contesta contestar medical medicals medica medico medicos
    routine pouting routings citizens citizen citizenry immigrant immigrants immigrate inmigrante inmigrantes
    identify identified identity verdad salud saludo saludos records recorded recorder billing number numbers
    cancel parcel photos photo copies coping coder codes coded corder border order bolder
    accounts account account's passport password secure security securing complete completed completes
    public republic banker bankers bancos bancaria bancario bancarios letters latter better
    detail details birthday birthdays birthdate dates dated rates fates gates mates verify very every
    include includes included incline indicate indicates indicated indica indican indico
    enviar envia envian envio envios send sends fender lender tender gender vender vendor mender render
    """.split()
)
_COMMON = frozenset(
    """the and for with this that here now not are was has have had will can our of to in on at by or so if it is be we us
    me my you your ur please el la los las de del en con por para su sus tu tus que se al lo le un una y es no si nos mi
    before after from back below following number numbers today page link email mail message reply code full name
    numero numeros correo mensaje hoy favor abajo siguiente""".split()
)
_TOLD = frozenset(
    """ssn itin nss social security seguro seguridad card cvv cvc tarjeta bank banco account routing iban cuenta bancaria
    password passcode pwd contrasena clave pin nip otp code codigo license licence licencia passport pasaporte birth
    dob birthday birthdate nacimiento diagnosis medicare medicaid citizenship immigration ciudadania migratorio
    credentials credenciales""".split()
)  # of a row without spaces one word has to be among these
_KEYS = words_of([*TERMS.values(), *CARRIED.values(), *QUESTIONS.values()])
_VOCABULARY = _KEYS | words_of([HARMLESS, *WORDING.values()])
_SPLITTABLE = frozenset(word for word in _VOCABULARY | _COMMON if len(word) > 1)
_SKELETONS = {skeleton(word): word for word in sorted(_VOCABULARY) if word.isalpha() and len(word) > 2}
_TORN = frozenset(word for word in _KEYS if len(word) > 5) - {
    "signin", "login", "logon", "username", "userid"
}  # fmt: skip
_BEGINNINGS = frozenset(word[:length] for word in _TORN for length in range(1, len(word)))


def _shortened(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


_MISSPELT: dict[str, str] = {}
for _key in sorted(word for word in _VOCABULARY if len(word) >= _SHORTEST_MISSPELT):
    for _short in _shortened(_key):
        _MISSPELT.setdefault(_short, _key)

_SWAPPED = {
    word[:at] + word[at + 1] + word[at] + word[at + 2 :]: word
    for word in _TOLD
    if len(word) < _SHORTEST_MISSPELT
    for at in range(1, len(word) - 1)
}


@lru_cache(maxsize=8192)
def respell(word: str) -> tuple[str, ...]:
    """The word or words of the vocabulary that a reader takes this for; the word itself when there is none."""
    if word in _VOCABULARY or word in _OTHER_WORDS or word in _COMMON or word.isdigit():
        return (word,)
    if len(word) > 40:
        return (word,)
    bare = skeleton(word.replace("*", ""))
    if found := _SKELETONS.get(bare):
        return (found,)
    if (single := _single(bare)) != bare and (found := _SKELETONS.get(single)):
        return (found,)
    if len(word) > _SHORTEST_MISSPELT and (parts := split(word)) and len(parts) > 1 and _is_told(parts):
        return parts
    if found := _misspelt(word) or _misspelt(bare):
        return (found,)
    return (word,)


def _single(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if at == 0 or word[at - 1] != letter)


def _is_told(parts: tuple[str, ...]) -> bool:
    return all(part in _SPLITTABLE for part in parts) and any(part in _TOLD for part in parts)


def _misspelt(word: str) -> str:
    """A word of the vocabulary that is one letter away: left out, put in, changed, or two that changed places."""
    if len(word) < _SHORTEST_MISSPELT - 1 or not word.isalpha():
        return ""
    if len(word) < _SHORTEST_MISSPELT:
        return _SWAPPED.get(word, "")
    if word in _MISSPELT:
        return _MISSPELT[word]
    for short in _shortened(word):
        if short in _VOCABULARY and len(short) >= _SHORTEST_MISSPELT:
            return short
    for short in _shortened(word):
        key = _MISSPELT.get(short)
        if key is not None and len(key) == len(word) and _is_one_change(word, key):
            return key
    return ""


def _is_one_change(word: str, key: str) -> bool:
    different = [at for at in range(len(word)) if word[at] != key[at]]
    if len(different) == 1:
        return True
    if len(different) != 2:  # noqa: PLR2004 - two that changed places
        return False
    first, second = different
    return word[first] == key[second] and word[second] == key[first]


def pieces(tokens: list[str]) -> int:
    """How many of these words make one of the key words together, such as "pass word"; 0 for none."""
    if tokens[0] not in _BEGINNINGS:
        return 0
    whole = tokens[0]
    for count, token in enumerate(tokens[1:], start=2):
        whole += token
        if whole in _TORN:
            return count
        if whole not in _BEGINNINGS:
            return 0
    return 0


@lru_cache(maxsize=1024)
def split(letters: str) -> tuple[str, ...]:
    """Cut a row of letters into known words with as few letters as can be left over."""
    bare = skeleton(letters)
    best: list[tuple[int, int, str]] = [(0, 0, "")]  # cost, where the word begins, the word
    for end in range(1, len(letters) + 1):
        choice = (best[end - 1][0] + 30, end - 1, letters[end - 1])
        for start in range(max(0, end - _LONGEST), end - 1):
            cost = best[start][0] + 10 - min(end - start, 9)
            if cost < choice[0]:
                word = _known(letters[start:end], bare[start:end])
                if word:
                    choice = (cost, start, word)
        best.append(choice)
    return _walk_back(best, letters)


def _known(written: str, bare: str) -> str:
    return written if written in _SPLITTABLE or _SKELETONS.get(bare) in _SPLITTABLE else ""


def _walk_back(best: list[tuple[int, int, str]], letters: str) -> tuple[str, ...]:
    parts: list[str] = []
    end, unknown = len(letters), ""
    while end:
        start = best[end][1]
        if end - start == 1:
            unknown = letters[start:end] + unknown
        else:
            if unknown:
                parts.append(unknown)
                unknown = ""
            parts.append(letters[start:end])
        end = start
    if unknown:
        parts.append(unknown)
    return tuple(reversed(parts))
