package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

// killsWanted is the number of kills, by COLLECT_KILLS or for a quick test.
func killsWanted(t *testing.T) (n int, thorough bool) {
	s := os.Getenv("COLLECT_KILLS")
	if s == "" {
		return 5, false
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n, true
}

// start starts the program.
func start(t *testing.T, args []string, stdout, stderr *bytes.Buffer) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "COLLECT_CHILD="+string(text))
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// A collection, of which four fifths are listed by feeds and read from their
// pages and the rest are single pages, is killed again and again, at a random
// moment behind a random request, while the feeds go on listing more. In the end
// each article is there once, in the file and in the corpus. COLLECT_KILLS sets
// the number of kills, and then there are 1,000 articles.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	const listed, single = 40, 10
	const all = listed + single // of each paper
	papers := 3
	kills, thorough := killsWanted(t)
	if thorough {
		papers = 20
	}
	p := newPress(t, 0)
	dir := t.TempDir()
	store := filepath.Join(dir, "c.corpus")
	var pages []string
	for paper := range papers {
		for n := range single {
			pages = append(pages, fmt.Sprintf("page:%s/a/%d/%d", p.URL, paper, listed+n))
		}
	}
	args := flags(dir, "-full", "-store", store, p.list(t, papers, pages...))
	random := rand.New(rand.NewPCG(4, 9))
	killed, torn, stored := 0, 0, []int{}
	for runs := 1; killed < kills; runs++ {
		if runs > 10*kills {
			t.Fatalf("%d runs, %d kills hit one at work", runs, killed)
		}
		p.listed.Store(int64(listed * (killed + 1) / kills))
		at := p.requests.Load() + 1 + random.Int64N(int64(2*papers+2*papers*listed/kills))
		pause := time.Duration(random.IntN(60)) * time.Millisecond
		// What is asked for a little later waits for the kill, so that a quick machine
		// is not done when it comes.
		held := at + 1 + random.Int64N(4)
		reached, over := make(chan bool, 1), make(chan bool)
		before := func(n int64) {
			if n == at {
				reached <- true
			}
			if n >= held {
				<-over
			}
		}
		p.before.Store(&before)
		var out, stderr bytes.Buffer
		cmd := start(t, args, &out, &stderr)
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		var failed error
		select {
		case <-reached:
			time.Sleep(pause)
			_ = cmd.Process.Kill() // it may have ended; ProcessState will tell
			<-ended
		case failed = <-ended:
		}
		close(over)
		if failed != nil {
			t.Fatalf("%v\n%s%s", failed, out.String(), stderr.String())
		}
		if cmd.ProcessState.Exited() {
			continue
		}
		killed++
		raw, err := os.ReadFile(filepath.Join(dir, "a.jsonl"))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if len(raw) > 0 && raw[len(raw)-1] != '\n' {
			torn++
		}
		stored = append(stored, bytes.Count(raw, []byte("\n")))
	}
	p.before.Store(nil)
	var out, stderr bytes.Buffer
	cmd := start(t, args, &out, &stderr)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), stderr.String())
	}
	seen := map[string]int{}
	for _, a := range articles(t, dir) {
		seen[a.URL]++
	}
	lost, doubled := 0, 0
	for paper := range papers {
		for n := range all {
			switch seen[fmt.Sprintf("%s/a/%d/%d", p.URL, paper, n)] {
			case 0:
				lost++
			case 1:
			default:
				doubled++
			}
		}
	}
	c, err := corpus.Options{ReadOnly: true}.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	inCorpus, err := c.Count(t.Context(), corpus.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
	t.Logf("%d kills hit a run at work; articles stored after each: %v; lines torn: %d", killed, stored, torn)
	t.Logf("after resuming: %d articles in the file, lost %d, doubled %d; %d in the corpus; %d requests", len(seen), lost, doubled, inCorpus, p.requests.Load())
	if lost+doubled > 0 || len(seen) != papers*all || inCorpus != papers*all {
		t.Error("articles were lost or doubled")
	}
}

// The same with an archive of 1,000 pages, killed a random time after its start.
func TestKillArchive(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	kills, thorough := killsWanted(t)
	pages := 300
	if thorough {
		pages = 1000
	}
	dir := t.TempDir()
	args := flags(dir, archiveOf(t, pages))
	random := rand.New(rand.NewPCG(8, 1))
	killed, runs := 0, 0
	for done := false; !done; runs++ {
		var out, stderr bytes.Buffer
		cmd := start(t, args, &out, &stderr)
		if killed < kills {
			wait := time.Duration(20+random.IntN(400)) * time.Millisecond
			time.AfterFunc(wait, func() { _ = cmd.Process.Kill() }) // it may have ended
		}
		err := cmd.Wait()
		done = cmd.ProcessState.Exited()
		if !done {
			killed++
		} else if err != nil {
			t.Fatalf("%v\n%s%s", err, out.String(), stderr.String())
		}
	}
	seen := map[string]int{}
	for _, a := range articles(t, dir) {
		seen[a.URL]++
	}
	doubled := 0
	for _, n := range seen {
		if n > 1 {
			doubled++
		}
	}
	t.Logf("%d runs, %d killed at work: %d articles of %d, %d doubled", runs, killed, len(seen), pages, doubled)
	if len(seen) != pages || doubled > 0 {
		t.Error("articles were lost or doubled")
	}
}
