package main

import (
	"github.com/tenantlink/tenantlink/mockserver"
)

// What -tamper changes, on the server only.
const (
	tamperLine  = "line"  // one line of the newest invoice
	tamperTotal = "total" // the total that it states
	tamperLink  = "link"  // a link, after ours were read: Cloudmore bills another organization
)

// tamperInvoice changes the invoice before it is read.
func (t *story) tamperInvoice() error {
	switch t.s.tamper {
	case tamperLine:
		return t.tamper(t.mock.TamperLine)
	case tamperTotal:
		return t.tamper(t.mock.TamperTotal)
	}
	return nil
}

// tamperPlatform moves a link behind our back.
func (t *story) tamperPlatform() error {
	if t.s.tamper == tamperLink {
		return t.tamper(t.mock.TamperLink)
	}
	return nil
}

func (t *story) tamper(do func() (mockserver.Tampered, error)) error {
	what, err := do()
	if err != nil {
		return err
	}
	t.tampered = t.s.tamper
	t.say("   (on the server only, %s was changed by %s %s)\n", t.s.tamper, what.Currency, what.Difference)
	return nil
}
