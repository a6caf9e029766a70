package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"time"
)

// AccessAssignment gives a security group of the partner roles of a relationship.
type AccessAssignment struct {
	// ODataType and ODataContext are OData's description of the answer; leave them
	// out of requests.
	ODataType    string `json:"@odata.type,omitzero"`
	ODataContext string `json:"@odata.context,omitzero"`
	// ETag is the version; updates and deletions need it.
	ETag string `json:"@odata.etag,omitzero"`
	// ID is given by Assign.
	ID string `json:"id,omitzero"`
	// Status is the state.
	Status AssignmentStatus `json:"status,omitzero"`
	// CreatedDateTime and LastModifiedDateTime are set by the service.
	CreatedDateTime      time.Time `json:"createdDateTime,omitzero"`
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
	// ODataType is OData's description of the answer; leave it out of requests.
	ODataType string `json:"@odata.type,omitzero"`
	// AccessContainerID is the group's object id in the partner tenant.
	AccessContainerID string `json:"accessContainerId,omitzero"`
	// AccessContainerType is securityGroup.
	AccessContainerType string `json:"accessContainerType,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RelationshipOperation is a long-running change.
type RelationshipOperation struct {
	// ODataType and ODataContext are OData's description of the answer.
	ODataType    string `json:"@odata.type,omitzero"`
	ODataContext string `json:"@odata.context,omitzero"`
	// ETag is the version.
	ETag string `json:"@odata.etag,omitzero"`
	// ID is what Operation and WaitOperation take.
	ID string `json:"id,omitzero"`
	// OperationType is delegatedAdminAccessAssignmentUpdate.
	OperationType string `json:"operationType,omitzero"`
	// Status is the state.
	Status OperationStatus `json:"status,omitzero"`
	// Data is JSON, as text.
	Data string `json:"data,omitzero"`
	// CreatedDateTime and LastModifiedDateTime are set by the service.
	CreatedDateTime      time.Time `json:"createdDateTime,omitzero"`
	LastModifiedDateTime time.Time `json:"lastModifiedDateTime,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	// RetryAfter is how long the service asks to wait; 0 when it does not say.
	RetryAfter time.Duration `json:"-"`
}

// OperationStatus is the state of a long-running change.
type OperationStatus string

// The states of a long-running change. Unknown ones are kept as they come.
const (
	OperationNotStarted OperationStatus = "notStarted"
	OperationRunning    OperationStatus = "running"
	OperationSucceeded  OperationStatus = "succeeded"
	OperationFailed     OperationStatus = "failed"
)

// AssignmentStatus is the state of an assignment.
type AssignmentStatus string

// The states of an assignment. Unknown ones are kept as they come.
const (
	AssignmentPending  AssignmentStatus = "pending"
	AssignmentActive   AssignmentStatus = "active"
	AssignmentDeleting AssignmentStatus = "deleting"
	AssignmentDeleted  AssignmentStatus = "deleted"
	AssignmentError    AssignmentStatus = "error"
)

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
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationship-list-accessassignments
func (s *GDAP) ListAssignments(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) (*Page[AccessAssignment], error) {
	return list(ctx, s.client, gdapAccessAssignmentsList, q.args(relationshipID), q.After, opts)
}

// AllAssignments walks all pages of ListAssignments.
func (s *GDAP) AllAssignments(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) iter.Seq2[AccessAssignment, error] {
	return all(ctx, s.client, gdapAccessAssignmentsList, q.args(relationshipID), q.After, opts)
}

// Assignment reads one assignment.
//
// https://learn.microsoft.com/graph/api/delegatedadminaccessassignment-get
func (s *GDAP) Assignment(ctx context.Context, relationshipID, assignmentID string, opts ...CallOption) (*AccessAssignment, error) {
	return gdapAccessAssignmentsGet.call(ctx, s.client, at(relationshipID, assignmentID), nil, opts)
}

// Assign gives one group roles of an active relationship. It begins as pending:
// WaitAssignment.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationship-post-accessassignments
func (s *GDAP) Assign(ctx context.Context, relationshipID string, in AccessAssignment, opts ...CallOption) (*AccessAssignment, error) {
	return gdapAccessAssignmentsCreate.call(ctx, s.client, at(relationshipID), &in, opts)
}

