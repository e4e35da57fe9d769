package export

import "time"

// months are the names of months, whole and cut, in lower case, by number.
var months = map[string]time.Month{
	"january": 1, "jan": 1, "januar": 1, "janvier": 1, "janv": 1, "januari": 1, "enero": 1, "gennaio": 1, "janeiro": 1, "ene": 1, "genn": 1, "gen": 1, "jänner": 1,
	"february": 2, "feb": 2, "februar": 2, "février": 2, "fevrier": 2, "févr": 2, "fevr": 2, "fév": 2, "februari": 2, "febrero": 2, "febbraio": 2, "fevereiro": 2, "feber": 2, "febbr": 2, "fev": 2,
	"march": 3, "mar": 3, "märz": 3, "maerz": 3, "mrz": 3, "mars": 3, "maart": 3, "maa": 3, "mrt": 3, "marts": 3, "marzo": 3, "março": 3, "marco": 3, "mär": 3,
	"april": 4, "apr": 4, "avril": 4, "avr": 4, "abril": 4, "aprile": 4, "abr": 4,
	"may": 5, "mai": 5, "mei": 5, "maj": 5, "mayo": 5, "maggio": 5, "maio": 5, "mag": 5, "magg": 5,
	"june": 6, "jun": 6, "juni": 6, "juin": 6, "junio": 6, "giugno": 6, "junho": 6, "giu": 6,
	"july": 7, "jul": 7, "juli": 7, "juillet": 7, "juil": 7, "julio": 7, "luglio": 7, "julho": 7, "lug": 7,
	"august": 8, "aug": 8, "août": 8, "aout": 8, "augustus": 8, "augusti": 8, "agosto": 8, "ago": 8,
	"september": 9, "sep": 9, "sept": 9, "septembre": 9, "septiembre": 9, "settembre": 9, "setembro": 9, "set": 9, "sett": 9, "setiembre": 9,
	"october": 10, "oct": 10, "oktober": 10, "okt": 10, "octobre": 10, "octubre": 10, "ottobre": 10, "outubro": 10, "ott": 10, "out": 10, "oktobre": 10,
	"november": 11, "nov": 11, "novembre": 11, "noviembre": 11, "novembro": 11,
	"december": 12, "dec": 12, "dezember": 12, "dez": 12, "décembre": 12, "decembre": 12, "déc": 12, "diciembre": 12, "dicembre": 12, "dezembro": 12, "dic": 12, "des": 12, "desember": 12,
}

// weekdays are the names of days, in lower case.
var weekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "sun": time.Sunday, "sonntag": time.Sunday, "so": time.Sunday, "dimanche": time.Sunday, "dim": time.Sunday, "zondag": time.Sunday, "zo": time.Sunday, "søndag": time.Sunday, "söndag": time.Sunday, "domingo": time.Sunday, "domenica": time.Sunday, "dom": time.Sunday,
	"monday": time.Monday, "mon": time.Monday, "montag": time.Monday, "lundi": time.Monday, "lun": time.Monday, "maandag": time.Monday, "ma": time.Monday, "mandag": time.Monday, "måndag": time.Monday, "lunes": time.Monday, "lunedì": time.Monday, "lunedi": time.Monday, "segunda": time.Monday,
	"tuesday": time.Tuesday, "tue": time.Tuesday, "tues": time.Tuesday, "dienstag": time.Tuesday, "mardi": time.Tuesday, "dinsdag": time.Tuesday, "di": time.Tuesday, "tirsdag": time.Tuesday, "tisdag": time.Tuesday, "martes": time.Tuesday, "martedì": time.Tuesday, "martedi": time.Tuesday, "terça": time.Tuesday, "terca": time.Tuesday,
	"wednesday": time.Wednesday, "wed": time.Wednesday, "mittwoch": time.Wednesday, "mercredi": time.Wednesday, "mer": time.Wednesday, "woensdag": time.Wednesday, "wo": time.Wednesday, "onsdag": time.Wednesday, "miércoles": time.Wednesday, "miercoles": time.Wednesday, "mié": time.Wednesday, "mie": time.Wednesday, "mercoledì": time.Wednesday, "mercoledi": time.Wednesday, "quarta": time.Wednesday,
	"thursday": time.Thursday, "thu": time.Thursday, "thurs": time.Thursday, "donnerstag": time.Thursday, "jeudi": time.Thursday, "jeu": time.Thursday, "donderdag": time.Thursday, "do": time.Thursday, "torsdag": time.Thursday, "jueves": time.Thursday, "jue": time.Thursday, "giovedì": time.Thursday, "giovedi": time.Thursday, "gio": time.Thursday, "quinta": time.Thursday,
	"friday": time.Friday, "fri": time.Friday, "freitag": time.Friday, "vendredi": time.Friday, "ven": time.Friday, "vrijdag": time.Friday, "vr": time.Friday, "fredag": time.Friday, "viernes": time.Friday, "vie": time.Friday, "venerdì": time.Friday, "venerdi": time.Friday, "sexta": time.Friday,
	"saturday": time.Saturday, "sat": time.Saturday, "samstag": time.Saturday, "sonnabend": time.Saturday, "samedi": time.Saturday, "sam": time.Saturday, "zaterdag": time.Saturday, "za": time.Saturday, "lørdag": time.Saturday, "lördag": time.Saturday, "sábado": time.Saturday, "sabado": time.Saturday, "sáb": time.Saturday, "sab": time.Saturday, "sabato": time.Saturday,
}

// seasons give a year and no month: they differ between the hemispheres.
var seasons = map[string]bool{
	"spring": true, "summer": true, "autumn": true, "fall": true, "winter": true, "frühling": true, "frühjahr": true, "sommer": true,
	"herbst": true, "printemps": true, "été": true, "automne": true, "hiver": true, "lente": true, "zomer": true, "herfst": true,
	"forår": true, "efterår": true, "höst": true, "vår": true, "sommar": true, "høst": true,
	"primavera": true, "verano": true, "otoño": true, "invierno": true, "verão": true, "outono": true, "inverno": true, "autunno": true,
}

// ordinals follow the number of a day.
var ordinals = map[string]bool{
	"st": true, "nd": true, "rd": true, "th": true, "er": true, "re": true, "e": true, "o": true, "ro": true, "º": true, "ª": true,
}

// dateWords may stand within a date.
var dateWords = map[string]bool{
	"of": true, "de": true, "del": true, "den": true, "der": true, "the": true, "le": true, "el": true,
	"il": true,
}

// clockWords stand before a time of day, one or two of them.
var clockWords = map[string]bool{
	"t": true, "at": true, "um": true, "à": true, "kl": true, "a": true, "las": true, "la": true, "às": true, "as": true, "alle": true, "ore": true,
}

// zones and the like follow a time of day.
var zones = map[string]bool{
	"am": true, "pm": true, "a": true, "p": true, "m": true, "uhr": true, "h": true, "gmt": true,
	"utc": true, "z": true, "bst": true, "est": true, "edt": true, "et": true, "cst": true, "cdt": true,
	"ct": true, "mst": true, "mdt": true, "pst": true, "pdt": true, "pt": true, "cet": true, "cest": true,
	"mez": true, "mesz": true, "aest": true, "aedt": true, "acst": true, "awst": true, "nzst": true, "nzdt": true,
	"ist": true, "jst": true, "hkt": true, "sgt": true, "wib": true, "sast": true, "wat": true, "eat": true,
	"horas": true, "hora": true, "hrs": true, "hs": true, "ore": true,
	"eastern": true, "central": true, "pacific": true, "time": true,
}
