package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/tenantlink/tenantlink/internal/wire"
)

// row is one row of the index.
type row struct {
	file, method, url, direction, status string
}

func check(ctx context.Context, dir string, withMock bool) (*Report, error) {
	rows, err := index(dir)
	if err != nil {
		return nil, err
	}
	bodies, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = bodies.Close() }()
	var running *mock
	if withMock {
		if running, err = newMock(ctx); err != nil {
			return nil, err
		}
		defer func() { _ = running.srv.Close() }()
	}
	operations := operations()
	report := &Report{Files: []Result{}}
	for _, row := range rows {
		body, err := bodies.ReadFile(filepath.FromSlash(row.file))
		if err != nil {
			report.add(Result{File: row.file, Result: resultFailed, Lost: []string{err.Error()}})
			continue
		}
		result := judge(operations, row, body)
		if op, ok := find(operations, row.method, row.url); ok && running != nil {
			if result.Mock, err = running.compare(ctx, op, row, body); err != nil {
				return nil, err
			}
		}
		report.add(result)
	}
	return report, nil
}

// index reads INDEX.tsv by the names of its columns.
func index(dir string) ([]row, error) {
	path := filepath.Join(dir, "INDEX.tsv")
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = '\t', true, -1
	records, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("%s is empty", path)
	}
	column := map[string]int{}
	for i, name := range records[0] {
		column[strings.TrimPrefix(name, "\ufeff")] = i
	}
	for _, name := range []string{"file", "method", "url", "request|response"} {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("%s: the column %q is missing", path, name)
		}
	}
	cell := func(record []string, name string) string {
		if i, ok := column[name]; ok && i < len(record) {
			return record[i]
		}
		return ""
	}
	var rows []row
	for _, record := range records[1:] {
		rows = append(rows, row{
			file: cell(record, "file"), method: cell(record, "method"), url: cell(record, "url"),
			direction: cell(record, "request|response"), status: cell(record, "status"),
		})
	}
	return rows, nil
}

// judge decodes a body and compares what is left of it with what it was.
func judge(operations []operation, r row, body []byte) Result {
	result := Result{File: r.file, Lost: []string{}}
	op, ok := find(operations, r.method, r.url)
	if !ok {
		result.Result = resultNoOperation
		return result
	}
	result.Operation = op.id
	value := op.body(r, body)
	if value == nil {
		result.Result = resultNoOperation
		return result
	}
	result.GoType = strings.TrimPrefix(reflect.TypeOf(value).String(), "*")
	if err := wire.Unmarshal(body, value); err != nil {
		result.Result, result.Lost = resultFailed, []string{err.Error()}
		return result
	}
	lost, err := lostKeys(body, value)
	switch {
	case err != nil:
		result.Result, result.Lost = resultFailed, []string{err.Error()}
	case len(lost) > 0:
		result.Result, result.Lost = resultLossy, lost
	default:
		result.Result = resultOK
	}
	return result
}
