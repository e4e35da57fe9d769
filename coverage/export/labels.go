package export

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A role is what a label of a press database means, whatever its language.
type role uint8

const (
	noRole role = iota
	titleRole
	bylineRole
	sectionRole
	lengthRole
	datelineRole
	highlightRole
	bodyRole
	loadDateRole
	languageRole
	correctionRole
	correctionDateRole
	urlRole
	otherRole // known to be a label, of no use here
)

// leads reports whether the label stands before the text of an article.
func (r role) leads() bool {
	switch r {
	case titleRole, bylineRole, sectionRole, lengthRole, datelineRole, highlightRole:
		return true
	}
	return false
}

// nexisLabels holds the labels of Nexis in lower case with blanks for hyphens:
// English, German, French, Dutch, Swedish, Danish, Norwegian, Spanish,
// Portuguese, Italian. Older files print the last three without accents.
var nexisLabels = map[string]role{
	"headline": titleRole, "title": titleRole, "überschrift": titleRole, "titre": titleRole, "titel": titleRole, "kop": titleRole, "rubrik titel": titleRole, "overskrift": titleRole, "título": titleRole, "titular": titleRole, "titulo": titleRole, "encabezado": titleRole, "titulares": titleRole, "titolo": titleRole, "manchete": titleRole,
	"byline": bylineRole, "author": bylineRole, "autor": bylineRole, "autoren": bylineRole, "auteur": bylineRole, "auteurs": bylineRole, "verfasser": bylineRole, "författare": bylineRole, "forfatter": bylineRole, "av": bylineRole, "af": bylineRole, "door": bylineRole, "autores": bylineRole, "autora": bylineRole, "firma del autor": bylineRole, "autore": bylineRole, "autori": bylineRole,
	"section": sectionRole, "rubrik": sectionRole, "ressort": sectionRole, "rubrique": sectionRole, "rubriek": sectionRole, "sectie": sectionRole, "sektion": sectionRole, "avdelning": sectionRole, "seksjon": sectionRole, "sección": sectionRole, "katern": sectionRole, "seccion": sectionRole, "seção": sectionRole, "secção": sectionRole, "secao": sectionRole, "seccao": sectionRole, "caderno": sectionRole, "sezione": sectionRole,
	"length": lengthRole, "länge": lengthRole, "laenge": lengthRole, "longueur": lengthRole, "lengte": lengthRole, "längd": lengthRole, "længde": lengthRole, "lengde": lengthRole, "extensión": lengthRole, "longitud": lengthRole, "extension": lengthRole, "comprimento": lengthRole, "extensão": lengthRole, "extensao": lengthRole, "tamanho": lengthRole, "lunghezza": lengthRole,
	"dateline": datelineRole, "ort": datelineRole, "datum ort": datelineRole, "origine": datelineRole, "dagtekening": datelineRole, "lugar y fecha": datelineRole, "lugar": datelineRole, "local": datelineRole, "luogo": datelineRole,
	"highlight": highlightRole, "hervorhebung": highlightRole, "encart": highlightRole, "samenvatting": highlightRole, "manchet": highlightRole, "ingress": highlightRole, "resumen": highlightRole, "entradilla": highlightRole, "destacado": highlightRole, "resumo": highlightRole, "destaque": highlightRole, "sommario": highlightRole, "occhiello": highlightRole,
	"body": bodyRole, "textkörper": bodyRole, "corps": bodyRole, "texte": bodyRole, "brødtext": bodyRole, "brödtext": bodyRole, "brødtekst": bodyRole, "cuerpo": bodyRole, "hauptteil": bodyRole, "tekst": bodyRole, "texto": bodyRole, "corpo": bodyRole, "testo": bodyRole,
	"load date": loadDateRole, "update": loadDateRole, "date chargement": loadDateRole, "date de chargement": loadDateRole, "ladedatum": loadDateRole, "laaddatum": loadDateRole, "laad datum": loadDateRole, "last update": loadDateRole, "indlæsningsdato": loadDateRole, "uppdateringsdatum": loadDateRole, "uppdatering": loadDateRole, "opdatering": loadDateRole, "oppdatering": loadDateRole, "fecha de carga": loadDateRole, "fecha carga": loadDateRole, "fecha de actualización": loadDateRole, "fecha de actualizacion": loadDateRole, "última actualización": loadDateRole, "ultima actualizacion": loadDateRole, "data de carregamento": loadDateRole, "data carregamento": loadDateRole, "data de carga": loadDateRole, "data di caricamento": loadDateRole, "data caricamento": loadDateRole,
	"language": languageRole, "sprache": languageRole, "langue": languageRole, "taal": languageRole, "språk": languageRole, "sprog": languageRole, "idioma": languageRole, "lengua": languageRole, "língua": languageRole, "lingua": languageRole,
	"correction": correctionRole, "berichtigung": correctionRole, "korrektur": correctionRole, "rectificatie": correctionRole, "rettelse": correctionRole, "rättelse": correctionRole, "corrección": correctionRole, "correccion": correctionRole, "rectificación": correctionRole, "rectificacion": correctionRole, "correção": correctionRole, "correcção": correctionRole, "correcao": correctionRole, "correzione": correctionRole, "rettifica": correctionRole,
	"correction date": correctionDateRole, "date correction": correctionDateRole, "fecha de corrección": correctionDateRole, "fecha de correccion": correctionDateRole, "fecha corrección": correctionDateRole, "data da correção": correctionDateRole, "data della correzione": correctionDateRole,
	"url": urlRole,

	"publication type": otherRole, "type publication": otherRole, "type de publication": otherRole, "publikationstyp": otherRole, "zeitungstyp": otherRole, "publicatietype": otherRole, "soort publicatie": otherRole, "publikationstype": otherRole, "publikasjonstype": otherRole, "tipo de publicación": otherRole, "tipo de publicacion": otherRole, "tipo publicación": otherRole, "tipo publicacion": otherRole, "tipo de publicação": otherRole, "tipo de publicacao": otherRole, "tipo di pubblicazione": otherRole, "tipo pubblicazione": otherRole,
	"subject": otherRole, "sujet": otherRole, "thema": otherRole, "themen": otherRole, "onderwerp": otherRole, "ämne": otherRole, "emne": otherRole, "asunto": otherRole, "schlagwörter": otherRole, "tema": otherRole, "temas": otherRole, "materia": otherRole, "assunto": otherRole, "assuntos": otherRole, "argomento": otherRole, "soggetto": otherRole,
	"graphic": otherRole, "grafik": otherRole, "graphique": otherRole, "bild": otherRole, "illustratie": otherRole, "grafiek": otherRole, "gráfico": otherRole, "grafico": otherRole, "gráficos": otherRole, "imagen": otherRole, "imagem": otherRole, "grafica": otherRole,
	"journal code": otherRole, "code revue": otherRole, "zeitschriftencode": otherRole, "company": otherRole, "societe": otherRole, "société": otherRole, "firma": otherRole, "unternehmen": otherRole, "bedrijf": otherRole, "empresa": otherRole, "empresas": otherRole, "compañía": otherRole, "compañia": otherRole, "società": otherRole, "azienda": otherRole, "código de revista": otherRole, "codigo de revista": otherRole, "código da revista": otherRole, "codice rivista": otherRole,
	"organization": otherRole, "organisation": otherRole, "organisatie": otherRole, "person": otherRole, "personne": otherRole, "personen": otherRole, "persoon": otherRole, "people": otherRole, "organización": otherRole, "organizacion": otherRole, "organização": otherRole, "organizacao": otherRole, "organizzazione": otherRole, "persona": otherRole, "personas": otherRole, "pessoa": otherRole, "pessoas": otherRole, "persone": otherRole,
	"geographic": otherRole, "localisation geo": otherRole, "geographisch": otherRole, "geografie": otherRole, "land": otherRole, "country": otherRole, "city": otherRole, "state": otherRole, "geográfico": otherRole, "geografico": otherRole, "geografía": otherRole, "geografia": otherRole, "país": otherRole, "pais": otherRole, "paese": otherRole, "ciudad": otherRole, "cidade": otherRole, "città": otherRole, "estado": otherRole, "stato": otherRole,
	"ticker": otherRole, "symbole boursier": otherRole, "industry": otherRole, "secteur activite": otherRole, "branche": otherRole, "distribution": otherRole, "series": otherRole, "column": otherRole, "type": otherRole, "notes": otherRole, "note": otherRole, "nota": otherRole, "notas": otherRole, "industria": otherRole, "indústria": otherRole, "sector": otherRole, "setor": otherRole, "settore": otherRole, "tipo": otherRole,
	"acc no": otherRole, "category": otherRole, "document type": otherRole, "issn": otherRole, "pub date": otherRole, "edition": otherRole, "transcript": otherRole, "edición": otherRole, "edicion": otherRole, "edição": otherRole, "edicao": otherRole, "edizione": otherRole,
}

