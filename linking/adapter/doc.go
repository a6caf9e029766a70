// Package adapter shows Partner Center and Cloudmore to package linking:
// Customers are its Tenants, Broker is its Platform, and Domains its
// DomainOwners.
package adapter
