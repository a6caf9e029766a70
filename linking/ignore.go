package linking

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// Validate reports what an entry of the ignore list lacks: tenant ids, a known
// kind, a reason and an author.
func (i Ignore) Validate() error {
	if i.Tenant == uuid.Nil || i.Partner == uuid.Nil {
		return errors.New("an ignored tenant needs the partner's and its own tenant id")
	}
	switch i.Kind {
	case IgnoreInternal, IgnoreTest, IgnoreDormant, IgnoreOtherPartner, IgnoreOther:
	default:
		return fmt.Errorf("tenant %s: unknown kind %q", i.Tenant, i.Kind)
	}
	if strings.TrimSpace(i.Reason) == "" || strings.TrimSpace(i.By) == "" {
		return fmt.Errorf("tenant %s: an ignored tenant needs a reason and who decided it", i.Tenant)
	}
	return nil
}
