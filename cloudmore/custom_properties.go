package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// CustomProperties are the fields that the broker has defined for organizations
// and users.
type CustomProperties struct{ client *Client }

// CustomProperties gives the operations on the broker's own fields.
func (c *Client) CustomProperties() *CustomProperties { return &CustomProperties{c} }

var customPropertiesList = define[none, collection[PropertyDefinition]]("cloudmore.customProperties.list", http.MethodGet, "/api/resellers/{resellerId}/settings/CustomProperties")

// List reads the definitions.
func (s *CustomProperties) List(ctx context.Context, opts ...CallOption) ([]PropertyDefinition, error) {
	return listed(ctx, s.client, customPropertiesList, Args{}, opts)
}

// All walks the definitions.
func (s *CustomProperties) All(ctx context.Context, opts ...CallOption) iter.Seq2[PropertyDefinition, error] {
	return each(ctx, customPropertiesList.Operation, func(ctx context.Context) ([]PropertyDefinition, error) {
		return s.List(ctx, opts...)
	})
}
