package page

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// Bounds on what is read of JSON-LD. Real pages stay far below.
const (
	maxScript  = 1 << 20 // bytes of one block
	maxScripts = 2 << 20 // bytes of all blocks
	maxNodes   = 2000    // objects with a type
)

// An object is a node of JSON-LD.
type object map[string]any

// A graph holds the JSON-LD of a page: every object with a type that stands
// at the top of a block, in a list, in an @graph, or as the main entity of
// another. Objects deeper down, such as the posts of a live blog, belong to
// the object that holds them.
type graph struct {
	nodes []object
	byID  map[string]object
	size  int
	bad   int // blocks that could not be read
}

// add reads one script block.
func (g *graph) add(script string) {
	if g.size += len(script); len(script) > maxScript || g.size > maxScripts {
		g.bad++
		return
	}
	values := decodeJSON(script)
	if len(values) == 0 && strings.TrimSpace(script) != "" {
		g.bad++
	}
	for _, v := range values {
		g.collect(v, 0)
	}
}

func (g *graph) collect(v any, depth int) {
	if depth > 8 || len(g.nodes) >= maxNodes {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.collect(e, depth+1)
		}
	case map[string]any:
		o := object(v)
		if id := o.text("@id"); id != "" && len(o) > 1 {
			if g.byID == nil {
				g.byID = map[string]object{}
			}
			if _, known := g.byID[id]; !known {
				g.byID[id] = o
			}
		}
		if v["@type"] != nil {
			g.nodes = append(g.nodes, o)
		}
		for _, key := range [...]string{"@graph", "mainEntity", "mainEntityOfPage"} {
			g.collect(v[key], depth+1)
		}
	}
}

// resolve follows a reference by @id.
func (g *graph) resolve(v any) any {
	if o, ok := v.(map[string]any); ok {
		if id := object(o).text("@id"); id != "" && object(o).text("name") == "" {
			if target, known := g.byID[id]; known {
				return map[string]any(target)
			}
		}
	}
	return v
}

// articleRank orders the types that may describe an article; 0 is none.
func articleRank(types []string) int {
	best := 0
	for _, t := range types {
		rank := 0
		switch {
		case strings.HasSuffix(t, "NewsArticle"), t == "LiveBlogPosting":
			rank = 4
		case strings.HasSuffix(t, "Article"), t == "Report", t == "BlogPosting":
			rank = 3
		case t == "SocialMediaPosting", t == "DiscussionForumPosting", t == "Review", t == "CreativeWork":
			rank = 2
		case strings.HasSuffix(t, "WebPage"), t == "ItemPage", t == "VideoObject":
			rank = 1
		}
		best = max(best, rank)
	}
	return best
}

// article returns the object that describes the page, nil if there is none.
// Of several, the one that names an address of the page is taken, then one
// whose headline is a heading of the page, then the most telling type, then
// the first.
func (g *graph) article(isAddress func(string) bool, isHeading func(string) bool) object {
	var best object
	bestScore := 0
	for _, o := range g.nodes {
		rank := articleRank(o.types())
		if rank == 0 {
			continue
		}
		score := rank
		for _, key := range [...]string{"mainEntityOfPage", "url", "@id"} {
			if isAddress(g.address(o[key])) {
				score += 20
				break
			}
		}
		if h := o.line("headline"); h != "" && isHeading(h) {
			score += 10
		}
		if o.text("articleBody") != "" || o["liveBlogUpdate"] != nil {
			score++
		}
		if score > bestScore {
			best, bestScore = o, score
		}
	}
	return best
}

// address returns the address that a value is or names.
func (g *graph) address(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case map[string]any:
		o := object(v)
		if u := o.text("@id"); strings.HasPrefix(u, "http") {
			return u
		}
		return o.text("url")
	case []any:
		if len(v) > 0 {
			return g.address(v[0])
		}
	}
	return ""
}

