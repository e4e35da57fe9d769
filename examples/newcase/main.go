// Newcase writes a commented case folder to begin with:
//
//	go run ./examples/newcase mycase
//	go run ./examples/report mycase
//
// The starter tells a small invented story; replace its records, actors,
// events and claims by your own. Files that are there already are not touched.
package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed starter
var starter embed.FS

func main() {
	if len(os.Args) != 2 || os.Args[1] == "" || os.Args[1][0] == '-' {
		fmt.Fprintln(os.Stderr, "usage: newcase folder")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "newcase:", err)
		os.Exit(1)
	}
	fmt.Printf("Wrote a starter to %s. Edit case.yaml, then run: go run ./examples/report %[1]s\n", os.Args[1])
}

// write copies the starter into a folder. It refuses to write over a file.
func write(dir string) error {
	files, err := fs.Sub(starter, "starter")
	if err != nil {
		return err
	}
	names, err := fs.Glob(files, "*")
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already; choose another folder", filepath.Join(dir, name))
		}
	}
	return os.CopyFS(dir, files)
}