// Reassign replaces all roles of an assignment. Graph answers 202 and does it
// later: give the operation to WaitOperation. When nothing changes it answers at
// once and the operation has succeeded without an id. A stale ETag is
// ErrPrecondition.
//
// https://learn.microsoft.com/graph/api/delegatedadminaccessassignment-update
func (s *GDAP) Reassign(ctx context.Context, relationshipID, assignmentID, etag string, in AccessAssignment, opts ...CallOption) (*RelationshipOperation, error) {
	args := Args{Path: []string{relationshipID, assignmentID}, Header: ifMatch(etag)}
	_, header, err := gdapAccessAssignmentsUpdate.answer(ctx, s.client, args, &in, opts)
	if err != nil {
		return nil, err
	}
	if id := lastElement(header.Get("Location")); id != "" {
		return &RelationshipOperation{ID: id, Status: OperationNotStarted, RetryAfter: seconds(header)}, nil
	}
	return &RelationshipOperation{Status: OperationSucceeded}, nil
}

// WaitOperation polls a change until it has ended, as often as the service asks,
// otherwise every 1 to 30 seconds. One that failed is ErrOperationFailed.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationshipoperation-get
func (s *GDAP) WaitOperation(ctx context.Context, relationshipID string, operation *RelationshipOperation, opts ...CallOption) (*RelationshipOperation, error) {
	var waits pauses
	for operation.Status != OperationSucceeded {
		if operation.Status == OperationFailed {
			return nil, gdapFailure(gdapOperationsGet.Operation, operation.ID, operation.Data)
		}
		if err := sleep(ctx, waits.next(operation.RetryAfter)); err != nil {
			return nil, fmt.Errorf("wait for operation %s: %w", operation.ID, err)
		}
		next, header, err := gdapOperationsGet.answer(ctx, s.client, at(relationshipID, operation.ID), nil, opts)
		if err != nil {
			return nil, err
		}
		next.RetryAfter = seconds(header)
		operation = next
	}
	return operation, nil
}

// WaitAssignment polls an assignment until it is active, every 1 to 30 seconds.
// One in state error is ErrOperationFailed, one that is deleted meanwhile
// ErrNotFound.
//
// https://learn.microsoft.com/graph/api/delegatedadminaccessassignment-get
func (s *GDAP) WaitAssignment(ctx context.Context, relationshipID, assignmentID string, opts ...CallOption) (*AccessAssignment, error) {
	var waits pauses
	for {
		assignment, header, err := gdapAccessAssignmentsGet.answer(ctx, s.client, at(relationshipID, assignmentID), nil, opts)
		if err != nil {
			return nil, err
		}
		switch assignment.Status {
		case AssignmentActive:
			return assignment, nil
		case AssignmentError:
			return nil, gdapFailure(gdapAccessAssignmentsGet.Operation, assignmentID, "the assignment is in state error")
		case AssignmentDeleting, AssignmentDeleted:
			return nil, fmt.Errorf("assignment %s is being deleted: %w", assignmentID, ErrNotFound)
		}
		if err := sleep(ctx, waits.next(seconds(header))); err != nil {
			return nil, fmt.Errorf("wait for assignment %s: %w", assignmentID, err)
		}
	}
}

// gdapFailure is the error of a change that failed although HTTP says 200.
func gdapFailure(op Operation, id, message string) error {
	return &Error{
		Op: op.ID, Method: op.Method, Target: op.Path, Status: http.StatusOK, Outcome: OutcomeDone,
		Message: id + ": " + message, Err: ErrOperationFailed,
	}
}

// Unassign takes the roles away; it goes through deleting to deleted.
//
// https://learn.microsoft.com/graph/api/delegatedadminaccessassignment-delete
func (s *GDAP) Unassign(ctx context.Context, relationshipID, assignmentID, etag string, opts ...CallOption) error {
	_, err := gdapAccessAssignmentsDelete.call(ctx, s.client, Args{Path: []string{relationshipID, assignmentID}, Header: ifMatch(etag)}, nil, opts)
	return err
}

// ListOperations reads the long-running changes of a relationship.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationship-list-operations
func (s *GDAP) ListOperations(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) (*Page[RelationshipOperation], error) {
	return list(ctx, s.client, gdapOperationsList, q.args(relationshipID), q.After, opts)
}

// AllOperations walks all pages of ListOperations.
func (s *GDAP) AllOperations(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) iter.Seq2[RelationshipOperation, error] {
	return all(ctx, s.client, gdapOperationsList, q.args(relationshipID), q.After, opts)
}

// Operation reads one long-running change.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationshipoperation-get
func (s *GDAP) Operation(ctx context.Context, relationshipID, operationID string, opts ...CallOption) (*RelationshipOperation, error) {
	return gdapOperationsGet.call(ctx, s.client, at(relationshipID, operationID), nil, opts)
}
