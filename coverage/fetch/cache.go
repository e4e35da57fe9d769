package fetch

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A diskCache keeps documents to ask for conditionally, one in a file: a line
// of JSON, then the body. A file that is damaged, half written or of another
// program is as good as none; nothing depends on the cache but the number of
// bytes that are sent.
type diskCache struct {
	dir string
	max int64

	mu      sync.Mutex
	written int64 // bytes since the last look at the size of the folder
	looked  bool
}

// A cached document.
type cached struct {
	URL    string // redacted, for whoever looks at the folder
	Header http.Header
	SHA256 string // of the body
	body   []byte
}

const cacheSuffix = ".fetched"

// cacheKey names the file of a document as it is asked for. Keys in the
// address do not show in it.
func cacheKey(u *url.URL, h http.Header) string {
	return coverage.SHA256Hex([]byte(strings.Join([]string{u.String(), h.Get("Accept"), h.Get("Accept-Language")}, "\n")))[:40]
}

func (d *diskCache) path(key string) string { return filepath.Join(d.dir, key+cacheSuffix) }

func (d *diskCache) load(key string) *cached {
	raw, err := os.ReadFile(d.path(key))
	if err != nil {
		return nil
	}
	line, body, ok := bytes.Cut(raw, []byte("\n"))
	e := &cached{body: body}
	if !ok || json.Unmarshal(line, e) != nil || coverage.SHA256Hex(body) != e.SHA256 {
		return nil
	}
	return e
}

// condition makes a request conditional.
func (e *cached) condition(h http.Header) {
	if tag := e.Header.Get("ETag"); tag != "" {
		h.Set("If-None-Match", tag)
	}
	if t := e.Header.Get("Last-Modified"); t != "" {
		h.Set("If-Modified-Since", t)
	}
}

// confirm turns the 304 that answers a condition into the document (RFC 9111
// section 4.3.4).
func (e *cached) confirm(r *Response) {
	h := e.Header.Clone()
	for name, values := range r.Header {
		switch name {
		case "Content-Length", "Content-Encoding", "Content-Type", "Content-Range", "Transfer-Encoding":
		default:
			h[name] = values
		}
	}
	r.Status, r.Header, r.Body, r.FromCache = http.StatusOK, h, e.body, true
	r.MediaType, r.Charset = mediaType(h.Get("Content-Type"))
}

// touch marks a document as used.
func (d *diskCache) touch(key string) {
	now := time.Now()
	_ = os.Chtimes(d.path(key), now, now) // at worst it goes early
}

// store keeps a document if it can be asked for conditionally. A folder that
// cannot be written to is no error: the document is there.
func (d *diskCache) store(key string, r *Response) {
	if r.Header.Get("ETag") == "" && r.Header.Get("Last-Modified") == "" || int64(len(r.Body)) > d.max/4 {
		return
	}
	h := r.Header.Clone()
	h.Del("Set-Cookie")
	line, err := json.Marshal(cached{URL: Redact(r.URL), Header: h, SHA256: coverage.SHA256Hex(r.Body)})
	if err != nil || os.MkdirAll(d.dir, 0o755) != nil {
		return
	}
	tmp, err := os.CreateTemp(d.dir, "*.part")
	if err != nil {
		return
	}
	w := bufio.NewWriter(tmp)
	_, _ = w.Write(append(line, '\n')) // the error stays with w
	_, _ = w.Write(r.Body)
	err = cmp.Or(w.Flush(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), d.path(key))
	}
	if err != nil {
		os.Remove(tmp.Name())
		return
	}
	d.grew(int64(len(line) + 1 + len(r.Body)))
}

// grew looks at the size of the folder now and then, and takes away what was
// not used for longest.
func (d *diskCache) grew(n int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.written += n; d.looked && d.written < d.max/8 {
		return
	}
	d.written, d.looked = 0, true
	type file struct {
		name string
		size int64
		used time.Time
	}
	var files []file
	var total int64
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		switch filepath.Ext(e.Name()) {
		case cacheSuffix:
			files = append(files, file{e.Name(), info.Size(), info.ModTime()})
			total += info.Size()
		case ".part": // left by a program that was killed
			if time.Since(info.ModTime()) > time.Hour {
				d.remove(e.Name())
			}
		}
	}
	if total <= d.max {
		return
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Or(a.used.Compare(b.used), strings.Compare(a.name, b.name)) })
	for _, f := range files {
		if total <= d.max*3/4 {
			break
		}
		if d.remove(f.name) {
			total -= f.size
		}
	}
}

func (d *diskCache) remove(name string) bool {
	err := os.Remove(filepath.Join(d.dir, name))
	return err == nil || os.IsNotExist(err)
}
