package trend_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

// quine is Days ~ Sex + Age + Eth + Lrn with R's treatment contrasts.
func quine(t *testing.T, f glm.Family) *glm.Model {
	t.Helper()
	r, err := os.Open("testdata/quine.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows = rows[1:]
	is := func(col int, level string) linear.Column {
		c := linear.Column{Name: level, Values: make([]float64, len(rows))}
		for i, row := range rows {
			if row[col] == level {
				c.Values[i] = 1
			}
		}
		return c
	}
	y := make([]float64, len(rows))
	for i, row := range rows {
		if y[i], err = strconv.ParseFloat(row[4], 64); err != nil {
			t.Fatal(err)
		}
	}
	m, err := glm.Fit(f, y, glm.Options{}, linear.Intercept(len(y)), is(1, "M"), is(2, "F1"), is(2, "F2"), is(2, "F3"), is(0, "N"), is(3, "SL"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func itsNB(t *testing.T) *glm.Model {
	t.Helper()
	d := readCSV(t, "its_nb.csv")
	m, err := glm.Fit(glm.NegativeBinomial, d["y"], glm.Options{}, linear.Intercept(len(d["y"])), linear.Column{Name: "t", Values: d["t"]}, linear.Column{Name: "post", Values: d["post"]}, linear.Column{Name: "tpost", Values: d["tpost"]})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func zTable(t *testing.T, m *glm.Model, i int) []float64 {
	t.Helper()
	c, err := m.Covariance(linear.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := m.Coefficient(i, c, 0.95)
	return []float64{f.Estimate, c.StandardError(i), f.Test.Statistic, f.Test.P}
}

func init() {
	registries = append(registries, func(c map[string]check) {
		for i := range 7 {
			c[fmt.Sprintf("quine.glmnb.row%d", i+1)] = check{tol: 1e-4, compute: func(t *testing.T) []float64 { return zTable(t, quine(t, glm.NegativeBinomial), i) }}
			c[fmt.Sprintf("quine.poisson.row%d", i+1)] = check{tol: 1e-4, absolute: 1e-300, lastIsP: true, compute: func(t *testing.T) []float64 { return zTable(t, quine(t, glm.Poisson), i) }}
		}
		c["quine.glmnb.coefnames.n"] = check{compute: func(t *testing.T) []float64 { return []float64{float64(quine(t, glm.NegativeBinomial).K)} }}
		c["quine.glmnb.theta"] = check{tol: 1e-4, compute: func(t *testing.T) []float64 {
			m := quine(t, glm.NegativeBinomial)
			return []float64{m.Theta, m.ThetaSE, 2 * m.LogLik, m.Deviance, m.AIC}
		}}
		c["quine.poisson.fit"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			m := quine(t, glm.Poisson)
			return []float64{m.Deviance, m.AIC, m.Pearson}
		}}
		for i := range 4 {
			c[fmt.Sprintf("its_nb.coef.row%d", i+1)] = check{tol: 1e-4, compute: func(t *testing.T) []float64 { return zTable(t, itsNB(t), i) }}
		}
		c["its_nb.theta"] = check{tol: 1e-4, compute: func(t *testing.T) []float64 {
			m := itsNB(t)
			return []float64{m.Theta, m.ThetaSE, 2 * m.LogLik}
		}}
	})
}
