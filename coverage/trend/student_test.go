package trend_test

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

func studentTail(t, nu float64) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: nu}.Survival(math.Abs(t))
}
