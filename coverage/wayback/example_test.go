package wayback_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
	"github.com/seed-11e619e4/pressframe/coverage/wayback"
)

func ExampleSource() {
	var network fetchtest.Network // stands for the internet
	defer network.Close()
	network.Serve("archive.example", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/cdx/") {
			fmt.Fprint(w, `[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],
["example,paper)/news/1","20190312063000","http://paper.example/news/1","text/html","200","ABC","5267"]]`)
			return
		}
		w.Header().Set("Memento-Datetime", "Tue, 12 Mar 2019 06:30:00 GMT")
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<html lang=en><title>Board did not answer</title><meta name=date content="2019-03-11"><p>The board did not answer the letters of its own pilots.`)
	}))
	src := &wayback.Source{
		Archive: wayback.Archive{Client: &fetch.Client{Transport: network.Transport()}, Base: "http://archive.example"},
		Query:   wayback.Query{URL: "paper.example/news/", Match: wayback.Prefix},
	}
	for a, err := range src.Articles(context.Background()) {
		fmt.Println(a.Published, a.Title, a.URL, err)
	}
	// Output:
	// 2019-03-11 Board did not answer http://paper.example/news/1 <nil>
}
