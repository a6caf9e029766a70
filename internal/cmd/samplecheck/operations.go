package main

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// operation is what a body is matched with.
type operation struct {
	id, method  string
	path        []string
	request     func() any
	response    func() any
	newFault    func() any
	placeholder int
}

// operations lists those of Partner Center and Graph.
func operations() []operation {
	var all []operation
	for _, op := range partnercenter.Operations() {
		all = append(all, newOperation(op.ID, op.Method, op.Path, op.NewRequest, op.NewResponse, func() any { return new(partnercenter.Fault) }))
	}
	for _, op := range graph.Operations() {
		all = append(all, newOperation(op.ID, op.Method, op.Path, op.NewRequest, op.NewResponse, func() any { return new(graph.Fault) }))
	}
	return all
}

func newOperation(id, method, path string, request, response, fault func() any) operation {
	op := operation{id: id, method: method, path: elements(path), request: request, response: response, newFault: fault}
	op.placeholder = strings.Count(path, "{")
	return op
}

// body makes an empty value of the type that a body has; nil when the operation
// has none.
func (o operation) body(r row, text []byte) any {
	switch {
	case strings.EqualFold(r.direction, "request") && o.request != nil:
		return o.request()
	case strings.EqualFold(r.direction, "response") && refused(r.status, text):
		return o.newFault()
	case strings.EqualFold(r.direction, "response") && o.response != nil:
		return o.response()
	default:
		return nil
	}
}

// refused tells an error answer by its status or, where the index has none, by
// its members.
func refused(status string, text []byte) bool {
	if status != "" {
		return strings.HasPrefix(status, "4") || strings.HasPrefix(status, "5")
	}
	var fault struct {
		Code        json.RawMessage `json:"code"`
		Description *string         `json:"description"`
	}
	return json.Unmarshal(text, &fault) == nil && fault.Code != nil && fault.Description != nil
}

// root finds where the path begins in a published URL, which may have prose
// before it.
var root = regexp.MustCompile(`(?i)/(v1\.0|v1|v\{version\}|webhooks/v1|auditactivity/v1)/.*`)

// unversioned is how some pages write the version.
var unversioned = regexp.MustCompile(`(?i)^/v\{version\}/`)

// elements splits a path. Pages print it with or without the prefix "/partner",
// with doubled slashes and with a stray brace.
func elements(path string) []string {
	path, _, _ = strings.Cut(path, "?")
	path = strings.TrimPrefix(path, "/partner/")
	var list []string
	for element := range strings.SplitSeq(path, "/") {
		if !strings.Contains(element, "{") {
			element = strings.TrimRight(element, "}")
		}
		if strings.HasPrefix(element, "microsoft.graph.") {
			element = element[strings.LastIndexByte(element, '.')+1:]
		}
		if element != "" {
			list = append(list, element)
		}
	}
	return list
}

// protocol is the end of a request line.
var protocol = regexp.MustCompile(`(?i)\s+HTTP/[0-9.]+\s*$`)

// bare is a path that has no version, after a host or its placeholder.
var bare = regexp.MustCompile(`(?i)^\s*(?:[a-z]+\s+)?(?:https?://[^/]*|\*?\[?\*?\{baseurl\}[^/]*)?/?(.*)$`)

// candidates are what the path of an operation may be for a published URL. Without a
// version it is that of either service.
func candidates(address string) []string {
	address = protocol.ReplaceAllString(address, "")
	if path := root.FindString(address); path != "" {
		return []string{unversioned.ReplaceAllString(path, "/v1/")}
	}
	rest := "/" + bare.FindStringSubmatch(address)[1]
	return []string{rest, "/v1" + rest, "/v1.0" + rest}
}

// find returns the operation with the method and URL: the one with the fewest
// placeholders among those that fit. The host does not count.
func find(operations []operation, method, address string) (operation, bool) {
	var best operation
	found := false
	for _, path := range candidates(address) {
		want := elements(path)
		for _, op := range operations {
			if strings.EqualFold(op.method, method) && fits(op.path, want) && (!found || op.placeholder < best.placeholder) {
				best, found = op, true
			}
		}
	}
	return best, found
}

func fits(template, path []string) bool {
	if len(template) != len(path) || strings.HasPrefix(template[0], "{") {
		return false // what begins with a placeholder is on a host of its own
	}
	for i, element := range template {
		if !strings.Contains(element, "{") && !strings.EqualFold(element, path[i]) {
			return false
		}
	}
	return true
}
