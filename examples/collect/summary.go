package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/fetch"
)

// A tally counts what one source brought.
type tally struct {
	name                 string
	added, known, unread int
}

// A summary is what a run says at its end.
type summary struct {
	tallies  []tally
	failures []error
	notes    []string
}

func (s *summary) add(t tally)      { s.tallies = append(s.tallies, t) }
func (s *summary) fail(err error)   { s.failures = append(s.failures, err) }
func (s *summary) note(text string) { s.notes = append(s.notes, text) }

// err is the error of a run in which something did not come.
func (s *summary) err() error {
	if len(s.failures) == 0 {
		return nil
	}
	if len(s.failures) == 1 {
		return errors.New("1 thing did not come")
	}
	return fmt.Errorf("%d things did not come", len(s.failures))
}

// maxShown is how many failures are shown; all are in the file.
const maxShown = 20

// write prints what came, and what did not and why.
func (s *summary) write(out, stderr io.Writer, file string) error {
	var all tally
	fmt.Fprintf(out, "%8s %8s %8s\n", "new", "known", "unread")
	for _, t := range s.tallies {
		if t.added+t.unread > 0 {
			fmt.Fprintf(out, "%8d %8d %8d  %s\n", t.added, t.known, t.unread, t.name)
		}
		all.added, all.known, all.unread = all.added+t.added, all.known+t.known, all.unread+t.unread
	}
	fmt.Fprintf(out, "%8d %8d %8d  in all, from %d sources\n", all.added, all.known, all.unread, len(s.tallies))
	for _, n := range s.notes {
		fmt.Fprintln(stderr, "note:", inWords(n))
	}
	var text strings.Builder
	for _, err := range s.failures {
		text.WriteString(inWords(err.Error()) + "\n")
	}
	if len(s.failures) > 0 {
		fmt.Fprintln(stderr, "did not come:")
	}
	for i, err := range s.failures {
		if i == maxShown {
			fmt.Fprintf(stderr, "  and %d more, in %s\n", len(s.failures)-i, file)
			break
		}
		fmt.Fprintln(stderr, "  "+inWords(err.Error()))
	}
	if robots := s.count(func(err error) bool { _, ok := errors.AsType[*fetch.RobotsError](err); return ok }); robots > 0 {
		fmt.Fprintf(stderr, "%d of them because robots.txt says no: ask the site, or a licensed database\n", robots)
	}
	return os.WriteFile(file, []byte(text.String()), 0o666)
}

// inWords says by which flag a private address may be read, where the library
// names its field.
func inWords(s string) string {
	return strings.ReplaceAll(s, "a network that may be read is named in AllowPrivate", "if it is your own server, name its network, such as -private 127.0.0.0/8")
}

func (s *summary) count(is func(error) bool) int {
	n := 0
	for _, err := range s.failures {
		if is(err) {
			n++
		}
	}
	return n
}
