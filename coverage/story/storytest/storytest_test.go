package storytest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/story"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
)

var update = flag.Bool("update", false, "write the case folder in examples/quillmere")

// The case folder that a stranger sees is run 1, to the byte.
func TestFolder(t *testing.T) {
	q, err := Quillmere(1)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join("..", "..", "..", "examples", "quillmere")
	for name, f := range q.Files {
		path := filepath.Join(dir, name)
		if *update {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, f.Data) {
			t.Errorf("%s is not what the generator writes; run go test ./coverage/story/storytest -run TestFolder -update", path)
		}
	}
}

// Every claim has an answer, in their order, and the truth is what the answer
// says.
func TestAnswers(t *testing.T) {
	q, err := Quillmere(1)
	if err != nil {
		t.Fatal(err)
	}
	c, err := story.Load(q.Files)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Claims) != len(q.Answers) {
		t.Fatalf("%d claims, %d answers", len(c.Claims), len(q.Answers))
	}
	for i, a := range q.Answers {
		if c.Claims[i].ID != a.Claim {
			t.Errorf("claim %d is %s, its answer is to %s", i, c.Claims[i].ID, a.Claim)
		}
	}
	gaps, waves := 0, 0
	for _, d := range q.Truth.Defects {
		switch {
		case d.Gap != nil && d.Articles > 0:
			gaps++
		case d.Wave != nil && d.Articles > 0:
			waves++
		}
	}
	if gaps != 2 || waves != 1 {
		t.Errorf("%d gaps and %d waves were planted, want 2 and 1", gaps, waves)
	}
}

// The default codebook reads the grammar as it was written, or the case would
// try the scorer and not the verdicts.
func TestScorerReadsTheGrammar(t *testing.T) {
	runs := 1
	if long() > 0 {
		runs = 10
	}
	for run := range runs {
		q, err := Quillmere(uint64(run + 1))
		if err != nil {
			t.Fatal(err)
		}
		c, err := story.Load(q.Files)
		if err != nil {
			t.Fatal(err)
		}
		if testing.Short() || long() == 0 {
			c.Records = c.Records[:600]
			c.Claims = nil
		}
		a, err := story.Analyse(context.Background(), c, story.Options{Replicates: 20})
		if err != nil {
			t.Fatal(err)
		}
		n, right := 0, 0
		for _, x := range a.Scored {
			want := q.Coded(x.Record)
			if len(want.Sentences) != len(x.Result.Sentences) {
				t.Fatalf("%s: %d sentences, written were %d", x.ID, len(x.Result.Sentences), len(want.Sentences))
			}
			for i, s := range want.Sentences {
				got := x.Result.Sentences[i]
				n++
				if got.Frames == s.Frames && (len(s.Targets) == 0 || len(got.Targets) > 0 && got.Targets[0].Actor == s.Targets[0].Actor) {
					right++
				}
			}
		}
		t.Logf("run %d: %d of %d sentences read as written", run+1, right, n)
		if float64(right) < 0.97*float64(n) {
			t.Errorf("run %d: only %d of %d sentences are read as they were written", run+1, right, n)
		}
	}
}

// long is the number of runs asked for by PRESSFRAME_LONG, 0 if it is unset.
func long() int {
	n, _ := strconv.Atoi(os.Getenv("PRESSFRAME_LONG"))
	return n
}

// A tally counts what was said of a claim.
type tally struct {
	verdicts [5]int
	flagged  int
	n        int
}

func (x *tally) decided() int { return x.verdicts[story.Supported] + x.verdicts[story.Contradicted] }

// judge runs the case and counts the verdicts by claim. With an only, that
// claim is judged alone, so that no correction for others stands in the way of
// a false alarm.
func judge(t *testing.T, runs int, only string, o func(*Invented) story.Options) map[string]*tally {
	t.Helper()
	answers := Answers()
	out := map[string]*tally{}
	for _, a := range answers {
		out[a.Claim] = &tally{}
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for run := range next {
				q, err := Quillmere(uint64(run))
				if err != nil {
					t.Error(err)
					continue
				}
				c, err := story.Load(q.Files)
				if err != nil {
					t.Error(err)
					continue
				}
				if only != "" {
					c.Claims = slices.DeleteFunc(c.Claims, func(x story.Claim) bool { return x.ID != only })
				}
				outcomes, err := story.Verdicts(context.Background(), c, o(q))
				if err != nil {
					t.Error(err)
					continue
				}
				mu.Lock()
				for _, x := range outcomes {
					y := out[x.Claim.ID]
					y.n++
					y.verdicts[x.Verdict]++
					if answers[slices.IndexFunc(answers, func(a Answer) bool { return a.Claim == x.Claim.ID })].Flagged(x) {
						y.flagged++
					}
				}
				mu.Unlock()
			}
		})
	}
	for run := range runs {
		next <- run + 1
	}
	close(next)
	wg.Wait()
	return out
}

