package rest

import "sync"

// budget bounds the retries of one client, so that a service in trouble is not
// hit several times as hard: a retry costs one, a success gives a part back.
// The unit is a tenth of a retry.
type budget struct {
	mu   sync.Mutex
	left int
	most int
}

const (
	retryCost     = 10
	successReward = 1
)

func newBudget(retries int) *budget {
	return &budget{left: retries * retryCost, most: retries * retryCost}
}

// take reports whether one more retry may be made.
func (b *budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left < retryCost {
		return false
	}
	b.left -= retryCost
	return true
}

func (b *budget) success() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = min(b.left+successReward, b.most)
}
