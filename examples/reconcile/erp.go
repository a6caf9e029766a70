package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// erp is what the broker's own system says of tenants: without it finance cannot
// invoice a new organization.
type erp map[uuid.UUID]erpRow

type erpRow struct {
	customerNumber string
	billingStart   time.Time
	properties     map[string]string
}

// readERP reads a CSV file with a header line.
func readERP(path string) (erp, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := parseERP(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return rows, nil
}

func parseERP(r io.Reader) (erp, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("the header line: %w", err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff") // as spreadsheets write it
	out := make(erp)
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		tenant, row, err := parseERPRow(header, record)
		if _, twice := out[tenant]; err == nil && twice {
			err = fmt.Errorf("tenant %s occurs twice", tenant)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		out[tenant] = row
	}
}

func parseERPRow(header, record []string) (tenant uuid.UUID, row erpRow, err error) {
	row.properties = make(map[string]string)
	for n, name := range header {
		value := strings.TrimSpace(record[n])
		switch name = strings.TrimSpace(name); name {
		case "tenant_id":
			tenant, err = uuid.Parse(value)
		case "customer_number":
			row.customerNumber = value
		case "billing_start":
			if value != "" {
				row.billingStart, err = time.Parse(time.DateOnly, value)
			}
		default:
			if value != "" {
				row.properties[name] = value
			}
		}
		if err != nil {
			return tenant, row, fmt.Errorf("%s %q: %w", name, value, err)
		}
	}
	switch {
	case tenant == uuid.Nil:
		return tenant, row, errors.New("tenant_id is missing")
	case row.customerNumber == "":
		return tenant, row, errors.New("customer_number is missing")
	}
	return tenant, row, nil
}

// draft is the rule for new organizations. A tenant that the ERP does not know
// is left to a person.
func (e erp) draft(t linking.Tenant) (linking.Draft, error) {
	row, ok := e[t.Tenant]
	if !ok {
		return linking.Draft{}, errors.New("it is not in the file of -erp")
	}
	rules := linking.DraftRules{
		BillingStart:   row.billingStart,
		CustomerNumber: func(linking.Tenant) (string, error) { return row.customerNumber, nil },
		Properties:     func(linking.Tenant) map[string]string { return row.properties },
	}
	return rules.Draft(t)
}
