package coverage

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func views() *Series {
	return &Series{ID: "v", Name: "Views", Unit: "views", Period: Monthly, Points: []Point{
		{Period: Month(2021, time.June), Value: 4, Status: Observed},
		{Period: Month(2021, time.July), Value: 9, Status: Observed},
		{Period: Month(2021, time.September), Value: 9, Status: Observed},
		{Period: Month(2021, time.October), Status: Missing, Note: "no row"},
		{Period: Month(2021, time.November), Value: 0, Status: Partial},
	}}
}

func TestSeriesGapsAreNotZero(t *testing.T) {
	s := views()
	if got := s.Gaps(); len(got) != 2 || got[0].String() != "2021-08" || got[1].String() != "2021-10" {
		t.Errorf("gaps %v, want 2021-08 and 2021-10", got)
	}
	m := s.Summary()
	if m.N != 4 || m.Missing != 2 || m.Partial != 1 || m.Total != 22 || m.Mean != 5.5 || m.Max.Period.String() != "2021-07" || m.Min.Value != 0 {
		t.Errorf("summary %+v", m)
	}
	if err := s.Fill(); err != nil || len(s.Points) != 6 || s.Points[2].Status != Missing {
		t.Fatalf("Fill: %v, %+v", err, s.Points)
	}
	if n := s.Summary(); !cmp.Equal(m, n) {
		t.Errorf("filling the gaps changed the summary: %s", cmp.Diff(m, n))
	}
	if m := (&Series{}).Summary(); m.N != 0 || !math.IsNaN(m.Mean) {
		t.Errorf("empty series: %+v", m)
	}
	if _, ok := s.Points[2].Number(); ok {
		t.Error("a missing point gave a number")
	}
}

func TestSeriesRoundTrips(t *testing.T) {
	s := views()
	var csv bytes.Buffer
	if err := s.WriteCSV(&csv); err != nil {
		t.Fatal(err)
	}
	got, err := ReadSeriesCSV(&csv, "views.csv")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s.Points, got.Points); d != "" {
		t.Errorf("CSV (-want +got):\n%s", d)
	}
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(`"value":null`)) {
		t.Errorf("missing point not null in %s", b)
	}
	var back Series
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s, &back); d != "" {
		t.Errorf("JSON (-want +got):\n%s", d)
	}
}

func TestReadSeriesCSVRefuses(t *testing.T) {
	const head = "period,value,status,note\n"
	for name, c := range map[string]struct{ in, says string }{
		"zero for missing": {head + "2021-08,0,missing,\n", "x.csv:2: status missing"},
		"observed nothing": {head + "2021-08,,observed,\n", "status observed"},
		"order":            {head + "2021-08,1,observed,\n2021-07,1,observed,\n", "x.csv:3:"},
		"twice":            {head + "2021-08,1,observed,\n2021-08,1,observed,\n", "stands twice"},
		"mixed periods":    {head + "2021-08,1,observed,\n2021,1,observed,\n", "the series is by month"},
		"infinite":         {head + "2021-08,Inf,observed,\n", "+Inf"},
		"header":           {"month,views,status,note\n", "header is"},
		"words":            {head + "August,1,observed,\n", "invalid period"},
		"columns":          {head + "2021-08,1\n", "wrong number of fields"},
	} {
		_, err := ReadSeriesCSV(strings.NewReader(c.in), "x.csv")
		if _, ok := errors.AsType[*RecordError](err); !ok || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want one that says %q", name, err, c.says)
		}
	}
}

func TestFillRefusesAbsurdSpan(t *testing.T) {
	s := &Series{ID: "x", Period: Daily, Points: []Point{{Period: Period{Daily, 0}}, {Period: Period{Daily, 1 << 30}}}}
	if err := s.Fill(); !errors.Is(err, ErrSeries) {
		t.Errorf("Fill over 2^30 days: %v", err)
	}
}

func FuzzReadSeriesCSV(f *testing.F) {
	f.Add("period,value,status,note\n2021-08,,missing,x\n2021-09,3,observed,\n")
	f.Add("\ufeffperiod,value,status,note\n2021-Q1,1e3,partial,\"a,b\"\n")
	f.Fuzz(func(t *testing.T, in string) {
		s, err := ReadSeriesCSV(strings.NewReader(in), "f")
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := s.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		again, err := ReadSeriesCSV(&b, "f")
		if err != nil || len(again.Points) != len(s.Points) {
			t.Fatalf("written again: %v", err)
		}
		for i, p := range s.Points {
			q := again.Points[i]
			if p.Period != q.Period || p.Status != q.Status || p.Value != q.Value {
				t.Errorf("point %d: %+v, then %+v", i, p, q)
			}
		}
	})
}
