package text

import "unicode/utf8"

// InvalidLine returns the line, counted from 1, of the first byte of b that is not
// UTF-8, and 0 if there is none. Parse takes such bytes as they are; a file in which
// words are looked up, such as a codebook, had better not have any.
func InvalidLine(b []byte) int {
	if utf8.Valid(b) {
		return 0
	}
	line := 1
	for {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		b = b[n:]
	}
}
