package graph

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// RoleTemplates are the directory roles that exist, also those without a constant
// here. Their ids are what GDAP wants as RoleDefinitionID.
type RoleTemplates struct{ client *Client }

// RoleTemplates gives the directory's templates of roles.
func (c *Client) RoleTemplates() *RoleTemplates { return &RoleTemplates{c} }

// RoleTemplate is a directory role as Graph describes it.
type RoleTemplate struct {
	// ODataType and ODataContext are OData's description of the answer.
	ODataType    string `json:"@odata.type,omitzero"`
	ODataContext string `json:"@odata.context,omitzero"`
	// ID is the template id, the same in every tenant.
	ID string `json:"id,omitzero"`
	// DisplayName such as "Global Reader".
	DisplayName string `json:"displayName,omitzero"`
	// Description says what the role may do.
	Description string `json:"description,omitzero"`
	// DeletedDateTime is not set in practice.
	DeletedDateTime time.Time `json:"deletedDateTime,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

const permissionRoles = "RoleManagement.Read.Directory"

var (
	roleTemplatesList = define[none, Page[RoleTemplate]]("graph.directoryRoleTemplates.list", http.MethodGet, "/v1.0/directoryRoleTemplates", "directoryroletemplate-list", permissionRoles)
	roleTemplatesGet  = define[none, RoleTemplate]("graph.directoryRoleTemplates.get", http.MethodGet, "/v1.0/directoryRoleTemplates/{template_id}", "directoryroletemplate-get", permissionRoles)
)

// List reads the templates of roles. Permission RoleManagement.Read.Directory,
// delegated or application; Graph supports no query here.
//
// https://learn.microsoft.com/graph/api/directoryroletemplate-list
func (s *RoleTemplates) List(ctx context.Context, q ListQuery, opts ...CallOption) (*Page[RoleTemplate], error) {
	return list(ctx, s.client, roleTemplatesList, q.args(), q.After, opts)
}

// All walks all pages of List.
func (s *RoleTemplates) All(ctx context.Context, q ListQuery, opts ...CallOption) iter.Seq2[RoleTemplate, error] {
	return all(ctx, s.client, roleTemplatesList, q.args(), q.After, opts)
}

// Get reads one template of a role.
//
// https://learn.microsoft.com/graph/api/directoryroletemplate-get
func (s *RoleTemplates) Get(ctx context.Context, templateID string, opts ...CallOption) (*RoleTemplate, error) {
	return roleTemplatesGet.call(ctx, s.client, at(templateID), nil, opts)
}
