package story

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/chart"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
)

// ViewCounts is the case's view counts with their trend and season. Missing
// and partial months take no part in either.
type ViewCounts struct {
	Seasonal *trend.Seasonal // nil if the series is too short or not monthly; then Warnings says so
	Warnings []string
}

func viewCounts(c *Case) (*ViewCounts, error) {
	if c.Views == nil {
		return nil, nil
	}
	v := &ViewCounts{}
	s, err := trend.Season(&c.Views.Series, trend.SeasonOptions{Confidence: confidence, Calendar: c.Views.Calendar})
	switch {
	case errors.Is(err, trend.ErrOptions):
		v.Warnings = append(v.Warnings, "No season or trend: "+strings.TrimPrefix(err.Error(), "trend: "+trend.ErrOptions.Error()+": ")+".")
	case err != nil:
		return nil, err
	default:
		v.Seasonal = s
		v.Warnings = append(v.Warnings, s.Warnings...)
	}
	return v, nil
}

// findings are the sentences of the report on trend and season.
func (v *ViewCounts) findings() []string {
	out := v.sentences()
	for i := range out {
		out[i] = forReading(out[i])
	}
	return out
}

func (v *ViewCounts) sentences() []string {
	s := v.Seasonal
	if s == nil {
		return slices.Clone(v.Warnings)
	}
	var high, low []string
	for _, m := range s.Months {
		switch {
		case m.High:
			high = append(high, m.Month.String())
		case m.Low:
			low = append(low, m.Month.String())
		}
	}
	out := []string{"Season: " + s.Season.String()}
	if len(high)+len(low) > 0 {
		out = append(out, fmt.Sprintf("Calendar months that differ after Holm's correction: high %s; low %s.", orNone(high), orNone(low)))
	} else {
		out = append(out, "No single calendar month differs from the others after Holm's correction.")
	}
	if s.Calendar.Quantity != "" {
		out = append(out, upperFirst(s.Calendar.String())+v.follows())
	}
	out = append(out, upperFirst(s.Trend.String()))
	for _, w := range v.Warnings {
		out = append(out, upperFirst(strings.TrimSuffix(w, "."))+".")
	}
	return out
}

// follows says whether the counts go with the calendar that the case names.
func (v *ViewCounts) follows() string {
	c := v.Seasonal.Calendar
	even := 0.0
	if v.Seasonal.Counts {
		even = 1
	}
	switch {
	case !c.Interval.IsDefined() || c.Interval.Contains(even):
		return " The counts do not show that they follow this calendar."
	case c.Interval.Low > even:
		return " The counts follow this calendar; a rise in one of its months is no sign of attention to the case."
	}
	return " The counts run against this calendar."
}

func orNone(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

// curve returns the trend at each point of the series, absent where there is
// none.
func (v *ViewCounts) curve(s *coverage.Series) []trendPoint {
	points := make([]trendPoint, len(s.Points))
	if v.Seasonal == nil {
		return points
	}
	at := map[coverage.Period]trend.CurvePoint{}
	for _, p := range v.Seasonal.Curve {
		at[p.Period] = p
	}
	for i, p := range s.Points {
		if c, ok := at[p.Period]; ok {
			points[i] = trendPoint{chart.N(c.Value), chart.N(c.Interval.Low), chart.N(c.Interval.High)}
		}
	}
	return points
}

type trendPoint struct{ value, low, high chart.Num }

// season returns the rows of the season panel.
func (v *ViewCounts) season() []chart.SeasonRow {
	if v.Seasonal == nil {
		return nil
	}
	var rows []chart.SeasonRow
	for _, m := range v.Seasonal.Months {
		r := chart.SeasonRow{Label: m.Month.String()[:3], N: m.N}
		r.Value, r.Low, r.High = numbers(m.Level)
		rows = append(rows, r)
	}
	return rows
}

// fewMonths names the calendar months that rest on too few values for an
// interval in the figure.
func (v *ViewCounts) fewMonths() []string {
	var few []string
	if v.Seasonal != nil {
		for _, m := range v.Seasonal.Months {
			if m.N < chart.SeasonValues {
				few = append(few, m.Month.String())
			}
		}
	}
	return few
}

// seasonTitle says what a level is.
func (v *ViewCounts) seasonTitle() string {
	if v.Seasonal != nil && v.Seasonal.Counts {
		return "Level of each calendar month (ratio to the mean month)"
	}
	return "Level of each calendar month (difference from the mean)"
}
