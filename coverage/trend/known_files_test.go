package trend_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Every file of reference numbers is named here: with the test that holds
// against it, or with the reason why none does.
var (
	checkedFiles = map[string]string{
		"r/known-answers.json":               "TestKnownAnswers",
		"r/cars.csv":                         "TestLoessAgainstR, TestLowessAgainstR",
		"r/loess_cars.csv":                   "TestLoessAgainstR",
		"r/loess_cars_sym.csv":               "TestLoessAgainstR",
		"r/lowess_cars.csv":                  "TestLowessAgainstR",
		"r/lowess_cars_f02_i0.csv":           "TestLowessAgainstR",
		"r/stl_nottem_periodic.csv":          "TestSTLAgainstR",
		"r/stl_logco2_s21.csv":               "TestSTLAgainstR",
		"r/stl_logco2_s7_t23_robust.csv":     "smooth.TestRobustSTLAgainstR",
		"r/nile.csv":                         "TestKnownAnswers",
		"r/seatbelt.csv":                     "TestKnownAnswers",
		"r/investment.csv":                   "TestKnownAnswers",
		"r/its_ukdriver.csv":                 "TestKnownAnswers",
		"r/its_nb.csv":                       "TestKnownAnswers",
		"r/quine.csv":                        "TestKnownAnswers",
		"r/segmented_ex.csv":                 "TestKnownAnswers",
		"statsmodels/stl_co2.csv":            "TestSTLAgainstFortran",
		"statsmodels/stl_test_results.csv":   "TestSTLAgainstFortran",
		"statsmodels/test_lowess_delta.csv":  "TestLowessAgainstR",
		"statsmodels/test_lowess_frac.csv":   "TestLowessAgainstR",
		"statsmodels/test_lowess_iter.csv":   "TestLowessAgainstR",
		"statsmodels/test_lowess_simple.csv": "TestLowessAgainstR",
		"statsmodels/mstl_test_results.csv":  "smooth.TestSTLByTurnsAgainstR",
		"agreement/fightin_words.json":       "keyness.TestPublishedPair, keyness.TestReviewsAgainstReference; its Fleiss case belongs to sentiment/agreement",
	}
	leftFiles = map[string]string{
		"r/gen.R":                       "the program that made the others",
		"r/quine_coefnames.txt":         "names of coefficients, no numbers",
		"statsmodels/LICENSE.txt":       "no numbers",
		"statsmodels/mstl_elec_vic.csv": "the same data stand in mstl_test_results.csv",
		"statsmodels/nile.csv":          "the series of r/nile.csv without results",
		"statsmodels/co2.csv":           "weekly data without results",
		"statsmodels/macrodata.csv":     "data without results",
		"statsmodels/randhie.csv":       "data without results",
		"statsmodels/nbinom_resids.csv": "residuals of a model whose data are not among the files",
		"agreement/krippendorff.json":   "agreement of coders is in sentiment/agreement",
	}
)

func TestEveryReferenceFileIsNamed(t *testing.T) {
	root := os.Getenv("PRESSFRAME_EXTDATA")
	if root == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: the whole collection of reference numbers is not part of the project")
	}
	seen := map[string]bool{}
	for _, dir := range []string{"r", "statsmodels", "agreement"} {
		entries, err := os.ReadDir(filepath.Join(root, "reference", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			name := dir + "/" + e.Name()
			seen[name] = true
			if checkedFiles[name] == "" && leftFiles[name] == "" {
				t.Errorf("%s is neither checked nor left out with a reason", name)
			}
			// Copies in testdata are the files themselves.
			ours, err := os.ReadFile(filepath.Join("testdata", e.Name()))
			if err != nil || leftFiles[name] != "" {
				continue
			}
			theirs, err := os.ReadFile(filepath.Join(root, "reference", name))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(ours, theirs) {
				t.Errorf("testdata/%s differs from %s", e.Name(), name)
			}
		}
	}
	for _, files := range []map[string]string{checkedFiles, leftFiles} {
		for name := range files {
			if !seen[name] {
				t.Errorf("%s is not there", name)
			}
		}
	}
}
