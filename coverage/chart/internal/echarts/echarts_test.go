package echarts

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

const bars = `{"xAxis":{"type":"category","data":["a","b"]},"yAxis":{},"series":[{"type":"bar","data":[1,2]}]}`

func TestRender(t *testing.T) {
	svg, err := Render(context.Background(), []byte(bars), 300, 200)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(svg, "<svg ") || strings.Count(svg, "<path") < 2 {
		t.Errorf("want an svg with two bars, got\n%s", svg)
	}
	again, err := Render(context.Background(), []byte(bars), 300, 200)
	if err != nil {
		t.Fatal(err)
	}
	if svg != again {
		t.Error("two renderings of one option differ")
	}
}

func TestRenderFails(t *testing.T) {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		name   string
		ctx    context.Context
		option string
		width  float64
		want   string
	}{
		{"not JSON", context.Background(), `{`, 300, "SyntaxError"},
		{"blank", context.Background(), `{}`, 300, ErrBlank.Error()},
		{"no sheet", context.Background(), bars, 0, "0 × 200 pixels"},
		{"cycle", context.Background(), `{"series":[{"type":"sankey","data":[{"name":"a"},{"name":"b"}],"links":[{"source":"a","target":"b","value":1},{"source":"b","target":"a","value":1}]}]}`, 300, "DAG"},
		{"ended", ended, bars, 300, context.Canceled.Error()},
	} {
		svg, err := Render(c.ctx, []byte(c.option), c.width, 200)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: err = %v, want one that says %q", c.name, err, c.want)
		}
		if svg != "" {
			t.Errorf("%s: a failed rendering returned %d bytes", c.name, len(svg))
		}
	}
}

func TestRenderStopsInTime(t *testing.T) {
	if _, err := Render(context.Background(), []byte(bars), 300, 200); err != nil { // compile first
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err := Render(ctx, []byte(bars), 300, 200)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("err = %v, want %v", err, context.DeadlineExceeded)
	}
}

func TestSourceIsTheRecordedBundle(t *testing.T) {
	want, err := os.ReadFile("third_party/echarts/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	src, err := Source()
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%x  echarts.min.js\n", sha256.Sum256([]byte(src))); got != string(want) {
		t.Errorf("bundle hash %q, SHA256SUMS has %q", got, want)
	}
	if !strings.Contains(src, Version) {
		t.Errorf("the bundle does not name version %s", Version)
	}
	if strings.Contains(strings.ToLower(src), "</script") {
		t.Error("the bundle would end a <script> element")
	}
}

func BenchmarkRender(b *testing.B) {
	for b.Loop() {
		if _, err := Render(context.Background(), []byte(bars), 600, 300); err != nil {
			b.Fatal(err)
		}
	}
}
