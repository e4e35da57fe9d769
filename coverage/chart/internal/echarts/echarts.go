// Package echarts draws an ECharts option as SVG in Go: a bundled selection of
// Apache ECharts runs its own server-side renderer in goja, a JavaScript
// interpreter written in Go. No browser and no network take part.
//
// The one way in is [Render]:
//
//	svg, err := echarts.Render(ctx, option, 640, 360)
//
// The markup is ECharts' own: the caller must clean it before it enters a page.
package echarts

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/dop251/goja"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

//go:generate sh -c "cd third_party/echarts && go run build.go"

// Version is the release of Apache ECharts that the bundle was made from.
const Version = "6.1.0"

//go:embed third_party/echarts/echarts.min.js.gz
var zipped []byte

//go:embed render.js
var renderJS string

// Source returns the bundle as JavaScript, for a page that draws its figures
// anew in the browser. It defines one global, echarts.
var Source = sync.OnceValues(func() (string, error) {
	zr, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return "", fmt.Errorf("echarts: bundle: %w", err)
	}
	b, err := io.ReadAll(zr)
	if err != nil {
		return "", fmt.Errorf("echarts: bundle: %w", err)
	}
	return string(b), nil
})

// programs compiles the bundle and the render script once; every virtual
// machine runs the same compiled code.
var programs = sync.OnceValues(func() ([]*goja.Program, error) {
	src, err := Source()
	if err != nil {
		return nil, err
	}
	var ps []*goja.Program
	for _, s := range []struct{ name, text string }{{"echarts.min.js", src}, {"render.js", renderJS}} {
		p, err := goja.Compile(s.name, s.text, false)
		if err != nil {
			return nil, fmt.Errorf("echarts: %w", err)
		}
		ps = append(ps, p)
	}
	return ps, nil
})

// ErrBlank reports that an option was accepted and drew no mark at all.
var ErrBlank = errors.New("echarts: the option drew nothing")

// Render draws an option, given as JSON, on a sheet of width by height pixels
// and returns the SVG. Each call has a virtual machine of its own, so calls
// may run side by side. Rendering stops with the context's error when ctx ends.
// An option that ECharts cannot draw is an error, and so is one that leaves the
// sheet empty ([ErrBlank]).
func Render(ctx context.Context, option []byte, width, height float64) (svg string, err error) {
	if !(width > 0 && height > 0) || math.IsInf(width, 0) || math.IsInf(height, 0) {
		return "", fmt.Errorf("echarts: sheet of %g × %g pixels", width, height)
	}
	ps, err := programs()
	if err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("echarts: %w", err)
	}
	defer func() {
		// goja reports script errors as values; a panic is a fault of the
		// interpreter itself and must cost one figure, not the program.
		if r := recover(); r != nil {
			svg, err = "", fmt.Errorf("echarts: interpreter failed: %v", r)
		}
	}()

	vm := goja.New()
	vm.SetRandSource(func() float64 { return 0.5 })
	vm.SetTimeSource(epoch)
	stop := context.AfterFunc(ctx, func() { vm.Interrupt(ctx.Err()) })
	defer stop()

	if err := vm.Set("measure", measure); err != nil {
		return "", fmt.Errorf("echarts: %w", err)
	}
	for _, p := range ps {
		if _, err := vm.RunProgram(p); err != nil {
			return "", scriptError(err)
		}
	}
	render, ok := goja.AssertFunction(vm.Get("render"))
	if !ok {
		return "", errors.New("echarts: render.js defines no render function")
	}
	v, err := render(goja.Undefined(), vm.ToValue(string(option)), vm.ToValue(width), vm.ToValue(height))
	if err != nil {
		return "", scriptError(err)
	}
	svg = v.String()
	if !strings.Contains(svg, "<path") && !strings.Contains(svg, "<text") && !strings.Contains(svg, "<circle") {
		return "", ErrBlank
	}
	return svg, nil
}

// scriptError keeps the context's error within reach of errors.Is.
func scriptError(err error) error {
	var stopped *goja.InterruptedError
	if errors.As(err, &stopped) {
		if cause, ok := stopped.Value().(error); ok {
			return fmt.Errorf("echarts: %w", cause)
		}
	}
	return fmt.Errorf("echarts: %w", err)
}

// measure is the width of text in a CSS font such as "bold 12px sans-serif".
func measure(text, cssFont string) float64 {
	size, bold := 12.0, false
	for f := range strings.FieldsSeq(cssFont) {
		if f == "bold" {
			bold = true
		}
		if px, ok := strings.CutSuffix(f, "px"); ok {
			if v, err := strconv.ParseFloat(px, 64); err == nil {
				size = v
			}
		}
	}
	return sans.Width(text, size, bold)
}
