package story_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/seed-11e619e4/pressframe/coverage/story"
)

func Example() {
	folder := fstest.MapFS{ // os.DirFS("mycase") for a real one
		"case.yaml": {Data: []byte(`id: ferry
title: The ferry at Skerrow
record: {sample: convenience, text: full, statement: Two invented articles.}
actors: actors.yaml
articles: articles.jsonl
`)},
		"actors.yaml": {Data: []byte(`- {id: company, show: ferry company, level: organisation, aliases: [Skerrow Lines, the company]}
`)},
		"articles.jsonl": {Data: []byte(`{"title":"Inquiry reports","outlet":"The Ferry Post","date":"2019-03-04","text":"Skerrow Lines failed to train its crews."}
{"title":"Union speaks","outlet":"The Herald","date":"2019-04","text":"Chronic understaffing led to the accident."}
`)},
	}
	c, err := story.Load(folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := story.Analyse(context.Background(), c, story.Options{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range a.Scored {
		fmt.Println(s.Published, s.Outlet.Name, story.Leading(&s.Result.Measures))
	}
	for _, t := range a.Targets() {
		fmt.Println("blamed:", t.Show, t.Sentences)
	}
	// Output:
	// 2019-03-04 The Ferry Post blame
	// 2019-04 The Herald systemic
	// blamed: ferry company 1
}
