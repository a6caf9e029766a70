package mockserver

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// A reply is what a handler decided to answer. It is a value rather than writes
// to a connection so that a fault can still change it after the commit.
type reply struct {
	status int
	// reason replaces the standard reason phrase where the vendor's is known
	// to be a signal.
	reason string
	header http.Header
	body   []byte
	// stream writes a body too big to hold.
	stream func(io.Writer) error
}

func newReply(status int) *reply { return &reply{status: status, header: http.Header{}} }

func (r *reply) set(key, value string) *reply {
	r.header.Set(key, value)
	return r
}

// jsonReply answers with v as the vendors write JSON: UTF-8, no HTML escapes.
func jsonReply(status int, v any) *reply {
	r := newReply(status).set("Content-Type", "application/json; charset=utf-8")
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		// Only a programming error in this package gets here.
		return newReply(http.StatusInternalServerError).set("X-Mock-Error", err.Error())
	}
	r.body = []byte(strings.TrimSuffix(b.String(), "\n"))
	return r
}

func ok(v any) *reply      { return jsonReply(http.StatusOK, v) }
func created(v any) *reply { return jsonReply(http.StatusCreated, v) }
func noContent() *reply    { return newReply(http.StatusNoContent) }

// partnerCenterFault is Partner Center's error body. The code is documented as
// a string, but every published example carries a number.
type partnerCenterFault struct {
	Code        int    `json:"code"`
	Description string `json:"description"`
	Data        []any  `json:"data"`
	Source      string `json:"source"`
}

func pcError(status, code int, description string) *reply {
	return jsonReply(status, partnerCenterFault{Code: code, Description: description, Data: []any{}, Source: "PartnerFD"})
}

type graphProblem struct {
	Error graphProblemBody `json:"error"`
}

type graphProblemBody struct {
	Code    string        `json:"code"`
	Message string        `json:"message"`
	Inner   graphInnerErr `json:"innerError"`
}

type graphInnerErr struct {
	Date            string `json:"date"`
	RequestID       string `json:"request-id"`
	ClientRequestID string `json:"client-request-id"`
}

func graphError(c *call, status int, code, message string) *reply {
	return jsonReply(status, graphProblem{graphProblemBody{code, message, graphInnerErr{
		Date:      c.now.Format("2006-01-02T15:04:05"),
		RequestID: c.id, ClientRequestID: c.correlationID,
	}}})
}

// cloudmoreProblem is the array form of Cloudmore's error body, the one for
// rules of business.
type cloudmoreProblem struct {
	Code    int    `json:"errorCode"`
	Name    string `json:"errorName"`
	Message string `json:"errorMessage"`
}

func cmError(status, code int, name, message string) *reply {
	return jsonReply(status, []cloudmoreProblem{{code, name, message}})
}

// cmInvalid is the other form, for fields that do not validate: property path
// to messages.
func cmInvalid(fields map[string][]string) *reply {
	return jsonReply(http.StatusBadRequest, fields)
}

// blobProblem is the XML that Azure Storage answers errors with.
type blobProblem struct {
	XMLName xml.Name `xml:"Error"`
	Code    string   `xml:"Code"`
	Message string   `xml:"Message"`
}

func blobError(status int, code, message string) *reply {
	r := newReply(status).set("Content-Type", "application/xml").set("x-ms-error-code", code)
	b, err := xml.Marshal(blobProblem{Code: code, Message: message})
	if err != nil {
		b = nil
	}
	r.body = append([]byte(xml.Header), b...)
	return r
}

// problem answers in the error shape of the route's vendor. The code may be a
// number (Partner Center, Entra, Cloudmore) or a word (Graph).
func (s *Server) problem(c *call, status int, code, message string) *reply {
	number, _ := strconv.Atoi(code)
	switch c.route.vendor {
	case vendorEntra:
		if number == 0 {
			number = 90033
		}
		return entraFailure(c, status, number, message)
	case vendorGraph:
		if code == "" {
			code = strings.ReplaceAll(http.StatusText(status), " ", "")
		}
		return graphError(c, status, code, message)
	case vendorBlob:
		if code == "" {
			code = strings.ReplaceAll(http.StatusText(status), " ", "")
		}
		return blobError(status, code, message)
	case vendorCloudmore:
		if c.route.op == opCloudmoreToken {
			return jsonReply(status, map[string]string{"error": orElse(code, "server_error"), "error_description": message})
		}
		return cmError(status, number, strings.ReplaceAll(http.StatusText(status), " ", ""), message)
	case vendorPartnerCenter:
		if status == http.StatusTooManyRequests {
			return jsonReply(status, map[string]any{"statusCode": status, "message": message})
		}
		if number == 0 {
			number = 800003
		}
		return pcError(status, number, message)
	}
	return jsonReply(status, map[string]string{"error": message})
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
