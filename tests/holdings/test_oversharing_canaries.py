"""What a thief looks for: names behind a cue, telephone numbers and addresses of mail never stay in a stripped text."""

from itertools import product

import pytest

from commonhall.holdings import oversharing

# Invented; among them names that are words, places or months too, and such as no list of given names has.
NAMES = (
    "Zephyrine Quackenbush", "Thaddeus Oglethorpe", "Rosa Marin", "James Green", "Anna Hill", "Mary White",
    "Marcus Day", "Latoya Washington", "Nguyen Van Tran", "María José Núñez", "Xóchitl Ibarra",
    "O'Brien Fitzgerald", "Wei Zhang", "Mary Ann Smith-Jones", "Søren Kjær", "Grace Kim", "Mark Best",
    "Will Long", "May Brown", "Dolores Fuentes", "Jesus Cruz", "Rose Banks", "Pat O'Doe", "José de la Cruz",
    "Ana del Valle", "Ludwig van der Berg", "Virginia Woods", "Summer Winters", "Harper Lee",
    "Mason Carter", "Tyrone Jackson", "Fatima Al Hassan", "Kwame Mensah",
)  # fmt: skip
CUES = (
    "My name is {}.", "my name is {} and I live here", "my neighbor {} is loud", "My neighbor, {}, is loud",
    "Neighbor {} blocks the alley", "The owner {} refuses.", "owner is {}", "Mr. {} is loud", "Mrs. {}",
    "Ms. {} and a dog", "Dr. {} parks here", "I spoke with {} at noon", "signed {}", "Dark. Signed, {}",
    "Signed: {}", "Name: {}", "Thanks, {}", "Me llamo {}", "mi nombre es {}.", "El vecino {} grita",
    "la vecina {}", "Sr. {}", "La Sra. {} vive aquí",
)  # fmt: skip
IN_ONE_CASE = ("my name is {}", "mr. {} is loud", "me llamo {}", "mi nombre es {} y vivo aquí")
GIVEN = ("Rosa", "Juan", "Keisha", "Dmitri", "Guadalupe", "Priya")
SURNAMES = ("Quackenbush", "Green", "Ibarra", "Kjær", "Smith-Jones", "O'Doe")
PHONES = (
    "302-555-0147", "(302) 555-0147", "302.555.0147", "3025550147", "+1 302 555 0147", "1-302-555-0147",
    "302 555-0147", "302/555-0147", "(302)555-0147", "555-0147", "３０２５５５０１４７", "302\u00a0555\u00a00147",
    "302\u2011555\u20110147",
)  # fmt: skip
MAILS = (
    "zephyrine@mail.example",
    "zq.quack+311@city-mail.example.com",
    "zephyrine at example dot com",
    "z@gmail.com",
)
AROUND = (
    "{}",
    "call {} now",
    "Dark.{}",
    "call{}please",
    "dark ({}), since May",
    "oscuro\n{}\ngracias",
    "“{}”",
    "DARK {}!",
)


def words_left(name: str, text: str) -> set[str]:
    """The words of a name that a text still has; particles of two or three letters tell nobody apart."""
    plain = oversharing.remove(text).text
    return {word for word in name.split() if len(word) > 3 and word.lower() in plain.lower()}


@pytest.mark.parametrize("cue", CUES)
def test_a_name_behind_a_cue_is_taken_out(cue: str) -> None:
    assert {name: left for name in NAMES if (left := words_left(name, cue.format(name)))} == {}


@pytest.mark.parametrize("cue", IN_ONE_CASE)
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_a_name_behind_a_sure_cue_is_taken_out_in_any_case(cue: str, change: type[str]) -> None:
    two_words = [name for name in NAMES if name.count(" ") == 1]
    left = {name: words_left(name, change(cue.format(name))) for name in two_words}
    assert {name: words for name, words in left.items() if words} == {}


def test_a_given_name_and_another_word_are_taken_out() -> None:
    names = [f"{given} {surname}" for given, surname in product(GIVEN, SURNAMES)]
    assert {name: left for name in names if (left := words_left(name, f"Dark, and {name} fell here."))} == {}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("phone", PHONES)
def test_a_telephone_number_is_taken_out_wherever_it_stands(phone: str, around: str) -> None:
    assert phone[-4:] not in oversharing.remove(around.format(phone)).text


@pytest.mark.parametrize("around", [around for around in AROUND if "call{}" not in around])
@pytest.mark.parametrize("mail", MAILS)
def test_an_address_of_mail_is_taken_out_wherever_it_stands(mail: str, around: str) -> None:
    assert mail[:3] not in oversharing.remove(around.format(mail)).text
