package dictionary

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
)

// ErrFormat says that a file is none of the known formats.
var ErrFormat = errors.New("dictionary: neither LIWC .dic, Lexicoder .lcd nor quanteda YAML")

const maxBytes = 64 << 20

// Read reads a dictionary in any of the formats, told by how it begins: "%"
// is LIWC, "<" is Lexicoder, a mapping is quanteda YAML.
func Read(r io.Reader) (*Dictionary, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("dictionary: %w", err)
	}
	if len(b) > maxBytes {
		return nil, errors.New("dictionary: larger than 64 MiB")
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	var d *Dictionary
	switch head := bytes.TrimLeft(b, " \t\r\n"); {
	case len(head) == 0:
		return nil, ErrFormat
	case head[0] == '%':
		d, err = readLIWC(string(b))
	case head[0] == '<':
		d, err = readLexicoder(b)
	default:
		d, err = readYAML(b)
	}
	if err != nil {
		return nil, err
	}
	d.index = compile(d.Categories)
	return d, nil
}

// builder gathers categories by name, in order of appearance.
type builder struct {
	d  Dictionary
	at map[string]int
}

func (b *builder) category(name string) int {
	if b.at == nil {
		b.at = map[string]int{}
	}
	i, ok := b.at[name]
	if !ok {
		i = len(b.d.Categories)
		b.at[name] = i
		b.d.Categories = append(b.d.Categories, Category{Name: name})
	}
	return i
}

func (b *builder) add(name, entry string) {
	if entry = strings.Join(strings.Fields(entry), " "); entry == "" {
		return
	}
	i := b.category(name)
	b.d.Categories[i].Entries = append(b.d.Categories[i].Entries, entry)
}

// readLIWC reads the two parts of a .dic file: between percent signs a number
// and a name on each line, then a word and its numbers on each line.
func readLIWC(s string) (*Dictionary, error) {
	var b builder
	names := map[string]string{}
	part := 0
	for n, line := range strings.Split(s, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if line == "%" {
			part++
			continue
		}
		f := strings.Fields(line)
		switch part {
		case 0:
			return nil, fmt.Errorf("dictionary: line %d: %w", n+1, ErrFormat)
		case 1:
			if len(f) < 2 {
				return nil, fmt.Errorf("dictionary: line %d: want the number and name of a category", n+1)
			}
			if old, ok := names[f[0]]; ok {
				return nil, fmt.Errorf("dictionary: line %d: category %s is %s already", n+1, f[0], old)
			}
			name := strings.Join(f[1:], " ")
			if k := strings.IndexByte(name, '('); k > 0 { // posemo (Positive Emotions)
				name = strings.TrimSpace(name[:k])
			}
			names[f[0]] = name
			b.category(name)
		default:
			// The numbers stand at the end; what is before them is the entry.
			k := len(f)
			for k > 0 && names[f[k-1]] != "" {
				k--
			}
			if k == 0 || k == len(f) || strings.ContainsAny(strings.Join(f[:k], ""), "()<>/") {
				b.d.Warnings = append(b.d.Warnings, fmt.Sprintf("line %d: %q left out: conditions and unknown categories are not supported", n+1, line))
				continue
			}
			for _, num := range f[k:] {
				b.add(names[num], strings.Join(f[:k], " "))
			}
		}
	}
	if part < 2 {
		return nil, errors.New("dictionary: the list of categories is not closed by %")
	}
	return &b.d, nil
}

// readLexicoder reads nested cnode elements that hold pnode elements.
func readLexicoder(src []byte) (*Dictionary, error) {
	dec := xml.NewDecoder(bytes.NewReader(src))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	// Depth is bounded by hand: the decoder would recurse for each level.
	var b builder
	var path []string
	depth := 0
	for {
		t, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("dictionary: %w", err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if depth++; depth > 64 {
				return nil, errors.New("dictionary: nested deeper than 64")
			}
			name := ""
			for _, a := range e.Attr {
				if a.Name.Local == "name" {
					name = a.Value
				}
			}
			switch e.Name.Local {
			case "cnode":
				path = append(path, name)
				b.category(strings.Join(path, "/"))
			case "pnode":
				for k := range path {
					b.add(strings.Join(path[:k+1], "/"), name)
				}
			}
		case xml.EndElement:
			depth--
			if e.Name.Local == "cnode" && len(path) > 0 {
				path = path[:len(path)-1]
			}
		}
	}
	if len(b.d.Categories) == 0 {
		return nil, fmt.Errorf("dictionary: no cnode: %w", ErrFormat)
	}
	return &b.d, nil
}

// readYAML reads nested mappings whose leaves are lists of entries.
func readYAML(src []byte) (d *Dictionary, err error) {
	// The YAML parser is third-party code fed with a user's file.
	defer func() {
		if r := recover(); r != nil {
			d, err = nil, fmt.Errorf("dictionary: not YAML: %v", r)
		}
	}()
	var root yaml.MapSlice
	if err := yaml.UnmarshalWithOptions(src, &root, yaml.UseOrderedMap()); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrFormat, err)
	}
	var b builder
	if err := b.yaml(root, nil); err != nil {
		return nil, err
	}
	if len(b.d.Categories) == 0 {
		return nil, ErrFormat
	}
	return &b.d, nil
}

func (b *builder) yaml(v any, path []string) error {
	if len(path) > 64 {
		return errors.New("dictionary: nested deeper than 64")
	}
	switch v := v.(type) {
	case yaml.MapSlice:
		for _, item := range v {
			p := append(append([]string(nil), path...), fmt.Sprint(item.Key))
			b.category(strings.Join(p, "/"))
			if err := b.yaml(item.Value, p); err != nil {
				return err
			}
		}
	case []any:
		for _, e := range v {
			if err := b.yaml(e, path); err != nil {
				return err
			}
		}
	case nil:
	default:
		if len(path) == 0 {
			return ErrFormat
		}
		for k := range path {
			b.add(strings.Join(path[:k+1], "/"), fmt.Sprint(v))
		}
	}
	return nil
}
