// Collect gets every article once, from feeds, pages, search services and web
// archives, and writes it with where and when it came from, or says what did not
// come and why.
//
//	collect -contact me@example.org https://example.org/news/rss
//	collect -contact me@example.org -full -every 1h -store case.corpus feeds.opml more.txt
//	collect -contact me@example.org page:https://example.org/news/1
//	collect -contact me@example.org -from 2008-11 -to 2009-05 'guardian:"serious case review"'
//	collect -contact me@example.org -from 2008-11 -to 2009-05 'wayback:example.org/news/*'
//	collect crawl.warc.gz
//
// A source is
//
//	ADDRESS          a feed
//	page:ADDRESS     a single article
//	SERVICE:QUERY    what a search service finds from -from to -to
//	wayback:ADDRESS  the first capture in that time of a page, of all pages
//	                 that begin so (ADDRESS*), or of a domain (*.HOST)
//	FILE             a WARC or ARC file, or a list of sources
//
// The services are crossref, europepmc, gdelt, govuk (whose queries are paths
// of pages), guardian, hansard, mediacloud and nyt. Keys are taken from the
// environment: GUARDIAN_API_KEY, MEDIACLOUD_API_KEY, NYT_API_KEY. A question
// that was answered whole, and an archive that was read whole, is not asked or
// read again.
//
// A list is what feed readers export (OPML), or a text of one source a line. A
// line may say where the articles appear: name, kind and country, divided by
// "|".
//
//	# the nationals
//	https://example.org/news/rss | The Example | broadsheet | GB
//
// Most feeds give a summary. With -full the page of every article is read for
// its text; where that cannot be, the article is stored with its summary and a
// warning, after three rounds if the fault may pass.
//
// Articles go to a file, one JSON object a line (-out), and, if wished, to a
// corpus as well (-store), as examples/corpus reads it. Between runs, what was
// taken over is remembered in the folder of -state, so the same command, given
// again, brings what is new; it also goes on where an interrupt, a crash or a
// power cut ended a run. Nothing is lost or doubled by that.
//
// Sites are asked politely: robots.txt is obeyed, a host gets one request a
// second, and each is told whom to write to (-contact). A proxy is taken from
// the environment; if it stands in a private network, -private must name it.
//
// The exit status is 1 if something did not come; what, is said on standard
// error and in failures.txt of the state folder.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "collect:", err)
		os.Exit(1)
	}
}

// A collection is one run of the program.
type collection struct {
	client   *fetch.Client
	full     bool          // read the pages of feeds
	from, to coverage.Date // of what services are asked for
	stateDir string
	store    *store
	sum      *summary
}

// backoff is the first pause after a fault; tests shorten it.
var backoff = time.Second

func run(ctx context.Context, args []string, out, stderr io.Writer) error {
	f := flag.NewFlagSet("collect", flag.ContinueOnError)
	f.SetOutput(stderr)
	outName := f.String("out", "articles.jsonl", "`file` to add the articles to, one JSON object a line")
	corpusName := f.String("store", "", "corpus `file` to add the articles to as well")
	state := f.String("state", "", "`folder` that remembers what was taken over (default: the name of -out with .state)")
	contact := f.String("contact", "", "mail or web `address` by which sites can reach you")
	every := f.Duration("every", 0, "collect again after this `time`, until interrupted")
	interval := f.Duration("interval", time.Second, "least `time` between two requests to one host")
	private := f.String("private", "", "private `networks` that may be read, such as 127.0.0.0/8 for a server of your own, divided by commas")
	full := f.Bool("full", false, "read the page of every article of a feed for its text")
	from := f.String("from", "", "first `day`, month or year of what a service is asked for, such as 2008-11")
	to := f.String("to", "", "last `day`, month or year of it")
	if err := f.Parse(args); err != nil {
		return err
	}
	c := &collection{full: *full, stateDir: cmp.Or(*state, *outName+".state")}
	sources, err := readSources(f.Args())
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return errors.New("no sources; name a feed, or a file that lists some")
	}
	if c.from, err = coverage.ParseDate(*from); err != nil {
		return fmt.Errorf("-from: %w", err)
	}
	if c.to, err = coverage.ParseDate(*to); err != nil {
		return fmt.Errorf("-to: %w", err)
	}
	isOnline := func(s source) bool { return s.kind != "warc" }
	if *contact == "" && slices.ContainsFunc(sources, isOnline) {
		return errors.New("-contact is missing: sites must be able to reach whoever collects")
	}
	c.client = &fetch.Client{Contact: *contact, Interval: cmp.Or(*interval, -1), Backoff: backoff, CacheDir: filepath.Join(c.stateDir, "cache"), Proxy: http.ProxyFromEnvironment}
	if *private != "" {
		for text := range strings.SplitSeq(*private, ",") {
			p, err := netip.ParsePrefix(strings.TrimSpace(text))
			if err != nil {
				return fmt.Errorf("-private: %w", err)
			}
			c.client.AllowPrivate = append(c.client.AllowPrivate, p)
		}
	}
	if err := os.MkdirAll(c.stateDir, 0o777); err != nil {
		return err
	}
	unlock, err := lock(filepath.Join(c.stateDir, "lock"))
	if err != nil {
		return fmt.Errorf("%s: another run is using this folder: %w", c.stateDir, err)
	}
	defer unlock()
	c.store, err = openStore(ctx, *outName, *corpusName)
	if err != nil {
		return err
	}
	err = c.rounds(ctx, sources, *every, out, stderr)
	return errors.Join(err, c.store.close())
}

// rounds collects once, or again and again.
func (c *collection) rounds(ctx context.Context, sources []source, every time.Duration, out, stderr io.Writer) error {
	feeds := c.feedSet(sources)
	for {
		c.sum = &summary{}
		start := time.Now()
		err := c.feeds(ctx, feeds)
		if err == nil {
			err = c.pages(ctx, sources)
		}
		for _, s := range sources {
			if err != nil {
				break
			}
			switch {
			case s.kind == "warc":
				err = c.readFile(ctx, s)
			case s.kind == "wayback":
				err = c.readWayback(ctx, s)
			case services[s.kind] != nil:
				err = c.ask(ctx, s)
			}
		}
		if werr := c.sum.write(out, stderr, filepath.Join(c.stateDir, "failures.txt")); werr != nil {
			return errors.Join(err, werr)
		}
		switch {
		case ctx.Err() != nil:
			return errors.New("interrupted; the same command goes on from here")
		case err != nil:
			return err
		case every <= 0:
			return c.sum.err()
		}
		select {
		case <-time.After(every - time.Since(start)):
		case <-ctx.Done():
			return c.sum.err()
		}
	}
}
