"""How mail programs and offices word what is not the sender's own, in English and in Spanish."""

import re

_SIGNS = re.compile(r"[*\u200e\u200f\u202a-\u202e]")  # bold in plain text, and marks of direction


def plain(line: str) -> str:
    """A line as these wordings are sought in it: without quote marks' white space, emphasis, unseen signs."""
    if line.isspace():
        return ""
    return _SIGNS.sub("", line[:400]).replace("\xa0", " ").replace("\u202f", " ").strip()


# "On …, … wrote:" may be broken over up to four lines; a day, a time or an address has to stand in it.
BEGINS_ATTRIBUTION = re.compile(r"(?:On|El|Le|Am|Em|Il)\b.{0,300}", re.I)
ENDS_ATTRIBUTION = re.compile(r"(?:wrote|writes|escribi[óo]|a écrit|schrieb|escreveu|ha scritto)\s*:$", re.I)
SAYS_WHEN_OR_WHO = re.compile(
    r"\d{1,2}[:.]\d\d|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\b(?:19|20)\d\d\b|\S@\S", re.I
)
# Without "On": "Ann Lee <ann@example.com> wrote:", "2026-11-03 9:14 GMT-05:00 City <…>:"
ATTRIBUTION_BY_NAME = re.compile(r".{0,120}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|writes|escribi[óo])?\s*:$", re.I)

ORIGINAL = re.compile(
    r"[-=_\s]{2,}+(?:original (?:message|appointment)|mensaje original|reply message|"
    r"message d'origine|ursprüngliche nachricht)\s*[-=_\s]{2,}$",
    re.I,
)
FORWARDED = re.compile(
    r"(?:[-=_\s]{2,}+(?:forwarded (?:message|by .{1,80})|mensaje reenviado|"
    r"reenviado por .{1,80})\s*[-=_\s]{2,}|"
    r"begin forwarded message:|inicio del mensaje reenviado:)$",
    re.I,
)
RULE = re.compile(r"_{10,}$|-{30,}$|={30,}$")
REPLY_ABOVE = re.compile(
    r"[#\s*=_-]*(?:please )?(?:type|write|enter|reply|responda|escriba)[\w\s]{0,30}"
    r"(?:above|arriba de|encima de|por encima de)[\w\s]{0,12}(?:this|esta|la)[\w\s]{0,6}(?:line|"
    r"línea)[#\s*=_.:-]*$",
    re.I,
)
# A head of history: a first line, then at least two of the others, within seven lines.
HEAD_FIRST = re.compile(r"(?:from|de|desde)\s*:\s*\S", re.I)
HEAD_OTHER = re.compile(
    r"(?P<name>sent|date|to|cc|subject|reply-to|importance|"
    r"enviado(?: el)?|enviada(?: el)?|fecha|para|a|asunto|importancia)\s*:(?:\s|$)",
    re.I,
)

SIGNATURE = re.compile(r"--$|—$")
FOOTER = re.compile(
    r"(?:"
    r"(?:sent|enviado|envoyé) (?:from|via|using|with|desde|con|de) (?:my|mi|the|un|una)?\s?"
    r"[\w +.'/-]{0,40}(?:iphone|ipad|ios|android|blackberry|galaxy|smartphone|phone|mobile|móvil|celular|"
    r"teléfono|"
    r"device|dispositivo|tablet|samsung|yahoo|aol|outlook|gmail|mail|correo|windows|hotmail|tmobile|t-mobile|"
    r"verizon|at&t|xfinity|proton|motorola|pixel|huawei|xiaomi|moto)\b[\w ,.&+/®™-]{0,60}(?:\W{0,2}(?:https?|"
    r"www)\S*)?"
    r"|(?:get|obtener|obtén|descargar|consigue) (?:outlook|bluemail|yahoo mail|aol|spark|k-9)\b.{0,90}"
    r"|(?:sent|enviado) (?:from|desde) (?:el |la )?(?:app|aplicación|yahoo|aol|outlook|mail|correo|"
    r"gmail)\b.{0,90}"
    r"|(?:yahoo mail|aol):? ?(?:search, organize|get the new|conquista).{0,90}"
    r"|(?:virus-free|libre de virus|sin virus)\.?\s?(?:<?https?|www|$).{0,120}"
    r"|(?:this email has been checked for viruses by|"
    r"este correo electrónico ha sido comprobado en busca de virus).{0,80}"
    r"|please excuse (?:any |my )?(?:typos|brevity|spelling).{0,80}"
    r"|disculpe (?:los errores|la brevedad).{0,80}"
    r")$",
    re.I,
)

DISCLAIMER = re.compile(
    r"(?:\W{0,4}(?:confidentiality|privacy|legal|privileged)\b[\w /&,-]{0,40}(?:notice|statement|disclaimer|"
    r"warning)\b"
    r"|\W{0,4}(?:notice|disclaimer|warning|aviso|nota)\s*(?:of|de)?\s*(?:legal|confidentiality|"
    r"confidencialidad|privacidad)?\s*:"
    r"|\W{0,4}(?:aviso|nota|cláusula|advertencia)\s(?:legal|de (?:confidencialidad|privacidad))\b"
    r"|\W{0,4}(?:the |this |la |el |este |esta )?(?:information|e-?mail|message|transmission|communication|"
    r"content|"
    r"información|mensaje|correo|comunicación|contenido)s?\b.{0,160}\b(?:confidential|privileged|intended|"
    r"confidencial(?:es)?|destinatari[oa]s?|exclusiv[oa](?:mente)?)\b"
    r"|\W{0,4}if you (?:are not|have received|received) .{0,60}(?:recipient|error|mistake)"
    r"|\W{0,4}si (?:usted )?(?:no es el|ha recibido|recibió|recibe) .{0,60}(?:destinatario|error)"
    r"|\W{0,4}(?:please )?(?:consider|think of) the environment"
    r"|\W{0,4}antes de imprimir\b"
    r"|\W{0,4}(?:think|piense) before you print"
    r"|\W{0,4}(?:all |any )?e-?mails? (?:sent )?(?:to (?:and|or|from)|correspondence).{0,120}"
    r"(?:public records|monitored|disclosure))",
    re.I | re.S,
)
GOES_ON = re.compile(
    r"intended recipient|unauthori[sz]ed|prohibited|virus|delete (?:it|this)|privileged|liab(?:le|ility)|"
    r"destinatario|no autorizad|prohibid|elimin(?:e|arlo)|bórr?e|confidencial|medio ambiente|environment",
    re.I,
)

FAREWELL = re.compile(
    r"(?:(?:kind|best|warm|many|with)?\s?(?:regards|wishes|thanks)|sincerely(?: yours)?|yours (?:truly|"
    r"sincerely|faithfully)|"
    r"best|cheers|respectfully|thank you|thanks(?: again| so much)?|"
    r"(?:un )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|atentamente|cordialmente|(?:muchas )?gracias|"
    r"un abrazo|atte)[,.!]?$",
    re.I,
)
POSTSCRIPT = re.compile(r"p\.?\s?[sd]\.?\b\s?\.?[:\s]", re.I)
REACHES = re.compile(
    r"\b(?:tel|phone|cell|mobile|fax|office|direct|tel[ée]fono|celular|m[óo]vil|oficina|"
    r"[tmofp])\s?[.:]\s?[+(]?\d|"
    r"https?://|www\.|\S@\S+\.\w|\s[|•]\s|\b(?:inc|llc|ltd|corp|s\.a)\b\.?",
    re.I,
)
