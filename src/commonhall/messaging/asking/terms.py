"""The words for confidential data, English and Spanish, and the words that only look like them.

Phrases are in small letters without accents, parted by commas; "(a|b|)" stands for each of its parts, or for none.
The longest phrase at a place wins, which is why "license plate" is no license.
"""

from commonhall.messaging.asking.asks import Confidential

_SIGN = "(number|numbers|no|num|nr|digits|)"

TERMS = {
    Confidential.SSN: f"""
        ssn, ssns , ss number, ss no, soc sec, (social|soc) (security|sec) {_SIGN}, social (number|no|digits),
        (your|ur|yr|the|his|her) (full|entire|whole|complete|) (social|soc), of social,
        last (four|4|0) (digits|numbers|) of (your|ur|the|) (social|ssn|soc), social please, sosh, itin, itins, tin,
        taxpayer (id|identification) {_SIGN}, tax (id|identification) {_SIGN}, individual taxpayer number, nine digit social,
        (full|entire|whole) social, seguro social, seguridad social, numero de (seguro|seguridad|social|ssn|nss), nss,
        (numero|num|no|nro|n) (de|del|) (seguro|seguridad|seg) social, (ultimos|cuatro) digitos (de|del) (su|tu|el|) (seguro|social|ssn),
        su social, tu social, seg social, seguro soc, numero de seg social, num de seguro social, numero social, (ultimos|los) (0|cuatro) (digitos|numeros|) (de|del) (su|tu) seguro, numero (de|del) contribuyente, identificacion (del|de) contribuyente,
        numero de identificacion (fiscal|tributaria|personal del contribuyente), social security""",
    Confidential.CARD: f"""
        (credit|debit|bank|payment|visa|mastercard|amex|atm|prepaid|ebt|snap) card (number|numbers|no|details|information|info|data|),
        (credit|debit) cards, card (number|numbers|no|details|information|info|data|digits), (your|ur) card, cvv, cvc, cvv2, cvc2, cvn, (card|cvv) (security|verification) (code|number|value), card expiration (date|),
        expiration date of (your|the) card, (three|3|0) digit (security|) (code|number) on the back, security code on the back,
        expiry date of (your|the) card, (number|numbers|digits) on (the back of|) (your|the) (card|credit card|debit card),
        (0|sixteen) digit card number, digits (of|on) (your|the|) (credit|debit|) card, gift card (number|numbers|code|codes|pin|pins),
        (codes|numbers) (on|of|from) the gift cards, payment (details|credentials), billing card, plastic number,
        tarjeta de (credito|debito|ebt|banco), tarjetas de (credito|debito), (su|tu) tarjeta, tarjeta bancaria, tarjetas bancarias,
        numero (de|de la|de su|de tu) tarjeta (de credito|de debito|bancaria|), (datos|numeros|digitos|cifras) (de|de la|de su|de tu) tarjeta (de credito|de debito|bancaria|),
        fecha de (vencimiento|caducidad|expiracion) de (la|su|tu) tarjeta, (tres|0) digitos (del reverso|de atras|al dorso|al reverso|de seguridad),
        numero de la (tarjeta|de credito), codigo de la tarjeta, codigos de (las|la) tarjetas de regalo, tarjeta de regalo, numero tarjeta,
        (codigo|numero) (del|al) (reverso|dorso) de (la|su|tu) tarjeta, numero de plastico, forma de pago registrada""",
    Confidential.BANK: f"""
        bank account {_SIGN}, bank accounts, (bank|banking) (account|) (details|information|info|data|credentials|login), (checking|savings) account {_SIGN},
        account and routing (numbers|number), account {_SIGN[:-2]}), acct (number|no|num), account and routing, routing {_SIGN[:-2]}), aba number, iban, ibans, swift code,
        routing and account (number|numbers|), sort code, direct deposit (details|information|info|form), financial (account|information|details),
        voided (check|cheque), zelle (login|details), bank statement, bank statements,
        cuenta (bancaria|de banco|de cheques|de ahorros|corriente|clabe), cuentas bancarias, datos (bancarios|de su cuenta|de tu cuenta|de cuenta|financieros|del banco|de su banco),
        numero (de|de la|de su|de tu) cuenta (bancaria|de banco|de cheques|de ahorros|), (numero|codigo) de (ruta|transito|routing), numero de ruta bancaria, clabe, clabe interbancaria,
        informacion (bancaria|financiera|de su cuenta bancaria|de su cuenta), (numeros|numero) de cuenta y (de|) ruta, estado de cuenta bancario,
        cheque anulado, no de cuenta, nro de cuenta, cuenta y ruta""",
    Confidential.PASSWORD: """
        password, passwords, passwd, pwd, passcode, passcodes, passphrase, passkey, pass phrase, psswrd, paswrd, pword,
        (your|the) login (for|to|of|), (login|log in|sign in|signin|logon) (details|credentials|information|info|data|name and password), credentials, (user name|username|user id|userid|user) and (password|pass|pw),
        security (question|questions|answer|answers), (answer|answers) to your (security|secret) (question|questions), secret (word|question|answer),
        mothers maiden name, maiden name, account credentials, pw,
        contrasena, contrasenas, contrasenia, contraceña, contracena, contrasena, clave (de acceso|secreta|personal|de internet|de ingreso|de su cuenta|de tu cuenta|de usuario|privada|),
        (su|tu|la|una|mi) clave, claves de (acceso|ingreso), sus claves, tus claves, credenciales, (datos|informacion) de (acceso|inicio de sesion|ingreso|usuario), usuario y (contrasena|clave),
        palabra (clave|secreta), pregunta (secreta|de seguridad), preguntas de seguridad, respuesta (secreta|de seguridad), respuestas de seguridad, apellido de soltera (de su madre|de tu madre|)""",
    Confidential.CODE: """
        pin, pins, (pin|p i n) (number|code|no), pincode, (verification|security|one time|onetime|login|sign in|confirmation|authentication|authorization|access|activation|sms|text|passcode|two factor|2fa|mfa|0fa|reset|secret|temporary|single use)
        (passcode|code|codes|pin|password|passwords|passcodes), otp, otps, (0|four|six|five|eight|4|6) (digit|digits|figure|number) (code|pin|passcode|number), (the|your|ur|that|this) (code|codes|digits), (code|codes|numbers|digits) (that|) (we|i) (just|) (sent|texted|emailed|send|text),
        (code|codes|numbers|digits) (that|which|) (you|u) (just|) (got|get|received|receive|see|saw), (code|digits) (from|on|in) your (phone|text|sms|app|authenticator),
        (code|digits|numbers) that (arrives|arrived|comes|came|appears), authenticator code, digital signature pin, ebt pin,
        pines, nip, (su|tu|el|del) (pin|nip), codigo (de|para) (verificacion|seguridad|acceso|un solo uso|confirmacion|autenticacion|autorizacion|activacion|desbloqueo|ingreso|validacion|uso unico|0 digitos|cuatro digitos|seis digitos),
        codigo (que|recibido|secreto|temporal|enviado|sms|otp|de sms|por sms|de texto|numerico), (el|su|tu|ese|este) codigo, (el|su|ese) numero que (le|te|acaba|recibio), codigo pin, codigos (de|que) (verificacion|seguridad|acceso|recibio|recibe),
        (cuatro|seis|ocho|0) (digitos|numeros|cifras) (que|recibidos|del codigo|de su pin|del pin)""",
    Confidential.LICENSE: f"""
        (drivers|driver|driving) (license|licence|lic) (number|numbers|no|num|details|information|info|image|photo), dl (number|no|num),
        (license|licence) (number|no|num|id), (state|government|national|personal|identity|resident) (id|identification|identity) (card|) (number|no|num), id (number|no|num|card number|cards numbers),
        (identification|identity) (number|no|card number), (number|digits|numbers) (on|from|of) (your|the) (drivers|driver|driving|state|) (license|licence|id),
        numero (de|de la|de su|de tu) (licencia|identificacion|id|cedula|dni|ine|credencial) (de conducir|de manejar|de chofer|de elector|estatal|oficial|), licencia (de conducir|de manejar) numero,
        curp, rfc, clave de elector, numero de dni, numero de matricula consular, cedula de identidad, numero licencia""",
    Confidential.PASSPORT: """
        passport (number|numbers|no|num|details|information|info|data|page|id), (number|numbers|digits) (on|of|in|from) (your|the) passport, (passport|) book number,
        numero (de|de su|de tu|del) pasaporte, (datos|informacion) (de|de su|de tu|del) pasaporte, pasaporte numero, numero pasaporte, no de pasaporte""",
    Confidential.BIRTH_DATE: """
        (date|dates|day|month|year|month and year|place|date and place) of (birth|your birth|ur birth), birth (date|day|dates|year|month), birthdate, birthdates, dob, dobs, (your|ur) birthday, your birth, your exact age,
        bday, (day|date|year) (that|) you were born, when you were born,
        (fecha|fechas|dia|ano|mes|lugar|fecha y lugar) de (su|tu|) nacimiento, fecha nacimiento, fdn, f de nacimiento, (fecha|dia|ano) (en|) (que|en que) (usted|) (nacio|naciste), cuando nacio, (su|tu) cumpleanos, f nacimiento,
        (su|tu) nacimiento, que dia nacio, fecha en la que nacio""",
    Confidential.HEALTH: """
        (health|medical) (information|info|history|histories|condition|conditions|data|details|status|questionnaire|issues|problems), (medical|health|hospital|doctors|psychiatric|immunization|vaccination|vaccine) (record|records|report|reports|chart|file),
        (health|medical) insurance (number|id|card|information|details|member id|policy number|), insurance member (id|number), (medicare|medicaid|chip) (number|id|card|card number|no|information|details|),
        diagnosis, diagnoses, (your|all|any|of the|list of) (prescription|current|) (medications|medicines|prescriptions|medication), (any|your|all) (disabilities|illnesses|illness|allergies), (your|the) (disability|pregnancy|illness|disease|mental health|treatment|hiv status|symptoms|surgeries|prescription|medical condition),
        (vaccination|immunization|vaccine|hiv|covid|disability|pregnancy) (status|proof|card|certificate|results), (test|lab|blood test|drug test) results, blood type, psychiatric history, therapy notes, disability rating, details of your (illness|disability|condition|treatment),
        doctors (note|letter), what medications you take, (medical|health) certificate,
        historia (clinica|medica), historial (medico|clinico|de salud|de vacunacion), expediente (medico|clinico), expedientes medicos, informacion (medica|de salud|sobre su salud|clinica), datos (medicos|de salud|clinicos), diagnostico, diagnosticos,
        (estado|condicion|condiciones|problemas|situacion) (de salud|medica|medico|medicas|medicos|de su salud), (alguna|algun) (enfermedad|discapacidad|padecimiento|condicion medica), (sus|los|tus|que) (medicamentos|medicinas|sintomas|enfermedades|recetas), su (enfermedad|discapacidad|tratamiento|embarazo|receta|diagnostico),
        numero (de|de su|del) (medicare|medicaid|seguro medico|seguro de salud|poliza medica), (numero|tarjeta) de medicaid, medicaid, tarjeta (de|del) (medicare|medicaid|seguro medico|seguro de salud|vacunacion|vacunas), cartilla de vacunacion, certificado medico, comprobante de vacunacion,
        resultados (de|de sus|de su) (laboratorio|analisis|examenes|prueba|pruebas|examen), tipo de sangre, seguro medico, informe medico, enfermedades que padece""",
    Confidential.IMMIGRATION: """
        (immigration|immigrant|citizenship|legal|residency|visa|alien|migratory|nationality) (status|papers|documents|paperwork|information|info|number|details|case number|file|standing), (your|ur) (citizenship|nationality|visa|immigration papers|residency card|asylum case),
        green card (number|no|), alien (registration|) (number|no), (your|ur) a number, i0 number, i 0, (your|a) (work|) (permit card|visa|work permit), work (authorization|permit) (number|card|document|details|), employment authorization (card|document|number|), country of (birth|citizenship|origin),
        naturalization (certificate|papers|number), proof of (citizenship|legal status|legal residency|lawful presence), permanent resident card, uscis number, daca (status|number|card), asylum (status|papers|number), (a|the) copy of your visa, entry papers, country where you were born, country you come from,
        (estatus|situacion|estado|condicion|status|calidad|informacion|documentos|papeles|expediente|caso) (migratorio|migratoria|inmigratorio|migratorios|legal|de inmigracion|de ciudadania|de residencia), (su|tu) (ciudadania|nacionalidad|visa|residencia|green card), tarjeta (de residencia|de residente|verde|de residente permanente), green card,
        numero (de|de la) (extranjero|registro de extranjero|residencia|residente|visa|permiso de trabajo|green card|uscis), permiso de trabajo, permisos de trabajo, autorizacion de empleo, certificado de (naturalizacion|ciudadania), comprobante de (ciudadania|estatus|residencia legal), pais de (origen|nacimiento|ciudadania), papeles de (inmigracion|residencia), documentos de inmigracion""",
}

