package sentiment

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// node is a YAML value with the line it starts on.
type node struct {
	line   int
	scalar string
	list   []*node
	keys   []*node // of a mapping, in order
	values []*node
	kind   byte // 's', 'l', 'm', or 0 for null
}

const maxDepth = 100

func toNode(a ast.Node, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, errors.New("nested too deep")
	}
	n := &node{}
	if a == nil {
		return n, nil
	}
	if t := a.GetToken(); t != nil && t.Position != nil {
		n.line = t.Position.Line
	}
	switch v := a.(type) {
	case *ast.MappingNode:
		n.kind = 'm'
		for _, mv := range v.Values {
			if err := n.addPair(mv, depth); err != nil {
				return nil, err
			}
		}
	case *ast.MappingValueNode:
		n.kind = 'm'
		if err := n.addPair(v, depth); err != nil {
			return nil, err
		}
	case *ast.SequenceNode:
		n.kind = 'l'
		for _, e := range v.Values {
			c, err := toNode(e, depth+1)
			if err != nil {
				return nil, err
			}
			n.list = append(n.list, c)
		}
	case *ast.NullNode:
	case *ast.TagNode:
		return toNode(v.Value, depth+1)
	case *ast.LiteralNode:
		n.kind = 's'
		n.scalar = v.Value.Value
	case *ast.StringNode:
		n.kind = 's'
		n.scalar = v.Value
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return nil, errors.New("anchors, aliases and merge keys are not supported")
	default:
		n.kind = 's'
		n.scalar = a.GetToken().Value
	}
	return n, nil
}

func (n *node) addPair(mv *ast.MappingValueNode, depth int) error {
	k := &node{kind: 's'}
	if t := mv.Key.GetToken(); t != nil {
		k.scalar = t.Value
		if t.Position != nil {
			k.line = t.Position.Line
			if n.line == 0 || k.line < n.line {
				n.line = k.line
			}
		}
	}
	c, err := toNode(mv.Value, depth+1)
	if err != nil {
		return err
	}
	n.keys = append(n.keys, k)
	n.values = append(n.values, c)
	return nil
}

// decoder gathers errors and warnings of one file.
type decoder struct {
	file string
	errs []error
	cb   *Codebook
}

func (d *decoder) errorf(line int, format string, args ...any) {
	d.errs = append(d.errs, &CodebookError{d.file, line, fmt.Sprintf(format, args...)})
}

func (d *decoder) warnf(line int, format string, args ...any) {
	d.cb.Warnings = append(d.cb.Warnings, fmt.Sprintf("%s:%d: %s", d.file, line, fmt.Sprintf(format, args...)))
}

func decodeCodebook(src []byte, name string) (*Codebook, error) {
	sum := sha256.Sum256(src)
	d := &decoder{file: name, cb: &Codebook{classes: map[string]*classDef{}}}
	d.cb.layers = []layer{{name, hex.EncodeToString(sum[:])}}
	if line := text.InvalidLine(src); line > 0 { // such words would never be found
		return nil, &CodebookError{name, line, "is not UTF-8; save the file as UTF-8"}
	}
	root, err := parseYAML(src)
	if err != nil {
		msg := firstLine(err.Error())
		if strings.Contains(msg, "\t") || strings.Contains(msg, "tab character") {
			msg = "indent with spaces, not with a tab"
		}
		return nil, &CodebookError{name, yamlLine(err), msg}
	}
	switch root.kind {
	case 'l':
		d.actors(root)
	case 'm':
		for i, k := range root.keys {
			v := root.values[i]
			switch k.scalar {
			case "name":
				d.cb.Name = v.scalar
			case "version":
				d.cb.Version = v.scalar
			case "about":
			case "classes":
				d.classes(v)
			case "roles":
				d.roles(v)
			case "patterns":
				d.patterns(v)
			case "scopes":
				d.scopes(v)
			case "actors":
				d.actors(v)
			case "tests":
				d.tests(v)
			default:
				d.errorf(k.line, "unknown section %q (known: name, version, about, classes, roles, patterns, scopes, actors, tests)", k.scalar)
			}
		}
	case 0:
	default:
		d.errorf(root.line, "want a mapping with classes, patterns, actors ..., or a list of actors")
	}
	if len(d.errs) > 0 {
		return nil, errors.Join(d.errs...)
	}
	d.cb.Warnings = append(d.cb.Warnings, lineWarnings(nil, linesOf(d.cb.patterns, d.cb.scopes))...)
	return d.cb, nil
}

