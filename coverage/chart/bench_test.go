package chart

import (
	"context"
	"testing"
)

func BenchmarkViews(b *testing.B) {
	f := Figure{ID: "views", Title: "Views", Plot: sampleViews()}
	for b.Loop() {
		if _, err := f.SVG(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
