// Package linking finds the customer tenants that belong to no organization of
// the billing platform, and links them: discover, plan, review, apply.
//
//	l, err := linking.New(tenants, platform, linking.WithScope(scope))
//	s, err := l.Discover(ctx)              // both sides, read concurrently
//	p, err := l.Plan(ctx, s)               // a value: print, save, edit it
//	out, err := l.Apply(ctx, p, journal, linking.ApplyOptions{Execute: true})
//
// The package knows no vendor: linking/adapter has Partner Center and Cloudmore,
// and any other platform needs the four methods of Platform (linktest proves
// them). What to expect:
//
//   - A tenant is linked to at most one organization, and a second tenant of an
//     organization is always left to a person. The tenant's GUID is the key,
//     never a name or a domain.
//   - Names suggest; they never decide alone. See package match for what counts
//     as certain.
//   - Nothing that exists is overwritten. Every action checks its precondition
//     again right before it writes, and skips with a reason when somebody was
//     faster.
//   - Every write is journaled before it is sent and after its outcome is known.
//     When an answer is lost, the platform is read to find out; a creation is
//     repeated only after the consistency window, and when several organizations
//     could be the lost one, a person chooses. Applying a plan again, also after
//     a crash, has no second effect.
//   - Applying is a dry run unless ApplyOptions.Execute is set, and attaching
//     the Azure service, which can provision, or the CSP service needs the
//     approval of that single action. The CSP service is never attached to an
//     organization without tenant, where it would make a new one.
//   - People's decisions and the ignore list are kept in a FileStore or in
//     linking/sqlstore and honoured by every later run; Watch runs on a schedule,
//     one replica at a time, and reports changes only.
//   - Undo tells how writes can be taken back, and ProposeCatchUp what months
//     that were billed without a tenant would need; PostCatchUp posts what a
//     person approved of it, each line once.
//   - The same state gives the same plan, byte for byte, whatever the order in
//     which the vendors list things.
package linking
