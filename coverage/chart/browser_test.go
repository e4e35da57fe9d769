package chart

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// A browser is a headless Chromium spoken to over its debugging protocol.
type browser struct {
	port string
}

// startBrowser skips the test where there is no Chromium. PRESSFRAME_CHROMIUM
// names one that is not on the path.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	path := os.Getenv("PRESSFRAME_CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path == "" {
			path, _ = exec.LookPath(name)
		}
	}
	if path == "" {
		t.Skip("no Chromium: set PRESSFRAME_CHROMIUM or install one")
	}
	if testing.Short() || underRace {
		t.Skip("browser tests are neither short nor for the race detector")
	}
	dir, err := os.MkdirTemp("", "pressframe-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-port=0", "--remote-allow-origins=*",
		"--user-data-dir="+dir, "about:blank")
	if err := cmd.Start(); err != nil {
		os.RemoveAll(dir)
		t.Skipf("Chromium does not start: %v", err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		// Its children write for a moment longer.
		for range 50 {
			if os.RemoveAll(dir) == nil {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	for range 200 {
		if b, err := os.ReadFile(filepath.Join(dir, "DevToolsActivePort")); err == nil {
			if port, _, ok := strings.Cut(string(b), "\n"); ok {
				return &browser{port}
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Skip("Chromium did not open its debugging port in 20 s")
	return nil
}

// A tab is one page. It records what a clean page leaves empty.
type tab struct {
	t  *testing.T
	ws *websocket.Conn

	mu       sync.Mutex
	next     int
	waiting  map[int]chan json.RawMessage
	loaded   chan bool
	messages []string // console, violations, exceptions
	requests []string // other than the page itself
	url      string
}

func (b *browser) open(t *testing.T, width, height int, features map[string]string, page []byte) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequest("PUT", "http://127.0.0.1:"+b.port+"/json/new?about:blank", nil)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var target struct{ WebSocketDebuggerURL string }
	body, _ := io.ReadAll(resp.Body)
	if err := json.Unmarshal(body, &target); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	ws, err := websocket.Dial(target.WebSocketDebuggerURL, "", "http://127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	ws.MaxPayloadBytes = 1 << 28
	k := &tab{t: t, ws: ws, waiting: map[int]chan json.RawMessage{}, loaded: make(chan bool, 9), url: "file://" + file}
	t.Cleanup(func() { ws.Close() })
	go k.listen()
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		k.call(domain+".enable", nil)
	}
	k.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
	var list []map[string]string
	for name, value := range features {
		list = append(list, map[string]string{"name": name, "value": value})
	}
	if list != nil {
		k.call("Emulation.setEmulatedMedia", map[string]any{"features": list})
	}
	k.call("Page.navigate", map[string]any{"url": k.url})
	select {
	case <-k.loaded:
	case <-time.After(30 * time.Second):
		t.Fatal("the page did not load in 30 s")
	}
	time.Sleep(150 * time.Millisecond)
	return k
}

func (k *tab) listen() {
	for {
		var msg struct {
			ID     int
			Method string
			Params json.RawMessage
			Result json.RawMessage
			Error  json.RawMessage
		}
		var raw string
		if err := websocket.Message.Receive(k.ws, &raw); err != nil {
			return
		}
		if json.Unmarshal([]byte(raw), &msg) != nil {
			continue
		}
		k.mu.Lock()
		if ch := k.waiting[msg.ID]; msg.ID > 0 && ch != nil {
			if msg.Error != nil {
				ch <- msg.Error
			} else {
				ch <- msg.Result
			}
		}
		switch msg.Method {
		case "Page.loadEventFired":
			k.loaded <- true
		case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded":
			k.messages = append(k.messages, string(msg.Params))
		case "Network.requestWillBeSent":
			var p struct{ Request struct{ URL string } }
			json.Unmarshal(msg.Params, &p)
			if u := p.Request.URL; !strings.HasPrefix(u, k.url) && u != "about:blank" && u != "data:," && u != "about:srcdoc" {
				k.requests = append(k.requests, u)
			}
		}
		k.mu.Unlock()
	}
}

func (k *tab) call(method string, params any) json.RawMessage {
	k.t.Helper()
	k.mu.Lock()
	k.next++
	id, ch := k.next, make(chan json.RawMessage, 1)
	k.waiting[id] = ch
	k.mu.Unlock()
	if params == nil {
		params = map[string]any{}
	}
	b, err := json.Marshal(map[string]any{"id": id, "method": method, "params": params})
	if err != nil {
		k.t.Fatal(err)
	}
	if err := websocket.Message.Send(k.ws, string(b)); err != nil {
		k.t.Fatal(err)
	}
	select {
	case r := <-ch:
		return r
	case <-time.After(60 * time.Second):
		k.t.Fatalf("%s: no answer in 60 s", method)
		return nil
	}
}

// eval runs an expression and decodes its value.
func (k *tab) eval(expression string, into any) {
	k.t.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	raw := k.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true})
	if err := json.Unmarshal(raw, &r); err != nil || r.ExceptionDetails != nil {
		k.t.Fatalf("%s: %s", expression, raw)
	}
	if into != nil {
		if err := json.Unmarshal(r.Result.Value, into); err != nil {
			k.t.Fatalf("%s: %v: %s", expression, err, raw)
		}
	}
}

func (k *tab) mouse(kind string, x, y float64) {
	p := map[string]any{"type": kind, "x": x, "y": y}
	if kind != "mouseMoved" {
		p["button"], p["clickCount"] = "left", 1
	}
	k.call("Input.dispatchMouseEvent", p)
}

func (k *tab) screenshot(x, y, w, h float64) []byte {
	k.t.Helper()
	var r struct{ Data string }
	json.Unmarshal(k.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true,
		"clip": map[string]any{"x": x, "y": y, "width": w, "height": h, "scale": 1}}), &r)
	b, err := base64.StdEncoding.DecodeString(r.Data)
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

func (k *tab) clean(what string) {
	k.t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, m := range k.messages {
		k.t.Errorf("%s: the console says %.400s", what, m)
	}
	for _, u := range k.requests {
		k.t.Errorf("%s: a request for %.200s", what, u)
	}
}

func reportPage(interactive bool) *Page {
	caption := Caption{Text: "A figure.", N: "54 articles", Outlets: "21 outlets", Period: "2008 to 2024", Unit: "articles", Captured: "17 November 2024", Version: "v0.1"}
	p := &Page{Title: "How the story shifted", Subtitle: "A case", About: "A report.", Interactive: interactive, Opening: []Block{Facts{{"Articles", []Inline{Text("54")}}}, Note{Text("A convenience sample.")}}}
	var blocks []Block
	for i, plot := range samples() {
		if a, ok := plot.(Attention); ok {
			a.Rows[10].Link = "e-1"
			a.Groups = []string{"tabloid", "other"}
			for k := range a.Rows {
				if c := a.Rows[k].Count; c.ok {
					a.Rows[k].Groups = []Num{N(float64(int(c.v / 2))), N(c.v - float64(int(c.v/2)))}
				}
			}
			plot = a
		}
		if c, ok := plot.(Claims); ok {
			for k := range c.Rows {
				c.Rows[k].Link = "e-1"
			}
		}
		blocks = append(blocks, FigureBlock{Figure: &Figure{ID: fmt.Sprint("fig-", i), Title: "The " + plot.Kind() + " of the case", Caption: caption, Plot: plot}})
	}
	p.Sections = []Section{
		{ID: "figures", Title: "Figures", Blocks: append([]Block{P{Text("See "), Ref{ID: "fig-0"}, Text(" and "), Link{"a page", "https://example.org/"}, Text(".")}}, blocks...)},
		{ID: "tables", Title: "Tables", Blocks: []Block{TableBlock{ID: "t1", Title: "A table", Caption: caption, Table: sampleClaims().Table()}}},
		{ID: "evidence", Title: "Evidence", Blocks: []Block{Evidence{{ID: "e-1", Title: "November 2008", Cards: []Card{{Title: "A headline", Outlet: "A paper", Date: "12 November 2008", URL: "https://example.org/a",
			Sentences: []Sentence{{Text: "The council ignored three warnings and the caseload was too high.", Marks: []Mark{{4, 34, "blame"}, {43, 64, "systemic"}}, Codes: []string{"blame: council", "systemic"}}}}}}}}},
	}
	return p
}

// TestBrowser is points 11, 12, 13, 15, 17 and 18 of the checklist. With
// PRESSFRAME_SHOTS naming a folder it leaves there what it saw, to be looked at.
func TestBrowser(t *testing.T) {
	b := startBrowser(t)
	ctx := context.Background()
	live, err := reportPage(true).HTML(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(live) > 1_500_000 {
		t.Errorf("the page has %d bytes (at most 1.5 MB)", len(live))
	}

	t.Run("policy", func(t *testing.T) {
		k := b.open(t, 1000, 900, nil, live)
		var n int
		k.eval(`document.querySelectorAll('.pf-figure[data-live]').length`, &n)
		if want := len(samples()) - 1; n != want { // the evidence is words alone
			t.Errorf("%d figures are drawn anew, want %d", n, want)
		}
		// Over every figure: hover and click.
		var boxes [][4]float64
		k.eval(`[...document.querySelectorAll('.pf-live')].map(e=>{var r=e.getBoundingClientRect();return [r.x,r.y+scrollY,r.width,r.height]})`, &boxes)
		shown := 0
		for n, q := range boxes {
			k.eval(fmt.Sprintf("scrollTo(0,%f)", q[1]-50), nil)
			texts := fmt.Sprintf(`document.querySelectorAll('.pf-live')[%d].querySelectorAll('text').length`, n)
			var before, after int
			k.eval(texts, &before)
			// Over the plot, and over its small shapes.
			at := [][2]float64{}
			for i := range 20 {
				at = append(at, [2]float64{q[0] + q[2]*(0.3+0.1*float64(i%5)), 50 + q[3]*(0.2+0.15*float64(i/5))})
			}
			var shapes [][2]float64
			k.eval(fmt.Sprintf(`[...document.querySelectorAll('.pf-live')[%d].querySelectorAll('path,circle')].map(e=>e.getBoundingClientRect()).filter(r=>r.width<60&&r.height<60&&r.width>1).map(r=>[r.x+r.width/2,r.y+r.height/2]).reverse().slice(0,150)`, n), &shapes)
			for _, p := range append(at, shapes...) {
				k.mouse("mouseMoved", p[0], p[1])
				if k.eval(texts, &after); after > before {
					break
				}
			}
			if after > before {
				shown++
			} else {
				t.Logf("figure %d shows nothing under the pointer", n)
			}
			k.mouse("mousePressed", q[0]+q[2]*0.5, 50+q[3]*0.4)
			k.mouse("mouseReleased", q[0]+q[2]*0.5, 50+q[3]*0.4)
		}
		if shown < len(boxes) {
			t.Errorf("%d figures show a value under the pointer", shown)
		}
		// A group can be taken out.
		var had, has int
		count := `document.querySelectorAll('#fig-0 .pf-live path').length`
		k.eval(count, &had)
		k.eval(`document.querySelector('#fig-0 input[type=checkbox]').click()`, nil)
		time.Sleep(100 * time.Millisecond)
		k.eval(count, &has)
		if has >= had {
			t.Errorf("the filter takes nothing out: %d shapes, then %d", had, has)
		}
		// A point leads to its evidence.
		k.eval(`(function(){var a=document.querySelector('#fig-0 td a, #fig-0 th a');location.hash=a.getAttribute('href')})()`, nil)
		var open bool
		k.eval(`document.querySelector('details:has(#e-1)').open`, &open)
		if !open {
			t.Error("a link does not open the group of evidence that it leads to")
		}
		k.clean("report")
	})

	t.Run("without script", func(t *testing.T) {
		page, err := reportPage(false).HTML(ctx)
		if err != nil {
			t.Fatal(err)
		}
		k := b.open(t, 1000, 900, nil, page)
		var n, seen int
		k.eval(`document.scripts.length`, &n)
		k.eval(`[...document.querySelectorAll('.pf-wide>svg')].filter(e=>e.getBoundingClientRect().height>40).length`, &seen)
		if n != 0 || seen != len(samples()) {
			t.Errorf("%d scripts, %d figures seen", n, seen)
		}
		k.clean("static report")
	})

	t.Run("narrow", func(t *testing.T) {
		k := b.open(t, 375, 800, nil, live)
		var wide float64
		k.eval(`document.documentElement.scrollWidth`, &wide)
		if wide > 375 {
			t.Errorf("the page is %g pixels wide on a screen of 375", wide)
		}
		var small []string
		k.eval(`[...document.querySelectorAll('.pf-plot svg')].filter(s=>s.getBoundingClientRect().width>0).flatMap(s=>{
			var f=s.getBoundingClientRect().width/s.viewBox.baseVal.width;
			return [...s.querySelectorAll('text')].filter(t=>parseFloat(t.getAttribute('font-size'))*f<9).map(t=>s.parentNode.parentNode.id+': '+t.textContent)})`, &small)
		if len(small) > 0 {
			t.Errorf("%d texts below 9 pixels, such as %q", len(small), small[0])
		}
		var n int
		k.eval(`[...document.querySelectorAll('.pf-narrow>svg')].filter(e=>e.getBoundingClientRect().height>40).length`, &n)
		if n != len(samples()) {
			t.Errorf("%d narrow drawings are seen", n)
		}
		k.clean("narrow report")
	})

	t.Run("print", func(t *testing.T) {
		k := b.open(t, 1000, 900, nil, live)
		k.call("Emulation.setEmulatedMedia", map[string]any{"media": "print"})
		var fault []string
		k.eval(`[...document.querySelectorAll('.pf-figure .pf-wide')].filter(p=>{
			var s=p.querySelector('svg'),l=p.querySelector('.pf-live');
			return s.getBoundingClientRect().height<40||l&&l.getBoundingClientRect().height>0||getComputedStyle(p.parentNode).breakInside!='avoid'
			}).map(p=>p.parentNode.id)`, &fault)
		if len(fault) > 0 {
			t.Errorf("print does not show the drawing of %q whole", fault)
		}
	})

	t.Run("dark", func(t *testing.T) {
		k := b.open(t, 1000, 900, map[string]string{"prefers-color-scheme": "dark"}, live)
		var fault []string
		k.eval(`(function(){var light=new Set(`+jsList(Light().all())+`),dark=new Set(`+jsList(Dark().all())+`);
			var hex=c=>'#'+(c.match(/\d+/g)||[]).slice(0,3).map(n=>(+n).toString(16).padStart(2,'0')).join('');
			var out=[];document.querySelectorAll('.pf-wide>svg *, .pf-live svg text').forEach(e=>{['fill','stroke'].forEach(a=>{
				var v=e.getAttribute(a);if(!v||v=='none')return;var c=hex(getComputedStyle(e)[a]);
				if(light.has(v)&&!dark.has(c)&&e.closest('.pf-live')==null)out.push(e.outerHTML.slice(0,120)+' '+c)})});return out.slice(0,3)})()`, &fault)
		for _, f := range fault {
			t.Errorf("not dark: %s", f)
		}
		k.clean("dark report")
	})

	t.Run("hostile", func(t *testing.T) {
		for _, first := range []int{0, 22} { // 35 texts in turn: all of them in two pages
			page, err := hostilePage(first, true).HTML(ctx)
			if err != nil {
				t.Fatal(err)
			}
			k := b.open(t, 1000, 900, nil, page)
			k.eval(`document.querySelectorAll('details').forEach(d=>d.open=true)`, nil)
			var boxes [][4]float64
			k.eval(`[...document.querySelectorAll('.pf-live')].map(e=>{var r=e.getBoundingClientRect();return [r.x,r.y+scrollY,r.width,r.height]})`, &boxes)
			if len(boxes) < 8 {
				t.Errorf("only %d figures are drawn anew", len(boxes))
			}
			for _, q := range boxes {
				k.eval(fmt.Sprintf("scrollTo(0,%f)", q[1]-50), nil)
				for i := range 4 {
					for j := range 2 {
						k.mouse("mouseMoved", q[0]+q[2]*(0.2+0.2*float64(i)), 50+q[3]*(0.35+0.25*float64(j)))
					}
				}
				k.mouse("mousePressed", q[0]+q[2]*0.5, 50+q[3]*0.5)
				k.mouse("mouseReleased", q[0]+q[2]*0.5, 50+q[3]*0.5)
			}
			var ran string
			k.eval(`String(window.PWN)`, &ran)
			if ran != "undefined" {
				t.Errorf("a text ran: %s", ran)
			}
			var links []string
			k.eval(`[...document.querySelectorAll('a[href]')].map(a=>a.protocol).filter(p=>!['http:','https:','file:','data:'].includes(p))`, &links)
			if len(links) > 0 {
				t.Errorf("links to %q", links)
			}
			k.clean("hostile report")

			// The drawing as a document of its own.
			svg, err := (&Figure{ID: "f", Title: hostile[first], Plot: hostilePlots(first)[first%3]}).SVG(ctx)
			if err != nil {
				t.Fatal(err)
			}
			k = b.open(t, 1000, 900, nil, append([]byte("<!DOCTYPE html><meta charset=utf-8><link rel=icon href='data:,'>"), svg...))
			k.eval(`String(window.PWN)`, &ran)
			if ran != "undefined" {
				t.Errorf("the drawing ran: %s", ran)
			}
			k.clean("drawing")
		}
	})

	t.Run("host page", func(t *testing.T) {
		one := &Figure{ID: "one", Title: "The first", Caption: Caption{Text: "A caption."}, Plot: sampleAttention()}
		two := &Figure{ID: "two", Title: "The second", Caption: Caption{Text: "A caption."}, Plot: sampleKeyness()}
		f1, err := one.Fragment(ctx)
		if err != nil {
			t.Fatal(err)
		}
		f2, err := two.Fragment(ctx)
		if err != nil {
			t.Fatal(err)
		}
		shots := func(style, before string) [][]byte {
			page := `<!DOCTYPE html><html lang=en><meta charset=utf-8><link rel=icon href="data:,"><title>host</title>` + style +
				`<body>` + before + `<div style="position:absolute;top:60px;left:10px;width:720px">` + f1 + `</div><p>between</p>` +
				`<div style="position:absolute;top:800px;left:10px;width:720px">` + f2 + `</div></body>`
			k := b.open(t, 800, 1000, nil, []byte(page))
			var boxes [][4]float64
			k.eval(`[...document.querySelectorAll('.pf-figure')].map(e=>{var r=e.getBoundingClientRect();return [r.x,r.y+scrollY,r.width,r.height]})`, &boxes)
			k.clean("host page")
			var out [][]byte
			for _, q := range boxes {
				out = append(out, k.screenshot(q[0], q[1], q[2], q[3]))
			}
			return out
		}
		plain := shots("", "")
		rough := shots(`<style>
			svg text,text{fill:red!important;font-size:30px!important;font-family:serif!important;letter-spacing:4px}
			svg *{stroke:lime!important;stroke-width:9px!important;transform:rotate(3deg)!important}
			svg{opacity:.4!important;width:200px!important;background:yellow!important;filter:blur(2px)}
			figure,figure *{border:3px solid red;margin:30px;color:orange!important;text-transform:uppercase!important;line-height:3!important}
			#one,#two{padding:40px;background:pink;font-style:italic}
			table,td,th{background:black!important;font-size:30px}
			.container,.item,.pf-plot,.pf-figure{display:flex;border:9px dotted blue}
			*{letter-spacing:3px;word-spacing:9px;text-shadow:2px 2px red}
			body{font:italic 40px/3 serif;color:white;text-align:right;direction:ltr;visibility:visible}
			</style>`, "<h1>Host</h1>")
		if len(plain) != 2 || len(rough) != 2 {
			t.Fatalf("%d and %d figures", len(plain), len(rough))
		}
		for i := range plain {
			if n := differ(t, plain[i], rough[i]); n > 0 {
				t.Errorf("fragment %d: %d pixels changed in a hostile page", i+1, n)
				dir := os.Getenv("PRESSFRAME_SHOTS")
				if dir != "" {
					os.WriteFile(filepath.Join(dir, fmt.Sprintf("plain%d.png", i)), plain[i], 0o644)
					os.WriteFile(filepath.Join(dir, fmt.Sprintf("rough%d.png", i)), rough[i], 0o644)
				}
			}
		}
	})

	t.Run("one figure", func(t *testing.T) {
		own := Web()
		own.Palette = Dark()
		for _, p := range []Profile{Web(), Nature(), own} {
			page, err := (&Figure{ID: "one", Title: "The first", Profile: p, Plot: sampleAttention()}).Page(ctx)
			if err != nil {
				t.Fatal(err)
			}
			k := b.open(t, 1000, 900, map[string]string{"prefers-color-scheme": "dark"}, page)
			var live, links int
			k.eval(`document.querySelectorAll('.pf-live svg').length`, &live)
			k.eval(`document.querySelectorAll('.pf-files a[download]').length`, &links)
			if live != 1 || links != 3 {
				t.Errorf("%d live drawings, %d downloads", live, links)
			}
			var files []string
			k.eval(`[...document.querySelectorAll('.pf-files a')].map(a=>{a.addEventListener('click',e=>e.preventDefault());a.click();return a.href.slice(0,24)})`, &files)
			for _, f := range files {
				if !strings.HasPrefix(f, "data:") {
					t.Errorf("a download leads to %s", f)
				}
			}
			k.clean("page of one figure")
		}
	})

	t.Run("srcdoc", func(t *testing.T) {
		f := &Figure{ID: "one", Title: "The first", Caption: Caption{Text: strings.Repeat("A caption of some length. ", 12)}, Plot: sampleAttention()}
		frame, err := f.Srcdoc(ctx)
		if err != nil {
			t.Fatal(err)
		}
		k := b.open(t, 900, 900, nil, []byte(`<!DOCTYPE html><html lang=en><meta charset=utf-8><link rel=icon href="data:,"><title>host</title><body>`+frame+`</body>`))
		k.clean("srcdoc")
		if dir := os.Getenv("PRESSFRAME_SHOTS"); dir != "" {
			os.WriteFile(filepath.Join(dir, "srcdoc.png"), k.screenshot(0, 0, 900, 800), 0o644)
		}
	})

	t.Run("axe", func(t *testing.T) {
		path := os.Getenv("PRESSFRAME_AXE")
		if path == "" {
			t.Skip("PRESSFRAME_AXE does not name axe.min.js (npm package axe-core)")
		}
		axe, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, look := range []map[string]string{nil, {"prefers-color-scheme": "dark"}} {
			for _, width := range []int{1000, 375} {
				k := b.open(t, width, 900, look, live)
				k.eval(`document.querySelectorAll('details').forEach(d=>d.open=true)`, nil)
				k.eval(string(axe)+";1", nil)
				var found []struct {
					ID, Help string
					Nodes    []struct{ HTML, FailureSummary string }
				}
				k.eval(`axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>r.violations)`, &found)
				for _, v := range found {
					t.Errorf("%v at %d pixels: %s (%s) at %d places: %.300s\n%s", look, width, v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
				}
			}
		}
	})

	if dir := os.Getenv("PRESSFRAME_SHOTS"); dir != "" {
		for _, p := range Profiles() {
			for _, plot := range samples() {
				svg, err := (&Figure{ID: "f", Title: "Figure", Profile: p, Plot: plot}).SVG(ctx)
				if err != nil {
					t.Log(err) // a figure of many rows is too high for a slide
					continue
				}
				os.WriteFile(filepath.Join(dir, p.Name+"-"+plot.Kind()+".svg"), svg, 0o644)
			}
		}
		for _, s := range []struct {
			name  string
			width int
			look  map[string]string
			media string
		}{{"report-1000", 1000, nil, ""}, {"report-700", 700, nil, ""}, {"report-375", 375, nil, ""}, {"report-dark", 1000, map[string]string{"prefers-color-scheme": "dark"}, ""}, {"report-print", 1000, nil, "print"}} {
			k := b.open(t, s.width, 900, s.look, live)
			if s.media != "" {
				k.call("Emulation.setEmulatedMedia", map[string]any{"media": s.media})
			}
			var h float64
			k.eval(`document.documentElement.scrollHeight`, &h)
			os.WriteFile(filepath.Join(dir, s.name+".png"), k.screenshot(0, 0, float64(s.width), h), 0o644)
		}
	}
}

func jsList(ss []string) string {
	b, _ := json.Marshal(ss)
	return string(b)
}

func differ(t *testing.T, a, b []byte) int {
	t.Helper()
	decode := func(x []byte) image.Image {
		m, err := png.Decode(bytes.NewReader(x))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	p, q := decode(a), decode(b)
	if p.Bounds() != q.Bounds() {
		t.Errorf("the sizes are %v and %v", p.Bounds(), q.Bounds())
		return 1
	}
	n := 0
	for y := range p.Bounds().Dy() {
		for x := range p.Bounds().Dx() {
			if p.At(x, y) != q.At(x, y) {
				n++
			}
		}
	}
	return n
}

// TestPDF converts a figure with rsvg-convert and asks pdffonts whether its
// fonts are embedded.
func TestPDF(t *testing.T) {
	for _, tool := range []string{"rsvg-convert", "pdffonts", "pdfinfo"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s", tool)
		}
	}
	for _, p := range []Profile{Nature(), PLOS()} {
		dir := t.TempDir()
		svg, err := (&Figure{ID: "f", Title: "Figure", Profile: p, Plot: sampleAttention()}).SVG(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		in, out := filepath.Join(dir, "f.svg"), filepath.Join(dir, "f.pdf")
		if err := os.WriteFile(in, svg, 0o644); err != nil {
			t.Fatal(err)
		}
		if b, err := exec.Command("rsvg-convert", "-f", "pdf", "-o", out, in).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, b)
		}
		fonts, err := exec.Command("pdffonts", out).Output()
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(fonts)), "\n")
		if len(lines) < 3 {
			t.Errorf("no fonts in the PDF:\n%s", fonts)
		}
		for _, l := range lines[min(2, len(lines)):] {
			if f := strings.Fields(l); len(f) < 5 || !regexp.MustCompile(` yes yes `).MatchString(l) {
				t.Errorf("a font is not embedded: %s", l)
			}
		}
		info, err := exec.Command("pdfinfo", out).Output()
		if err != nil {
			t.Fatal(err)
		}
		var w, h float64
		if m := regexp.MustCompile(`Page size: +([0-9.]+) x ([0-9.]+) pts`).FindSubmatch(info); m != nil {
			fmt.Sscan(string(m[1]), &w)
			fmt.Sscan(string(m[2]), &h)
		}
		if mm := w / 72 * 25.4; mm < p.Width-0.2 || mm > p.Width+0.2 {
			t.Errorf("%s: the PDF is %.2f mm wide, the profile says %g", p.Name, mm, p.Width)
		}
	}
}
