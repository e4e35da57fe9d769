package page

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestLine is the longest block, in bytes, that a guard looks at.
const longestLine = 300

// A guard names lines that sites put between paragraphs. Its pattern must
// match the whole of a short block, so that a report about cookies or
// newsletters keeps its sentences. The first word of the block chooses the
// guards that are tried.
type guard struct {
	reason  string
	pattern *regexp.Regexp
}

var guards = map[string][]guard{}

func init() {
	for _, g := range []struct{ reason, first, pattern string }{
		{asPaywall, "to continue keep read",
			`(?:to (?:continue|keep) reading|to read (?:the rest|the full|this|more)|continue reading|keep reading|read the full (?:story|article))\b.{0,120}\b(?:subscri|sign (?:in|up)|log in|register|account|trial|for free|for [£$€]).*`},
		{asPaywall, "subscribe sign log register start join",
			`(?:subscribe|sign up|sign in|log in|register|start your (?:free )?trial|join (?:us )?(?:now|today)?)\b.{0,60}\b(?:to (?:continue|keep|carry on) reading|to read (?:on|more|the rest|the full|this)|for (?:full|unlimited) (?:digital )?access|to unlock|from (?:just |only )?[£$€]\s?\d).*`},
		{asPaywall, "this the",
			`(?:this|the full|the rest of this|the rest of the) (?:article|story|content|report|page) (?:is|are) (?:only |exclusively )?(?:available |reserved |exclusive |free )?(?:only |exclusively )?(?:for|to) (?:our )?(?:paying |registered |digital )?(?:subscribers|members|registered users|registered readers)\b.{0,120}`},
		{asPaywall, "you",
			`you(?:['’]ve| have) (?:reached|read|used|viewed) .{0,60}\b(?:free|complimentary|limit)\b.{0,80}|you have \S+ (?:free )?articles? (?:left|remaining).{0,80}`},
		{asPaywall, "already", `already (?:a |an )?(?:subscriber|subscribed|member|registered|have an account|registered user)(?: (?:to|of|with) [^,.]{1,40})?(?:[?.!]|[?,.]? ?(?:log|sign) in\b.{0,40}|\?.{0,60})?`},
		{asPaywall, "subscribe subscription view cancel not premium subscriber member members exclusive",
			`(?:subscribe(?: now| today)?|subscription options|view offers?|cancel (?:at )?any ?time|not a subscriber\?.{0,60}|premium|subscribers?[ -]?only|members?[ -]only|exclusive (?:for|to) subscribers)[.!]?`},
		{asPaywall, "jetzt weiterlesen dieser article il la",
			`(?:jetzt abonnieren.{0,40}|weiterlesen mit .{1,60}|dieser artikel ist (?:nur |exklusiv )?für abonnenten.{0,60}|article réservé aux abonnés.{0,60}|il vous reste .{1,40} de cet article à lire.{0,60}|la suite est réservée aux abonnés.{0,60})`},

		{asCookie, "we this our by",
			`(?:we|this (?:web ?)?site|our (?:web ?)?site|by (?:continuing|using|clicking)|we and our partners)\b.{0,120}\bcookies\b.{0,200}\b(?:experience|website|web site|site|browser|settings|privacy|consent|preferences|analy[sz]e|traffic|policy|services|ads|advertising|partners)\b.{0,100}`},
		{asCookie, "this we cookie cookies manage accept allow reject decline your",
			`(?:this (?:web ?)?site uses cookies|we use cookies|we value your privacy|cookies? (?:policy|settings|preferences|notice)|manage (?:my |your )?(?:cookies|preferences|settings|consent)|(?:accept|allow|reject|decline)(?: all| cookies| all cookies| and (?:close|continue))+|your privacy choices)[.!]?`},

		{asNewsletter, "sign subscribe register",
			`(?:sign up|subscribe|register)\b.{0,40}\b(?:to|for|here)\b.{0,80}\b(?:newsletters?|emails?|e-mails?|bulletins?|briefings?|alerts|inbox|updates)\b.{0,120}`},
		{asNewsletter, "get receive want",
			`(?:get|receive|want)\b.{0,80}\b(?:newsletters?|delivered (?:straight |direct(?:ly)? )?to your inbox|in your inbox|(?:straight|direct(?:ly)?) to your inbox)\b.{0,80}`},
		{asNewsletter, "our newsletter sign enter thank you by privacy",
			`(?:our (?:free )?(?:daily |weekly |morning |evening )?newsletter|newsletter(?: sign[ -]?up)?|sign up(?: now| here)?|enter your e-?mail(?: address)?|thank you for (?:subscribing|signing up).{0,60}|you can unsubscribe at any time.{0,60}|by signing up,? .{0,160}|privacy notice: .{0,240})[.!:]?`},

		{asRelated, "related more most recommended trending you top latest up read what in around don editor editors topics tags filed explore reuse back skip",
			`(?:related(?: (?:articles?|stories|topics|content|internet links|coverage|links))?|more on this(?: story)?|more (?:stories|news|like this|from .{2,40})|most (?:read|popular|viewed|shared)|(?:recommended|trending)(?: (?:for you|stories|now))?|you (?:may|might) (?:also )?(?:like|be interested in).{0,20}|top stories|latest (?:news|stories)|up next|read next|what to read next|in case you missed it|around the (?:web|bbc)|don['’]t miss|editor['’]?s?['’]? picks?|topics|tags|filed under:?.{0,80}|explore more on these topics|reuse this content|back to top|skip to (?:main )?content)[.:…]?`},

		{asShare, "share tweet email e print save comment comments facebook twitter x whatsapp linkedin messenger reddit pinterest telegram copy link bookmark like follow more close view jump gift listen resize text",
			`(?:share|tweet|e-?mail|print|save|comments?|facebook|twitter|x|whatsapp|linkedin|messenger|reddit|pinterest|telegram|copy link|link copied|bookmark|like|follow|more|close|view (?:all )?comments|jump to comments|gift this article|listen to this article|resize text|text size)(?:[\s·|/,(]+(?:this|article|story|page|via|on|to|by|with|share|tweet|e-?mail|print|save|comments?|facebook|twitter|x|whatsapp|linkedin|messenger|reddit|pinterest|telegram|copy link|link|or|and|\d+\)?))*[.!:]?`},
		{asShare, "share follow like find join",
			`(?:share (?:this|on|via|with)|follow (?:us|@\w+|.{2,40}) on|like us on|find us on|join us on|join the conversation)\b.{0,80}`},
		{asShare, "download get", `(?:download|get) (?:our|the) (?:\S+ ){0,4}app\b.{0,60}`},
		{asShare, "do have got", `(?:do you have|have you got|got) (?:a|any) (?:news )?(?:story|tip|information)\b.{0,30}\?.{0,150}`},

		{asAdvertising, "advertisement advertising ad sponsored promoted paid story article continue scroll skip",
			`(?:advertisement|advertising|ad|sponsored(?: content)?|promoted(?: content| stories)?|paid post|story continues(?: below)?(?: advertisement)?|article continues (?:below|after)(?: (?:this|the) ad\w*)?|continue reading (?:below|the main story)|(?:scroll|skip) (?:down )?(?:to continue|past .{0,40}|advertisement))[.…]?`},

		{asMetadata, "first last published updated posted modified image",
			`(?:(?:first |last )?(?:published|updated|posted|modified)(?: (?:on|at))?:?\s.{0,60}\d.{0,30}|image \d+ of \d+)\.?`},
		{asMetadata, "0", // any number
			`(?:(?:\d{1,2}[.:]\d{2} ?(?:[ap]\.?m\.?)?(?: ?(?:gmt|bst|utc|cet|cest|e[sd]?t|p[sd]?t))?[\s·|,–-]*(?:(?:first published|last updated|updated|posted)(?: at)?[\s:]*)?)+|\d{1,3} ?(?:minutes?|mins?)(?: read)?|\d+ (?:minutes?|hours?|days?|weeks?|months?) ago|\d[\d,.]* (?:comments?|shares?|views?|likes?)|\d+ of \d+|\d+ ?/ ?\d+)\.?`},
		{asHidden, "please you your this javascript to enable it we",
			`(?:.{0,80}\b(?:enable|turn on|activate|requires?|without|disabled)\b.{0,40}\bjava ?script\b.{0,160}|.{0,40}\bjava ?script (?:is|must be|needs to be|appears to be|seems to be)\b.{0,160}|your browser (?:does not|doesn['’]t|is|may).{0,160})`},
		{asMetadata, "c copyright all", `(?:©|\(c\))\s.{0,120}|copyright\s*(?:©|\(c\)|\d{4}|by\b).{0,120}|all rights reserved\b.{0,60}`},
	} {
		compiled := guard{g.reason, regexp.MustCompile(`(?i)^(?:` + g.pattern + `)$`)}
		for w := range strings.FieldsSeq(g.first) {
			guards[w] = append(guards[w], compiled)
		}
	}
}

