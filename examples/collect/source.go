package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/feed"
)

// A source is something to collect from.
type source struct {
	kind   string // "feed" or "page"
	what   string // an address
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

// named takes a source for what it says it is.
func named(text string) (source, bool) {
	if isAddress(text) {
		return source{kind: "feed", what: text}, true
	}
	kind, what, _ := strings.Cut(text, ":")
	return source{kind: kind, what: what}, kind == "page" && isAddress(what)
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// readList reads a file of sources: OPML, or one a line.
func readList(name string) ([]source, error) {
	raw, err := os.ReadFile(name)
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
	fields := strings.Split(line, "|")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	s, ok := named(fields[0])
	if !ok {
		return s, fmt.Errorf("%q is no source", fields[0])
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
