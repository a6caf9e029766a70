package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tenantlink/tenantlink/linking/match"
)

// dataset is one labelled folder: records, or pairs of names.
type dataset struct {
	tenants       []match.Record
	organizations []match.Record
	truth         map[[2]string]bool // tenant id, organization id
	judged        bool               // there is a truth, though it may say that nothing belongs together
	pairs         []pair
	named         bool // the folder holds pairs, maybe none
}

// pair is two names and the label yes, no or review; empty when unknown.
type pair struct {
	name1, name2, expected string
}

// readDataset reads pairs.csv if the folder has one, else the records.
func readDataset(dir string) (*dataset, error) {
	var d dataset
	err := readCSV(filepath.Join(dir, "pairs.csv"), func(row map[string]string) error {
		expected := strings.ToLower(strings.TrimSpace(row["expected"]))
		if !slices.Contains([]string{"yes", "no", "review", ""}, expected) {
			return fmt.Errorf("column expected is %q; give yes, no or review", expected)
		}
		d.pairs = append(d.pairs, pair{row["name1"], row["name2"], expected})
		return nil
	}, "name1", "name2")
	if !errors.Is(err, fs.ErrNotExist) {
		d.named, d.judged = true, true
		return &d, err
	}
	if d.tenants, err = readRecords(filepath.Join(dir, "tenants.csv")); err != nil {
		return nil, err
	}
	if d.organizations, err = readRecords(filepath.Join(dir, "organizations.csv")); err != nil {
		return nil, err
	}
	d.truth = make(map[[2]string]bool)
	err = readCSV(filepath.Join(dir, "truth.csv"), func(row map[string]string) error {
		d.truth[[2]string{row["tenant_id"], row["organization_id"]}] = true
		return nil
	}, "tenant_id", "organization_id")
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errEmpty) {
		return nil, err
	}
	d.judged = !errors.Is(err, fs.ErrNotExist)
	return &d, nil
}

// readRecords reads one side. Several values in a cell are separated by "|".
func readRecords(path string) ([]match.Record, error) {
	var records []match.Record
	seen := make(map[string]bool)
	err := readCSV(path, func(row map[string]string) error {
		switch id := row["id"]; {
		case id == "":
			return match.ErrNoID
		case seen[id]:
			return fmt.Errorf("%w: %q", match.ErrDuplicateID, id)
		default:
			seen[id] = true
		}
		records = append(records, match.Record{
			ID: row["id"], Names: several(row["name"]), Domains: several(row["domain"]),
			EmailDomains: several(row["email"]), RegistrationNumbers: several(row["registration_number"]),
			VATNumbers: several(row["vat_number"]), LinkedTenants: several(row["linked_tenants"]),
			ResolvedTenants: several(row["resolved_tenants"]),
			Country:         row["country"], City: row["city"], PostalCode: row["postal_code"], Street: row["street"], Phone: row["phone"],
		})
		return nil
	}, "id", "name")
	return records, err
}

func several(cell string) []string {
	if cell == "" {
		return nil
	}
	if !strings.Contains(cell, "|") {
		return []string{cell}
	}
	return strings.Split(cell, "|")
}

// errEmpty is a file without even a header.
var errEmpty = errors.New("the file is empty")

// errColumn is a file whose first line does not name a column that is needed.
var errColumn = errors.New("a column is missing")

// readCSV calls row for every line; the errors name file and line.
func readCSV(path string, row func(map[string]string) error, required ...string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err == io.EOF {
		return fmt.Errorf("%s: %w; the first line names the columns %s", path, errEmpty, strings.Join(required, ","))
	}
	if err != nil {
		return fmt.Errorf("%s: read the header: %w", path, err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
	}
	for _, name := range required {
		if !slices.Contains(header, name) {
			return fmt.Errorf("%s:1: %w: %q; the columns are %s", path, errColumn, name, strings.Join(header, ","))
		}
	}
	cells := make(map[string]string, len(header))
	for {
		values, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		line, _ := r.FieldPos(0)
		if len(values) > len(header) {
			return fmt.Errorf("%s:%d: %d cells under %d columns", path, line, len(values), len(header))
		}
		clear(cells)
		for i, v := range values {
			cells[header[i]] = v
		}
		if err := row(cells); err != nil {
			return fmt.Errorf("%s:%d: %w", path, line, err)
		}
	}
}
