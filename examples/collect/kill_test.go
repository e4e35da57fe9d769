package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

// A collection of 1,000 articles is killed twenty times, at a random moment
// after a random request, while the feeds go on listing more. In the end each
// article is there once, in the file and in the corpus.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills twenty processes")
	}
	const papers, kills, all = 20, 20, 50
	p := newPress(t, 0)
	dir := t.TempDir()
	store := filepath.Join(dir, "c.corpus")
	args, err := json.Marshal(flags(dir, "-store", store, p.list(t, papers)))
	if err != nil {
		t.Fatal(err)
	}
	start := func(stdout, stderr *bytes.Buffer) *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "COLLECT_CHILD="+string(args))
		cmd.Stdout, cmd.Stderr = stdout, stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	random := rand.New(rand.NewPCG(4, 9))
	killed, torn, stored := 0, 0, []int{}
	for k := range kills {
		p.listed.Store(int64(all * (k + 1) / kills))
		at, pause := p.requests.Load()+1+random.Int64N(papers+1), time.Duration(random.IntN(60))*time.Millisecond
		reached := make(chan bool, 1)
		p.before = func(n int64) {
			time.Sleep(5 * time.Millisecond)
			if n == at {
				reached <- true
			}
		}
		var out, stderr bytes.Buffer
		cmd := start(&out, &stderr)
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-reached:
			time.Sleep(pause)
			if err := cmd.Process.Kill(); err != nil {
				t.Logf("kill %d: %v", k, err)
			}
			<-ended
		case err := <-ended:
			t.Fatalf("run %d ended before request %d: %v\n%s%s", k, at, err, out.String(), stderr.String())
		}
		if !cmd.ProcessState.Exited() {
			killed++
		}
		raw, err := os.ReadFile(filepath.Join(dir, "a.jsonl"))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if len(raw) > 0 && raw[len(raw)-1] != '\n' {
			torn++
		}
		stored = append(stored, bytes.Count(raw, []byte("\n")))
	}
	p.before = nil
	var out, stderr bytes.Buffer
	cmd := start(&out, &stderr)
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
	if killed < kills/2 {
		t.Errorf("only %d kills hit a run at work: the test showed little", killed)
	}
}
