//go:build ignore

// Build makes echarts.min.js.gz, the drawing runtime, from the packages that
// package-lock.json pins: npm checks each archive against its integrity hash,
// esbuild bundles what entry.js names. The bundle must have the SHA-256 that
// SHA256SUMS records; -update records a new one after the pins were changed.
//
// It needs npm and a package registry; nothing else in the module does.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const banner = `/*! Apache ECharts 6.1.0, Copyright 2017-2026 The Apache Software Foundation, Apache License 2.0. ` +
	`Contains zrender 6.1.0, Copyright 2017 Baidu Inc., BSD 3-Clause, and tslib, Copyright Microsoft Corporation, 0BSD. ` +
	`A selection of the modules, bundled and minified for pressframe. */`

func main() {
	log.SetFlags(0)
	log.SetPrefix("build: ")
	update := flag.Bool("update", false, "record the new SHA-256")
	flag.Parse()

	dir, err := os.MkdirTemp("", "echarts-build-")
	check(err)
	defer os.RemoveAll(dir)
	for _, name := range []string{"package.json", "package-lock.json", "entry.js"} {
		b, err := os.ReadFile(name)
		check(err)
		check(os.WriteFile(filepath.Join(dir, name), b, 0o644))
	}
	run(dir, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	run(dir, filepath.Join(dir, "node_modules", ".bin", "esbuild"), "entry.js",
		"--bundle", "--minify", "--format=iife", "--global-name=echarts", "--target=es2020",
		`--define:process.env.NODE_ENV="production"`, "--legal-comments=none", "--charset=ascii",
		"--banner:js="+banner, "--log-level=warning", "--outfile=echarts.min.js")

	js, err := os.ReadFile(filepath.Join(dir, "echarts.min.js"))
	check(err)
	sum := fmt.Sprintf("%x  echarts.min.js\n", sha256.Sum256(js))
	if *update {
		check(os.WriteFile("SHA256SUMS", []byte(sum), 0o644))
	} else {
		want, err := os.ReadFile("SHA256SUMS")
		check(err)
		if sum != string(want) {
			log.Fatalf("the bundle's hash is\n%s\nSHA256SUMS says\n%s", strings.TrimSpace(sum), strings.TrimSpace(string(want)))
		}
	}

	var zipped bytes.Buffer
	zw, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	check(err)
	_, err = zw.Write(js)
	check(err)
	check(zw.Close())
	check(os.WriteFile("echarts.min.js.gz", zipped.Bytes(), 0o644))

	for from, to := range map[string]string{
		"echarts/LICENSE":   "LICENSE",
		"echarts/NOTICE":    "NOTICE",
		"zrender/LICENSE":   "LICENSE-zrender",
		"tslib/LICENSE.txt": "LICENSE-tslib",
	} {
		b, err := os.ReadFile(filepath.Join(dir, "node_modules", filepath.FromSlash(from)))
		check(err)
		check(os.WriteFile(to, b, 0o644))
	}
}

func run(dir, name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	check(cmd.Run())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