// linesAt returns the line of each string that decoder.strings makes of n.
func linesAt(n *node) []int {
	var out []int
	for _, e := range n.list {
		if e.kind == 's' && strings.TrimSpace(e.scalar) != "" {
			out = append(out, e.line)
		}
	}
	if n.kind == 's' {
		out = append(out, n.line)
	}
	return out
}

func parseYAML(src []byte) (root *node, err error) {
	// The YAML parser is third-party code fed with a user's file.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("not YAML: %v", r)
		}
	}()
	f, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, err
	}
	if len(f.Docs) == 0 || f.Docs[0].Body == nil {
		return &node{}, nil
	}
	return toNode(f.Docs[0].Body, 0)
}

// yamlLine finds the line in an error of the YAML parser: "[3:5] ...".
func yamlLine(err error) int {
	s := err.Error()
	if i := strings.IndexByte(s, '['); i >= 0 {
		if j := strings.IndexByte(s[i:], ':'); j > 0 {
			if n, err := strconv.Atoi(s[i+1 : i+j]); err == nil {
				return n
			}
		}
	}
	return 1
}

// levelList names the levels that a codebook may give.
func levelList() string { return strings.Join(levelNames[1:], ", ") }

func firstLine(s string) string {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[:i]
	}
	return s
}

// strings reads a list of strings, or one string whose members are parted by commas.
func (d *decoder) strings(n *node, commas bool) []string {
	if n == nil {
		return nil
	}
	var out []string
	add := func(s string) {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			out = append(out, s)
		}
	}
	switch n.kind {
	case 's':
		if !commas {
			add(n.scalar)
			break
		}
		for _, s := range strings.Split(n.scalar, ",") {
			add(s)
		}
	case 'l':
		for _, e := range n.list {
			if e.kind != 's' {
				d.errorf(e.line, "want a string")
				continue
			}
			add(e.scalar)
		}
	case 0:
	default:
		d.errorf(n.line, "want a list of strings")
	}
	return out
}

func (d *decoder) classes(n *node) {
	if n.kind != 'm' {
		d.errorf(n.line, "classes: want a mapping from name to members")
		return
	}
	for i, k := range n.keys {
		if d.cb.classes[k.scalar] != nil {
			d.errorf(k.line, "class %q is defined twice (first on line %d)", k.scalar, d.cb.classes[k.scalar].line)
			continue
		}
		c := &classDef{name: k.scalar, line: k.line, file: d.file, members: d.strings(n.values[i], true)}
		seen := map[string]bool{}
		for _, m := range c.members {
			if seen[m] {
				d.warnf(k.line, "class %q: %q stands there twice", k.scalar, m)
			}
			seen[m] = true
		}
		if len(c.members) == 0 {
			d.warnf(k.line, "class %q is empty", k.scalar)
		}
		d.cb.classes[k.scalar] = c
		d.cb.order = append(d.cb.order, k.scalar)
	}
}

func (d *decoder) roles(n *node) {
	if n.kind != 'm' {
		d.errorf(n.line, "roles: want a mapping from level to nouns")
		return
	}
	levels := map[string]Level{}
	for i, k := range n.keys {
		var l Level
		if err := l.UnmarshalText([]byte(k.scalar)); err != nil {
			d.errorf(k.line, "no level is called %q (levels: %s)", k.scalar, levelList())
			continue
		}
		heads := d.strings(n.values[i], true)
		for _, h := range heads {
			name := strings.Trim(h, "!^")
			if first, ok := levels[name]; ok && first == l {
				d.warnf(k.line, "roles: %q stands there twice as %s", name, l)
			} else if ok {
				d.warnf(k.line, "roles: %q is both %s and %s; the last counts", name, first, l)
			}
			levels[name] = l
		}
		d.cb.roles = append(d.cb.roles, roleDef{l, heads, k.line, d.file})
	}
}