// readMore begins a line that leads to another article.
var readMore = regexp.MustCompile(`(?i)^(?:read (?:more|also|next|the (?:full )?(?:story|report) here)|also read|related|see also|see more|more on this|watch|listen|don['’]t miss|more|` +
	`lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire aussi|lee también|leggi anche|lees ook|go deeper|click here|view gallery|gallery|in pictures|opinion)\s*(?:[:|>»–—-]|$)`)

var readMoreFirst = map[string]bool{"read": true, "also": true, "related": true, "see": true, "more": true, "watch": true, "listen": true, "don": true, "lesen": true,
	"mehr": true, "lire": true, "à": true, "lee": true, "leggi": true, "lees": true, "go": true, "click": true, "view": true, "gallery": true, "in": true, "opinion": true}

// boilerplate says why a block is a line of the site and not of the article,
// "" if it is not.
func boilerplate(b *block) string {
	t := b.text
	if len(t) > longestLine || b.kind == rows || b.kind == verse {
		return ""
	}
	if strings.ContainsRune(t, '\n') {
		t = strings.ReplaceAll(t, "\n", " ")
	}
	first := firstWord(t)
	if readMoreFirst[first] && readMore.MatchString(t) && (2*b.linked >= b.size || b.size < 20 || b.linked > 0 && b.size < 150) {
		return asRelated
	}
	if strings.ContainsAny(t, `"“”„«`) && b.linked == 0 {
		return "" // somebody says so
	}
	for _, g := range guards[first] {
		if g.pattern.MatchString(t) {
			return g.reason
		}
	}
	return ""
}

// firstWord returns the first word of s in lower case, and "0" for a number.
func firstWord(s string) string {
	start := strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '©' })
	if start < 0 {
		return ""
	}
	s = s[start:]
	if s[0] >= '0' && s[0] <= '9' {
		return "0"
	}
	if strings.HasPrefix(s, "©") {
		return "copyright"
	}
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(s)
	}
	if end > 24 || utf8.RuneCountInString(s[:end]) > 20 {
		return ""
	}
	return strings.ToLower(s[:end])
}
