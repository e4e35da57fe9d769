package babyp

import (
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

func TestCase(t *testing.T) {
	c, err := Case()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Records) != 233 || len(c.Events) != 100 || len(c.Claims) != 17 || len(c.Figures) != 142 || len(c.Overlay.Actors()) != 21 {
		t.Errorf("%d records, %d events, %d claims, %d figures, %d actors", len(c.Records), len(c.Events), len(c.Claims), len(c.Figures), len(c.Overlay.Actors()))
	}
	for _, r := range c.Records {
		if r.Codes == nil || r.Text == "" || !r.IsAbstract || r.Outlet.Name == "" || r.Outlet.Kind == coverage.UnknownKind {
			t.Errorf("record %s is not whole: %+v", r.ID, r)
		}
	}
}

// The numbers that the journal's page shows.
func TestViews(t *testing.T) {
	c, err := Case()
	if err != nil {
		t.Fatal(err)
	}
	s := c.Views.Series
	m := s.Summary()
	if m.Total != 897 || m.N != 90 || m.Missing != 2 || m.Max.Value != 31 || m.Max.Period != coverage.Month(2017, time.November) || m.Min.Value != 1 {
		t.Errorf("summary %+v", m)
	}
	if len(s.Points) != 92 {
		t.Errorf("%d months, want 92", len(s.Points))
	}
	gaps := s.Gaps()
	if len(gaps) != 2 || gaps[0].String() != "2021-08" || gaps[1].String() != "2022-06" {
		t.Errorf("gaps %v", gaps)
	}
	if p := s.Points[91]; p.Period.String() != "2024-06" || p.Status != coverage.Partial {
		t.Errorf("last point %+v", p)
	}
}

// No private name may stand where a report would print it.
func TestEventsAndClaimsShowRoles(t *testing.T) {
	c, err := Case()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Events {
		for _, s := range append([]string{e.Title, e.Label}, e.Actors...) {
			if c.Roles().HasName(s) {
				t.Errorf("event %s: %q", e.Date, s)
			}
		}
	}
	for _, cl := range c.Claims {
		for _, s := range []string{cl.Statement, cl.WouldSupport, cl.WouldContradict, cl.Caution} {
			if c.Roles().HasName(s) {
				t.Errorf("claim %s: %q", cl.ID, s)
			}
		}
	}
	for _, r := range c.Records {
		if c.Roles().HasName(r.Text) {
			t.Errorf("abstract of %s: %q", r.ID, r.Text)
		}
	}
}

func TestMonthlyFigures(t *testing.T) {
	c, err := Case()
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.FigureSeries("cafcass_care_applications_monthly_v2013")
	if err != nil {
		t.Fatal(err)
	}
	if m := s.Summary(); m.N != 29 || m.Missing == 0 {
		t.Errorf("%d months, %d missing: October to March are not in the source", m.N, m.Missing)
	}
}

// The half-year of 2009 is a sum of months; it must stay one.
func TestDerivedFigure(t *testing.T) {
	c, err := Case()
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.FigureSeries("cafcass_care_applications_monthly_v2013")
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for m := coverage.Month(2009, time.April); m.Ordinal <= coverage.Month(2009, time.September).Ordinal; m = m.Add(1) {
		p, _ := s.At(m)
		sum += p.Value
	}
	for _, f := range c.Figures {
		if f.SeriesID == "cafcass_half_or_quarter" && f.From.String() == "2009-04" && f.Value != sum {
			t.Errorf("April to September 2009 is %v in the table, %v as a sum of months", f.Value, sum)
		}
	}
}
