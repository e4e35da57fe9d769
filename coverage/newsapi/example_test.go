package newsapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

func Example() {
	var network fetchtest.Network // stands for the internet
	defer network.Close()
	network.Serve("content.example", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"response":{"status":"ok","total":3,"results":[
			{"type":"article","webPublicationDate":"2019-03-04T18:30:05Z","webTitle":"Ferry inquiry opens","webUrl":"https://www.theguardian.com/a"},
			{"type":"article","webPublicationDate":"2019-03-05T06:00:00Z","webTitle":"A captain answers","webUrl":"https://www.theguardian.com/b"}]}}`)
	}))
	month, err := coverage.ParseDate("2019-03")
	if err != nil {
		fmt.Println(err)
		return
	}
	var at newsapi.Cursor
	src := newsapi.Guardian{Query: "ferry", From: month, To: month, Options: newsapi.Options{
		Client: &fetch.Client{Contact: "a.researcher@example.org", Transport: network.Transport()},
		Base:   "http://content.example", // the real one without it
		Key:    "test",
		Cursor: &at,
	}}
	for a, err := range src.Articles(context.Background()) {
		if err != nil {
			_, why, _ := strings.Cut(err.Error(), "show-fields=all: ")
			fmt.Println("not got:", why)
			continue
		}
		fmt.Println(a.Published, a.Outlet.Name, a.Title)
		if _, err := json.Marshal(at); err != nil { // to be stored with the article
			fmt.Println(err)
		}
	}
	fmt.Println(at.Articles, "articles in", at.Requests, "request; done:", at.Done)
	// Output:
	// 2019-03-04 The Guardian Ferry inquiry opens
	// 2019-03-05 The Guardian A captain answers
	// not got: newsapi: guardian: 2019-03-01 to 2019-03-31: record count differs from the source's own: states 3, read 2
	// 2 articles in 1 request; done: true
}

func ExampleReadGDELTTimeline() {
	saved := strings.NewReader("Date,Series,Value\n2019-03-04,Article Count,13\n2019-03-05,Article Count,0\n2019-03-07,Article Count,15\n")
	series, err := newsapi.ReadGDELTTimeline(saved, newsapi.Origin{Location: "timeline.csv"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = series[0].WriteCSV(os.Stdout)
	// Output:
	// period,value,status,note
	// 2019-03-04,13,partial,
	// 2019-03-05,0,observed,
	// 2019-03-06,,missing,
	// 2019-03-07,15,partial,
}
