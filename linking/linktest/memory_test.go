package linktest_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

func TestMemoryConforms(t *testing.T) {
	linktest.Run(t, func(*testing.T) (linking.Platform, [2]linking.TenantKey) {
		partner := uuid.New()
		return linktest.NewMemory(), [2]linking.TenantKey{{Partner: partner, Tenant: uuid.New()}, {Partner: partner, Tenant: uuid.New()}}
	})
}
