package story

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// A ClaimError tells what is wrong with a claim and what to do. Field is the
// place in the claim, such as "test.of.phases"; it is empty when the claim as a
// whole is at fault.
type ClaimError struct {
	Claim string
	Field string
	Err   error
}

func (e *ClaimError) Error() string {
	switch {
	case e.Claim == "":
		return e.Err.Error()
	case strings.HasPrefix(e.Field, "test"):
		return fmt.Sprintf("test of claim %s: %v", e.Claim, e.Err)
	}
	return fmt.Sprintf("claim %s %v", e.Claim, e.Err)
}

func (e *ClaimError) Unwrap() error { return e.Err }

func errNoEvent(name string) error {
	return fmt.Errorf("no event is called %q (want a date, or the label or title of an event of the case)", name)
}

func errManyEvents(name string, n int) error {
	return fmt.Errorf("%d events are called %q: name the day instead", n, name)
}

// CheckClaims looks for everything that is wrong with the claims of the case,
// without reading a record's text. The error joins a [*ClaimError] for each
// fault, the first of each claim's test. [Load] and [Analyse] call it.
func (c *Case) CheckClaims() error {
	var errs []error
	for _, f := range c.claimFaults(nil) {
		errs = append(errs, f.ClaimError)
	}
	return errors.Join(errs...)
}

// A claimFault is an error with the place of the claim in its file.
type claimFault struct {
	*ClaimError
	at int // index of the claim
}

// claimFaults finds what is wrong with the claims. What they name of a part of
// the case that could not be read whole may be there and is no fault.
func (c *Case) claimFaults(bad broken) []claimFault {
	var out []claimFault
	records := make(map[string]bool, len(c.Records))
	for i := range c.Records {
		records[c.Records[i].ID] = true
	}
	seen := map[string]bool{}
	for i := range c.Claims {
		cl := &c.Claims[i]
		fail := func(field, format string, args ...any) {
			out = append(out, claimFault{&ClaimError{cl.ID, field, fmt.Errorf(format, args...)}, i})
		}
		if cl.ID == "" || cl.Statement == "" {
			out = append(out, claimFault{&ClaimError{Err: errors.New("a claim needs id and statement")}, i})
		}
		if seen[cl.ID] {
			fail("id", "stands twice")
		}
		seen[cl.ID] = true
		if len(records) > 0 && !bad[partArticles] {
			for _, list := range []struct {
				field string
				ids   []string
			}{{"stated_in", cl.StatedIn}, {"evidence", cl.Evidence}} {
				for k, id := range list.ids {
					if !records[id] {
						fail(fmt.Sprintf("%s[%d]", list.field, k), "names the record %q, which is not among the articles", id)
					}
				}
			}
			for k, a := range cl.Against {
				for j, id := range a.Records {
					if !records[id] {
						fail(fmt.Sprintf("against[%d].records[%d]", k, j), "names the record %q, which is not among the articles", id)
					}
				}
			}
		}
		for k, a := range cl.Against {
			if a.Text == "" {
				fail(fmt.Sprintf("against[%d]", k), "has evidence against it without text")
			}
		}
		if cl.Needs.Records < 0 {
			fail("needs.records", "needs %d records (want a number above zero)", cl.Needs.Records)
		}
		for k, kind := range cl.Needs.Kinds {
			if _, err := coverage.ParseOutletKind(kind); err != nil {
				fail(fmt.Sprintf("needs.kinds[%d]", k), "needs what there is not: %w", err)
			}
		}
		switch {
		case cl.Test != nil && cl.NoData != "":
			fail("no_data", "has a test and says that there are no data: keep one of the two")
		case cl.Test != nil:
			ck := &testCheck{c: c, t: cl.Test, bad: bad}
			ck.run()
			if ck.err != nil {
				out = append(out, claimFault{&ClaimError{cl.ID, strings.TrimSuffix("test."+ck.field, "."), ck.err}, i})
			}
		}
	}
	return out
}

// testCheck finds the first thing that keeps a test from being made, and where
// it stands.
type testCheck struct {
	c     *Case
	t     *Test
	bad   broken
	open  bool // something named could not be looked up, for its part is broken
	field string
	err   error
}

func (ck *testCheck) fail(field, format string, args ...any) {
	if ck.err == nil {
		ck.field, ck.err = field, fmt.Errorf(format, args...)
	}
}

// unknown reports something that is not in a part of the case, unless that part
// could not be read whole.
func (ck *testCheck) unknown(part, field, format string, args ...any) {
	if ck.bad[part] {
		ck.open = true
		return
	}
	ck.fail(field, format, args...)
}

