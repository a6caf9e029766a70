package mockserver

// A Fidelity is how far a route behaves like the real service.
type Fidelity string

// The claims a route can make.
const (
	// Stateful routes change or show state that other operations see; a test
	// named in the row proves it.
	Stateful Fidelity = "stateful"
	// ShapeOnly routes answer in the right shape, always the same.
	ShapeOnly Fidelity = "shape only"
	// Absent routes answer 501 in the vendor's error shape.
	Absent Fidelity = "absent"
	// Own routes are the mock's and have no original.
	Own Fidelity = "mock's own"
)

// A RouteInfo is one row of the statement of fidelity.
type RouteInfo struct {
	// Op is the operation id, the target of fault rules.
	Op     string   `json:"op"`
	Vendor string   `json:"vendor"`
	Method string   `json:"method"`
	Paths  []string `json:"paths"`
	Write  bool     `json:"write,omitempty"`
	Claim  Fidelity `json:"fidelity"`
	// Evidence is what the shape rests on.
	Evidence string `json:"evidence,omitempty"`
	// Proof is the test that shows a stateful claim.
	Proof string `json:"proof,omitempty"`
}

// Routes lists what the mock answers and what it claims for each.
func (s *Server) Routes() []RouteInfo { return describe(s.router.table) }

func describe(table []route) []RouteInfo {
	out := make([]RouteInfo, len(table))
	for i, r := range table {
		out[i] = RouteInfo{Op: r.op, Vendor: string(r.vendor), Method: r.method, Paths: r.patterns, Write: r.write, Claim: r.fidelity, Evidence: r.evidence, Proof: r.proof}
	}
	return out
}