// maxLabel is the length in bytes of the longest label looked for.
const maxLabel = 40

// splitLabel reads "LABEL: value". It knows labels by nexisLabels only, and in
// files that print labels in capitals it takes no other.
func splitLabel(s string, capitals bool) (label, value string, r role) {
	t := strings.TrimLeft(s, " \t\n\u00a0")
	colon := strings.IndexByte(t[:min(len(t), maxLabel)], ':')
	if colon < 2 {
		return "", s, noRole
	}
	label = strings.TrimRight(t[:colon], " \t\u00a0")
	if capitals && strings.ToUpper(label) != label {
		return "", s, noRole
	}
	r = nexisLabels[strings.ReplaceAll(strings.ToLower(label), "-", " ")]
	if r == noRole {
		return "", s, noRole
	}
	value = strings.TrimLeft(t[colon+1:], " \t\n\u00a0")
	if r == lengthRole {
		if _, ok := wordCount(value); !ok {
			return "", s, noRole // "LENGTH: 19.43 meters" is text
		}
	}
	return label, strings.TrimSpace(value), r
}

var countedWords = regexp.MustCompile(`(?i)^(\d{1,3}(?:[.,\x{A0}\x{202F} ']\d{3})+|\d+)\s*(?:words?|mots?|wörter|worte|wort|woorden|woord|ord|palabras?|parol[ae]|palavras?|sanaa|слов|words?\W*)$`)

