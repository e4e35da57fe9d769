//go:build !race

package warc

const underRace = false