# What a person carries: showing it is no telling of its number, so only sending it counts.
CARRIED = {
    Confidential.LICENSE: """
        (drivers|driver|driving) (license|licence|licenses|lic), license, licence, photo id, (state|government|government issued|picture) id, identification card, id card, id, ids, identification, identity (card|document|documents), proof of identity,
        licencia de (conducir|manejar|chofer), licencia, identificacion (oficial|con foto|), documento de identidad, cedula, matricula consular, credencial de elector, ine, dni, credencial""",
    Confidential.PASSPORT: "passport, passports, passport card, pasaporte, pasaportes",
    Confidential.BIRTH_DATE: "birth certificate, birth certificates, (acta|certificado|partida) de nacimiento",
}

# A question that is a request by itself.
QUESTIONS = {
    Confidential.BIRTH_DATE: """
        (when|what day|what year|what month|in what year|on what date|which year|what date) (were|was|are|r) (you|u) born, (when|what day) is (your|ur) (birthday|bday), how old are you, how old you are,
        cuando nacio (usted|), cuando naciste, (en que|que|cual) (fecha|dia|ano|mes) (nacio|naciste), en que (fecha|dia|ano|mes) nacio usted, cuantos anos tiene (usted|), que edad tiene, cual es su edad""",
    Confidential.IMMIGRATION: """
        are you (a|an|) (us|u s|united states|american|) (citizen|immigrant|undocumented|legal resident|permanent resident|here legally|illegal|a legal resident|documented|in the country legally|on a visa), are you legally (here|in), do you have (legal|immigration|your|) (papers|status|a green card|green card|legal status),
        where were you born, in (what|which) country were you born, (what|which) country (were you born|are you from|do you come from), how did you (enter|come to) (the|this) (country|united states), were you born in (the us|this country|the united states),
        es (usted|) ciudadano (o residente|estadounidense|americano|de estados unidos|), es (usted|) ciudadana, tiene (usted|) papeles, tienes papeles, esta (usted|) legalmente, donde nacio (usted|), en que pais nacio (usted|), de que pais (es|viene|vino), es (usted|) (indocumentado|residente legal|residente permanente|inmigrante), tiene (usted|) (residencia|visa|green card|permiso de trabajo|ciudadania), como entro al pais, que visa tiene""",
    Confidential.HEALTH: """
        do you (have|suffer from) (any|a) (illness|illnesses|disability|disabilities|disease|diseases|medical condition|medical conditions|health condition|health conditions|chronic conditions|chronic condition|health problems), are you (pregnant|disabled|hiv positive|vaccinated|diabetic|on medication|taking any medication|sick), what (medications|medication|medicines|medicine|drugs|pills) (do you take|are you taking|are you on), which (medications|medicines|pills) (do you take|are you taking),
        what (is|was) your (diagnosis|illness|medical condition|disability|blood type), what illness do you have, have you (been diagnosed|had any surgery|ever been treated), have you ever (had|been) (cancer|hospitalized|treated|diagnosed),
        padece (usted|) (de|) (alguna|algun|una) (enfermedad|condicion|discapacidad|padecimiento), esta (usted|) (embarazada|vacunado|vacunada|enfermo|enferma|discapacitado), que (medicamentos|medicinas|pastillas) (toma|usa|esta tomando), tiene (usted|) (alguna|algun|una) (enfermedad|discapacidad|condicion medica|padecimiento|problema de salud), que enfermedad (tiene|padece), que enfermedades (tiene|padece), cual es su (diagnostico|tipo de sangre)""",
}

