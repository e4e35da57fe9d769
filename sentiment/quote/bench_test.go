package quote

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// press is a few sentences in the manner of a news report.
const press = `The council failed to act on three warnings, the inquiry found on Tuesday. “Nobody told us the ward was short of staff,” said Mary Hollis, whose son died there in May. “We trusted them.”

A spokesman for the trust said that it had changed its procedures and that all staff had been retrained, adding that “lessons had been learned”. According to the report, published on Monday, managers ignored a letter from the night sister. The minister, who visited the unit last week, accused the board of hiding the figures and called its reply “a disgrace”.

The hospital opened in 1974 and serves a population of about 90,000. Its maternity unit delivers 1,900 infants a year, and most of the patients come from the towns along the coast. Work on a new car park is due to begin in the spring, once the old laundry has been cleared.

`

func BenchmarkFind(b *testing.B) {
	doc := text.Parse(strings.Repeat(press, 200))
	var f Finder
	f.Find(doc)
	b.SetBytes(int64(len(doc.Source)))
	b.ReportAllocs()
	for b.Loop() {
		f.Find(doc)
	}
}

// BenchmarkHostile shows that time grows in step with the input where a
// search could run away: ns/op divided by MB must stay flat over the sizes.
func BenchmarkHostile(b *testing.B) {
	for _, h := range hostile {
		for _, n := range []int{1 << 16, 1 << 18, 1 << 20} {
			doc := text.Parse(strings.Repeat(h.unit, n/len(h.unit)*h.factor+1))
			var f Finder
			b.Run(fmt.Sprintf("%s/%dk", h.name, n>>10), func(b *testing.B) {
				b.SetBytes(int64(len(doc.Source)))
				for b.Loop() {
					f.Find(doc)
				}
			})
		}
	}
}

// hostile are units that, repeated, tempt a search to look at everything
// again for every unit.
var hostile = []struct {
	name, unit string
	factor     int
}{
	{"marks", `"`, 1},
	{"pairs", `"a" `, 1},
	{"openers", `“`, 1},
	{"apostrophes", `'a`, 1},
	{"possessives", `the boys' `, 1},
	{"nested", `“a ‘b `, 1},
	{"said", `he said `, 1},
	{"that", `he said that `, 1},
	{"commas", `Smith, `, 1},
	{"and", `Smith and `, 1},
	{"of", `head of `, 1},
	{"saying", `, saying `, 1},
	{"claim", `his claim that `, 1},
	{"according", `according to `, 1},
	{"told", `he told us he told `, 1},
	{"subjects of subjects", `hint focus `, 1},
	{"late contents", `ask another document `, 1},
	{"told long", `he told the man of the house of the street `, 1},
	{"words of", `in the words of the `, 1},
	{"who", `the man who led the `, 1},
	{"reportedly", `reportedly `, 1},
	{"quoted said", `"a," he said, `, 1},
	{"accused", `was accused of `, 1},
	{"colon", `Smith: `, 1},
	{"lines", "\"a.\n", 1},
	{"paragraphs", "“a.\n\n", 1},
}
