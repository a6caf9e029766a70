// Command billingreport joins reconciliation lines with links and proves the
// result, without any account: files in, files out.
//
//	go run ./examples/billingreport -lines 'lines/*.json.gz' -links links.csv -invoice-net EUR=412903.18 -format json,csv,xlsx,html -out report
//
// links.csv has the columns tenant_id, organization_id and organization_name,
// and optionally partner_tenant_id, customer_number and azure. -rules names a JSON
// file with corrections and prices (billing.Rules):
//
//	{"schema": 1, "version": "2026-11",
//	 "lines": [{"name": "demo tenant", "tenant_id": "74221236-d09c-4870-ac1d-33e155e9aebe", "exclude": "Demo"}],
//	 "prices": [{"name": "licences", "publisher": "Microsoft Corporation", "basis": "cost", "method": "markup", "value": "10"}]}
//
// With -json stdout
// is one JSON object. The exit code is not 0 when the lines differ from a stated
// net, when a blob is truncated, duplicate or of another invoice, with -strict
// when a line cannot be read, and (it is 3 then) when there was not one line to
// audit; no output file is left in any of these cases.
package main