// replicates of the bootstrap in the trial: as few as a permutation test that
// is corrected for twenty claims allows, for the trial takes long enough.
const replicates = 400

// TestQuillmereVerdicts is the trial of the machinery. Twenty runs by default;
// PRESSFRAME_LONG=200 makes two hundred. Sentences are taken as they were written, without the
// scorer, which TestScorerReadsTheGrammar and TestVerdictsByScorer bring in.
func TestQuillmereVerdicts(t *testing.T) {
	runs := 20
	if n := long(); n > 0 {
		runs = n
	} else if testing.Short() {
		t.Skip("twenty runs take too long with -short")
	}
	counts := judge(t, runs, "", func(q *Invented) story.Options {
		return story.Options{Score: q.Coded, Replicates: replicates, Seed: 1, NoSensitivity: true}
	})
	report(t, counts)
}

// The same through the scorer: ten runs, when the long trial is asked for.
func TestVerdictsByScorer(t *testing.T) {
	if long() == 0 {
		t.Skip("PRESSFRAME_LONG is not set")
	}
	report(t, judge(t, 10, "", func(*Invented) story.Options {
		return story.Options{Replicates: replicates, Seed: 1, NoSensitivity: true}
	}))
}

// The faults, each claim judged alone: without a correction for two dozen
// claims a test at the level of 0.05 has its false alarms, and no more.
func TestFaultsAlone(t *testing.T) {
	runs := long()
	if runs == 0 {
		t.Skip("PRESSFRAME_LONG is not set")
	}
	for _, a := range Answers() {
		if a.Effect != Faulty {
			continue
		}
		x := judge(t, runs, a.Claim, func(q *Invented) story.Options {
			return story.Options{Score: q.Coded, Replicates: replicates, Seed: 1, NoSensitivity: true}
		})[a.Claim]
		t.Logf("%s alone: called in %d of %d runs, flagged in %d", a.Claim, x.decided(), x.n, x.flagged)
		if float64(x.decided()) > 0.05*float64(x.n) || float64(x.flagged) < 0.95*float64(x.n) {
			t.Errorf("%s alone: called in %d of %d runs, flagged in %d", a.Claim, x.decided(), x.n, x.flagged)
		}
	}
}

// report holds the counts against what is asked: effects that are there are
// found in four of five runs, those that are not are called so in at most one
// of twenty, and faults of the record are named in nineteen of twenty and never
// taken for an effect.
func report(t *testing.T, counts map[string]*tally) {
	t.Helper()
	var b strings.Builder
	var wrong, absent int
	for _, a := range Answers() {
		x := counts[a.Claim]
		if x.n == 0 {
			continue
		}
		right := 0
		for _, v := range a.Is {
			right += x.verdicts[v]
		}
		f, err := proportion.Wilson(proportion.Share{Count: right, Of: x.n}, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n%s %-7s right %3d of %d [%.2f, %.2f]; supported %d, contradicted %d, no clear difference %d, too little data %d, no data %d; flagged %d",
			a.Claim, [...]string{"there", "absent", "fault", "unknown"}[a.Effect], right, x.n, f.Interval.Low, f.Interval.High,
			x.verdicts[story.Supported], x.verdicts[story.Contradicted], x.verdicts[story.NoClearDifference], x.verdicts[story.TooLittleData], x.verdicts[story.NoData], x.flagged)
		switch a.Effect {
		case There:
			if float64(right) < 0.8*float64(x.n) {
				t.Errorf("%s: an effect that is there was found in %d of %d runs, want four of five", a.Claim, right, x.n)
			}
		case Absent:
			wrong += x.decided()
			absent += x.n
			// One claim in few runs may be unlucky; the twentieth holds for all together.
			if most := 0.05*float64(x.n) + 2*math.Sqrt(0.05*0.95*float64(x.n)); float64(x.decided()) > most {
				t.Errorf("%s: no effect was there, and one was called in %d of %d runs", a.Claim, x.decided(), x.n)
			}
		case Faulty:
			if x.decided() > 0 {
				t.Errorf("%s: a fault of the record was taken for an effect in %d of %d runs", a.Claim, x.decided(), x.n)
			}
			if float64(x.flagged) < 0.95*float64(x.n) {
				t.Errorf("%s: the fault was named in %d of %d runs, want 19 of 20", a.Claim, x.flagged, x.n)
			}
		case Unknown:
			if right < x.n {
				t.Errorf("%s: decided in %d of %d runs, though nothing can decide it", a.Claim, x.n-right, x.n)
			}
		}
	}
	if float64(wrong) > 0.05*float64(absent) {
		t.Errorf("of %d claims without an effect, %d were called supported or contradicted", absent, wrong)
	}
	t.Logf("verdicts by claim:%s\nwithout an effect: %d of %d called", b.String(), wrong, absent)
}
