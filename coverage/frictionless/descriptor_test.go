package frictionless_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/frictionless"
)

// folder writes files and a descriptor of them.
func folder(t *testing.T, files map[string]string) (string, frictionless.Package) {
	t.Helper()
	dir := t.TempDir()
	p := frictionless.Package{Name: "case"}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		p.Add(frictionless.Resource{Name: strings.TrimSuffix(name, ".csv"), Path: name}, []byte(text))
	}
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, frictionless.FileName), b, 0o666); err != nil {
		t.Fatal(err)
	}
	return dir, p
}

func TestReadVerifies(t *testing.T) {
	dir, want := folder(t, map[string]string{"articles.csv": "id\na1\n"})
	p, err := frictionless.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Resource("articles")
	if err != nil || r != want.Resources[0] || r.Bytes != 6 || r.Mediatype != "text/csv" || p.Schema != frictionless.Profile {
		t.Errorf("read %+v, %v", r, err)
	}
	if _, err := p.Resource("claims"); !errors.Is(err, frictionless.ErrPackage) {
		t.Errorf("a resource that is not there: %v", err)
	}
	for name, text := range map[string]string{"grown": "id\na1\na2\n", "changed": "id\na2\n"} {
		if err := os.WriteFile(filepath.Join(dir, "articles.csv"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := frictionless.Read(dir); !errors.Is(err, frictionless.ErrPackage) || !strings.Contains(err.Error(), "articles.csv") {
			t.Errorf("%s file: %v", name, err)
		}
	}
	os.Remove(filepath.Join(dir, "articles.csv"))
	if _, err := frictionless.Read(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"resources":[{"name":"a","path":"a.csv","bytes":1,"hash":"sha256:0"}]}`))
	f.Add([]byte(`{"resources":[{"name":"a","path":"../a.csv"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, frictionless.FileName), b, 0o666); err != nil {
			t.Fatal(err)
		}
		frictionless.Read(dir)
	})
}

func ExamplePackage_Add() {
	p := frictionless.Package{Name: "mycase", Title: "Articles about a case, without text"}
	p.Add(frictionless.Resource{Name: "articles", Path: "articles.csv",
		Schema: &frictionless.Schema{Fields: []frictionless.Field{{Name: "id", Type: "string"}}}}, []byte("id\na1\n"))
	fmt.Println(p.Resources[0].Bytes, p.Resources[0].Type, p.Resources[0].Hash[:15])
	// Output: 6 table sha256:f1ebfe18
}
