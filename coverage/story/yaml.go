package story

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A form is a YAML file as it was read: its syntax tree, for line numbers, and
// where it was at fault, so that what follows from a fault is not reported too.
type form struct {
	file  *ast.File
	odd   map[string]bool // paths of mappings that hold an unknown field
	wrong map[string]bool // paths of values of the wrong kind
}

// at returns the line of the value at a path such as "$.phases[1].from", 0 if
// there is none.
func (f *form) at(path string) int {
	if f.file == nil {
		return 0
	}
	p, err := yaml.PathString(path)
	if err != nil {
		return 0
	}
	n, err := p.FilterFile(f.file)
	if err != nil || n == nil || n.GetToken() == nil {
		return 0
	}
	return n.GetToken().Position.Line
}

// excused reports whether a value that is missing or empty at a path was
// reported already: it is of the wrong kind, or its name is misspelt.
func (f *form) excused(path string) bool {
	return f.wrong[path] || f.at(path) == 0 && f.odd[path[:max(0, strings.LastIndexAny(path, ".["))]]
}

// oddBelow reports whether a fault was found at a path or below it.
func (f *form) oddBelow(path string) bool {
	below := func(p string) bool {
		return p == path || strings.HasPrefix(p, path+".") || strings.HasPrefix(p, path+"[")
	}
	for p := range f.odd {
		if below(p) {
			return true
		}
	}
	for p := range f.wrong {
		if below(p) {
			return true
		}
	}
	return false
}

// decode reads a YAML file into what v points to. Every unknown field and every
// value of the wrong kind is reported and left out, so that the rest can still
// be checked. It returns nil if nothing could be read.
func (l *loader) decode(name string, raw []byte, v any) *form {
	file, err := parseYAML(raw)
	if err != nil {
		line := 1
		text := err.Error()
		if ye, ok := errors.AsType[yaml.Error](err); ok {
			if t := ye.GetToken(); t != nil {
				line = t.Position.Line
			}
			text = ye.GetMessage()
		}
		if at := tabIndent(raw, line); at > 0 {
			line, text = at, "indent with spaces, not with a tab"
		}
		l.fail(name, line, &plainError{text, err})
		return nil
	}
	f := &form{file, map[string]bool{}, map[string]bool{}}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		l.fail(name, 1, errors.New("the file is empty"))
		return nil
	}
	body := file.Docs[0].Body
	ck := &yamlCheck{f, func(line int, err error) { l.fail(name, line, err) }}
	if !ck.value(body, reflect.TypeOf(v).Elem(), "$") {
		return nil
	}
	if err := yaml.NodeToValue(body, v); err != nil { // what the check does not know of
		line := 0
		text := err.Error()
		if ye, ok := errors.AsType[yaml.Error](err); ok {
			if t := ye.GetToken(); t != nil {
				line = t.Position.Line
			}
			text = ye.GetMessage()
		}
		l.fail(name, line, &plainError{text, err})
		return nil
	}
	return f
}

func parseYAML(raw []byte) (f *ast.File, err error) {
	// The YAML parser is third-party code fed with a user's file.
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("not YAML: %v", r)
		}
	}()
	return parser.ParseBytes(raw, 0)
}

// tabIndent returns the line nearest to one with a fault, itself or a
// neighbour, that is indented with a tab; 0 if none is.
func tabIndent(raw []byte, line int) int {
	lines := bytes.Split(raw, []byte("\n"))
	for _, at := range []int{line, line + 1, line - 1} {
		if at >= 1 && at <= len(lines) {
			text := lines[at-1]
			if indent := text[:len(text)-len(bytes.TrimLeft(text, " \t"))]; bytes.IndexByte(indent, '\t') >= 0 {
				return at
			}
		}
	}
	return 0
}

// yamlCheck holds a syntax tree against the type that it is to be read into.
type yamlCheck struct {
	*form
	fail func(line int, err error)
}

