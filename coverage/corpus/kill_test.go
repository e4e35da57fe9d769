package corpus_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

func TestMain(m *testing.M) {
	if path := os.Getenv("CORPUS_CHILD"); path != "" {
		child(path)
		return
	}
	os.Exit(m.Run())
}

// child adds the articles of one worker and says after every batch how many
// are stored for good.
func child(path string) {
	from, _ := strconv.Atoi(os.Getenv("CORPUS_FROM"))
	c, err := corpus.Options{Batch: 10}.Open(context.Background(), path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_, err = c.Add(context.Background(), generated(from, from+perWorker), corpus.ImportOptions{Name: "child", Progress: func(r corpus.Report) {
		fmt.Println(r.Seen)
	}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := c.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const perWorker = 4000

// TestKill kills two importing processes again and again, without warning, and
// looks whether all they had reported is there, once. CORPUS_KILLS sets the
// number of kills.
func TestKill(t *testing.T) {
	kills := 6
	if s := os.Getenv("CORPUS_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		kills = n
	}
	if testing.Short() {
		t.Skip("starts processes")
	}
	path := filepath.Join(t.TempDir(), "c")
	r := rand.New(rand.NewPCG(1, 2))
	acknowledged := [2]int{}
	for k := 0; k < kills; k += 2 {
		var wg sync.WaitGroup
		for w := range 2 {
			cmd := exec.Command(os.Args[0], "-test.run=^$")
			cmd.Env = append(os.Environ(), "CORPUS_CHILD="+path, fmt.Sprintf("CORPUS_FROM=%d", w*perWorker))
			cmd.Stderr = os.Stderr
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			after := time.Duration(30+r.IntN(300)) * time.Millisecond
			wg.Go(func() {
				timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
				sc := bufio.NewScanner(out)
				for sc.Scan() {
					// A line cut off by the kill is a smaller number, if any.
					if n, err := strconv.Atoi(sc.Text()); err == nil && n%10 == 0 {
						acknowledged[w] = max(acknowledged[w], n)
					}
				}
				timer.Stop()
				cmd.Wait()
			})
		}
		wg.Wait()
	}
	c := openAt(t, path)
	if err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for a, err := range c.Articles(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		seen[a.ID]++
	}
	for w := range 2 {
		for i := range acknowledged[w] {
			id := fmt.Sprintf("id-%07d", w*perWorker+i)
			if seen[id] != 1 {
				t.Errorf("article %s was acknowledged and is there %d times", id, seen[id])
			}
		}
	}
	t.Logf("%d kills; acknowledged %v, stored %d", kills, acknowledged, len(seen))
	if acknowledged[0]+acknowledged[1] == 0 {
		t.Error("no batch was stored before a kill: the test showed nothing")
	}
}
