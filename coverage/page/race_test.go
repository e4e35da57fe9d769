//go:build race

package page

// underRace spares the bounds on time and memory the race detector, which
// costs several times of both.
const underRace = true
