package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/feed"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
)

// A source is something to collect from.
type source struct {
	kind   string // "feed", "page", "warc", "wayback" or the name of a service
	what   string // an address, a file, or a query
	title  string // as a list has it
	outlet coverage.Outlet
}

// readSources reads the arguments of the command.
func readSources(args []string) ([]source, error) {
	var out []source
	for _, arg := range args {
		if s, ok := named(arg); ok {
			out = append(out, s)
			continue
		}
		list, err := readList(arg)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// String is the source as it was given, without keys.
func (s source) String() string {
	if isAddress(s.what) {
		return s.kind + ":" + fetch.Redact(s.what)
	}
	return s.kind + ":" + s.what
}

// named takes a source for what it says it is.
func named(text string) (source, bool) {
	if isAddress(text) {
		return source{kind: "feed", what: text}, true
	}
	kind, what, _ := strings.Cut(text, ":")
	s := source{kind: kind, what: strings.TrimSpace(what)}
	switch {
	case s.what == "":
		return s, false
	case kind == "page":
		return s, isAddress(s.what)
	}
	return s, kind == "warc" || kind == "wayback" || services[kind] != nil
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// readList reads a file of sources: OPML, or one a line. An archive is a source
// itself.
func readList(name string) ([]source, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	head, _ := in.Peek(5) // a shorter file is no archive
	if bytes.HasPrefix(head, []byte("\x1f\x8b")) || string(head) == "WARC/" || strings.HasSuffix(name, ".arc") {
		return []source{{kind: "warc", what: name}}, nil
	}
	raw, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	var out []source
	if text := bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff"))); bytes.HasPrefix(text, []byte("<")) {
		list, err := feed.ReadOPML(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, s := range list {
			out = append(out, source{kind: "feed", what: s.URL, title: s.Title})
		}
		return out, nil
	}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		out = append(out, s)
	}
	return out, lines.Err()
}

// parseLine reads a line of a list.
func parseLine(line string) (source, error) {
	if s, ok := named(line); ok && services[s.kind] != nil {
		return s, nil // a query may hold a "|"; each article names its outlet
	}
	fields := strings.Split(line, "|")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	s, ok := named(fields[0])
	if !ok {
		return s, fmt.Errorf("%q is no source; it must begin with http, page, warc, wayback or a service (%s)", fields[0], serviceNames())
	}
	if len(fields) > 4 {
		return s, errors.New("more than source | outlet | kind | country")
	}
	fields = append(fields, "", "", "")
	s.outlet.Name, s.outlet.Country = fields[1], strings.ToUpper(fields[3])
	var err error
	s.outlet.Kind, err = coverage.ParseOutletKind(strings.ToLower(fields[2]))
	return s, err
}
