package billing

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// ReadLinksCSV reads links from a table with the columns tenant_id,
// organization_id and organization_name, and optionally partner_tenant_id,
// customer_number and azure (attached, missing or empty). The separator is a
// comma, a semicolon or a tab, as the header has it; a BOM is skipped. A row
// with an empty organization_id is a tenant that is not linked, and is skipped.
// Rows of one organization must agree on customer_number and azure; of several
// names the smallest is shown.
func ReadLinksCSV(r io.Reader) (LinkSet, error) {
	in := bufio.NewReader(r)
	if bom, _ := in.Peek(3); string(bom) == "\xef\xbb\xbf" {
		_, _ = in.Discard(3)
	}
	head, err := in.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return LinkSet{}, fmt.Errorf("billing: links: %w", err)
	}
	t := linkTable{orgs: map[string]linking.Organization{}}
	sep := t.header(head)
	for _, need := range []string{"tenant_id", "organization_id"} {
		if !slices.Contains(t.columns, need) {
			return LinkSet{}, fmt.Errorf("billing: links: the header %q has no column %s", strings.TrimSpace(head), need)
		}
	}
	rows := csv.NewReader(in)
	rows.Comma, rows.FieldsPerRecord = sep, len(t.columns)
	for {
		record, err := rows.Read()
		if errors.Is(err, io.EOF) {
			for _, id := range t.order {
				t.set.Organizations = append(t.set.Organizations, t.orgs[id])
			}
			return t.set, nil
		}
		if err != nil {
			return LinkSet{}, fmt.Errorf("billing: links: behind the header: %w", err)
		}
		line, _ := rows.FieldPos(0)
		if err := t.row(record); err != nil {
			return LinkSet{}, fmt.Errorf("billing: links line %d: %w", line+1, err)
		}
	}
}

type linkTable struct {
	columns []string
	set     LinkSet
	orgs    map[string]linking.Organization
	order   []string // of orgs
}

func (t *linkTable) header(line string) (sep rune) {
	sep = ','
	for _, c := range ";\t" {
		if strings.ContainsRune(line, c) {
			sep = c
		}
	}
	for name := range strings.SplitSeq(strings.TrimRight(line, "\r\n"), string(sep)) {
		t.columns = append(t.columns, strings.ToLower(strings.Trim(name, " \"")))
	}
	return sep
}

func (t *linkTable) row(record []string) error {
	cell := func(name string) string {
		if i := slices.Index(t.columns, name); i >= 0 {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	tenant, err := uuid.Parse(cell("tenant_id"))
	if err != nil {
		return fmt.Errorf("tenant_id %q is no GUID", cell("tenant_id"))
	}
	key := linking.TenantKey{Tenant: tenant}
	if p := cell("partner_tenant_id"); p != "" {
		if key.Partner, err = uuid.Parse(p); err != nil {
			return fmt.Errorf("partner_tenant_id %q is no GUID", p)
		}
	}
	id := cell("organization_id")
	if id == "" {
		return nil
	}
	azure := linking.ServiceState(strings.ToLower(cell("azure")))
	if azure != linking.ServiceUnknown && azure != linking.ServiceAttached && azure != linking.ServiceMissing {
		return fmt.Errorf("azure %q: write attached, missing or nothing", azure)
	}
	o := linking.Organization{ID: id, Name: cell("organization_name"), CustomerNumber: cell("customer_number"), Azure: azure}
	have, known := t.orgs[id]
	switch {
	case !known:
		t.order = append(t.order, id)
	case have.Azure != o.Azure || have.CustomerNumber != o.CustomerNumber:
		return fmt.Errorf("organization %s is described in two ways: customer number %q, azure %q and customer number %q, azure %q",
			id, have.CustomerNumber, have.Azure, o.CustomerNumber, o.Azure)
	}
	o.Name = smaller(have.Name, o.Name) // a name is only shown
	t.orgs[id] = o
	t.set.Links = append(t.set.Links, linking.Link{TenantKey: key, OrganizationID: id})
	return nil
}
