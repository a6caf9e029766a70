package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// ServiceRequests are requests for support to Microsoft.
type ServiceRequests struct{ client *Client }

// ServiceRequests gives the operations on service requests.
func (c *Client) ServiceRequests() *ServiceRequests { return &ServiceRequests{c} }

// ServiceRequest is a request for support to Microsoft.
type ServiceRequest struct {
	// ID of the request.
	ID string `json:"id,omitzero"`
	// Title and Description say what is wrong.
	Title       string `json:"title,omitzero"`
	Description string `json:"description,omitzero"`
	// Severity is unknown, critical, moderate or minimal.
	Severity string `json:"severity,omitzero"`
	// SupportTopicID and SupportTopicName are what it is about.
	SupportTopicID   string `json:"supportTopicId,omitzero"`
	SupportTopicName string `json:"supportTopicName,omitzero"`
	// Status is none, open, closed or attention_needed.
	Status string `json:"status,omitzero"`
	// Organization is for whom it was filed.
	Organization *ServiceRequestOrganization `json:"organization,omitzero"`
	// PrimaryContact is whom Microsoft talks to.
	PrimaryContact *ServiceRequestContact `json:"primaryContact,omitzero"`
	// LastUpdatedBy is who changed it last.
	LastUpdatedBy *ServiceRequestContact `json:"lastUpdatedBy,omitzero"`
	// ProductName and ProductID are what it concerns.
	ProductName string `json:"productName,omitzero"`
	ProductID   string `json:"productId,omitzero"`
	// CreatedDate is when it was made.
	CreatedDate time.Time `json:"createdDate,omitzero"`
	// LastModifiedDate is when it was last changed.
	LastModifiedDate time.Time `json:"lastModifiedDate,omitzero"`
	// LastClosedDate is when it was last closed; zero when never.
	LastClosedDate time.Time `json:"lastClosedDate,omitzero"`
	// NewNote is a note to add, in an update.
	NewNote *ServiceRequestNote `json:"newNote,omitzero"`
	// Notes so far.
	Notes []ServiceRequestNote `json:"notes,omitzero"`
	// CountryCode is the ISO 3166-1 alpha-2 code.
	CountryCode string `json:"countryCode,omitzero"`
	// FileLinks are the files attached to it.
	FileLinks []FileLink `json:"fileLinks,omitzero"`
	Resource
}

// ServiceRequestOrganization is for whom a request is.
type ServiceRequestOrganization struct {
	// ID, Name and PhoneNumber of the company.
	ID          string `json:"id,omitzero"`
	Name        string `json:"name,omitzero"`
	PhoneNumber string `json:"phoneNumber,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ServiceRequestContact is a person of a request.
type ServiceRequestContact struct {
	// Organization of the person.
	Organization *ServiceRequestOrganization `json:"organization,omitzero"`
	// ContactID identifies the person in service requests.
	ContactID string `json:"contactId,omitzero"`
	// How the person is called and reached.
	FirstName   string `json:"firstName,omitzero"`
	LastName    string `json:"lastName,omitzero"`
	Email       string `json:"email,omitzero"`
	PhoneNumber string `json:"phoneNumber,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ServiceRequestNote is a note on a request.
type ServiceRequestNote struct {
	// CreatedByName is who wrote it.
	CreatedByName string `json:"createdByName,omitzero"`
	// CreatedDate is when it was made.
	CreatedDate time.Time `json:"createdDate,omitzero"`
	// Text of the note.
	Text string `json:"text,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// FileLink is a file of a request.
type FileLink struct {
	// ID and Name of the file.
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// URL is its address.
	URL string `json:"url,omitzero"`
	// Comment was made when it was uploaded.
	Comment string `json:"comment,omitzero"`
	// FileNameWithoutExtension is Name without FileExtension.
	FileNameWithoutExtension string `json:"fileNameWithoutExtension,omitzero"`
	// FileExtension is the end of its name.
	FileExtension string `json:"fileExtension,omitzero"`
	// FileSize in bytes.
	FileSize *int64 `json:"fileSize,omitzero"`
	// Location is its URI.
	Location string `json:"location,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	servicerequestsList          = define[none, Page[ServiceRequest]]("servicerequests.list", http.MethodGet, "/v1/servicerequests", "get-service-request-details-by-id", AuthUser)
	servicerequestsGet           = define[none, ServiceRequest]("servicerequests.get", http.MethodGet, "/v1/servicerequests/{request_id}", "get-service-request-details-by-id", AuthUser)
	customersServicerequestsList = define[none, Page[ServiceRequest]]("customers.servicerequests.list", http.MethodGet, "/v1/customers/{customer_id}/servicerequests", "get-all-service-requests-for-a-customer", AuthUser)
	servicerequestsUpdate        = define[ServiceRequest, ServiceRequest]("servicerequests.update", http.MethodPatch, "/v1/servicerequests/{request_id}", "update-a-service-request", AuthUser)
)

// List reads the partner's requests. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-service-request-details-by-id
func (s *ServiceRequests) List(ctx context.Context, after Continuation, opts ...CallOption) (*Page[ServiceRequest], error) {
	return list(ctx, s.client, servicerequestsList, Args{}, after, opts)
}

// All walks all pages of List.
func (s *ServiceRequests) All(ctx context.Context, opts ...CallOption) iter.Seq2[ServiceRequest, error] {
	return all(ctx, s.client, servicerequestsList, Args{}, Continuation{}, opts)
}

// ListOfCustomer reads a customer's requests. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-service-requests-for-a-customer
func (s *ServiceRequests) ListOfCustomer(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[ServiceRequest], error) {
	return list(ctx, s.client, customersServicerequestsList, at(customerID), after, opts)
}

// AllOfCustomer walks all pages of ListOfCustomer.
func (s *ServiceRequests) AllOfCustomer(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[ServiceRequest, error] {
	return all(ctx, s.client, customersServicerequestsList, at(customerID), Continuation{}, opts)
}

// Get reads one request. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-service-request-details-by-id
func (s *ServiceRequests) Get(ctx context.Context, requestID string, opts ...CallOption) (*ServiceRequest, error) {
	return servicerequestsGet.call(ctx, s.client, at(requestID), nil, opts)
}

// Update changes a request, such as by NewNote. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-service-request
func (s *ServiceRequests) Update(ctx context.Context, requestID string, in ServiceRequest, opts ...CallOption) (*ServiceRequest, error) {
	return servicerequestsUpdate.call(ctx, s.client, at(requestID), &in, opts)
}
