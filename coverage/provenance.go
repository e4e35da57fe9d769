package coverage

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Provenance says where a record came from, so that every number can be led
// back to what was read. No field may hold an access key.
type Provenance struct {
	Source    string    `json:"source,omitempty"`   // name of the reader or service, such as "feed" or "nexis-txt"
	Location  string    `json:"location,omitempty"` // file name, URL or query, without secrets
	Record    int       `json:"record,omitempty"`   // 1-based number of the record in Location; 0 if there is only one
	Offset    int64     `json:"offset,omitempty"`   // byte offset of the record in Location
	Retrieved time.Time `json:"retrieved,omitzero"` // when it was read from the web, UTC; zero for local files
	SHA256    string    `json:"sha256,omitempty"`   // hex digest of the raw record as read
	Steps     []string  `json:"steps,omitempty"`    // transformations applied, in order
	Warnings  []string  `json:"warnings,omitempty"` // what the reader had to mend or could not read
}

// SHA256Hex returns the lower-case hexadecimal SHA-256 of b, the form used in
// Provenance and manifests.
func SHA256Hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