func (d *decoder) patterns(n *node) {
	if n.kind != 'l' {
		d.errorf(n.line, "patterns: want a list")
		return
	}
	ids := map[string]int{}
	for _, e := range n.list {
		if e.kind != 'm' {
			d.errorf(e.line, "a pattern is a mapping with id, frame and match")
			continue
		}
		p := &patternDef{line: e.line, file: d.file, weight: 0.7, negated: "none", denied: ""}
		hasFrame := false
		for i, k := range e.keys {
			v := e.values[i]
			switch k.scalar {
			case "id":
				p.id = v.scalar
			case "frame":
				if err := p.frame.UnmarshalText([]byte(v.scalar)); err != nil {
					d.errorf(v.line, "no frame is called %q (blame, systemic, counter)", v.scalar)
				}
				hasFrame = true
			case "weight":
				w, err := strconv.ParseFloat(v.scalar, 64)
				if err != nil || w < 0 || w > 1 {
					d.errorf(v.line, "weight %q is no number in [0, 1]", v.scalar)
				}
				p.weight = w
			case "match":
				p.match, p.lines = d.strings(v, false), linesAt(v)
			case "unless":
				p.unless = d.strings(v, false)
			case "after":
				if p.after = v.scalar; p.after == "" {
					d.errorf(k.line, "after: want the name of a class")
				}
			case "negated", "denied":
				switch v.scalar {
				case "none", "same", "blame", "systemic", "counter":
				default:
					d.errorf(v.line, "%s: %q is none of none, same, blame, systemic, counter", k.scalar, v.scalar)
				}
				if k.scalar == "negated" {
					p.negated = v.scalar
				} else {
					p.denied = v.scalar
				}
			case "level":
				if err := p.level.UnmarshalText([]byte(v.scalar)); err != nil {
					d.errorf(v.line, "no level is called %q (levels: %s)", v.scalar, levelList())
				}
				p.levelled = true
			case "agentless":
				p.agentless = v.scalar == "true"
			case "voice":
				switch v.scalar {
				case "author", "reported":
					p.reported = v.scalar == "reported"
				default:
					d.errorf(v.line, "voice %q is neither author nor reported", v.scalar)
				}
			case "yes":
				p.yes = d.strings(v, false)
			case "no":
				p.no = d.strings(v, false)
			case "about":
			default:
				d.errorf(k.line, "a pattern has no %q (known: id, frame, weight, match, unless, after, negated, denied, level, agentless, voice, yes, no, about)", k.scalar)
			}
		}
		switch {
		case p.id == "":
			d.errorf(e.line, "a pattern needs an id")
			continue
		case !hasFrame:
			d.errorf(e.line, "pattern %s: needs a frame", p.id)
			continue
		case len(p.match) == 0:
			d.errorf(e.line, "pattern %s: nothing to match", p.id)
			continue
		}
		if l, ok := ids[p.id]; ok {
			d.errorf(e.line, "pattern %s is defined twice (first on line %d)", p.id, l)
			continue
		}
		ids[p.id] = e.line
		for _, m := range append(append([]string(nil), p.match...), p.unless...) {
			if _, err := parsePattern(m); err != nil {
				d.errorf(e.line, "pattern %s: %q: %v", p.id, m, err)
			}
		}
		if p.weight == 0 {
			d.warnf(e.line, "pattern %s has weight 0: it can never count", p.id)
		}
		for i, m := range p.match {
			for _, u := range p.unless {
				if neverCounts(m, u) && i < len(p.lines) {
					d.warnf(p.lines[i], "pattern %s: %q can never count: unless %q takes every match back", p.id, m, u)
					break
				}
			}
		}
		for _, s := range p.yes {
			d.cb.tests = append(d.cb.tests, Test{Text: s, Frames: FrameSet(0).With(p.frame), Line: e.line, File: d.file, partial: true})
		}
		for _, s := range p.no {
			d.cb.tests = append(d.cb.tests, Test{Text: s, Line: e.line, File: d.file, partial: true, absent: p.frame})
		}
		d.cb.patterns = append(d.cb.patterns, p)
	}
}

var scopeKinds = map[string]Scope{"negated": Negated, "rejected": Rejected, "contrasted": Contrasted,
	"questioned": Questioned, "supposed": Supposed, "ironic": Ironic}

