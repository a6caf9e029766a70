package mockserver

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// vendor says whose dialect a route speaks: which token it wants, which error
// shape it answers with and which host names it lives on.
type vendor string

const (
	vendorEntra         vendor = "entra"
	vendorPartnerCenter vendor = "partnercenter"
	vendorGraph         vendor = "graph"
	vendorBlob          vendor = "blob"
	vendorCloudmore     vendor = "cloudmore"
	vendorAdmin         vendor = "mock"
)

// A route is one row of the table that drives everything: dispatch, fault
// targets, the request log and the statement of fidelity.
type route struct {
	op       string
	method   string
	patterns []string
	vendor   vendor
	handle   func(*Server, *call) *reply
	// write marks routes that change what a business would call data. Signing
	// in or asking for a report is not a write.
	write bool
	// public routes take no bearer token.
	public bool
	// userOnly routes refuse app-only tokens.
	userOnly bool
	// audience is what tokens must be for, where it is not the vendor's.
	audience string
	// pinned routes lock the state themselves.
	pinned bool
	// fidelity is what this emulation claims, evidence what the claim rests on
	// and proof the test that shows it.
	fidelity Fidelity
	evidence string
	proof    string
}

// pcRoute is a route of Partner Center with an app-only or a user token; the
// request is method and path. Without a proof its answer never changes.
func pcRoute(op, request string, handle func(*Server, *call) *reply, proof string) route {
	method, path, _ := strings.Cut(request, " ")
	r := route{op: op, method: method, patterns: []string{path}, vendor: vendorPartnerCenter, write: method != http.MethodGet, handle: handle,
		fidelity: Stateful, evidence: "published sample", proof: proof}
	if proof == "" {
		r.fidelity = ShapeOnly
	}
	return r
}

// forUsers refuses app-only tokens.
func (r route) forUsers() route {
	r.userOnly = true
	return r
}

// provenBy names another test than its neighbours'.
func (r route) provenBy(test string) route {
	r.proof = test
	return r
}

// asks marks a POST that changes nothing.
func (r route) asks() route {
	r.write = false
	return r
}

// inferred marks a shape that no published body shows.
func (r route) inferred() route {
	r.evidence = "documented fields"
	return r
}

// inSwagger marks a shape that Microsoft's swagger of 2019 gives.
func (r route) inSwagger() route {
	r.evidence = "Microsoft's swagger of 2019"
	return r
}

// routes lists every route of the mock, one function per resource.
func routes() []route {
	return withAbsent(slices.Concat(
		adminRoutes(),
		consoleRoutes(),
		entraRoutes(),
		customerRoutes(),
		customerManageRoutes(),
		userRoutes(),
		validationRoutes(),
		profileRoutes(),
		invoiceRoutes(),
		invoiceMoreRoutes(),
		subscriptionRoutes(),
		agreementRoutes(),
		productRoutes(),
		cartRoutes(),
		orderRoutes(),
		subscriptionManageRoutes(),
		transitionRoutes(),
		migrationRoutes(),
		transferRoutes(),
		offerRoutes(),
		licenseRoutes(),
		usageRoutes(),
		invoiceLineRoutes(),
		complianceRoutes(),
		entitlementRoutes(),
		selfServeRoutes(),
		deviceRoutes(),
		serviceRequestRoutes(),
		priceSheetRoutes(),
		webhookRoutes(),
		partnerRoutes(),
		sandboxRoutes(),
		analyticsRoutes(),
		graphTenantRoutes(),
		graphBillingRoutes(),
		gdapRoutes(),
		groupRoutes(),
		memberRoutes(),
		cloudmoreTokenRoutes(),
		cloudmoreOrganizationRoutes(),
		cloudmoreTenantRoutes(),
		cloudmoreServiceRoutes(),
		cloudmoreManualRoutes(),
		cloudmoreBillingRoutes(),
	))
}

// A router finds routes by path. net/http's mux is no help here: the vendors
// ignore letter case, and Cloudmore's own table has rows such as
// services/{id}/products and services/csp/{id} that a mux refuses as ambiguous.
type router struct {
	root  node
	table []route
	ops   map[string]bool
}

type node struct {
	literal map[string]*node
	param   *node
	rest    *node
	leaves  map[string]leaf
}

// A leaf is a route with the names of the parameters on its way.
type leaf struct {
	route *route
	names []string
}

func newRouter(table []route) (*router, error) {
	rt := &router{table: table, ops: map[string]bool{}}
	for i := range table {
		r := &table[i]
		rt.ops[r.op] = true
		for _, p := range r.patterns {
			if err := rt.add(p, r); err != nil {
				return nil, err
			}
		}
	}
	return rt, nil
}

