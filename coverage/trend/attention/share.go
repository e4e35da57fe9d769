// Package attention measures how much of the news a story takes, and for how
// long: its share of all stories of the same sources, media storms, the
// half-life of attention after an event, the change at an event against dates
// without one, and whether attention comes back at anniversaries.
//
// A raw count is not a trend: a database that grows, an outlet that joins, a
// thicker paper all raise it. So the way in is [Share], with the total of all
// stories from the same sources and periods where it is known:
//
//	shares, err := attention.Share(storiesByWeek, allStoriesByWeek, 0.95)
//	storms, err := attention.Storms(shares, attention.StormOptions{})
//	half, err := attention.HalfLife(storiesByWeek, trialEnds, attention.DecayOptions{Total: allStoriesByWeek})
//
// Missing periods are never zero: they take no part, and where they hide the
// answer that is said.
package attention

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
)

// ErrData is wrapped by errors about series, dates and options that nothing
// can be said from.
var ErrData = errors.New("no statement about attention")

// A Point is the share of one period.
type Point struct {
	Period coverage.Period
	// Topic and Total are the stories counted, 0 when Known is false.
	Topic, Total int
	// Known says that both are observed; a share of no stories at all is
	// undefined all the same.
	Known bool
	Share finding.Finding
}

// Shares is a story's share of all stories, by period.
type Shares struct {
	Kind     coverage.PeriodKind
	Points   []Point // without holes from the first period to the last
	Overall  finding.Finding
	Warnings []string
}

// Share divides a count of stories about a topic by the count of all stories of
// the same sources in the same period. Both must be observed; partial points
// take no part. Each share has its Wilson interval. Values must be whole and
// the topic no more than the total; errors wrap [ErrData], [align.ErrSeries] or
// [coverage.ErrSeries].
func Share(topic, total *coverage.Series, confidence float64) (*Shares, error) {
	if !(confidence > 0 && confidence < 1) {
		return nil, fmt.Errorf("attention: %w: confidence %v", ErrData, confidence)
	}
	g, err := align.Together(false, topic, total)
	if err != nil {
		return nil, fmt.Errorf("attention: %w", err)
	}
	s := &Shares{Kind: topic.Period}
	var sum proportion.Share
	least, most := math.Inf(1), 0.0
	for i := range g.Len() {
		p := Point{Period: g.Period(i)}
		k, n := g.Values[0][i], g.Values[1][i]
		if math.IsNaN(k) || math.IsNaN(n) {
			p.Share = finding.New("share of all stories, "+p.Period.String(), math.NaN())
			p.Share.Unit, p.Share.Method = "stories", "Wilson score interval"
			p.Share.Warn("not both counts are known: no value, which is not zero")
			s.Points = append(s.Points, p)
			continue
		}
		if k != math.Trunc(k) || n != math.Trunc(n) || k < 0 || k > n || n > 1<<40 {
			return nil, fmt.Errorf("attention: %w: %v stories of %v in %s", ErrData, k, n, p.Period)
		}
		p.Known, p.Topic, p.Total = true, int(k), int(n)
		if p.Share, err = proportion.Wilson(proportion.Share{Count: p.Topic, Of: p.Total}, confidence); err != nil {
			return nil, fmt.Errorf("attention: %w", err)
		}
		p.Share.Quantity, p.Share.Unit = "share of all stories, "+p.Period.String(), "stories"
		sum.Count += p.Topic
		sum.Of += p.Total
		if n > 0 {
			least, most = math.Min(least, n), math.Max(most, n)
		}
		s.Points = append(s.Points, p)
	}
	if s.Overall, err = proportion.Wilson(sum, confidence); err != nil {
		return nil, fmt.Errorf("attention: %w", err)
	}
	s.Overall.Quantity, s.Overall.Unit = "share of all stories, all periods", "stories"
	if unknown := g.Len() - g.Overlap; unknown > 0 {
		s.Warnings = append(s.Warnings, fmt.Sprintf("%d of %d periods have no share, as one of the counts is not known", unknown, g.Len()))
	}
	if most > 2*least {
		s.Warnings = append(s.Warnings, fmt.Sprintf("the total goes from %.0f to %.0f stories a %s: a raw count could not be read as attention, and a share only if the sources stayed the same", least, most, s.Kind))
	}
	return s, nil
}

// Series returns the shares as a series; periods without a share are missing.
func (s *Shares) Series() *coverage.Series {
	out := &coverage.Series{ID: "share", Name: "share of all stories", Unit: "share", Period: s.Kind}
	for _, p := range s.Points {
		q := coverage.Point{Period: p.Period}
		if p.Share.IsDefined() {
			q.Value, q.Status = p.Share.Estimate, coverage.Observed
		}
		out.Points = append(out.Points, q)
	}
	return out
}

// String gives the overall share and the warnings.
func (s *Shares) String() string {
	return strings.TrimSpace(s.Overall.String() + warnings(s.Warnings))
}

// pooled is the share over known periods from..to, ends included, and how many
// of them are known.
func (s *Shares) pooled(from, to int) (share proportion.Share, known int) {
	for i := max(0, from); i <= min(to, len(s.Points)-1); i++ {
		if p := &s.Points[i]; p.Known && p.Total > 0 {
			share.Count += p.Topic
			share.Of += p.Total
			known++
		}
	}
	return share, known
}

func warnings(w []string) string {
	var b strings.Builder
	for _, s := range w {
		b.WriteString(" Warning: " + s + ".")
	}
	return b.String()
}

func warn(to *[]string, format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	if !slices.Contains(*to, w) {
		*to = append(*to, w)
	}
}
