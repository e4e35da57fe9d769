package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// NexisRTF reads the rich text files of Nexis, which are laid out like those of
// [NexisDOCX], and, where a file holds no such article, takes it for one plain
// article as [Text] does. Characters are read from the code page the file names
// and from its Unicode escapes; text in hidden destinations is dropped. Groups
// nested deeper than a document can be are an error.
type NexisRTF struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the articles in the order of the file.
func (x NexisRTF) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

// Records yields the articles with their fields and bytes.
func (x NexisRTF) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatNexisRTF, x.Options, func(s *session) {
		t := &tap{r: x.R, max: s.opts.maxRecord()}
		asm := nexisPages{s: s}
		err := rtfParagraphs(t, func(p paragraph) bool { return asm.add(p, t) })
		if err != nil && !s.stopped {
			s.halt(fmt.Errorf("export: %s: damaged RTF: %w", x.Name, err))
			return
		}
		if asm.number > 0 || s.stopped {
			asm.finish(t)
			return
		}
		var lines []string
		for _, p := range asm.paras {
			lines = append(lines, p.text)
		}
		text := strings.TrimSpace(strings.Join(lines, "\n\n"))
		if text == "" {
			s.found = "a rich text file without text"
			return
		}
		s.format = FormatText
		s.emit(piece{raw: t.kept, step: "text taken out of RTF"}, s.plain(text), "")
	})
}

const maxRTFDepth = 512

// hiddenRTF are destinations whose text is not the document's.
var hiddenRTF = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "header": true, "footer": true, "headerl": true, "headerr": true, "headerf": true, "footerl": true, "footerr": true, "footerf": true,
	"fldinst": true, "object": true, "themedata": true, "listtable": true, "listoverridetable": true, "rsidtbl": true, "generator": true, "xmlnstbl": true, "datastore": true, "latentstyles": true, "filetbl": true, "revtbl": true,
}

type rtfGroup struct {
	hidden bool
	uc     int // characters that stand in for a Unicode escape
	mark   bool
}

type rtfReader struct {
	br     *bufio.Reader
	offset int64
	stack  []rtfGroup
	text   strings.Builder
	name   strings.Builder // of a bookmark
	p      paragraph
	page   string // code page
	raw    []byte // bytes of the code page not yet decoded
	skip   int    // characters to skip after a Unicode escape
	high   rune   // a high surrogate
	yield  func(paragraph) bool
}

// rtfParagraphs streams the paragraphs of an RTF file.
func rtfParagraphs(r io.Reader, yield func(paragraph) bool) error {
	x := &rtfReader{br: bufio.NewReaderSize(r, 32<<10), stack: []rtfGroup{{uc: 1}}, page: "windows-1252", yield: yield}
	for {
		c, err := x.br.ReadByte()
		if err == io.EOF {
			x.endParagraph()
			return nil
		}
		if err != nil {
			return err
		}
		x.offset++
		top := &x.stack[len(x.stack)-1]
		switch c {
		case '{':
			if len(x.stack) >= maxRTFDepth {
				return errors.New("groups nested deeper than a document can be")
			}
			x.decode()
			x.stack = append(x.stack, rtfGroup{hidden: top.hidden, uc: top.uc})
		case '}':
			x.decode()
			if top.mark {
				x.p.bookmarks = append(x.p.bookmarks, strings.TrimSpace(x.name.String()))
				x.name.Reset()
			}
			if len(x.stack) > 1 {
				x.stack = x.stack[:len(x.stack)-1]
			}
		case '\r', '\n':
		case '\\':
			more, err := x.control()
			if err != nil && err != io.EOF {
				return err
			}
			if !more {
				return nil
			}
		default:
			x.char(c)
		}
	}
}

func (x *rtfReader) char(c byte) {
	if x.skip > 0 {
		x.skip--
		return
	}
	x.raw = append(x.raw, c)
}

// decode moves the bytes collected into the text.
func (x *rtfReader) decode() {
	if len(x.raw) == 0 {
		return
	}
	b := x.raw
	if enc, _ := charset.Lookup(x.page); enc != nil {
		if out, err := enc.NewDecoder().Bytes(b); err == nil {
			b = out
		}
	}
	x.write(string(b))
	x.raw = x.raw[:0]
}

func (x *rtfReader) write(s string) {
	top := x.stack[len(x.stack)-1]
	switch {
	case top.mark:
		x.name.WriteString(s)
	case !top.hidden:
		x.text.WriteString(s)
	}
}

