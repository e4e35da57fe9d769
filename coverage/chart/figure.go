package chart

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/echarts"
)

// A Figure is one numbered figure: what is plotted and all that stands around
// it. Set the exported fields, then ask for any of the outputs; none of them
// changes the figure, so they may be asked for side by side.
type Figure struct {
	ID      string  // for files, anchors and ids: a lower-case letter, then letters, digits and hyphens
	Title   string  // a few words; the bold beginning of the caption
	Caption Caption // the rest of it
	Alt     string  // the finding in one sentence, for those who do not see the figure; "" has the plot say it
	Profile Profile // the zero Profile is Web()
	Plot    Plot

	// TimeLimit ends a drawing that takes too long; 0 is 10 seconds.
	TimeLimit time.Duration

	most int // overrides mostDrawn in a test
}

// A Plot is the content of a figure: one of the types of this package, among
// them [Attention], [BlameMap] and [Views].
type Plot interface {
	// Kind names the sort of figure, in lower case.
	Kind() string
	// Table returns the rows that are drawn, in the order of the plot.
	Table() Table
	// Finding returns one sentence that states what the rows show.
	Finding() string
	// check reports rows that cannot be drawn.
	check() error
	// draw lays the plot out on a sheet as wide as the profile and sets the
	// sheet's height.
	draw(s *sheet) error
}

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)

// ErrFigure is wrapped by every error about the content of a figure.
var ErrFigure = errors.New("figure cannot be drawn")

func (f *Figure) fail(err error) error {
	return fmt.Errorf("chart: %q: %w: %w", f.ID, ErrFigure, err)
}

func (f *Figure) profile() Profile {
	if f.Profile.Name == "" && f.Profile.Width == 0 {
		return Web()
	}
	return f.Profile
}

// Check reports the first thing that keeps the figure from being drawn.
func (f *Figure) Check() error {
	if !idPattern.MatchString(f.ID) {
		return f.fail(errors.New("the id must be a lower-case letter, then letters, digits and hyphens, 64 at most"))
	}
	if f.Plot == nil {
		return f.fail(errors.New("it has no Plot"))
	}
	if clean(f.Title) == "" {
		return f.fail(errors.New("it has no Title"))
	}
	if err := f.profile().check(); err != nil {
		return f.fail(err)
	}
	if err := f.Plot.check(); err != nil {
		return f.fail(err)
	}
	return nil
}

// Table returns the rows of the figure.
func (f *Figure) Table() Table { return f.Plot.Table() }

// WriteCSV writes the rows of the figure.
func (f *Figure) WriteCSV(w io.Writer) error { return f.Plot.Table().WriteCSV(w) }

// Description returns what a reader hears who does not see the figure.
func (f *Figure) Description() string {
	if a := clean(f.Alt); a != "" {
		return a
	}
	return clean(f.Plot.Finding())
}

// Option returns the figure as an ECharts option in JSON: pure data, safe in a
// <script type="application/json"> element.
func (f *Figure) Option() ([]byte, error) {
	s, err := f.layout(f.profile())
	if err != nil {
		return nil, err
	}
	b, err := s.option()
	if err != nil {
		return nil, f.fail(err)
	}
	return b, nil
}

// SVG draws the figure at the size of its profile. The drawing has no script,
// no style sheet, no image and no link, and the same figure gives the same
// bytes everywhere.
func (f *Figure) SVG(ctx context.Context) ([]byte, error) {
	d, err := f.draw(ctx, f.profile(), f.ID)
	if err != nil {
		return nil, err
	}
	return []byte(d.svg), nil
}

// A drawing is a figure drawn for one profile.
type drawing struct {
	svg    string
	option []byte
	w, h   float64
	groups []string
	links  []string // for each band, the id of the evidence
	series int      // how many answer to a pointer
}

func (f *Figure) draw(ctx context.Context, p Profile, id string) (drawing, error) {
	s, err := f.layout(p)
	if err != nil {
		return drawing{}, err
	}
	option, err := s.option()
	if err != nil {
		return drawing{}, f.fail(err)
	}
	plain, err := s.seriesOption()
	if err != nil {
		return drawing{}, f.fail(err)
	}
	limit := f.TimeLimit
	if limit <= 0 {
		limit = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	raw := "<svg></svg>"
	if plain != nil {
		if raw, err = echarts.Render(ctx, plain, s.w, s.h); err != nil {
			return drawing{}, f.fail(err)
		}
	}
	svg, err := finish(raw, s, heading{id: id, title: clean(f.Title), desc: f.Description()})
	if err != nil {
		return drawing{}, f.fail(err)
	}
	return drawing{svg, option, s.w, s.h, s.groups, s.links, len(s.series)}, nil
}

// layout lays the figure out for a profile.
func (f *Figure) layout(p Profile) (*sheet, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	var s *sheet
	for _, shrink := range []float64{1, 0.85, 0.7, 0.55} {
		s = &sheet{p: p, w: p.width(), shrink: shrink, most: f.most}
		if err := f.Plot.draw(s); err != nil {
			return nil, f.fail(err)
		}
		s.h = round2(s.h)
		if s.h/pxPerMM <= p.MaxHeight {
			return s, nil
		}
	}
	return nil, f.fail(fmt.Errorf("it is %.0f mm high; profile %s allows %g", s.h/pxPerMM, p.Name, p.MaxHeight))
}
