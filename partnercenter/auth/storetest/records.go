package storetest

import (
	"strconv"
	"strings"
	"time"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// key is a key of its own for each n, full of characters that stores trip over.
func key(n int) auth.Key {
	return auth.Key{
		Kind: auth.KindAccess, Authority: "https://login.example", Partner: "partner", Client: "Client/" + strconv.Itoa(n),
		Account: "svc+billing@exämple.com 'x' %2F", Tenant: "tenant", Audience: "https://api.example/" + strconv.Itoa(n),
	}
}

func counterKey() auth.Key { return key(-1) }

// record is a full record.
func record(n int) auth.Record {
	at := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	return auth.Record{
		Access: auth.Secret("access " + strconv.Itoa(n)), Refresh: auth.Secret("refresh \"\n' " + strconv.Itoa(n)),
		TokenType: "Bearer", Expiry: at.Add(time.Hour), Lifetime: time.Hour, IssuedAt: at,
		Scopes: []string{"a", "b"}, ScopeVersion: 3,
		Consent:  &auth.Consent{User: "svc@example.com", Tenant: "t", MFA: true, Methods: []string{"pwd", "mfa"}, At: at},
		Imported: "fingerprint",
	}
}

// counter is a record that holds a number, value reads it.
func counter(n int) auth.Record { return auth.Record{Access: auth.Secret(strconv.Itoa(n))} }

func value(r auth.Record) int {
	n, _, _ := strings.Cut(r.Access.Reveal(), "|")
	v, _ := strconv.Atoi(n)
	return v
}

// bulky is a record that holds n and text that shows whether a part is missing.
func bulky(n int) auth.Record {
	body := strings.Repeat(strconv.Itoa(n%10), 1000+n%7000)
	return auth.Record{Access: auth.Secret(strconv.Itoa(n) + "|" + body + "|" + strconv.Itoa(n))}
}

// whole reports whether r is a bulky record, unharmed.
func whole(r auth.Record) bool {
	parts := strings.Split(r.Access.Reveal(), "|")
	if len(parts) != 3 || parts[0] != parts[2] {
		return false
	}
	n, err := strconv.Atoi(parts[0])
	return err == nil && r.Access == bulky(n).Access
}

// same compares records but for what the store sets.
func same(a, b auth.Record) bool {
	a.Version, b.Version, a.UpdatedAt, b.UpdatedAt = 0, 0, time.Time{}, time.Time{}
	x, errA := a.MarshalBinary()
	y, errB := b.MarshalBinary()
	return errA == nil && errB == nil && string(x) == string(y)
}
