//go:build !race

package page

const underRace = false
