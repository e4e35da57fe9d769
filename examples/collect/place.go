package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A place remembers where a source stands, in a file that is replaced whole or
// not at all.
type place struct{ name string }

func (c *collection) place(source string) place {
	return place{filepath.Join(c.stateDir, "places", coverage.SHA256Hex([]byte(source))[:16]+".json")}
}

// load returns what was saved last, nil if nothing was.
func (p place) load() ([]byte, error) {
	raw, err := os.ReadFile(p.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return raw, err
}

func (p place) save(raw []byte) error {
	if err := os.MkdirAll(filepath.Dir(p.name), 0o777); err != nil {
		return err
	}
	f, err := os.Create(p.name + ".part")
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(p.name+".part", p.name)
}

// A ticklist remembers what is done with: a file of lines, of which one that a
// kill left incomplete is cut off.
type ticklist struct {
	file   *os.File
	ticked map[string]bool
}

func openTicklist(name string) (*ticklist, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	l := &ticklist{file: f, ticked: map[string]bool{}}
	r := bufio.NewReader(f)
	var end int64
	for {
		line, err := r.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", name, err), f.Close())
		}
		end += int64(len(line))
		l.ticked[strings.TrimSpace(line)] = true
	}
	_, err = f.Seek(end, io.SeekStart)
	if err = errors.Join(err, f.Truncate(end)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

// tick remembers that an item, which has no line break, is done with. When it
// returns nil that is on disk.
func (l *ticklist) tick(item string) error {
	if _, err := l.file.WriteString(item + "\n"); err != nil {
		return err
	}
	l.ticked[item] = true
	return l.file.Sync()
}
