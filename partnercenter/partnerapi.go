package partnercenter

import (
	"context"
	"fmt"
	"net/http"

	"github.com/tenantlink/tenantlink/internal/rest"
	"github.com/tenantlink/tenantlink/internal/wire"
)

// PartnerAPIBaseURL is the address of price sheets, exchange rates, referrals and
// payouts.
const PartnerAPIBaseURL = "https://api.partner.microsoft.com"

// PartnerAPI calls the host of price sheets, exchange rates, referrals and
// payouts, which is another than Partner Center's, with tokens of its own: none
// of either goes to the other. It takes the same options as a Client, is
// immutable and safe for concurrent use.
type PartnerAPI struct{ client *Client }

// NewPartnerAPI builds a client of the partner API. The tokens must be for the
// audience https://api.partner.microsoft.com, by the scope
// https://api.partner.microsoft.com/.default as public clients ask for it
// (Microsoft's pages do not name it), App+User only. It does no I/O.
func NewPartnerAPI(ts TokenSource, opts ...Option) (*PartnerAPI, error) {
	transport, err := rest.New(rest.Config{
		Name: "partnercenter", BaseURL: PartnerAPIBaseURL, Tokens: ts,
		CorrelationIDHeader: "client-request-id", AnswerIDHeader: "request-id",
		ParseFault: parsePartnerAPIFault,
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("partnercenter: %w", err)
	}
	return &PartnerAPI{&Client{rest: transport}}, nil
}

// Do calls any operation of the partner API, as Client.Do does for Partner Center.
// The partner API does not know MS-RequestId: set NoResend in writes.
func (p *PartnerAPI) Do(ctx context.Context, op Operation, args Args, in, out any, opts ...CallOption) error {
	return p.client.Do(ctx, op, args, in, out, opts...)
}

// partnerAPIFault is the OData form of an error; Partner Center's own form is
// answered too.
type partnerAPIFault struct {
	Error *struct {
		Code       string `json:"code"`
		Message    string `json:"message"`
		InnerError *struct {
			RequestID string `json:"request-id"`
		} `json:"innerError"`
	} `json:"error"`
}

func parsePartnerAPIFault(resp *http.Response, body []byte) rest.Fault {
	fault := parseFault(resp, body)
	var f partnerAPIFault
	if wire.Unmarshal(body, &f) == nil && f.Error != nil {
		fault.Code, fault.Message = f.Error.Code, f.Error.Message
		if f.Error.InnerError != nil {
			fault.RequestID = f.Error.InnerError.RequestID
		}
	}
	return fault
}
