package story

import (
	"github.com/seed-11e619e4/pressframe/coverage/chart"
)

// ViewCounts is the case's view counts with their trend and season.
type ViewCounts struct {
	Trend        []chart.Num // one for each point of the series
	TrendName    string
	Season       []chart.SeasonRow
	SeasonName   string
	IntervalName string
	Findings     []string // sentences for the report
	Warnings     []string
}

func viewCounts(c *Case, o Options) (*ViewCounts, error) {
	if c.Views == nil {
		return nil, nil
	}
	return &ViewCounts{Trend: make([]chart.Num, len(c.Views.Series.Points))}, nil
}