// value reports whether a node can be read as a t, and tells what in it cannot.
// Parts that cannot are emptied.
func (ck *yamlCheck) value(n ast.Node, t reflect.Type, path string) bool {
	switch v := n.(type) {
	case *ast.AnchorNode:
		return ck.value(v.Value, t, path)
	case *ast.TagNode:
		return ck.value(v.Value, t, path)
	case *ast.AliasNode, *ast.NullNode, nil:
		return true
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	wrong := func(want string) bool {
		ck.wrong[path] = true
		name := path[strings.LastIndexByte(path, '.')+1:]
		if name == "$" {
			ck.fail(lineOf(n), errors.New("want "+want))
		} else {
			ck.fail(lineOf(n), fmt.Errorf("%s: want %s", strings.TrimPrefix(name, "$"), want))
		}
		return false
	}
	scalar := func() bool { _, ok := n.(ast.ScalarNode); return ok }
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		var pairs []*ast.MappingValueNode
		switch v := n.(type) {
		case *ast.MappingNode:
			pairs = v.Values
		case *ast.MappingValueNode:
			pairs = []*ast.MappingValueNode{v}
		default:
			return wrong("a mapping, such as {name: value}")
		}
		for _, p := range pairs {
			if p.Key.IsMergeKey() {
				continue
			}
			key := p.Key.GetToken().Value
			of := t
			if t.Kind() == reflect.Map {
				of = t.Elem()
			} else if field, ok := fieldNamed(t, "yaml", key); ok {
				of = field
			} else {
				ck.odd[path] = true
				ck.fail(lineOf(p.Key), unknownField(key, fieldNames(t, "yaml", false)))
				continue
			}
			if !ck.value(p.Value, of, path+"."+key) {
				p.Value = ast.Null(p.Value.GetToken())
			}
		}
	case reflect.Slice:
		list, ok := n.(*ast.SequenceNode)
		if !ok {
			return wrong("a list, such as [one, two]")
		}
		for i, e := range list.Values {
			if !ck.value(e, t.Elem(), fmt.Sprintf("%s[%d]", path, i)) {
				list.Values[i] = ast.Null(e.GetToken())
			}
		}
	case reflect.Int:
		if _, err := strconv.Atoi(n.GetToken().Value); err != nil {
			if _, ok := n.(*ast.IntegerNode); !ok {
				return wrong("a whole number")
			}
		}
	case reflect.Float64:
		if _, err := strconv.ParseFloat(n.GetToken().Value, 64); err != nil {
			switch n.(type) {
			case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
			default:
				return wrong("a number")
			}
		}
	case reflect.String:
		if !scalar() {
			return wrong("a text; put it in quotation marks if it holds a colon or brackets")
		}
	}
	return true
}

func lineOf(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

// fieldNamed returns the type of the field of a struct that a file calls name.
func fieldNamed(t reflect.Type, format, name string) (reflect.Type, bool) {
	for i := range t.NumField() {
		if tag, _, _ := strings.Cut(t.Field(i).Tag.Get(format), ","); tag == name && tag != "-" {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

// fieldNames lists the names of the fields of a struct in a file, with those of
// the structs in it if deep.
func fieldNames(t reflect.Type, format string, deep bool) []string {
	var names []string
	for i := range t.NumField() {
		f := t.Field(i)
		if tag, _, _ := strings.Cut(f.Tag.Get(format), ","); tag != "" && tag != "-" {
			names = append(names, tag)
		}
		if of := f.Type; deep {
			if of.Kind() == reflect.Pointer {
				of = of.Elem()
			}
			if of.Kind() == reflect.Struct {
				names = append(names, fieldNames(of, format, false)...)
			}
		}
	}
	return names
}

// unknownField names a field that there is not, with the one likely meant or
// else all there are.
func unknownField(name string, known []string) error {
	best, distance := "", max(1, len(name)/3)+1
	for _, k := range known {
		if d := editDistance(strings.ToLower(name), k); d < distance {
			best, distance = k, d
		}
	}
	if best != "" {
		return fmt.Errorf("unknown field %q; is %q meant?", name, best)
	}
	return fmt.Errorf("unknown field %q (known: %s)", name, strings.Join(known, ", "))
}

// editDistance is the number of letters to put in, take out or replace, or of
// neighbours to exchange, that makes a of b.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last := []int(nil), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row := []int{i + 1}
		for j := range y {
			d := last[j]
			if x[i] != y[j] {
				d++
			}
			d = min(d, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, before[j-1]+1)
			}
			row = append(row, d)
		}
		before, last = last, row
	}
	return last[len(y)]
}

// parts of a case that claims are checked against.
const (
	partActors   = "actors"
	partArticles = "articles"
	partEvents   = "events"
	partFigures  = "figures"
	partViews    = "views"
	partPhases   = "phases"
)

// A broken set names the parts of a case that could not be read whole: what a
// claim names of them may be there.
type broken map[string]bool
