package mockserver

import (
	_ "embed"
	"net/http"
	"strings"
)

// cloudmoreIndex is every route of Cloudmore's published index, API v1.07.0:
// verb, path and group.
//
//go:embed cloudmore_routes.tsv
var cloudmoreIndex string

// withAbsent adds the rows of Cloudmore's index that have no behaviour here.
// They answer 501 in Cloudmore's error shape: a client that calls one learns
// that the mock stops here, not that its address is wrong.
func withAbsent(table []route) []route {
	have := map[string]bool{}
	for _, r := range table {
		for _, p := range r.patterns {
			have[r.method+" "+shapeOf(p)] = true
		}
	}
	for line := range strings.Lines(cloudmoreIndex) {
		cols := strings.Split(strings.TrimSpace(line), "\t")
		if len(cols) != 3 || have[cols[0]+" "+shapeOf(cols[1])] {
			continue
		}
		table = append(table, route{
			op: "cloudmore." + strings.ToLower(cols[2][:1]) + cols[2][1:] + "." + strings.ToLower(cols[0]), method: cols[0], patterns: []string{cols[1]}, vendor: vendorCloudmore, write: cols[0] != http.MethodGet,
			handle: (*Server).cloudmoreAbsent, fidelity: Absent, evidence: "published index",
		})
	}
	return table
}

// shapeOf is a pattern without the names of its parameters.
func shapeOf(pattern string) string {
	segs := strings.Split(strings.ToLower(pattern), "/")
	for i, s := range segs {
		if strings.HasPrefix(s, "{") {
			segs[i] = "{}"
		}
	}
	return strings.Join(segs, "/")
}

func (s *Server) cloudmoreAbsent(c *call) *reply {
	return cmError(http.StatusNotImplemented, http.StatusNotImplemented, "NotImplemented", "The mock server has no behaviour for "+c.r.Method+" "+c.route.patterns[0]+" ("+c.route.op+").")
}