// wordCount reads "2,968 words" in the languages of the databases.
func wordCount(s string) (int, bool) {
	m := countedWords.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false
	}
	digits := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, m[1])
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

// languageNames maps the names of languages, as the databases print them in
// their own several languages, to BCP 47.
var languageNames = map[string]string{
	"english": "en", "englisch": "en", "anglais": "en", "engels": "en", "engelska": "en", "engelsk": "en", "inglés": "en", "inglese": "en", "inglês": "en", "ingles": "en",
	"german": "de", "deutsch": "de", "allemand": "de", "duits": "de", "tyska": "de", "tysk": "de", "alemán": "de", "tedesco": "de", "alemão": "de", "aleman": "de", "alemao": "de",
	"french": "fr", "französisch": "fr", "francais": "fr", "français": "fr", "frans": "fr", "franska": "fr", "fransk": "fr", "francés": "fr", "francese": "fr", "francês": "fr", "frances": "fr",
	"dutch": "nl", "niederländisch": "nl", "néerlandais": "nl", "nederlands": "nl", "nederländska": "nl", "nederlandsk": "nl", "neerlandés": "nl", "olandese": "nl", "holandês": "nl", "hollandsk": "nl", "neerlandes": "nl", "holandés": "nl",
	"swedish": "sv", "schwedisch": "sv", "suédois": "sv", "zweeds": "sv", "svenska": "sv", "svensk": "sv", "sueco": "sv", "svedese": "sv",
	"danish": "da", "dänisch": "da", "danois": "da", "deens": "da", "danska": "da", "dansk": "da", "danés": "da", "danese": "da", "dinamarquês": "da",
	"norwegian": "no", "norwegisch": "no", "norvégien": "no", "noors": "no", "norska": "no", "norsk": "no", "noruego": "no", "norvegese": "no", "norueguês": "no",
	"finnish": "fi", "finnisch": "fi", "finnois": "fi", "fins": "fi", "finska": "fi", "finlandés": "fi", "finlandês": "fi", "finlandese": "fi",
	"spanish": "es", "spanisch": "es", "espagnol": "es", "spaans": "es", "spanska": "es", "spansk": "es", "español": "es", "spagnolo": "es", "espanhol": "es", "espanol": "es", "castellano": "es", "castelhano": "es", "castigliano": "es",
	"italian": "it", "italienisch": "it", "italien": "it", "italiaans": "it", "italienska": "it", "italiensk": "it", "italiano": "it",
	"portuguese": "pt", "portugiesisch": "pt", "portugais": "pt", "portugees": "pt", "portugisiska": "pt", "portugués": "pt", "portoghese": "pt", "português": "pt", "portugues": "pt",
	"polish": "pl", "polnisch": "pl", "polonais": "pl", "pools": "pl", "polski": "pl", "polaco": "pl", "polonês": "pl", "polacco": "pl",
	"russian": "ru", "russisch": "ru", "russe": "ru", "ruso": "ru", "russo": "ru",
	"chinese": "zh", "chinesisch": "zh", "chinois": "zh", "chinees": "zh", "chino": "zh", "chinês": "zh", "cinese": "zh",
	"japanese": "ja", "japanisch": "ja", "japonais": "ja", "japans": "ja", "japonés": "ja", "japonês": "ja", "giapponese": "ja",
	"arabic": "ar", "arabisch": "ar", "arabe": "ar", "árabe": "ar", "arabo": "ar",
	"turkish": "tr", "türkisch": "tr", "turc": "tr", "turks": "tr", "turco": "tr",
	"catalan": "ca", "katalanisch": "ca", "catalán": "ca", "català": "ca", "catalão": "ca", "catalano": "ca",
	"galician": "gl", "gallego": "gl", "galego": "gl", "basque": "eu", "euskera": "eu", "vasco": "eu",
}

