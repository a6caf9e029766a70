package auth_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func TestLifetimesOfBothVersionsAreRead(t *testing.T) {
	on := strconv.FormatInt(time.Now().Add(2*time.Hour).Unix(), 10)
	for name, c := range map[string]struct {
		body string
		want time.Duration
	}{
		"v2, a number":        {`{"token_type":"Bearer","expires_in":3599,"access_token":"x"}`, 3599 * time.Second},
		"v1, a string":        {`{"token_type":"Bearer","expires_in":"3599","expires_on":"1","resource":"r","access_token":"x"}`, 3599 * time.Second},
		"v1, expires_on":      {`{"token_type":"bearer","expires_on":"` + on + `","access_token":"x"}`, 2 * time.Hour},
		"a fraction":          {`{"expires_in":3599.0,"access_token":"x"}`, 3599 * time.Second},
		"null and unknown":    {`{"expires_in":null,"new_member":{"a":[1]},"access_token":"x"}`, time.Hour},
		"nothing":             {`{"access_token":"x"}`, time.Hour},
		"beyond all reason":   {`{"expires_in":999999999999,"access_token":"x"}`, 366 * 24 * time.Hour},
		"over already, v1":    {`{"expires_on":"1547579127","access_token":"x"}`, time.Hour},
		"no type is a Bearer": {`{"expires_in":60,"access_token":"x"}`, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			tok, err := against(t, 200, c.body).Source(auth.Graph, auth.AppOnly()).Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if left := time.Until(tok.Expiry); left > c.want || left < c.want-5*time.Second {
				t.Errorf("valid for %v, want %v", left, c.want)
			}
		})
	}
}

func TestAnswersThatAreNoTokensAreRefused(t *testing.T) {
	for _, body := range []string{
		``, `null`, `[]`, `{}`, `{"access_token":""}`, `{"access_token":5}`, `{"access_token":"x","expires_in":"soon"}`,
		`{"access_token":"x","expires_in":-5}`, `{"access_token":"x","token_type":"mac"}`, `<html></html>`,
	} {
		if _, err := against(t, 200, body).Source(auth.Graph, auth.AppOnly()).Token(t.Context()); err == nil {
			t.Errorf("%q was taken for a token", body)
		}
	}
}
