package mockserver

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A deviceGrant is a sign-in on another device that waits for its user.
type deviceGrant struct {
	client   string
	scope    string
	userCode string
	user     string
	expires  time.Time
}

// entraDeviceCode starts a sign-in with a code. The user finishes it at
// verification_uri: in the mock, a GET with user_code and username.
func (s *Server) entraDeviceCode(c *call) *reply {
	form, err := c.form()
	if err != nil || form.Get("client_id") == "" {
		return entraFailure(c, 0, 900144, "The request body must contain the following parameter: 'client_id'.")
	}
	p := s.st.partner
	v1 := !strings.Contains(strings.ToLower(c.r.URL.Path), "/v2.0/")
	scope := form.Get("scope")
	if r := form.Get("resource"); v1 && r != "" {
		scope = r + "/.default offline_access openid"
	}
	if id := form.Get("client_id"); id != p.PublicID && id != p.ClientID && !s.opts.acceptAny {
		return entraFailure(c, 0, 700016, "")
	}
	device := secretText("D.")
	userCode := strings.ToUpper(strings.NewReplacer("-", "X", "_", "Y").Replace(device[len(device)-9:]))
	life := s.opts.lifetimes.Device
	s.st.devices[device] = &deviceGrant{client: form.Get("client_id"), scope: scope, userCode: userCode, expires: c.now.Add(life)}
	uri := c.base + "/" + c.params["tenant"] + "/oauth2/v2.0/deviceauth"
	message := "To sign in, use a web browser to open the page " + uri + " and enter the code " + userCode + " to authenticate."
	if v1 {
		return ok(map[string]string{
			"device_code": device, "user_code": userCode, "verification_url": uri, "expires_in": strconv.Itoa(int(life / time.Second)), "interval": "5", "message": message,
		})
	}
	return ok(map[string]any{
		"device_code": device, "user_code": userCode, "verification_uri": uri, "expires_in": int(life / time.Second), "interval": 5, "message": message,
	})
}

// entraDeviceAuth is the page the user opens.
func (s *Server) entraDeviceAuth(c *call) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.chooseUser(c.query)
	for _, d := range s.st.devices {
		if d.userCode == strings.ToUpper(c.query.Get("user_code")) && user != nil && c.now.Before(d.expires) {
			d.user = user.ID
			return jsonReply(http.StatusOK, map[string]string{"message": "You have signed in on your device. You may close this window."})
		}
	}
	return jsonReply(http.StatusBadRequest, map[string]string{"message": "Give user_code and username of a registered user."})
}

func (s *Server) grantDeviceCode(t *tokenRequest) *reply {
	value := orElse(t.form.Get("device_code"), t.form.Get("code"))
	d := s.st.devices[value]
	switch {
	case d == nil || d.client != t.client:
		return entraFailure(t.c, 0, 70018, "")
	case t.c.now.After(d.expires):
		return entraFailure(t.c, 0, 70019, "")
	case d.user == "":
		return entraFailure(t.c, 0, 70016, "")
	}
	if n := s.resolveResource(t, d.scope); n != 0 {
		return entraFailure(t.c, 0, n, "")
	}
	delete(s.st.devices, value)
	user := s.st.partner.userByID(d.user)
	g := &refreshGrant{client: t.client, user: user.ID, amr: user.methods(), family: value, scope: d.scope}
	return s.tokenReply(t, g, "", t.v1 || strings.Contains(d.scope, "offline_access"))
}
