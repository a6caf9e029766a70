package match

import (
	"container/heap"
	"math"
)

// edge is a pair that may be assigned, with its gain over no assignment.
type edge struct {
	row, column int32
	gain        float64
}

// assign chooses at most one column per row and one row per column so that the
// sum of gains is greatest. It is exact: the matching grows row by row along
// shortest augmenting paths with dual prices (Jonker and Volgenant, over sparse
// edges), which never leave a connected component. Edges must be sorted by row.
// The result holds a column or -1 for each row. Of equally good assignments the
// numbering of rows and columns decides, so the caller numbers them by id.
func assign(rows, columns int, edges []edge) []int32 {
	a := newAssignment(rows, columns, edges)
	for r := range rows {
		if a.first[r] < a.first[r+1] {
			a.augment(int32(r))
		}
	}
	for r, c := range a.columnOf {
		if int(c) >= columns {
			a.columnOf[r] = -1
		}
	}
	return a.columnOf
}

// assignment is the state of the search. Row r has a column of its own, columns
// + r, of gain 0: taking it means to stay alone.
type assignment struct {
	edges      []edge
	first      []int32 // edges of row r: first[r] to first[r+1]
	columns    int
	rowOf      []int32 // row of a column, -1 when free
	columnOf   []int32 // column of a row, -1 before its turn
	rowPrice   []float64
	colPrice   []float64
	dist       []float64 // to a column, infinite outside a search
	from       []int32   // the row from which a column was reached
	done       []bool
	frontier   reachHeap
	reached    []int32
	doneColumn []int32
}

func newAssignment(rows, columns int, edges []edge) *assignment {
	all := rows + columns
	a := &assignment{
		edges: edges, first: make([]int32, rows+1), columns: columns,
		rowOf: make([]int32, all), columnOf: make([]int32, rows),
		rowPrice: make([]float64, rows), colPrice: make([]float64, all),
		dist: make([]float64, all), from: make([]int32, all), done: make([]bool, all),
	}
	for _, e := range edges {
		a.first[e.row+1]++
	}
	for r := range rows {
		a.first[r+1] += a.first[r]
		a.columnOf[r] = -1
	}
	for c := range all {
		a.rowOf[c], a.dist[c] = -1, math.Inf(1)
	}
	return a
}

// augment gives a row its column, moving other rows where the sum gains.
func (a *assignment) augment(root int32) {
	row, least := root, 0.0
	sink := int32(-1)
	for sink < 0 {
		a.reach(row, least)
		next := a.nearest()
		least = a.dist[next]
		a.done[next] = true
		a.doneColumn = append(a.doneColumn, next)
		if row = a.rowOf[next]; row < 0 {
			sink = next
		}
	}
	a.rowPrice[root] += least
	for _, c := range a.doneColumn {
		if r := a.rowOf[c]; r >= 0 {
			a.rowPrice[r] += least - a.dist[c]
		}
		a.colPrice[c] -= least - a.dist[c]
	}
	for c := sink; ; {
		r := a.from[c]
		a.rowOf[c] = r
		c, a.columnOf[r] = a.columnOf[r], c
		if r == root {
			break
		}
	}
	a.reset()
}

// reach looks at all columns of a row.
func (a *assignment) reach(row int32, least float64) {
	for _, e := range a.edges[a.first[row]:a.first[row+1]] {
		a.visit(row, e.column, least-e.gain)
	}
	a.visit(row, int32(a.columns)+row, least)
}

func (a *assignment) visit(row, column int32, d float64) {
	d -= a.rowPrice[row] + a.colPrice[column]
	if a.done[column] || d >= a.dist[column] {
		return
	}
	a.dist[column], a.from[column] = d, row
	a.reached = append(a.reached, column)
	heap.Push(&a.frontier, reach{d, column})
}

// nearest takes the closest column that is not done. There is always one: the
// row's own.
func (a *assignment) nearest() int32 {
	for {
		r := heap.Pop(&a.frontier).(reach)
		if !a.done[r.column] && r.dist == a.dist[r.column] {
			return r.column
		}
	}
}

func (a *assignment) reset() {
	for _, c := range a.reached {
		a.dist[c], a.done[c] = math.Inf(1), false
	}
	a.reached, a.doneColumn, a.frontier = a.reached[:0], a.doneColumn[:0], a.frontier[:0]
}

// reach is a column at a distance.
type reach struct {
	dist   float64
	column int32
}

type reachHeap []reach

func (h reachHeap) Len() int      { return len(h) }
func (h reachHeap) Swap(i, k int) { h[i], h[k] = h[k], h[i] }
func (h reachHeap) Less(i, k int) bool {
	if h[i].dist != h[k].dist {
		return h[i].dist < h[k].dist
	}
	return h[i].column < h[k].column
}
func (h *reachHeap) Push(x any) { *h = append(*h, x.(reach)) }
func (h *reachHeap) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}
