package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The reasons for leaving a part of a page out, as they stand in the
// provenance.
const (
	asNavigation  = "navigation"
	asHidden      = "hidden"
	asAside       = "aside"
	asForm        = "form"
	asComments    = "comments"
	asShare       = "share"
	asNewsletter  = "newsletter"
	asCookie      = "cookie"
	asRelated     = "related"
	asAdvertising = "advertising"
	asByline      = "byline"
	asPaywall     = "paywall"
	asMetadata    = "metadata"
)

// markWords are words within class and id that mark a part of a page. A class
// "article__share-tools" has the words article, share and tools.
var markWords = map[string]string{}

func init() {
	for reason, words := range map[string]string{
		asNavigation:  "nav navbar navigation breadcrumb breadcrumbs menu submenu pagination pager skiplink skiplinks footer sitefooter pagefooter toolbar",
		asComments:    "comments disqus respond replies commentlist",
		asShare:       "share sharing sharebar sharetools sharedaddy social socials addthis addtoany shareaholic sociable",
		asNewsletter:  "newsletter newsletters mailinglist signup donate donation donations contributions fundraising membership",
		asCookie:      "cookie cookies cookiebar cookiebanner cookieconsent consent gdpr onetrust ccpa",
		asRelated:     "related recommended recommendations recirc recirculation readmore outbrain taboola trending mostpopular mostread popular upnext promo promos promobox morestories sidebar",
		asAdvertising: "ad ads advert adverts advertisement advertising adslot adunit sponsored sponsor dfp",
		asByline:      "byline bylines author authors authorbox authorbio bio",
		asPaywall:     "paywall regwall subscribe subscription subscriptions barrier piano",
		asMetadata:    "timestamp pubdate meta tags taglist topics keywords categories dateline",
	} {
		for w := range strings.FieldsSeq(words) {
			markWords[w] = reason
		}
	}
}

var markedElements = map[atom.Atom]string{atom.Nav: asNavigation, atom.Footer: asNavigation, atom.Aside: asAside, atom.Form: asForm, atom.Dialog: asHidden,
	atom.Menu: asNavigation, atom.Fieldset: asForm, atom.Label: asForm, atom.Legend: asForm}

var markedRoles = map[string]string{"navigation": asNavigation, "contentinfo": asNavigation, "search": asForm, "dialog": asHidden, "alertdialog": asHidden,
	"complementary": asAside, "menu": asNavigation, "menubar": asNavigation, "toolbar": asNavigation, "banner": asNavigation}

// markOf says what an element marks itself as, "" if it is nothing to leave out.
func markOf(n *html.Node) string {
	if reason := markedElements[n.DataAtom]; reason != "" {
		return reason
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return asHidden
		case "aria-hidden":
			if a.Val == "true" {
				return asHidden
			}
		case "style":
			if hidesByStyle(a.Val) {
				return asHidden
			}
		case "role":
			if reason := markedRoles[a.Val]; reason != "" {
				return reason
			}
		case "class", "id":
			if n.DataAtom == atom.Body || n.DataAtom == atom.Html || n.DataAtom == atom.P && a.Key == "id" {
				continue
			}
			if reason := markInWords(a.Val); reason != "" {
				return reason
			}
		}
	}
	return ""
}

func hidesByStyle(style string) bool {
	at := strings.Index(style, "display")
	if at >= 0 && strings.HasPrefix(strings.TrimLeft(style[at+len("display"):], ": "), "none") {
		return true
	}
	at = strings.Index(style, "visibility")
	return at >= 0 && strings.HasPrefix(strings.TrimLeft(style[at+len("visibility"):], ": "), "hidden")
}

// isUnseen reports whether an inline element is there for screen readers only,
// such as "(opens in new tab)".
func isUnseen(n *html.Node) bool {
	if n.DataAtom != atom.Span && n.DataAtom != atom.Div && n.DataAtom != atom.P {
		return false
	}
	class := attribute(n, "class")
	return class != "" && (strings.Contains(class, "visually-hidden") || strings.Contains(class, "visuallyhidden") || containsWord(class, "sr-only") ||
		strings.Contains(class, "screen-reader") || strings.Contains(class, "off-screen"))
}

// markInWords looks for a marking word among the words of a class or id, cut
// at punctuation and at capitals within.
func markInWords(s string) string {
	var word [24]byte
	n := 0
	previousLower := false
	end := func() string {
		reason := ""
		if n > 1 && n < len(word) {
			reason = markWords[string(word[:n])]
		}
		n = 0
		return reason
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		isUpper := c >= 'A' && c <= 'Z'
		isLower := c >= 'a' && c <= 'z'
		if !isUpper && !isLower || isUpper && previousLower {
			if reason := end(); reason != "" {
				return reason
			}
		}
		if isUpper || isLower {
			if n < len(word) {
				word[n] = c | 0x20
				n++
			}
		}
		previousLower = isLower
	}
	return end()
}
