CREATE TABLE tenantlink_linking_ignores (
	partner TEXT NOT NULL,
	tenant TEXT NOT NULL,
	entry TEXT NOT NULL,
	PRIMARY KEY (partner, tenant)
);

CREATE TABLE tenantlink_linking_decisions (
	partner TEXT NOT NULL,
	platform TEXT NOT NULL,
	tenant TEXT NOT NULL,
	organization TEXT NOT NULL,
	entry TEXT NOT NULL,
	PRIMARY KEY (partner, platform, tenant, organization)
);

CREATE TABLE tenantlink_linking_watches (
	partner TEXT NOT NULL,
	platform TEXT NOT NULL,
	state TEXT NOT NULL,
	PRIMARY KEY (partner, platform)
);

CREATE TABLE tenantlink_linking_journal (
	partner TEXT NOT NULL,
	platform TEXT NOT NULL,
	seq BIGINT NOT NULL,
	entry TEXT NOT NULL,
	PRIMARY KEY (partner, platform, seq)
);

CREATE TABLE tenantlink_linking_leases (
	name TEXT PRIMARY KEY,
	holder TEXT NOT NULL,
	fence BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);
