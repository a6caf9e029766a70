package mockserver

import (
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

//go:embed console.html
var consoleHTML string

// consolePage is the small web page that shows what Cloudmore's screen "Link
// Tenant To Organization" shows, and what the mock is doing.
var consolePage = template.Must(template.New("console").Parse(consoleHTML))

// consoleRows bounds the tenants and requests on the page.
const consoleRows = 50

func consoleRoutes() []route {
	row := func(op, method, path string, handle func(*Server, *call) *reply) route {
		return route{op: "mock.console." + op, method: method, patterns: []string{"/_mock" + path}, vendor: vendorAdmin, public: true, pinned: true, handle: handle, fidelity: Own}
	}
	post := func(op string, do func(*Server, url.Values) error) route {
		return row(op, "POST", "/console/"+op, func(s *Server, c *call) *reply { return s.consolePost(c, do) })
	}
	return []route{
		row("show", "GET", "", (*Server).console),
		post("link", func(s *Server, f url.Values) error { return s.Link(f.Get("tenant"), f.Get("organization")) }),
		post("create", (*Server).createFromTenant),
		post("advance", func(s *Server, f url.Values) error {
			d, err := time.ParseDuration(f.Get("by"))
			s.Advance(d)
			return err
		}),
		post("revoke", func(s *Server, _ url.Values) error { s.RevokeSessions(); return nil }),
		post("clear-faults", func(s *Server, _ url.Values) error { s.ClearFaults(); return nil }),
	}
}

type consoleData struct {
	Partner, Query, Notice, Now            string
	All                                    bool
	Tenants, Organizations, Unlinked, More int
	Refresh, Used, Revoked                 int
	Rows                                   []consoleRow
	Choices                                []consoleChoice
	Faults                                 []consoleFault
	Requests                               []Request
}

type consoleRow struct{ ID, Name, Domain, Organization string }

type consoleChoice struct{ ID, Name, Domain string }

type consoleFault struct {
	Op, Text    string
	Fired, Seen int
}

func (s *Server) console(c *call) *reply {
	d := consoleData{Query: c.query.Get("q"), All: c.query.Get("all") != "", Notice: c.query.Get("notice"), Now: c.now.Format(time.RFC1123)}
	s.mu.RLock()
	s.consoleTenants(&d)
	s.mu.RUnlock()
	for _, r := range s.faults.list() {
		d.Faults = append(d.Faults, consoleFault{r.Op, r.Fault.text(), r.Fired, r.Seen})
	}
	d.Requests = s.Requests(Match{})
	d.Requests = d.Requests[max(0, len(d.Requests)-consoleRows):]
	slices.Reverse(d.Requests)
	return htmlReply(http.StatusOK, consolePage, d).set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
}

func (s *Server) consoleTenants(d *consoleData) {
	st := s.st
	d.Partner, d.Organizations = st.partner.Name, len(st.orgs)
	want := strings.ToLower(d.Query)
	taken := map[string]bool{}
	for _, t := range st.tenants {
		org := st.orgByID[st.links[t.ID]]
		if org != nil {
			taken[org.ID] = true
		}
		if !t.Customer {
			continue
		}
		d.Tenants++
		if org == nil {
			d.Unlinked++
		}
		if org != nil && !d.All || !strings.Contains(strings.ToLower(t.Name+" "+t.Domain+" "+t.ID+" "+strings.Join(t.Domains, " ")), want) {
			continue
		}
		if len(d.Rows) == consoleRows {
			d.More++
			continue
		}
		row := consoleRow{ID: t.ID, Name: t.Name, Domain: t.Domain}
		if org != nil {
			row.Organization = org.Name
		}
		d.Rows = append(d.Rows, row)
	}
	for _, o := range st.orgs {
		if !taken[o.ID] && len(d.Choices) < 500 {
			d.Choices = append(d.Choices, consoleChoice{o.ID, o.Name, o.Domain})
		}
	}
	for _, g := range st.refreshes {
		d.Refresh++
		if g.used {
			d.Used++
		}
		if g.revoked {
			d.Revoked++
		}
	}
}

// consolePost does what a form asks for and goes back to the page. A form of
// another site is refused.
func (s *Server) consolePost(c *call, do func(*Server, url.Values) error) *reply {
	if origin := c.r.Header.Get("Origin"); origin != "" && origin != c.base {
		return adminError(http.StatusForbidden, "the form is not of this page")
	}
	body, err := readBody(c.r)
	if err != nil {
		return adminError(http.StatusBadRequest, err.Error())
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return adminError(http.StatusBadRequest, err.Error())
	}
	target := "/_mock/"
	if err := do(s, form); err != nil {
		target += "?notice=" + url.QueryEscape(strings.TrimPrefix(err.Error(), "mockserver: "))
	}
	return newReply(http.StatusSeeOther).set("Location", target)
}

// createFromTenant makes an organization with the tenant's details and links it.
func (s *Server) createFromTenant(f url.Values) error {
	s.mu.RLock()
	t := s.st.customer(f.Get("tenant"))
	s.mu.RUnlock()
	if t == nil {
		return fmt.Errorf("the tenant %s is not known", f.Get("tenant"))
	}
	o := Organization{
		Name: t.Name, RegistrationNumber: t.RegistrationNumber, Contact: Contact{Email: t.Email},
		Address: StreetAddress{Address: t.Address.AddressLine1, PostalCode: t.Address.PostalCode, City: t.Address.City, CountryCode: t.Address.Country},
	}
	if len(t.Domains) > 0 {
		o.Domain = t.Domains[0]
	}
	o, err := s.AddOrganization(o)
	if err != nil {
		return err
	}
	return s.Link(t.ID, o.ID)
}