# Words of a city that look like those above.
HARMLESS = """
    license plate (number|numbers|), licence plate (number|numbers|), plate number, (dog|cat|pet|business|marriage|liquor|fishing|hunting|contractor|contractors|rental|food|vendor|vendors|sign|bicycle|bike|trade|occupational|electrical|plumbing|plumbers|professional|alcohol|food truck|landlord|landlords|tax|tobacco|cdl|software) (license|licence|licenses|licences|licensing) (number|no|application|renewal|fee|),
    (driver|drivers|driving) (license|licence|licensing) (office|offices|bureau|center|division|station|examiner|examiners|services|road test|test|tests|suspension|hours|desk|counter|line|class|renewals), license (and|) (inspections|inspection|inspector|bureau|commission|office|fee|fees|counter|agreement|renewal|application|board|desk|division), (licenses|licence) and inspections,
    passport (office|offices|fair|photo|photos|day|days|acceptance|services|service|application|applications|center|agency|desk|clinic|appointment|appointments|program|counter|event|renewal|hours|fee|fees|book cover), (parks|park|library|summer|trail|museum|heritage|reading|passport to) passport, passport to, passport program,
    zip code, postal code, (building|housing|fire|city|municipal|zoning|health|plumbing|electrical|tax|county|state|property|energy|sanitary|residential|administrative|criminal|ethics|conduct) (code|codes), code (enforcement|violation|violations|official|officials|officer|officers|inspector|inspection|inspections|section|of|change|changes|update|updates|compliance|review|requirements|amendment), code (0|blue|red|orange|purple),
    (your|the|this|that) code (violation|violations|enforcement|compliance|inspection|inspector|inspectors|official|officials|officer|officers|case|complaint), (the|our|your) (building|fire|city) code, dress code, (area|qr|bar|source|promo|discount|coupon|color|colour|county|country|gate|service|category|status|error|reason|exit|route|module|voucher|parking zone|zone|location|meter|route|lot|invoice|event|meeting|class|activity|course|program) (code|codes), (the|your|this|that) (area|qr|bar|source|promo|discount|coupon|color|colour|county|country|gate|service|category|status|error|reason|exit|route|module|voucher|parking zone|zone|location|meter|route|lot|invoice|event|meeting|class|activity|course|program) (code|codes), qr, barcode, morse code, hour of code, code for,
    health (department|departments|dept|fair|fairs|inspection|inspections|inspector|inspectors|clinic|clinics|care|center|centers|centre|code|codes|officer|officers|office|board|commission|commissioner|services|service|plan|and|advisory|alert|hazard|risk|screening|screenings|workers|worker|week|permit|permits|benefits|director|official|officials|club|class|classes|equity|notice|system|tips|insurance (enrollment|fair|navigator|marketplace|counselor|help|event|office|premium)), (public|mental|environmental|community|behavioral|animal|oral|dental|maternal|tree) health (clinic|department|services|center|hotline|line|),
    (immigration|migration|citizenship) (office|offices|court|services|service|reform|law|lawyer|lawyers|attorney|attorneys|clinic|clinics|day|class|classes|workshop|workshops|rally|hotline|history|museum|and|ceremony|test|help|fair|forum|policy|exhibit), naturalization (ceremony|ceremonies|oath|class|workshop), immigrant (affairs|services|heritage|welcome|community|festival),
    library card (number|no|pin|), business (card|cards), report (card|cards), (playing|greeting|index|holiday|score|time|membership|post|swipe|sim|memory|graphics|recycling|parking|key|id|punch|rewards|flash|bingo|birthday|sympathy|thank you|comment|response|door) card, postcard, card (game|games|table|tournament|maker|making|club|reader|readers|night|catalog), gift card (raffle|drawing|winner|giveaway|prize),
    (water|utility|sewer|trash|gas|electric|parking|tax|customer|property|stormwater|library|permit|utilities|billing|service|toll|ezpass|meter|refuse|solid waste|city|assessment) (account|acct|bill|bills|customer|meter) (number|numbers|no|num|), (your|the) (water|utility|sewer) account, (request|case|permit|invoice|citation|ticket|reference|parcel|confirmation|tracking|docket|bill|service|work order|receipt|claim|folio|project|badge|unit|lot|pole|meter|file|application|appointment|order|queue|report|complaint) (number|numbers|no|id|pin|code),
    account number on (your|the) (check|cheque|payment|money order|envelope|memo line|stub), numero de cuenta en (su|el) (cheque|pago|sobre|giro|talon), parcel (pin|identification number|id number|number|id), property (identification|id) number, tax (parcel|map) (number|id|), tax id parcel, last (four|4|0) (digits|numbers|) of (your|the) (request|case|permit|invoice|citation|ticket|reference|parcel|phone|confirmation|tracking|bill|water|zip|utility|plate|meter|service|docket|order|claim|mobile|cell|telephone) (number|account|code|plate|),
    (safety|push|lapel|bowling|rolling|clothes|bobby|enamel|map|drop|rowing|hair|survey|property|boundary|corner|commemorative) (pin|pins), pin (oak|oaks|cherry|board|boards|drop|map), birthday (party|parties|celebration|parade|cake|card|bash|event|events|rental), happy birthday, (citys|city|towns|librarys|parks|its|kings|washingtons|lincolns|our|the) birthday, birth (center|rate|rates|control|defects|records office|certificates office|to),
    social (services|service|worker|workers|security (administration|office|offices|building|benefits|act|income|check|checks|disability|card office|recipients|retirement|payments)|media|distancing|hour|event|events|club|hall|isolation|justice|impact|work|gathering|studies), ice cream social, (the|our|a) social (hour|event|gathering|club|hall|worker|media|services), administracion del seguro social, oficina del seguro social, (beneficios|pagos|oficina|oficinas|cheque|cheques|prestaciones) (de|del) (seguro|la seguridad) social,
    (power|river|food|blood|snow|west|east|left|south|north|data|your food|food|diaper|tool) (bank|banks), (your|the) bank (holiday|branch|lobby), su banco de (alimentos|sangre), tu banco de alimentos, banco de alimentos, bank street, bank holiday, password (protected|manager|managers|policy|reset page|strength|hygiene|safety|tips|security), wifi password, wi fi password, contrasena del wifi, contrasena de wifi,
    id badge, id badges, (voter|student|dog|tree|asset|pole|meter|route|device|request|case|event|meeting|webinar|zoom|transaction|work order|permit|vehicle|equipment|call|caller|vendor|supplier|station|stop) id, meeting (id and passcode|id and the passcode|id passcode|passcode|password|id), zoom (passcode|password), webinar (passcode|password), visa and mastercard, visa mastercard,
    health and safety, vision insurance, proof of insurance, vaccination (clinic|clinics|event|site|sites|campaign), (flu|rabies|covid) (vaccination|vaccine) (clinic|clinics|certificate|proof|), rabies (vaccination|vaccine|certificate), (pets|dogs|cats|dog|pet) (vaccination|vaccine|medical|rabies|birth) (records|record|certificate|date|status|), (work|building|street|special event|parking|sign|demolition|fence|tree|burn|noise|block party|electrical|plumbing|dumpster|moving|pool|roof|home|sidewalk|encroachment|excavation|construction) (permit|permits) (number|no|application|fee|),
    (codigo|codigos) (postal|qr|de construccion|de edificacion|de edificios|municipal|municipales|de area|de barras|de vestimenta|de incendios|de zonificacion|de vivienda|de la ciudad|de colores|de reserva|promocional|de descuento|de etica|sanitario|de salud|fiscal|penal|de rastreo|de seguimiento|civil|de puerta|de conducta|de evento|de servicio|de zona|azul|rojo), (el|su|este) codigo (postal|qr|de construccion|de edificacion|de edificios|municipal|municipales|de area|de barras|de vestimenta|de incendios|de zonificacion|de vivienda|de la ciudad|de colores|de reserva|promocional|de descuento|de etica|sanitario|de salud|fiscal|penal|de rastreo|de seguimiento|civil|de puerta|de conducta|de evento|de servicio|de zona|azul|rojo),
    palabras clave, (punto|puntos|fecha|fechas|personal|papel|dato|datos|pieza|tema|temas|idea|ideas) clave, clave del (exito|proyecto), la clave (del|esta|es|para), (numero|no|nro) (de|de su|de la|del|de tu) (caso|solicitud|permiso|factura|multa|referencia|parcela|confirmacion|recibo|expediente|cita|placa|placas|matricula|orden|reporte|boleta|citacion|medidor|turno|telefono|cliente|rastreo|seguimiento|reclamo|queja|cuenta de (agua|servicios|servicio|alcantarillado|basura|impuestos|la ciudad|cliente|gas|luz)), cuenta de (agua|servicios|alcantarillado|basura|impuestos|gas|luz),
    numero de su (cuenta|medidor) de (agua|servicios|alcantarillado), (ultimos|cuatro) digitos (de|del) (su|numero de|el|) (solicitud|telefono|caso|placa|recibo|factura|cuenta de agua|permiso|multa|cita|medidor),
    licencia (para|de|del) (perro|perros|mascota|mascotas|negocio|negocios|matrimonio|pesca|caza|contratista|alcohol|licores|construccion|venta|vendedor|comercio|comercial|funcionamiento|alimentos|maternidad|obra|alquiler|bicicleta|software|apertura), licencias (e inspecciones|y inspecciones|de negocios|de perros|de construccion|comerciales), licencias, (oficina|oficinas|ventanilla|centro|division) de (licencias|pasaportes|inmigracion|salud|identificacion|licencias de conducir), (oficina|oficinas) de (licencia de conducir|licencias de manejar),
    (feria|dia|ventanilla|tramite|tramites|servicio|citas|cita|oficina|programa|solicitud|solicitudes|renovacion|jornada|evento) (de|para|del|para el|de su|para su|para pasaporte) (pasaporte|pasaportes|licencia|licencias), fotos (de|para) pasaporte, foto (de|para) pasaporte, fotos tamano pasaporte, foto tamano pasaporte, pasaporte (de verano|de lectura|de parques|cultural|de museos),
    departamento de (salud|inmigracion|licencias), centro(s|) de salud, centros de salud, feria de salud, servicios de salud, salud (publica|mental|ambiental|comunitaria|animal|dental|bucal), inspeccion (de salud|sanitaria), inspector (de salud|sanitario), secretaria de salud, clinica de (salud|inmigracion|vacunacion), jornada de vacunacion, codigo de salud, seguro de (auto|vivienda|inundacion|hogar|desempleo|vida), plan de salud, tema de salud, taller de inmigracion, corte de inmigracion, tribunal de inmigracion, ley de inmigracion, leyes de inmigracion, abogado de inmigracion, abogados de inmigracion, historia de la inmigracion, dia de la ciudadania, clases de ciudadania, taller de ciudadania, ceremonia de (naturalizacion|ciudadania), examen de ciudadania,
    tarjeta (de biblioteca|de la biblioteca|de presentacion|postal|de estacionamiento|de cumpleanos|de embarque|de respuesta|de comentarios), su tarjeta (de biblioteca|de la biblioteca|de estacionamiento|de respuesta), tarjetas de presentacion, fiesta de cumpleanos, fiestas de cumpleanos, feliz cumpleanos, cumpleanos de la (ciudad|biblioteca), numero de (tarjeta de biblioteca|la tarjeta de biblioteca),
    trabajador social, trabajadora social, trabajadores sociales, servicios sociales, servicio social, redes sociales, red social, registro de nacimientos, registros de nacimiento, oficina de actas de nacimiento, nacimiento (viviente|en vivo), pin de metal, documento de identidad del perro"""
