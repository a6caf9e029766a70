// Command billingreport joins reconciliation lines with links and proves the
// result, without any account: files in, files out.
//
//	go run ./examples/billingreport -lines 'lines/*.json.gz' -links links.csv -invoice-net EUR=412903.18 -format json,csv,xlsx,html -out report
//
// links.csv has the columns tenant_id, organization_id and organization_name,
// and optionally partner_tenant_id, customer_number and azure. With -json stdout
// is one JSON object. The exit code is not 0 when the lines differ from a stated
// net, when a blob is truncated, duplicate or of another invoice, with -strict
// when a line cannot be read, and (it is 3 then) when there was not one line to
// audit; no output file is left in any of these cases.
package main