var languageCode = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// language makes a BCP 47 tag of a language's name or code, "" if it is neither.
func language(s string) string {
	first := strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }))
	if i := strings.IndexFunc(first, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }); i > 0 {
		first = first[:i]
	}
	if code, ok := languageNames[first]; ok {
		return code
	}
	if code, ok := threeLetter[first]; ok {
		return code
	}
	if !languageCode.MatchString(first) || len(first) == 3 {
		return ""
	}
	parts := strings.Split(first, "-")
	for i, p := range parts[1:] {
		switch len(p) {
		case 2:
			parts[i+1] = strings.ToUpper(p)
		case 4:
			parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "-")
}

var threeLetter = map[string]string{"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "nld": "nl", "dut": "nl", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "spa": "es", "ita": "it", "por": "pt", "pol": "pl", "rus": "ru", "zho": "zh", "chi": "zh", "jpn": "ja", "ara": "ar", "tur": "tr", "cat": "ca", "glg": "gl", "eus": "eu", "baq": "eu"}

// byWords stand before the name in a byline. Only English drops "by" wherever
// it stands; in other languages the word may belong to the name ("von Bülow")
// and goes only if it is written with a capital.
var byWords = map[string]string{"de": "Von", "fr": "Par", "nl": "Door", "sv": "Av", "no": "Av", "da": "Af", "es": "Por", "it": "Di", "pt": "Por"}

// cleanByline drops the word for "by" and nothing of the name.
func cleanByline(s, lang string) string {
	s = squeeze(s)
	word, rest, ok := strings.Cut(s, " ")
	if !ok {
		return s
	}
	if strings.EqualFold(word, "by") {
		return rest
	}
	by := byWords[lang]
	r, _ := utf8.DecodeRuneInString(word)
	if by != "" && unicode.IsUpper(r) && strings.EqualFold(word, by) {
		return rest
	}
	return s
}

var copyrightStart = regexp.MustCompile(`(?i)^\s*(copyright|copy|©|\(c\)|all rights reserved|tous droits réservés|alle rechte vorbehalten|alle rechten voorbehouden|alla rättigheter|alle rettigheder|alle rettigheter|(?:reservados\s+)?todos los derechos(?:\s+reservados)?|derechos reservados|todos os direitos reservados|tutti i diritti riservati)\b?`)

func isCopyright(s string) bool {
	t := strings.TrimLeft(s, " \t\n")
	if t == "" || strings.IndexByte("cCaAtTrRdD(\xc2", t[0]) < 0 || !copyrightStart.MatchString(t) {
		return false
	}
	low := strings.ToLower(strings.TrimSpace(s))
	if strings.HasPrefix(low, "copyright") || strings.HasPrefix(low, "copy ") {
		return strings.ContainsAny(s, "0123456789") || strings.Contains(s, "©")
	}
	return true
}

func isCorrectionNote(s string) bool {
	return len(s) < maxLabel && strings.EqualFold(strings.Trim(squeeze(s), ". "), "correction appended")
}
