package auth

import "fmt"

// The types below keep tokens in unexported fields, where package fmt would
// print them: it calls no methods there.

// Format prints the grant's key, whatever the verb.
func (a *Authenticator) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "auth.Authenticator(%s)", a.Key())
}

// Format prints the source's key, whatever the verb.
func (s *Source) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "auth.Source(%s)", s.key) }

// Format prints how many records there are, whatever the verb.
func (m *MemoryStore) Format(f fmt.State, _ rune) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, _ = fmt.Fprintf(f, "auth.MemoryStore(%d records)", len(m.records))
}
