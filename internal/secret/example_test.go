package secret_test

import (
	"fmt"

	"github.com/tenantlink/tenantlink/internal/secret"
)

func Example() {
	s := secret.Secret("hunter2")
	fmt.Printf("%v %+v %x\n", s, struct{ Password secret.Secret }{s}, s)
	fmt.Println(s.Reveal())
	// Output:
	// [redacted] {Password:[redacted]} [redacted]
	// hunter2
}
