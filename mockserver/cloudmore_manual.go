package mockserver

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A manualLine is a one-off correction of an organization's bill. Seen in
// Cloudmore's documentation: billingDate, serviceId and productId; the rest is
// provisional. Amounts stay as they were written.
type manualLine struct {
	ID             string      `json:"id"`
	BillingDate    string      `json:"billingDate"`
	ServiceID      string      `json:"serviceId"`
	ProductID      string      `json:"productId,omitempty"`
	Description    string      `json:"description,omitempty"`
	Quantity       json.Number `json:"quantity"`
	UnitCostPrice  json.Number `json:"unitCostPrice"`
	UnitSalesPrice json.Number `json:"unitSalesPrice"`
}

func cloudmoreManualRoutes() []route {
	row := func(op, method, path string, write bool, handle func(*Server, *call) *reply) route {
		return route{op: "cloudmore.manualBilling." + op, method: method, patterns: []string{cloudmoreOrganization + "/manualbilling" + path}, vendor: vendorCloudmore, write: write,
			handle: handle, fidelity: Stateful, evidence: provisional, proof: "TestManualBillingLines"}
	}
	return []route{
		row("list", "GET", "", false, (*Server).manualList),
		row("create", "POST", "", true, (*Server).manualCreate),
		row("get", "GET", "/{line}", false, (*Server).manualGet),
		row("update", "PUT", "/{line}", true, (*Server).manualUpdate),
		row("delete", "DELETE", "/{line}", true, (*Server).manualDelete),
	}
}

func (s *Server) manualList(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply { return ok(append([]*manualLine{}, s.st.manual[o.ID]...)) })
}

// withManualLine finds the line of the path; at is its place in the list.
func (s *Server) withManualLine(c *call, use func(o *Organization, at int) *reply) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		at := slices.IndexFunc(s.st.manual[o.ID], func(l *manualLine) bool { return strings.EqualFold(l.ID, c.params["line"]) })
		if at < 0 {
			return cmError(http.StatusNotFound, 4, "NotFound", "The manual billing line "+c.params["line"]+" was not found.")
		}
		return use(o, at)
	})
}

// decodeManualLine checks what the portal's form demands: billing date and
// service, one that the organization has, and amounts.
func decodeManualLine(c *call, o *Organization) (*manualLine, *reply) {
	in := &manualLine{Quantity: "0", UnitCostPrice: "0", UnitSalesPrice: "0"}
	if err := c.decode(in); err != nil {
		return nil, cmError(http.StatusBadRequest, 1, "InvalidBody", err.Error())
	}
	wrong := map[string][]string{}
	if !isDate(in.BillingDate) {
		wrong["BillingDate"] = []string{"The BillingDate field must be a date."}
	}
	if in.ServiceID == "" {
		wrong["ServiceId"] = []string{"The ServiceId field is required."}
	}
	if len(wrong) > 0 {
		return nil, cmInvalid(wrong)
	}
	if !o.has(strings.ToLower(in.ServiceID)) {
		return nil, cmError(http.StatusBadRequest, 5, "InvalidValue", "The organization has no service "+in.ServiceID+".")
	}
	return in, nil
}

// isDate takes a day with or without a time, as Cloudmore writes both.
func isDate(s string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", time.RFC3339} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

func (s *Server) manualCreate(c *call) *reply {
	return s.withOrganization(c, func(o *Organization) *reply {
		in, rep := decodeManualLine(c, o)
		if rep != nil {
			return rep
		}
		in.ID = s.st.nextID("manual line")
		s.st.manual[o.ID] = append(s.st.manual[o.ID], in)
		return created(in)
	})
}

func (s *Server) manualGet(c *call) *reply {
	return s.withManualLine(c, func(o *Organization, at int) *reply { return ok(s.st.manual[o.ID][at]) })
}

// manualUpdate replaces all properties, as a PUT does.
func (s *Server) manualUpdate(c *call) *reply {
	return s.withManualLine(c, func(o *Organization, at int) *reply {
		in, rep := decodeManualLine(c, o)
		if rep != nil {
			return rep
		}
		in.ID = s.st.manual[o.ID][at].ID
		s.st.manual[o.ID][at] = in
		return ok(in)
	})
}

func (s *Server) manualDelete(c *call) *reply {
	return s.withManualLine(c, func(o *Organization, at int) *reply {
		s.st.manual[o.ID] = slices.Delete(s.st.manual[o.ID], at, at+1)
		return noContent()
	})
}