func (rt *router) add(pattern string, r *route) error {
	n := &rt.root
	l := leaf{route: r}
	for seg := range strings.SplitSeq(strings.Trim(pattern, "/"), "/") {
		switch {
		case strings.HasPrefix(seg, "{") && strings.HasSuffix(seg, "...}"):
			l.names = append(l.names, seg[1:len(seg)-4])
			n = child(&n.rest)
		case strings.HasPrefix(seg, "{"):
			l.names = append(l.names, strings.Trim(seg, "{}"))
			n = child(&n.param)
		default:
			key, _, isFunc := odataFunction(seg)
			if isFunc {
				l.names = append(l.names, "args")
			}
			if n.literal == nil {
				n.literal = map[string]*node{}
			}
			next := n.literal[key]
			n.literal[key] = child(&next)
			n = next
		}
	}
	if n.leaves == nil {
		n.leaves = map[string]leaf{}
	}
	if _, taken := n.leaves[r.method]; taken {
		return fmt.Errorf("mockserver: %s %s is routed twice", r.method, pattern)
	}
	n.leaves[r.method] = l
	return nil
}

func child(slot **node) *node {
	if *slot == nil {
		*slot = &node{}
	}
	return *slot
}

// odataFunction splits find(arg='x') into the key "find()" and its arguments.
// A plain segment is its own key.
func odataFunction(seg string) (key, args string, ok bool) {
	name, rest, found := strings.Cut(seg, "(")
	if !found || !strings.HasSuffix(rest, ")") {
		return strings.ToLower(seg), "", false
	}
	return strings.ToLower(name) + "()", strings.TrimSuffix(rest, ")"), true
}

// find returns the route of a request, its path parameters, and the methods
// that the path would take.
func (rt *router) find(method, escapedPath string) (r *route, params map[string]string, allowed []string) {
	var segs []string
	if p := strings.Trim(escapedPath, "/"); p != "" {
		segs = strings.Split(p, "/")
	}
	for i, s := range segs {
		u, err := url.PathUnescape(s)
		if err != nil {
			return nil, nil, nil
		}
		segs[i] = u
	}
	n, values := rt.root.walk(segs, nil)
	if n == nil {
		return nil, nil, nil
	}
	for m := range n.leaves {
		allowed = append(allowed, m)
	}
	slices.Sort(allowed)
	l, ok := n.leaves[method]
	if !ok && method == http.MethodHead {
		l, ok = n.leaves[http.MethodGet]
	}
	if !ok {
		return nil, nil, allowed
	}
	params = make(map[string]string, len(values))
	for i, name := range l.names {
		params[name] = values[i]
	}
	return l.route, params, allowed
}

// walk prefers a literal to a parameter and backs out of dead ends. The values
// are those of the parameters on the way.
func (n *node) walk(segs, values []string) (*node, []string) {
	if len(segs) == 0 {
		if n.leaves != nil {
			return n, values
		}
		return nil, nil
	}
	key, args, isFunc := odataFunction(segs[0])
	if next := n.literal[key]; next != nil {
		with := values
		if isFunc {
			with = append(slices.Clip(values), args)
		}
		if found, v := next.walk(segs[1:], with); found != nil {
			return found, v
		}
	}
	if n.param != nil && segs[0] != "" {
		if found, v := n.param.walk(segs[1:], append(slices.Clip(values), segs[0])); found != nil {
			return found, v
		}
	}
	if n.rest != nil && n.rest.leaves != nil {
		return n.rest, append(slices.Clip(values), strings.Join(segs, "/"))
	}
	return nil, nil
}

// nearest names the route whose pattern shares most segments with a path, for
// the hint that an unmatched request gets.
func (rt *router) nearest(method, path string) string {
	want := strings.Split(strings.ToLower(strings.Trim(path, "/")), "/")
	best, hint := 0, ""
	for _, r := range rt.table {
		for _, p := range r.patterns {
			score := 0
			have := strings.Split(strings.ToLower(strings.Trim(p, "/")), "/")
			for i := 0; i < len(want) && i < len(have); i++ {
				switch {
				case want[i] == have[i]:
					score += 3
				case strings.HasPrefix(have[i], "{"):
					score++
				}
			}
			if len(want) == len(have) {
				score++
			}
			if r.method == method {
				score++
			}
			if score > best {
				best, hint = score, r.method+" "+p+" ("+r.op+")"
			}
		}
	}
	return hint
}

// unknownSegment is the first segment of a path at which no pattern goes on, or
// the last one.
func (rt *router) unknownSegment(path string) string {
	segs := strings.Split(strings.Trim(path, "/"), "/")
	n := &rt.root
	for _, seg := range segs {
		switch next := n.literal[strings.ToLower(seg)]; {
		case next != nil:
			n = next
		case n.param != nil:
			n = n.param
		default:
			return seg
		}
	}
	return segs[len(segs)-1]
}

// vendorOfHost says which vendor alone lives on one of the services' real host
// names. A host that is not known (loopback, mostly) serves everybody.
func vendorOfHost(host string) (v vendor, known bool) {
	switch host {
	case "login.microsoftonline.com", "login.windows.net", "sts.windows.net":
		return vendorEntra, true
	case "api.partnercenter.microsoft.com", "api.partner.microsoft.com":
		return vendorPartnerCenter, true
	case "graph.microsoft.com":
		return vendorGraph, true
	}
	switch {
	case strings.HasSuffix(host, ".blob.core.windows.net"):
		return vendorBlob, true
	case strings.HasSuffix(host, ".cloudmore.com"):
		return vendorCloudmore, true
	}
	return "", false
}
