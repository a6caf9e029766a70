package mockserver

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds a request body, after decompression.
const maxBody = 16 << 20

// A call is one request on its way through the mock.
type call struct {
	r      *http.Request
	route  *route
	params map[string]string
	query  url.Values
	body   []byte
	now    time.Time
	// base is scheme and host as the client sees them; links are made from it.
	base string
	// id names this request in answers and in the request log.
	id            string
	requestID     string
	correlationID string
	identity      Identity
	attempt       int
	// fault is the rule that strikes this call, if any.
	fault *Fault
}

// host is the host name that the client asked, without a port.
func (c *call) host() string {
	host := c.r.Host
	if i := strings.LastIndexByte(host, ':'); i > 0 {
		host = host[:i]
	}
	return strings.ToLower(host)
}

// readBody reads the body, unpacking gzip: Microsoft's Graph SDK for Go
// compresses every request.
func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	src := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		zr, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, fmt.Errorf("Content-Encoding says gzip, the body does not: %w", err)
		}
		src = zr
	}
	b, err := io.ReadAll(io.LimitReader(src, maxBody+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxBody {
		return nil, fmt.Errorf("body is longer than %d bytes", maxBody)
	}
	return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), nil
}

var errNoBody = errors.New("a JSON body is required")

// decode reads the JSON body into v. Member names are matched without regard
// to case, as the services do.
func (c *call) decode(v any) error {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return errNoBody
	}
	return json.Unmarshal(c.body, v)
}

// form reads a form-encoded body.
func (c *call) form() (url.Values, error) { return url.ParseQuery(string(c.body)) }

// param reads a query parameter, whose name is matched without regard to case.
func (c *call) param(name string) string {
	if v := c.query.Get(name); v != "" {
		return v
	}
	for k, v := range c.query {
		if strings.EqualFold(k, name) && len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// queryInt reads a number from the query; absent gives def.
func (c *call) queryInt(name string, def int) (int, error) {
	v := c.param(name)
	if v == "" {
		return def, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s must be a number, not %q", name, v)
	}
	return n, nil
}
