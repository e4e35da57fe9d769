package valence

// buckets holds, for each rating, the places where it occurs, lowest first (a
// binary heap). Places may be out of date; who pops them checks.
type buckets map[float64][]int32

func (b buckets) push(rating float64, place int32) {
	h := append(b[rating], place)
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if h[parent] <= h[i] {
			break
		}
		h[parent], h[i] = h[i], h[parent]
		i = parent
	}
	b[rating] = h
}

func (b buckets) pop(rating float64) int32 {
	h := b[rating]
	top := h[0]
	last := len(h) - 1
	h[0] = h[last]
	h = h[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			break
		}
		if child+1 < last && h[child+1] < h[child] {
			child++
		}
		if h[i] <= h[child] {
			break
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
	b[rating] = h
	return top
}
