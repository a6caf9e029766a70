CREATE TABLE tenantlink_auth_records (
	name TEXT PRIMARY KEY,
	version BIGINT NOT NULL,
	record TEXT NOT NULL
);

CREATE TABLE tenantlink_auth_corrupt (
	name TEXT NOT NULL,
	record TEXT NOT NULL,
	found_at BIGINT NOT NULL
);

CREATE TABLE tenantlink_auth_leases (
	name TEXT PRIMARY KEY,
	holder TEXT NOT NULL,
	fence BIGINT NOT NULL,
	expires_at BIGINT NOT NULL
);
