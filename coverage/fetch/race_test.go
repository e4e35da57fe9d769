//go:build race

package fetch

// underRace spares the bounds on time and memory the race detector, which
// costs several times of both.
const underRace = true
