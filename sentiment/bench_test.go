package sentiment_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

// pressText is news prose: the articles that PRESSFRAME_EXTDATA holds or, without
// them, a made-up report repeated.
func pressText(tb testing.TB) []string {
	if dir := os.Getenv("PRESSFRAME_EXTDATA"); dir != "" {
		files, _ := filepath.Glob(filepath.Join(dir, "eval/quotes/train/text/*"))
		var out []string
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				tb.Fatal(err)
			}
			out = append(out, string(b))
		}
		if len(out) > 0 {
			return out
		}
	}
	const report = `HARBOUR TOWN - The council ignored three warnings about the ferry, a coroner said on Tuesday, and managers had no answer to why the boat was sent out.

"Nobody told us that the pump had failed," said Mary Hollis, whose brother died in the crossing. "We trusted them, and they let us down."

A spokesman for the operator, Bay Lines, rejected the accusation and said that the crew had followed the procedure in force. The minister, who visited the quay last week, said lessons would be learned from a system that had left one inspector to look after forty boats. Tickets for the summer season go on sale on Friday, and the new timetable adds two sailings on market days.

The ferry, built in 1974, carried about 90,000 people a year between the islands. It has since been towed to a yard in the north. Work on a replacement is due to begin in the spring, once the old slipway has been cleared.

`
	return []string{strings.Repeat(report, 1000)}
}

func BenchmarkScore(b *testing.B) {
	docs := pressText(b)
	bytes := 0
	for _, d := range docs {
		bytes += len(d)
	}
	s, err := sentiment.NewScorer(sentiment.Default())
	if err != nil {
		b.Fatal(err)
	}
	for _, workers := range []int{1, 2} {
		b.Run([]string{"", "workers=1", "workers=2"}[workers], func(b *testing.B) {
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			for b.Loop() {
				var wg sync.WaitGroup
				for w := range workers {
					wg.Go(func() {
						for i := w; i < len(docs); i += workers {
							s.Score(sentiment.Document{Text: docs[i]})
						}
					})
				}
				wg.Wait()
			}
		})
	}
}
