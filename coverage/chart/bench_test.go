package chart

import (
	"context"
	"math"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// BenchmarkFigure draws one ordinary figure of each kind.
func BenchmarkFigure(b *testing.B) {
	for _, p := range samples() {
		b.Run(p.Kind(), func(b *testing.B) {
			b.ReportAllocs()
			f := Figure{ID: "f", Title: "Figure", Profile: Nature(), Plot: p}
			for b.Loop() {
				if _, err := f.SVG(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkThousands draws figures of 5,000 points.
func BenchmarkThousands(b *testing.B) {
	v, c := Views{Count: "Views a day", Trend: "trend"}, Changes{Index: "Balance"}
	for i := range 5000 {
		d := coverage.Period{Kind: coverage.Daily, Ordinal: 728000 + i}.String()
		x := N(15 + 3*math.Sin(float64(i)/200))
		v.Rows = append(v.Rows, ViewRow{Period: d, Count: N(float64(i * 13 % 31)), Trend: x})
		c.Rows = append(c.Rows, ChangeRow{Period: d, Value: N(math.Sin(float64(i) / 9)), Low: N(-2), High: N(2)})
	}
	for _, p := range []Plot{sampleDispersion(500, 10), v, c} {
		b.Run(p.Kind(), func(b *testing.B) {
			f := Figure{ID: "f", Title: "Figure", Plot: p}
			for b.Loop() {
				if _, err := f.SVG(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLayout lays out every awkward figure without drawing it.
func BenchmarkLayout(b *testing.B) {
	plots := awkwardPlots()
	for b.Loop() {
		for _, a := range plots {
			f := Figure{ID: "f", Title: "Figure", Profile: NatureColumn(), Plot: a.plot}
			f.Profile.MaxHeight = 2000
			if _, err := f.layout(f.Profile); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkColdStart is the time a program of its own takes to draw twelve
// figures two at a time: it runs this test binary anew for each round.
func BenchmarkColdStart(b *testing.B) {
	if os.Getenv("PRESSFRAME_COLD") != "" {
		b.Skip()
	}
	var inner time.Duration
	for b.Loop() {
		cmd := exec.Command(os.Args[0], "-test.run=TestColdStart")
		cmd.Env = append(os.Environ(), "PRESSFRAME_COLD=1", "GOMAXPROCS=2")
		start := time.Now()
		out, err := cmd.CombinedOutput()
		if err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		inner += time.Since(start)
	}
	b.ReportMetric(inner.Seconds()/float64(b.N), "s/twelve")
}

// TestColdStart draws twelve figures when BenchmarkColdStart asks for it, and
// reports the memory that took when PRESSFRAME_COLD is "memory".
func TestColdStart(t *testing.T) {
	mode := os.Getenv("PRESSFRAME_COLD")
	if mode == "" {
		t.Skip("PRESSFRAME_COLD is not set: BenchmarkColdStart sets it")
	}
	plots := samples()
	if len(plots) != 12 {
		t.Fatalf("%d figures", len(plots))
	}
	var wg sync.WaitGroup
	slots := make(chan bool, 2)
	for i, p := range plots {
		slots <- true
		wg.Go(func() {
			defer func() { <-slots }()
			f := Figure{ID: "f" + strconv.Itoa(i), Title: "Figure", Profile: Nature(), Plot: p}
			if _, err := f.SVG(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if mode == "memory" {
		b, _ := os.ReadFile("/proc/self/status")
		t.Logf("%s", b)
	}
}
