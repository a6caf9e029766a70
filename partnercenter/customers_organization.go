package partnercenter

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// UnmarshalJSONFrom accepts a bare domain too: Microsoft's page on custom
// domains prints this route with an array of domains.
func (o *CustomerOrganization) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() == jsontext.KindString {
		return json.UnmarshalDecode(dec, &o.Domain)
	}
	type plain CustomerOrganization
	return json.UnmarshalDecode(dec, (*plain)(o))
}

// MarshalJSONTo writes what UnmarshalJSONFrom read.
func (o CustomerOrganization) MarshalJSONTo(enc *jsontext.Encoder) error {
	if o.Domain != "" {
		return json.MarshalEncode(enc, o.Domain)
	}
	type plain CustomerOrganization
	return json.MarshalEncode(enc, plain(o))
}
