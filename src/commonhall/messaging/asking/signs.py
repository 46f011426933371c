"""Signs that look like a Latin letter or a figure, and letters that stand for each other in "p4ssw0rd".

The first table is taken from Unicode's confusables.txt (UTS #39, Unicode License V3): single signs that look like one
letter or figure and that compatibility normalization leaves as they are; small capitals and a few Cyrillic and Greek
letters that people use so were added.
"""

import unicodedata
from functools import lru_cache

from commonhall.holdings.oversharing.table import TABLE

# fmt: off
_LOOKS_LIKE = {
    "2": "ƧϨᒿꙄꛯꝚ",
    "3": "ƷȜЗӠⳌꝪꞫ𑣊𖼻𝈆",
    "4": "Ꮞ𑢯",
    "5": "Ƽ𑢻",
    "6": "бᏮⳒ𑣕",
    "7": "𐓒𑣆𝈒",
    "8": "Ȣȣ৪੪ଃ𐌚",
    "9": "৭੧୨൭ⳊꝮ𑢬𑣌𑣖",
    "a": "ɑΑαАаᎪᗅᴀ∀⍺ꓮ𐊠𖽀𝚨𝛂𝛢𝛼𝜜𝜶𝝖𝝰𝞐𝞪",
    "b": "ƄʙΒβВЬвᏏᏴᑲᖯᗷꓐꞴ𐊂𐊡𐌁𝚩𝛣𝜝𝝗𝞑",
    "c": "¢©ϲϹСсᏟᴄⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜𑣩𑣲🝌",
    "d": "ԁᎠᏧᑯᗞᗪᴅ∂ꓒꓓ",
    "e": "ɛΕЕеэєҽᎬᴇ€℮⋿ⴹꓰꬲ𐊆𑢦𑢮𝚬𝛦𝜠𝝚𝞔",
    "f": "ϜϝғքᖴẝꓝꞘꞙꬵ𐊇𐊥𐔥𑢢𑣂𝈓𝟊",
    "g": "ƍɡɢԌցᏀᏳᶃꓖ",
    "h": "ʜΗНнһհᎻᏂᕼⲎꓧ𐋏𝚮𝛨𝜢𝝜𝞖",
    "i": "¡ıɩɪιіӏᎥι⍳ꙇꭵ𑣃𝚤𝛊𝜄𝜾𝝸𝞲",
    "j": "ͿϳЈјᎫᒍᴊꓙꞲ",
    "k": "ĸΚκКкᏦᛕᴋⲔꓗ𐔘𝚱𝛫𝜥𝝟𝞙",
    "l": "£ƖǀʟΙІӀ۱Ꮮᒪᛁ∣⏽ⲒⳐⵏꓡꓲ￨𐊊𐌉𐌠𐐛𐔦𑢣𑢲𖼖𖼨𝈪𝚰𝛪𝜤𝝞𝞘",
    "m": "ΜϺМмᎷᗰᛖᴍⲘꓟ𐊰𐌑𝚳𝛭𝜧𝝡𝞛",
    "n": "ɴΝηпոռⲚꓠ𐔓𝚴𝛮𝜨𝝢𝞜",
    "o": "ΟοσОоөՕօ۵०০੦૦ଠ୦௦ం౦ಂ೦ംഠ൦ං๐໐ဝ၀ჿዐᴏᴑⲞⲟⵔ〇ꓳꬽ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑓐𑢵𑣈𑣗𑣠𝚶𝛐𝛔𝛰𝜊𝜎𝜪𝝄𝝈𝝤𝝾𝞂𝞞𝞸𝞼",
    "p": "ΡρϱРрᏢᑭᴘ⍴Ⲣⲣꓑ𐊕𝚸𝛒𝛠𝛲𝜌𝜚𝜬𝝆𝝔𝝦𝞀𝞎𝞠𝞺𝟈",
    "q": "ԛգզⵕ",
    "r": "ƦʀгяᎡᏒᖇᴦⲅꓣꭇꭈꮁ𐒴𖼵𝈖",
    "s": "ƽЅѕՏᏕᏚꓢꜱꮪ𐊖𐐠𐑈𑣁𖼺",
    "t": "ΤτТтᎢᴛ⊤⟙Ⲧꓔ𐊗𐊱𐌕𑢼𖼊𝚻𝛵𝜯𝝩𝞣🝨",
    "u": "ʋυцՍսሀᑌᴜ∪⋃ꓴꞟꭎꭒ𐓎𐓶𑢸𑣘𖽂𝛖𝜐𝝊𝞄𝞾",
    "v": "νѴѵ۷Ꮩᐯᴠ∨⋁ⴸꓦꛟꮩ𐔝𑜆𑢠𑣀𖼈𝈍𝛎𝜈𝝂𝝼𝞶",
    "w": "ɯωшѡԜԝաᎳᏔᴡꓪꮃ𑜊𑜎𑜏𑣦𑣯",
    "x": "×ΧХхᕁᕽ᙭᙮ᚷ╳⤫⤬⨯ⲬⵝꓫꞳ𐊐𐊴𐌗𐌢𐔧𑣬𝚾𝛸𝜲𝝬𝞦",
    "y": "¥ɣʏΥγϒУуҮүყᎩᎽᶌỿℽⲨꓬꭚ𐊲𑢤𑣜𖽃𝚼𝛄𝛶𝛾𝜰𝜸𝝪𝝲𝞤𝞬",
    "z": "ΖᏃᴢꓜꮓ𐋵𑢩𑣄𑣥𝚭𝛧𝜡𝝛𝞕",}
# fmt: on
_LETTERS = {sign: letter for letter, signs in _LOOKS_LIKE.items() for sign in signs}
_ALPHABETS = (0x1F150, 0x1F170, 0x1F1E6)  # white in a black circle, in a black square, regional indicators
_LETTERS |= {chr(first + at): chr(ord("a") + at) for first in _ALPHABETS for at in range(26)}
_UNSEEN = {"Mn", "Me", "Cf", "Cc", "Co", "Cs", "Cn"}
_BLANKS = {"□", "☐", "▢", "◻", "⬜", "＿", "￣"}
NARROW = "\x1a"  # a space so thin that letters on its sides are of one word
_NARROW = {"\u2006", "\u2008", "\u2009", "\u200a", "\u202f"}
_KEPT = {"\n", " ", "…", "¿", "¡"}
_LEET = str.maketrans("0134578@$!|+l", "oieastbasiiti")


@lru_cache(maxsize=4096)
def fold(sign: str) -> str:
    """What a sign is read as, in lower case: П is n, é is e, ４ is 4, a zero-width space is nothing."""
    if sign in _KEPT:
        return sign
    if sign in _BLANKS:
        return "___"
    if sign in {"\u2028", "\u2029", "\r", "\v", "\f", "\x85"}:
        return "\n"
    if sign == "\t":
        return " "
    if sign in _NARROW:
        return NARROW
    if sign in _LETTERS:
        return _LETTERS[sign]
    sign = TABLE.folding.signs.get(sign, sign)
    kept = [part for part in unicodedata.normalize("NFKD", sign) if unicodedata.category(part) not in _UNSEEN]
    return "".join(_LETTERS.get(part, TABLE.folding.signs.get(part, part)) for part in kept).lower()


def skeleton(word: str) -> str:
    """One spelling for all that look the same: "P1N", "PlN" and "pin" are "pin"."""
    return word.translate(_LEET)
