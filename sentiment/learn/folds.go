package learn

import (
	"cmp"
	"slices"
)

// deal distributes the groups of the kept examples over folds so that each has
// about the same number of examples and of each label: large groups first,
// each to the fold where it does least harm. Examples not kept get -1.
func (t *training) deal(keep func(int) bool) (fold []int, folds int) {
	classes := len(t.y) + 1
	size := make([][]float64, len(t.groups)) // group: examples, then positives by label
	total := make([]float64, classes)
	var order []int
	for i, g := range t.group {
		if !keep(i) {
			continue
		}
		if size[g] == nil {
			size[g] = make([]float64, classes)
			order = append(order, g)
		}
		size[g][0]++
		total[0]++
		for l := range t.y {
			if t.y[l][i] {
				size[g][l+1]++
				total[l+1]++
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(
			cmp.Compare(size[b][0], size[a][0]),
			cmp.Compare(hashSeeded(t.seed, t.groups[a]), hashSeeded(t.seed, t.groups[b])),
			cmp.Compare(t.groups[a], t.groups[b]))
	})

	folds = min(t.nFolds, len(order))
	have := make([][]float64, folds)
	for k := range have {
		have[k] = make([]float64, classes)
	}
	foldOf := make([]int, len(t.groups))
	for _, g := range order {
		best, bestHarm := 0, 0.0
		for k := range have {
			// Growth of Σ (share of the class in the fold)².
			harm := 0.0
			for c, n := range size[g] {
				if total[c] > 0 {
					harm += float64(n*(2*have[k][c]+n)) / float64(total[c]*total[c])
				}
			}
			if k == 0 || harm < bestHarm {
				best, bestHarm = k, harm
			}
		}
		foldOf[g] = best
		for c, n := range size[g] {
			have[best][c] += n
		}
	}
	fold = make([]int, len(t.group))
	for i, g := range t.group {
		fold[i] = -1
		if keep(i) {
			fold[i] = foldOf[g]
		}
	}
	return fold, folds
}

// hashSeeded orders equal groups by chance, the same on every run.
func hashSeeded(seed uint64, s string) uint64 {
	h := seed ^ 14695981039346656037
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return (&random{h}).next()
}
