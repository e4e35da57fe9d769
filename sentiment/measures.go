package sentiment

import "math"

// Measures counts the frames of one or many documents. The zero value is
// empty and ready to use; Merge makes a count of two. Marshalled as JSON it is
// the same for the same counts, however they were merged.
type Measures struct {
	Documents int `json:"documents"`
	Sentences int `json:"sentences"`
	// Framed is the number of sentences with any frame.
	Framed int `json:"framed"`
	// Blame is the number of sentences that blame anybody but perpetrators alone.
	Blame int `json:"blame"`
	// PerpetratorBlame is the number of those that blame perpetrators alone.
	PerpetratorBlame int `json:"perpetrator_blame"`
	Systemic         int `json:"systemic"`
	Counter          int `json:"counter"`

	// ByLevel and ByActor count blamed sentences by target: a sentence that
	// blames two counts for both.
	ByLevel map[Level]int  `json:"by_level,omitempty"`
	ByActor map[string]int `json:"by_actor,omitempty"`
	// ByVoice counts blaming sentences by voice.
	ByVoice map[Voice]int `json:"by_voice,omitempty"`
	// Ties counts speaker and target; the author is the speaker "".
	Ties map[string]map[string]int `json:"ties,omitempty"`
}

// Add counts a sentence. It does not count a document.
func (m *Measures) Add(s *Sentence) {
	m.Sentences++
	if s.Frames == 0 {
		return
	}
	m.Framed++
	if s.Frames.Has(Systemic) {
		m.Systemic++
	}
	if s.Frames.Has(CounterBlame) {
		m.Counter++
	}
	if !s.Frames.Has(Blame) {
		return
	}
	perpetrators := len(s.Targets) > 0
	for i := range s.Targets {
		t := &s.Targets[i]
		perpetrators = perpetrators && t.Level == Perpetrator
		if !countedBefore(s.Targets[:i], func(o *Target) bool { return o.Level == t.Level }) {
			if m.ByLevel == nil {
				m.ByLevel = map[Level]int{}
			}
			m.ByLevel[t.Level]++
		}
		if !countedBefore(s.Targets[:i], func(o *Target) bool { return o.Actor == t.Actor }) {
			if m.ByActor == nil {
				m.ByActor = map[string]int{}
			}
			m.ByActor[t.Actor]++
		}
	}
	if perpetrators {
		m.PerpetratorBlame++
	} else {
		m.Blame++
	}
	if m.ByVoice == nil {
		m.ByVoice = map[Voice]int{}
	}
	m.ByVoice[s.Voice]++
	for _, t := range s.Ties {
		m.tie(t.From, t.To, 1)
	}
}

func countedBefore(ts []Target, same func(*Target) bool) bool {
	for i := range ts {
		if same(&ts[i]) {
			return true
		}
	}
	return false
}

func (m *Measures) tie(from, to string, n int) {
	if m.Ties == nil {
		m.Ties = map[string]map[string]int{}
	}
	row := m.Ties[from]
	if row == nil {
		row = map[string]int{}
		m.Ties[from] = row
	}
	row[to] += n
}

// Merge adds the counts of o to m. The order of merging does not matter.
func (m *Measures) Merge(o *Measures) {
	m.Documents += o.Documents
	m.Sentences += o.Sentences
	m.Framed += o.Framed
	m.Blame += o.Blame
	m.PerpetratorBlame += o.PerpetratorBlame
	m.Systemic += o.Systemic
	m.Counter += o.Counter
	m.ByLevel = mergeCounts(m.ByLevel, o.ByLevel)
	m.ByActor = mergeCounts(m.ByActor, o.ByActor)
	m.ByVoice = mergeCounts(m.ByVoice, o.ByVoice)
	for from, row := range o.Ties {
		for to, n := range row {
			m.tie(from, to, n)
		}
	}
}

func mergeCounts[K comparable](a, b map[K]int) map[K]int {
	if a == nil && len(b) > 0 {
		a = make(map[K]int, len(b))
	}
	for k, n := range b {
		a[k] += n
	}
	return a
}

// Balance is log(S + 1/2) - log(B + 1/2), the log ratio of systemic and
// blaming sentences (Lowe, Benoit, Mikhaylov and Laver 2011). It is positive
// when the text is more systemic than blaming. B leaves out perpetrators.
func (m *Measures) Balance() float64 {
	return math.Log(float64(m.Systemic)+0.5) - math.Log(float64(m.Blame)+0.5)
}

// BalanceSE is the approximate standard error of Balance,
// sqrt(1/(S + 1/2) + 1/(B + 1/2)).
func (m *Measures) BalanceSE() float64 {
	return math.Sqrt(1/(float64(m.Systemic)+0.5) + 1/(float64(m.Blame)+0.5))
}

// Index is (S - B)/(S + B), in [-1, 1]; it is not defined when both are zero.
func (m *Measures) Index() (index float64, defined bool) {
	return ratio(m.Systemic-m.Blame, m.Systemic+m.Blame)
}

// WithPerpetrators returns a copy whose Blame counts perpetrators too.
func (m *Measures) WithPerpetrators() Measures {
	c := *m
	c.Blame += c.PerpetratorBlame
	c.PerpetratorBlame = 0
	return c
}

// ContestedShare is C/(B + C): how much of the talk about blame contests it.
// It is not defined when both are zero.
func (m *Measures) ContestedShare() (share float64, defined bool) {
	return ratio(m.Counter, m.Blame+m.Counter)
}

// Intensity is the share of sentences with any frame; it is not defined for a
// text without sentences.
func (m *Measures) Intensity() (share float64, defined bool) {
	return ratio(m.Framed, m.Sentences)
}

// LevelShares returns, for each level that is blamed, its share of all
// mentions of targets. It is empty when nobody is blamed.
func (m *Measures) LevelShares() map[Level]float64 { return shares(m.ByLevel) }

// ActorShares is LevelShares by actor.
func (m *Measures) ActorShares() map[string]float64 { return shares(m.ByActor) }

func shares[K comparable](counts map[K]int) map[K]float64 {
	total := 0
	for _, n := range counts {
		total += n
	}
	out := make(map[K]float64, len(counts))
	for k, n := range counts {
		out[k] = float64(n) / float64(total)
	}
	return out
}

func ratio(a, b int) (float64, bool) {
	if b == 0 {
		return 0, false
	}
	return float64(a) / float64(b), true
}