func (d *decoder) scopes(n *node) {
	if n.kind != 'l' {
		d.errorf(n.line, "scopes: want a list")
		return
	}
	for _, e := range n.list {
		if e.kind != 'm' {
			d.errorf(e.line, "a scope is a mapping with kind, reach and match")
			continue
		}
		s := &scopeDef{reach: "right", line: e.line, file: d.file}
		for i, k := range e.keys {
			v := e.values[i]
			switch k.scalar {
			case "kind":
				kind, ok := scopeKinds[v.scalar]
				if !ok {
					d.errorf(v.line, "no scope is called %q", v.scalar)
				}
				s.kind = kind
			case "reach":
				switch v.scalar {
				case "right", "left", "sentence", "phrase", "as", "inside":
					s.reach = v.scalar
				default:
					d.errorf(v.line, "reach %q is none of right, left, phrase, as, inside, sentence", v.scalar)
				}
			case "match":
				s.match, s.lines = d.strings(v, false), linesAt(v)
				for _, m := range s.match {
					if _, err := parsePattern(m); err != nil {
						d.errorf(v.line, "scope: %q: %v", m, err)
					}
				}
			case "about":
			default:
				d.errorf(k.line, "a scope has no %q (known: kind, reach, match, about)", k.scalar)
			}
		}
		d.cb.scopes = append(d.cb.scopes, s)
	}
}

func (d *decoder) actors(n *node) {
	if n.kind != 'l' {
		d.errorf(n.line, "actors: want a list")
		return
	}
	aliases := map[string]string{}
	ids := map[string]bool{}
	for _, e := range n.list {
		if e.kind != 'm' {
			d.errorf(e.line, "an actor is a mapping with id, level and aliases")
			continue
		}
		var a Actor
		for i, k := range e.keys {
			v := e.values[i]
			switch k.scalar {
			case "id", "name":
				a.ID = v.scalar
			case "show":
				a.Show = v.scalar
			case "level":
				if err := a.Level.UnmarshalText([]byte(v.scalar)); err != nil {
					d.errorf(v.line, "no level is called %q (levels: %s)", v.scalar, levelList())
				}
			case "aliases":
				a.Aliases = d.strings(v, false)
			case "gender":
				if err := a.Gender.UnmarshalText([]byte(v.scalar)); err != nil {
					d.errorf(v.line, "gender %q is none of male, female, neuter", v.scalar)
				}
			case "plural":
				a.Plural = v.scalar == "true"
			case "about":
			default:
				d.errorf(k.line, "an actor has no %q (known: id, show, level, aliases, gender, plural, about)", k.scalar)
			}
		}
		if a.ID == "" {
			d.errorf(e.line, "an actor needs an id")
			continue
		}
		if ids[a.ID] {
			d.errorf(e.line, "actor %s is defined twice", a.ID)
			continue
		}
		ids[a.ID] = true
		for _, al := range a.Aliases {
			f := strings.ToLower(al)
			if other, ok := aliases[f]; ok && other != a.ID {
				d.warnf(e.line, "alias %q is claimed by %s and %s; the first keeps it", al, other, a.ID)
				continue
			}
			aliases[f] = a.ID
		}
		d.cb.actors = append(d.cb.actors, a)
	}
}

func (d *decoder) tests(n *node) {
	if n.kind != 'l' {
		d.errorf(n.line, "tests: want a list")
		return
	}
	for _, e := range n.list {
		t := Test{Line: e.line, File: d.file}
		if e.kind != 'm' {
			d.errorf(e.line, "a test is a mapping with text and frames")
			continue
		}
		for i, k := range e.keys {
			v := e.values[i]
			switch k.scalar {
			case "text":
				t.Text = v.scalar
			case "before":
				t.Before = v.scalar
			case "frames":
				for _, s := range d.strings(v, true) {
					var f Frame
					if s == "none" {
						continue
					}
					if err := f.UnmarshalText([]byte(s)); err != nil {
						d.errorf(v.line, "no frame is called %q", s)
						continue
					}
					t.Frames = t.Frames.With(f)
				}
			case "target":
				t.Target = v.scalar
			case "level":
				t.Level = v.scalar
			case "about":
			default:
				d.errorf(k.line, "a test has no %q", k.scalar)
			}
		}
		d.cb.tests = append(d.cb.tests, t)
	}
}
