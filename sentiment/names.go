package sentiment

// nameInfo is what the text tells of a name.
type nameInfo struct {
	level  Level
	known  bool
	gender Gender
	body   bool
}

// names holds what a document tells of its names, by the hash of their last
// word. It is emptied at no cost for each document.
type names struct {
	slots []nameSlot // open addressing
	used  int        // slots of this round
	round uint32     // slots of another one are free
}

type nameSlot struct {
	id    uint64
	round uint32
	info  nameInfo
}

func (n *names) reset() {
	n.used = 0
	if n.round++; n.round == 0 {
		clear(n.slots)
		n.round = 1
	}
}

func (n *names) slot(id uint64) *nameSlot {
	mask := uint64(len(n.slots) - 1)
	for i := slotOf(id) & mask; ; i = (i + 1) & mask {
		if s := &n.slots[i]; s.round != n.round || s.id == id {
			return s
		}
	}
}

func (n *names) get(id uint64) (info nameInfo, ok bool) {
	if n.used == 0 {
		return nameInfo{}, false
	}
	if s := n.slot(id); s.round == n.round {
		return s.info, true
	}
	return nameInfo{}, false
}

func (n *names) set(id uint64, info nameInfo) {
	if n.round == 0 {
		n.reset()
	}
	if 2*n.used >= len(n.slots) {
		n.grow()
	}
	s := n.slot(id)
	if s.round != n.round {
		n.used++
	}
	*s = nameSlot{id, n.round, info}
}

func (n *names) grow() {
	old := n.slots
	n.slots = make([]nameSlot, max(256, 4*len(old)))
	for _, s := range old {
		if s.round == n.round {
			*n.slot(s.id) = s
		}
	}
}
