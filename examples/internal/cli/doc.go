// Package cli is what the example programs share: a main that ends on signals
// and maps errors to exit codes, progress bars that show on a terminal only, and
// tables that stay readable and harmless whatever a vendor's data holds.
package cli