// one reports a value that is not one of those wanted; an empty one is the
// default.
func (ck *testCheck) one(field, value string, want ...string) {
	if value != "" && !slices.Contains(want, value) {
		ck.fail(field, "%s is %q (want %s)", field, value, orList(want))
	}
}

func orList(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

func (ck *testCheck) run() {
	t := ck.t
	if !slices.Contains(measureNames, t.Measure) {
		ck.fail("measure", "measure is %q (want one of %v)", t.Measure, measureNames)
		return
	}
	ck.one("compare", t.Compare, compareNames...)
	if _, ok := expectSigns[t.Expect]; !ok {
		ck.fail("expect", "expect is %q (want higher, lower or same; rises or falls; earlier or later)", t.Expect)
	}
	if !(t.Tolerance > 0) {
		ck.fail("tolerance", "tolerance is %v: say what difference matters, above zero", t.Tolerance)
	}
	ck.one("copies", t.Copies, "one", "all")
	ck.one("resample", t.Resample, "articles", "outlets", "weeks", "months")
	if t.Resample != "" && (!t.framing() || t.compare() != "difference" && t.compare() != "rank") {
		ck.fail("resample", "resample goes with a difference or rank of framing, not with %s of %s", t.compare(), t.Measure)
	}
	if t.Copies != "" && !t.counted() {
		ck.fail("copies", "copies goes with measures of records, not with %s", t.Measure)
	}
	ck.comparison()
	ck.people()
	ck.side("scope", &t.Scope)
	ck.side("of", &t.Of)
	if t.Than != nil {
		ck.side("than", t.Than)
	}
	ck.apart()
}

// comparison checks what each comparison must and must not say.
func (ck *testCheck) comparison() {
	t := ck.t
	how := t.compare()
	only := func(field string, set bool, goes ...string) {
		if set && !slices.Contains(goes, how) {
			ck.fail(field, "%s goes with compare: %s, not with %s", field, orList(goes), how)
		}
	}
	only("at", t.At != "", "break")
	only("lag", t.Lag != 0, "lead")
	only("harmonics", t.Harmonics != 0, "break")
	only("period", t.Period != "", "break", "trend", "lead")
	if how == "break" && t.At == "" {
		ck.fail("", "a break needs at: the date or event of the break")
	}
	if t.At != "" {
		ck.event("at", t.At)
	}
	if how == "lead" && t.Lag < 1 {
		ck.fail("lag", "lag is %d: say how many periods it leads by, 1 or more", t.Lag)
	}
	if t.Harmonics < 0 || t.Harmonics > 3 {
		ck.fail("harmonics", "harmonics is %d (want 0 to 3)", t.Harmonics)
	}
	if t.Period != "" {
		if _, err := coverage.ParsePeriodKind(t.Period); err != nil {
			ck.fail("period", "%w", err)
		}
	}
	switch {
	case t.Measure == "growth" && how != "difference":
		ck.fail("compare", "growth has two figures: compare must be difference, or measure series")
	case t.Measure == "series" && (how == "first" || how == "rank"):
		ck.fail("compare", "%s is a comparison of records, not of series", how)
	case (how == "break" || how == "trend") && t.Than != nil:
		ck.fail("than", "a %s has one side: leave out than", how)
	case t.Than == nil && slices.Contains([]string{"first", "lead", "rank"}, how):
		ck.fail("", "compare %s needs than: what is it compared with?", how)
	case t.Than == nil && how == "difference" && t.Measure != "target_share" && t.Measure != "speaker_share" && t.Measure != "growth":
		ck.fail("", "measure %s needs than: what is it compared with?", t.Measure)
	case how == "first" && t.Measure == "intensity":
		ck.fail("measure", "every record has an intensity: nobody is first with it")
	case how == "first" && t.Expect == "same":
		ck.fail("expect", "expect is same: to be first has a direction, earlier or later")
	case how == "rank" && t.Expect == "same":
		ck.fail("expect", "expect is same: a rank has a direction, higher or lower")
	case how == "rank" && len(t.Of.Outlets) != 1:
		ck.fail("of.outlets", "a rank needs exactly one outlet in of, not %d", len(t.Of.Outlets))
	}
}

// people checks targets and speakers.
func (ck *testCheck) people() {
	t := ck.t
	if (t.Measure == "target_share") != (len(t.Targets) > 0) {
		ck.fail("targets", "targets go with measure target_share, and it needs them")
	}
	if (t.Measure == "speaker_share") != (len(t.Speakers) > 0) {
		ck.fail("speakers", "speakers go with measure speaker_share, and it needs them")
	}
	if len(t.Against) > 0 && t.Measure != "target_share" {
		ck.fail("against", "against goes with measure target_share, not with %s", t.Measure)
	}
	if t.Measure == "target_share" && t.Than == nil && t.compare() == "difference" && len(t.Against) == 0 {
		ck.fail("", "target_share without than needs against: the targets it is compared with")
	}
	for _, list := range []struct {
		field string
		ids   []string
	}{{"targets", t.Targets}, {"against", t.Against}, {"speakers", t.Speakers}} {
		for k, id := range list.ids {
			if _, ok := ck.c.Actor(id); !ok && !isLevel(id) {
				ck.unknown(partActors, fmt.Sprintf("%s[%d]", list.field, k), "%s %q is neither an actor of the case nor a level", strings.TrimSuffix(list.field, "s"), id)
			}
			if list.field == "against" && slices.Contains(t.Targets, id) {
				ck.fail(fmt.Sprintf("against[%d]", k), "%q is compared with itself: it stands under targets and against", id)
			}
		}
	}
}

// event checks the name or date of an event.
func (ck *testCheck) event(field, name string) {
	d, err := ck.c.when(name)
	switch {
	case err != nil && noSuchDate(name) != "":
		ck.fail(field, "%q: %s", name, noSuchDate(name))
	case err != nil:
		ck.unknown(partEvents, field, "%w", err)
	case d.Precision != coverage.DayPrecision:
		ck.fail(field, "%q is known to the %s only (%s): a test needs the day", name, d.Precision, d)
	}
}

// side checks one side of a test, or its scope.
func (ck *testCheck) side(name string, s *Side) {
	c, t := ck.c, ck.t
	if !t.counted() {
		ck.seriesSide(name, s)
		return
	}
	if s.Series != "" {
		ck.fail(name+".series", "series goes with measures series and growth, not with %s", t.Measure)
	}
	for k, id := range s.Phases {
		if !slices.ContainsFunc(c.Phases, func(p Phase) bool { return p.ID == id }) {
			ck.unknown(partPhases, fmt.Sprintf("%s.phases[%d]", name, k), "no phase is called %q", id)
		}
	}
	for k, kind := range s.Kinds {
		if _, err := coverage.ParseOutletKind(kind); err != nil || kind == "" {
			ck.fail(fmt.Sprintf("%s.kinds[%d]", name, k), "unknown outlet kind %q (want one of %v)", kind, coverage.OutletKinds())
		}
	}
	for k, o := range s.Outlets {
		if !slices.ContainsFunc(c.Records, func(r Record) bool { return r.Outlet.Name == o }) {
			ck.unknown(partArticles, fmt.Sprintf("%s.outlets[%d]", name, k), "no record is from the outlet %q; mind the spelling, or say no_data", o)
		}
	}
	for k, v := range s.Voice {
		var voice sentiment.Voice
		if voice.UnmarshalText([]byte(v)) != nil {
			ck.fail(fmt.Sprintf("%s.voice[%d]", name, k), "voice is %q (want author, quoted or reported)", v)
		}
	}
	if len(s.Voice) > 0 && t.Measure == "attention" {
		ck.fail(name+".voice", "attention counts records, which have no voice")
	}
	from, to := ck.date(name+".from", s.From), ck.date(name+".to", s.To)
	if ck.err == nil && s.From != "" && s.To != "" {
		first, _ := from.Bounds()
		if _, last := to.Bounds(); first.Compare(last) > 0 {
			ck.fail(name+".to", "%s ends (%s) before it begins (%s)", name, s.To, s.From)
		}
	}
	if w := s.Around; w != nil {
		ck.event(name+".around.event", w.Event)
		if w.From > w.To {
			ck.fail(name+".around", "around ends (%d) before it begins (%d)", w.To, w.From)
		}
	}
	if name != "scope" && ck.err == nil && !ck.open {
		in := c.spans(t, s)
		switch {
		case in != nil && len(in) == 0:
			ck.fail(name, "%s has no day: its dates and those of the scope do not meet", name)
		case in == nil && t.Measure == "attention" && t.compare() == "difference":
			ck.fail(name, "attention needs phases, dates or around on both sides, to count days")
		}
	}
}

func (ck *testCheck) date(field, s string) coverage.Date {
	if s == "" {
		return coverage.Date{}
	}
	d, err := coverage.ParseDate(s)
	if err != nil || !d.IsKnown() {
		ck.fail(field, "%s is %q (%s)", field[strings.LastIndexByte(field, '.')+1:], s, wantDate(s, "2008-11"))
	}
	return d
}

// seriesSide checks a side that is a series or a figure.
func (ck *testCheck) seriesSide(name string, s *Side) {
	t := ck.t
	if len(s.Phases)+len(s.Kinds)+len(s.Outlets)+len(s.Voice) > 0 || s.Around != nil {
		ck.fail(name, "%s has series, from and to for measure %s; phases, outlets and the like are of records", name, t.Measure)
	}
	if name == "scope" {
		if s.Series != "" {
			ck.fail("scope.series", "name the series under of, not under scope")
		}
		return
	}
	if t.Measure == "growth" {
		for _, p := range []struct{ field, period string }{{"from", s.From}, {"to", s.To}} {
			f, err := ck.c.figureAt(s.Series, p.period)
			if err != nil {
				ck.unknown(partFigures, name+"."+p.field, "%w", err)
			} else if !(f.Value > 0) {
				ck.fail(name+"."+p.field, "%s is %v in %s: growth from or to it has no logarithm", s.Series, f.Value, p.period)
			}
		}
		return
	}
	if _, err := ck.c.series(s.Series); err != nil {
		switch {
		case s.Series == "":
			ck.fail(name+".series", "%w", err)
		case ck.bad[partViews] && !ck.c.isFigure(s.Series):
			ck.open = true
		default:
			ck.unknown(partFigures, name+".series", "%w", err)
		}
	}
	from, to := ck.date(name+".from", s.From), ck.date(name+".to", s.To)
	if ck.err == nil && s.From != "" && s.To != "" {
		first, _ := from.Bounds()
		if _, last := to.Bounds(); first.Compare(last) > 0 {
			ck.fail(name+".to", "%s ends (%s) before it begins (%s)", name, s.To, s.From)
		}
	}
}

// apart checks that no record can stand on both sides.
func (ck *testCheck) apart() {
	t := ck.t
	if ck.err != nil || ck.open || t.Than == nil || !t.counted() || t.compare() == "lead" {
		return
	}
	a, b := t.Of, *t.Than
	if t.compare() == "rank" {
		return // the outlet of Of is left out of Than
	}
	disjoint := func(x, y []string) bool {
		return len(x) > 0 && len(y) > 0 && !slices.ContainsFunc(x, func(s string) bool { return slices.Contains(y, s) })
	}
	if disjoint(a.Kinds, b.Kinds) || disjoint(a.Outlets, b.Outlets) || disjoint(a.Voice, b.Voice) {
		return
	}
	if ck.kindsOfOutletsDiffer(a, b) || ck.bad[partArticles] && len(a.Outlets)+len(b.Outlets) > 0 {
		return
	}
	x, y := ck.c.spans(t, &t.Of), ck.c.spans(t, t.Than)
	if x == nil || y == nil {
		ck.fail("than", "of and than are not apart: name different phases, dates, outlets, kinds or voices")
		return
	}
	for _, s := range x {
		for _, r := range y {
			if s.first.Compare(r.last) <= 0 && r.first.Compare(s.last) <= 0 {
				ck.fail("than", "of and than share days (%s to %s and %s to %s): a record would stand on both sides", s.first, s.last, r.first, r.last)
				return
			}
		}
	}
}

// kindsOfOutletsDiffer reports whether one side names outlets and the other
// kinds that none of these outlets is of.
func (ck *testCheck) kindsOfOutletsDiffer(a, b Side) bool {
	for _, pair := range [][2]Side{{a, b}, {b, a}} {
		if len(pair[0].Outlets) == 0 || len(pair[1].Kinds) == 0 {
			continue
		}
		if !slices.ContainsFunc(ck.c.Records, func(r Record) bool {
			return slices.Contains(pair[0].Outlets, r.Outlet.Name) && slices.Contains(pair[1].Kinds, r.Outlet.Kind.String())
		}) {
			return true
		}
	}
	return false
}

func isLevel(s string) bool {
	var l sentiment.Level
	return s != "" && l.UnmarshalText([]byte(s)) == nil
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// figureAt returns the official figure of a series and period.
func (c *Case) figureAt(series, period string) (Figure, error) {
	for _, f := range c.Figures {
		p := f.From.String()
		if f.To.Compare(f.From) != 0 {
			p += "/" + f.To.String()
		}
		if f.SeriesID == series && p == period {
			return f, nil
		}
	}
	return Figure{}, fmt.Errorf("no official figure of %q for %q", series, period)
}

// isFigure reports whether some official figure is of a series.
func (c *Case) isFigure(id string) bool {
	return slices.ContainsFunc(c.Figures, func(f Figure) bool { return f.SeriesID == id })
}

// series returns an official series, or the view counts, by id.
func (c *Case) series(id string) (*coverage.Series, error) {
	if id == "" {
		return nil, errors.New("no series is named: give the id of an official series or of the view counts")
	}
	if c.Views != nil && c.Views.Series.ID == id {
		return &c.Views.Series, nil
	}
	s, err := c.FigureSeries(id)
	if err != nil {
		return nil, err
	}
	if len(s.Points) == 0 {
		return nil, fmt.Errorf("no official series %q by month, quarter or year, and no view counts of that id", id)
	}
	return s, nil
}
