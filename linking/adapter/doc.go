// Package adapter shows Partner Center and Cloudmore to package linking:
// Customers are its Tenants, Broker is its Platform, Domains its DomainOwners and
// ManualBiller takes its catch-up lines. A Pacer keeps a client below a vendor's
// request limit.
package adapter
