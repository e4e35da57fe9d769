//go:build race

package warc

// underRace spares the bounds on time and memory the race detector, which
// costs several times of both.
const underRace = true
