//go:build race

package chart

// underRace has tests draw less: the race detector slows the interpreter that
// runs ECharts about tenfold, and few of them share anything.
const underRace = true
