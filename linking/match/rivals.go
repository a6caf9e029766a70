package match

import (
	"context"
	"slices"
	"strings"
)

// rival are the two tenants that fit an organization best.
type rival struct {
	first, second           int32 // tenants, -1 for none
	firstScore, secondScore float32
	assigned                int32 // tenant that got the organization, -1 for none
}

// other returns the best tenant that is not t.
func (r *rival) other(t int32) (tenant int32, score float32) {
	if r.first != t {
		return r.first, r.firstScore
	}
	return r.second, r.secondScore
}

func (r *rival) note(t int32, score float32) {
	switch {
	case r.first < 0 || score > r.firstScore:
		r.second, r.secondScore = r.first, r.firstScore
		r.first, r.firstScore = t, score
	case r.second < 0 || score > r.secondScore:
		r.second, r.secondScore = t, score
	}
}

// assign gives every organization to one tenant at most, unless the policy
// allows several.
func (m *matching) assign(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.chosen = make([]int32, len(m.found))
	m.rivals = make(map[uint32]*rival, len(m.found))
	for t := range m.found {
		m.chosen[t] = -1
		for i := range m.found[t] {
			c := &m.found[t][i]
			if c.rank() == 0 && float64(c.score) < m.policy.ReviewLow {
				continue
			}
			r := m.rivals[c.id]
			if r == nil {
				r = &rival{first: -1, second: -1, assigned: -1}
				m.rivals[c.id] = r
			}
			r.note(int32(t), c.score)
		}
	}
	m.settle()
	if m.policy.SeveralTenants {
		m.takeBest()
		return nil
	}
	m.assignRest()
	return nil
}

// settle takes links and confirmed pairs out of the assignment.
func (m *matching) settle() {
	for t := range m.found {
		if len(m.found[t]) > 0 && m.found[t][0].rank() > 0 {
			m.chosen[t] = 0
			m.rivals[m.found[t][0].id].assigned = int32(t)
		}
	}
}

func (m *matching) takeBest() {
	for t := range m.found {
		if m.chosen[t] < 0 && len(m.found[t]) > 0 && float64(m.found[t][0].score) >= m.policy.ReviewLow {
			m.chosen[t] = 0
			if r := m.rivals[m.found[t][0].id]; r.assigned < 0 || r.first == int32(t) {
				r.assigned = int32(t)
			}
		}
	}
}

// assignRest numbers the free organizations by id and assigns them exactly.
func (m *matching) assignRest() {
	var orgs []uint32
	for id, r := range m.rivals {
		if r.assigned < 0 {
			orgs = append(orgs, id)
		}
	}
	if len(m.ix.segments) == 1 {
		slices.Sort(orgs)
	} else {
		slices.SortFunc(orgs, func(a, b uint32) int {
			return strings.Compare(m.ix.entity(a).record.ID, m.ix.entity(b).record.ID)
		})
	}
	column := make(map[uint32]int32, len(orgs))
	for i, id := range orgs {
		column[id] = int32(i)
	}
	var edges []edge
	for t := range m.found {
		if m.chosen[t] >= 0 {
			continue
		}
		for i := range m.found[t] {
			c := &m.found[t][i]
			col, free := column[c.id]
			if gain := float64(c.score) - m.policy.ReviewLow; free && gain >= 0 {
				edges = append(edges, edge{int32(t), col, gain + 1})
			}
		}
	}
	for t, col := range assign(len(m.found), len(orgs), edges) {
		if col < 0 {
			continue
		}
		id := orgs[col]
		m.rivals[id].assigned = int32(t)
		m.chosen[t] = int32(slices.IndexFunc(m.found[t], func(c scored) bool { return c.id == id }))
	}
}
