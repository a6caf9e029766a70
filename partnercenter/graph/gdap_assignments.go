package graph

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// AccessAssignment gives a security group of the partner roles of a relationship.
type AccessAssignment struct {
	// ODataType is the type.
	ODataType string `json:"@odata.type,omitzero"`
	// ODataContext is the context.
	ODataContext string `json:"@odata.context,omitzero"`
	// ETag is the version; updates and deletions need it.
	ETag string `json:"@odata.etag,omitzero"`
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Status is pending, active, deleting, deleted or error.
	Status string `json:"status,omitzero"`
	// CreatedDateTime is the created date time, to the second.
	CreatedDateTime time.Time `json:"createdDateTime,omitzero"`
	// LastModifiedDateTime is the last modified date time, to the second.
	LastModifiedDateTime time.Time `json:"lastModifiedDateTime,omitzero"`
	// AccessContainer is the group.
	AccessContainer *AccessContainer `json:"accessContainer,omitzero"`
	// AccessDetails are the roles, a part of the relationship's.
	AccessDetails *AccessDetails `json:"accessDetails,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AccessContainer is a security group.
type AccessContainer struct {
	// AccessContainerID is the group's object id in the partner tenant.
	AccessContainerID string `json:"accessContainerId,omitzero"`
	// AccessContainerType is securityGroup.
	AccessContainerType string `json:"accessContainerType,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RelationshipOperation is a long-running change. Its fields are not documented
// publicly in full.
type RelationshipOperation struct {
	// ID is its id.
	ID string `json:"id,omitzero"`
	// OperationType is delegatedAdminAccessAssignmentUpdate.
	OperationType string `json:"operationType,omitzero"`
	// Status is notStarted, running, succeeded or failed.
	Status string `json:"status,omitzero"`
	// Data is JSON, as text.
	Data string `json:"data,omitzero"`
	// CreatedDateTime is the created date time, to the second.
	CreatedDateTime time.Time `json:"createdDateTime,omitzero"`
	// LastModifiedDateTime is the last modified date time, to the second.
	LastModifiedDateTime time.Time `json:"lastModifiedDateTime,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	gdapAccessAssignmentsList   = define[none, Page[AccessAssignment]]("graph.delegatedAdminRelationships.accessAssignments.list", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/accessAssignments", "delegatedadminrelationship-list-accessassignments", "DelegatedAdminRelationship.Read.All")
	gdapAccessAssignmentsGet    = define[none, AccessAssignment]("graph.delegatedAdminRelationships.accessAssignments.get", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/accessAssignments/{assignment_id}", "delegatedadminaccessassignment-get", "DelegatedAdminRelationship.Read.All")
	gdapAccessAssignmentsCreate = define[AccessAssignment, AccessAssignment]("graph.delegatedAdminRelationships.accessAssignments.create", http.MethodPost, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/accessAssignments", "delegatedadminrelationship-post-accessassignments", "DelegatedAdminRelationship.ReadWrite.All")
	gdapAccessAssignmentsUpdate = define[AccessAssignment, AccessAssignment]("graph.delegatedAdminRelationships.accessAssignments.update", http.MethodPatch, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/accessAssignments/{assignment_id}", "delegatedadminaccessassignment-update", "DelegatedAdminRelationship.ReadWrite.All")
	gdapAccessAssignmentsDelete = define[none, none]("graph.delegatedAdminRelationships.accessAssignments.delete", http.MethodDelete, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/accessAssignments/{assignment_id}", "delegatedadminaccessassignment-delete", "DelegatedAdminRelationship.ReadWrite.All")
	gdapOperationsList          = define[none, Page[RelationshipOperation]]("graph.delegatedAdminRelationships.operations.list", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/operations", "delegatedadminrelationship-list-operations", "DelegatedAdminRelationship.Read.All")
	gdapOperationsGet           = define[none, RelationshipOperation]("graph.delegatedAdminRelationships.operations.get", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/operations/{operation_id}", "delegatedadminrelationshipoperation-get", "DelegatedAdminRelationship.Read.All")
)

// ListAssignments reads who has the roles of a relationship.
func (s *GDAP) ListAssignments(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) (*Page[AccessAssignment], error) {
	return list(ctx, s.client, gdapAccessAssignmentsList, q.args(relationshipID), q.After, opts)
}

// AllAssignments walks all pages of ListAssignments.
func (s *GDAP) AllAssignments(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) iter.Seq2[AccessAssignment, error] {
	return all(ctx, s.client, gdapAccessAssignmentsList, q.args(relationshipID), q.After, opts)
}

// Assignment reads one assignment.
func (s *GDAP) Assignment(ctx context.Context, relationshipID, assignmentID string, opts ...CallOption) (*AccessAssignment, error) {
	return gdapAccessAssignmentsGet.call(ctx, s.client, at(relationshipID, assignmentID), nil, opts)
}

// Assign gives one group roles of an active relationship. It begins as pending.
func (s *GDAP) Assign(ctx context.Context, relationshipID string, in AccessAssignment, opts ...CallOption) (*AccessAssignment, error) {
	return gdapAccessAssignmentsCreate.call(ctx, s.client, at(relationshipID), &in, opts)
}

// Reassign replaces all roles of an assignment. Graph answers 202 without a body
// and does it later: read the assignment again.
func (s *GDAP) Reassign(ctx context.Context, relationshipID, assignmentID, etag string, in AccessAssignment, opts ...CallOption) (*AccessAssignment, error) {
	return gdapAccessAssignmentsUpdate.call(ctx, s.client, Args{Path: []string{relationshipID, assignmentID}, Header: ifMatch(etag)}, &in, opts)
}

// Unassign takes the roles away; it goes through deleting to deleted.
func (s *GDAP) Unassign(ctx context.Context, relationshipID, assignmentID, etag string, opts ...CallOption) error {
	_, err := gdapAccessAssignmentsDelete.call(ctx, s.client, Args{Path: []string{relationshipID, assignmentID}, Header: ifMatch(etag)}, nil, opts)
	return err
}

// ListOperations reads the long-running changes of a relationship.
func (s *GDAP) ListOperations(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) (*Page[RelationshipOperation], error) {
	return list(ctx, s.client, gdapOperationsList, q.args(relationshipID), q.After, opts)
}

// AllOperations walks all pages of ListOperations.
func (s *GDAP) AllOperations(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) iter.Seq2[RelationshipOperation, error] {
	return all(ctx, s.client, gdapOperationsList, q.args(relationshipID), q.After, opts)
}

// Operation reads one long-running change.
func (s *GDAP) Operation(ctx context.Context, relationshipID, operationID string, opts ...CallOption) (*RelationshipOperation, error) {
	return gdapOperationsGet.call(ctx, s.client, at(relationshipID, operationID), nil, opts)
}