// names returns the names of the persons or bodies that v describes, each
// with whether it is a person.
func (g *graph) names(v any) (names []string, persons []bool) {
	switch v := g.resolve(v).(type) {
	case string:
		return []string{plain.Line(v)}, []bool{true}
	case []any:
		for _, e := range v[:min(len(v), 50)] {
			n, p := g.names(e)
			names, persons = append(names, n...), append(persons, p...)
		}
	case map[string]any:
		o := object(v)
		isPerson := !slices.ContainsFunc(o.types(), func(t string) bool { return strings.HasSuffix(t, "Organization") })
		if list, ok := v["name"].([]any); ok { // "name": ["A", "B"]
			for _, e := range list[:min(len(list), 50)] {
				if s, ok := e.(string); ok {
					names, persons = append(names, plain.Line(s)), append(persons, isPerson)
				}
			}
			return names, persons
		}
		name := o.line("name")
		if name == "" {
			name = strings.TrimSpace(o.line("givenName") + " " + o.line("familyName"))
		}
		if name != "" {
			return []string{name}, []bool{isPerson}
		}
	}
	return names, persons
}

// types returns the types of o without the prefix of their vocabulary.
func (o object) types() []string {
	var list []string
	for _, t := range o.list("@type") {
		list = append(list, t[strings.LastIndexAny(t, "/:#")+1:])
	}
	return list
}

// text returns the first string under key, as written.
func (o object) text(key string) string {
	if list := o.list(key); len(list) > 0 {
		return list[0]
	}
	return ""
}

// line returns the first string under key as one line of plain text. JSON
// within HTML often has its entities escaped twice.
func (o object) line(key string) string { return line(o.text(key)) }

// list returns the strings under key.
func (o object) list(key string) []string {
	switch v := o[key].(type) {
	case string:
		return []string{strings.TrimSpace(v)}
	case []any:
		var list []string
		for _, e := range v {
			switch e := e.(type) {
			case string:
				list = append(list, strings.TrimSpace(e))
			case map[string]any:
				if s := object(e).text("@value"); s != "" {
					list = append(list, s)
				}
			}
		}
		return list
	case map[string]any:
		if s, ok := v["@value"].(string); ok {
			return []string{strings.TrimSpace(s)}
		}
	}
	return nil
}

// isFalse reports whether the value under key says no.
func (o object) isFalse(key string) bool {
	switch v := o[key].(type) {
	case bool:
		return !v
	case string:
		s := strings.ToLower(v[strings.LastIndexAny(v, "/#")+1:])
		return s == "false" || s == "no"
	}
	return false
}

// decodeJSON reads the values of a script block. What sites get wrong is
// mended: comments and CDATA marks around the block, line breaks within
// strings, a comma before a closing bracket, a semicolon at the end, several
// values in a row.
func decodeJSON(script string) []any {
	s := strings.TrimSpace(script)
	for _, around := range [...][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"<![CDATA[", "]]>"}} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, around[0]), around[1]))
	}
	s = strings.TrimSpace(strings.TrimRight(s, "; \r\n\t"))
	if values, ok := jsonValues([]byte(s)); ok {
		return values
	}
	values, _ := jsonValues(mendJSON(s))
	return values
}

func jsonValues(b []byte) ([]any, bool) {
	var values []any
	d := json.NewDecoder(bytes.NewReader(b))
	for d.More() {
		var v any
		if d.Decode(&v) != nil {
			return values, false
		}
		values = append(values, v)
	}
	return values, len(values) > 0
}

func mendJSON(s string) []byte {
	out := make([]byte, 0, len(s)+16)
	inString := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case inString && c == '\\' && i+1 < len(s):
			if strings.IndexByte(`"\/bfnrtu`, s[i+1]) >= 0 {
				out = append(out, c, s[i+1])
			} else {
				out = append(out, s[i+1]) // \' and its like
			}
			i++
		case c == '"':
			inString = !inString
			out = append(out, c)
		case inString && c < ' ':
			switch c {
			case '\n':
				out = append(out, `\n`...)
			case '\t':
				out = append(out, ' ')
			}
		case !inString && c == ',':
			rest := strings.TrimLeft(s[i+1:], " \t\r\n,")
			if rest != "" && rest[0] != '}' && rest[0] != ']' {
				out = append(out, c)
			}
			i = len(s) - len(rest) - 1
		default:
			out = append(out, c)
		}
	}
	return out
}