func (x *rtfReader) endParagraph() bool {
	x.decode()
	x.p.text = strings.TrimSpace(strings.ReplaceAll(x.text.String(), "\u00a0", " "))
	x.p.end = x.offset
	x.text.Reset()
	p := x.p
	x.p = paragraph{}
	return x.yield(p)
}

// control reads what follows a backslash.
func (x *rtfReader) control() (more bool, err error) {
	c, err := x.br.ReadByte()
	if err != nil {
		return true, err
	}
	x.offset++
	top := &x.stack[len(x.stack)-1]
	switch {
	case c == '\'':
		var hex [2]byte
		for i := range hex {
			if hex[i], err = x.br.ReadByte(); err != nil {
				return true, err
			}
			x.offset++
		}
		if n, err := strconv.ParseUint(string(hex[:]), 16, 8); err == nil {
			x.char(byte(n))
		}
		return true, nil
	case c == '\\' || c == '{' || c == '}':
		x.char(c)
		return true, nil
	case c == '~':
		x.decode()
		x.write(" ")
		return true, nil
	case c == '_':
		x.decode()
		x.write("-")
		return true, nil
	case c == '*':
		// A destination that may be ignored: hidden unless it is a bookmark.
		x.decode()
		top.hidden = true
		return true, nil
	case c == '\r' || c == '\n':
		return x.endParagraph(), nil
	case !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'):
		return true, nil
	}
	var word strings.Builder
	word.WriteByte(c)
	num, hasNum, negative := 0, false, false
	for {
		c, err := x.br.ReadByte()
		if err == io.EOF {
			break
		}
		if err != nil {
			return true, err
		}
		x.offset++
		if !hasNum && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') && word.Len() < 64 {
			word.WriteByte(c)
			continue
		}
		if c == '-' && !hasNum && !negative {
			negative = true
			continue
		}
		if c >= '0' && c <= '9' && num < 1<<24 {
			hasNum = true
			num = num*10 + int(c-'0')
			continue
		}
		if c != ' ' {
			x.br.UnreadByte()
			x.offset--
		}
		break
	}
	if negative {
		num = -num
	}
	return x.word(word.String(), num, hasNum)
}

// maxBinary bounds the bytes passed over by one \bin.
const maxBinary = 1 << 28

func (x *rtfReader) word(w string, n int, hasN bool) (more bool, err error) {
	top := &x.stack[len(x.stack)-1]
	if w != "u" {
		x.decode()
	}
	switch w {
	case "par", "row":
		return x.endParagraph(), nil
	case "sect", "page":
		x.p.breaks = true
		return x.endParagraph(), nil
	case "line":
		x.write("\n")
	case "tab", "cell":
		x.write("\t")
	case "emdash":
		x.write("—")
	case "endash":
		x.write("–")
	case "lquote":
		x.write("‘")
	case "rquote":
		x.write("’")
	case "ldblquote":
		x.write("“")
	case "rdblquote":
		x.write("”")
	case "bullet":
		x.write("•")
	case "ansicpg":
		x.page = "windows-" + strconv.Itoa(n)
		switch n {
		case 0, 1252:
			x.page = "windows-1252"
		case 10000:
			x.page = "macintosh"
		case 932:
			x.page = "shift_jis"
		case 936:
			x.page = "gbk"
		case 949:
			x.page = "euc-kr"
		case 950:
			x.page = "big5"
		}
	case "mac":
		x.page = "macintosh"
	case "uc":
		top.uc = max(0, n)
	case "u":
		if !hasN {
			return true, nil
		}
		x.decode()
		if n < 0 {
			n += 65536
		}
		r := rune(n)
		switch {
		case r >= 0xD800 && r < 0xDC00:
			x.high = r
		case r >= 0xDC00 && r < 0xE000:
			if x.high != 0 {
				x.write(string(0x10000 + (x.high-0xD800)<<10 + (r - 0xDC00)))
			}
			x.high = 0
		default:
			x.write(string(r))
		}
		x.skip = top.uc
	case "bkmkstart":
		top.mark, top.hidden = true, false
	case "bin":
		if n > 0 && n <= maxBinary {
			m, err := x.br.Discard(n)
			x.offset += int64(m)
			return true, err
		}
	case "v":
		top.hidden = !hasN || n != 0
	default:
		if hiddenRTF[w] {
			top.hidden = true
		}
	}
	return true, nil
}
