package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// Devices are the devices of customers and their first-start policies.
type Devices struct{ client *Client }

// Devices gives the operations on devices.
func (c *Client) Devices() *Devices { return &Devices{c} }

// DevicePolicy configures devices at their first start.
type DevicePolicy struct {
	// ID is a GUID, made by Create.
	ID string `json:"id,omitzero"`
	// Name for people. Create requires it.
	Name string `json:"name,omitzero"`
	// Category is o_o_b_e. Create requires it; it cannot be changed.
	Category string `json:"category,omitzero"`
	// Description for people; it may be empty.
	Description string `json:"description,omitzero"`
	// DevicesAssigned is the number of devices with the policy; read only.
	DevicesAssigned int `json:"devicesAssigned"`
	// DevicesAssignedCount is what the documentation's table calls the same;
	// published answers have DevicesAssigned.
	DevicesAssignedCount *int `json:"devicesAssignedCount,omitzero"`
	// PolicySettings are remove_oem_preinstalls, oobe_user_not_local_admin,
	// skip_express_settings, skip_oem_registration, skip_eula or none. Create
	// requires them.
	PolicySettings []string `json:"policySettings,omitzero"`
	// CreatedDate is when it was made.
	CreatedDate time.Time `json:"createdDate,omitzero"`
	// LastModifiedDate is when it was last changed.
	LastModifiedDate time.Time `json:"lastModifiedDate,omitzero"`
	Resource
}

// DeviceBatch is a set of devices.
type DeviceBatch struct {
	// ID of the batch. The table calls it a GUID; published ones are names such as
	// "Test batch".
	ID string `json:"id,omitzero"`
	// Status such as finished; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// CreationDate is when it was made.
	CreationDate time.Time `json:"creationDate,omitzero"`
	// DevicesCount is the number of devices in the batch.
	DevicesCount int `json:"devicesCount"`
	// DeviceCount is what the documentation's table calls the same; published
	// answers have DevicesCount.
	DeviceCount *int `json:"deviceCount,omitzero"`
	// DevicesLink is the path of the devices, which ListDevices reads.
	DevicesLink *Link `json:"devicesLink,omitzero"`
	// CreatedBy is the tenant that made it.
	CreatedBy string `json:"createdBy,omitzero"`
	Resource
}

// Device is a device.
type Device struct {
	// ID is made by Partner Center; leave it out of an upload. An upload identifies
	// the device by HardwareHash, by ProductKey, or by SerialNumber with
	// OEMManufacturerName and ModelName.
	ID string `json:"id,omitzero"`
	// SerialNumber is the number that the manufacturer gave the device.
	SerialNumber string `json:"serialNumber,omitzero"`
	// ProductKey is the Windows key of the device.
	ProductKey string `json:"productKey,omitzero"`
	// HardwareHash identifies the device: base64 text of its hardware.
	HardwareHash string `json:"hardwareHash,omitzero"`
	// ModelName such as "Precision WorkStation T7500".
	ModelName string `json:"modelName,omitzero"`
	// OEMManufacturerName is who made the device.
	OEMManufacturerName string `json:"oemManufacturerName,omitzero"`
	// Policies are the policy of each category, if any.
	Policies []DeviceSetting `json:"policies,omitzero"`
	// CreatedBy is who made it.
	CreatedBy string `json:"createdBy,omitzero"`
	// UploadedDate is when the device was uploaded; read only.
	UploadedDate time.Time `json:"uploadedDate,omitzero"`
	// AllowedOperations are the HTTP methods that the device can be called with;
	// read only.
	AllowedOperations []string `json:"allowedOperations,omitzero"`
	Resource
}

// DeviceSetting is a policy of a device.
type DeviceSetting struct {
	// Key is o_o_b_e.
	Key string `json:"key,omitzero"`
	// Value is the policy's id.
	Value string `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// DeviceBatchCreation makes a batch of devices.
type DeviceBatchCreation struct {
	// BatchID is a name of your choice, unique for the customer.
	BatchID string `json:"batchId,omitzero"`
	// Devices are named by hardware hash, by product key, by both, by hash and
	// serial number, or by serial number, manufacturer and model.
	Devices []Device `json:"devices,omitzero"`
	Resource
}

// DevicePolicyUpdate assigns policies to devices.
type DevicePolicyUpdate struct {
	// Devices to change, each with ID and Policies.
	Devices []Device `json:"devices,omitzero"`
	Resource
}

// BatchStatus says how far an upload is.
type BatchStatus struct {
	// BatchTrackingID is a GUID, the end of the path in the Location of the
	// upload's answer.
	BatchTrackingID string `json:"batchTrackingId,omitzero"`
	// Status is unknown, queued, processing, finished or finished_with_errors.
	Status string `json:"status,omitzero"`
	// StartedTime and CompletedTime are when the work began and ended; zero before.
	StartedTime   time.Time `json:"startedTime,omitzero"`
	CompletedTime time.Time `json:"completedTime,omitzero"`
	// DevicesStatus says for each device how it went.
	DevicesStatus []DeviceStatus `json:"devicesStatus,omitzero"`
	Resource
}

// DeviceStatus says how far a device of an upload is.
type DeviceStatus struct {
	// DeviceID is a GUID; empty when the device was refused.
	DeviceID string `json:"deviceId,omitzero"`
	// SerialNumber is the number that the manufacturer gave the device.
	SerialNumber string `json:"serialNumber,omitzero"`
	// ProductKey is the Windows key of the device.
	ProductKey string `json:"productKey,omitzero"`
	// Status is in-progress, finished or finished_with_errors.
	Status string `json:"status,omitzero"`
	// ErrorCode such as "808"; empty without an error.
	ErrorCode string `json:"errorCode,omitzero"`
	// ErrorDescription names the error, such as "ZtdDeviceAssignedToOtherTenant".
	ErrorDescription string `json:"errorDescription,omitzero"`
	Resource
}

var (
	devicesPoliciesList        = define[none, Page[DevicePolicy]]("devices.policies.list", http.MethodGet, "/v1/customers/{customer_id}/policies", "get-a-list-of-a-customer-s-policies", AuthBoth)
	devicesPoliciesGet         = define[none, DevicePolicy]("devices.policies.get", http.MethodGet, "/v1/customers/{customer_id}/policies/{policy_id}", "retrieve-a-customer-s-configuration-policy", AuthBoth)
	devicesPoliciesCreate      = define[DevicePolicy, DevicePolicy]("devices.policies.create", http.MethodPost, "/v1/customers/{customer_id}/policies", "create-a-new-configuration-policy-for-the-specified-customer", AuthBoth)
	devicesPoliciesUpdate      = define[DevicePolicy, DevicePolicy]("devices.policies.update", http.MethodPut, "/v1/customers/{customer_id}/policies/{policy_id}", "update-a-configuration-policy-for-the-specified-customer", AuthBoth)
	devicesPoliciesDelete      = define[none, none]("devices.policies.delete", http.MethodDelete, "/v1/customers/{customer_id}/policies/{policy_id}", "delete-a-configuration-policy-for-the-specified-customer", AuthBoth)
	devicesBatchesList         = define[none, Page[DeviceBatch]]("devices.batches.list", http.MethodGet, "/v1/customers/{customer_id}/deviceBatches", "get-the-list-of-device-batches-for-the-specified-customer", AuthBoth)
	devicesBatchesCreate       = define[DeviceBatchCreation, none]("devices.batches.create", http.MethodPost, "/v1/customers/{customer_id}/deviceBatches", "upload-a-list-of-devices-to-create-a-new-batch-for-the-specified-customer", AuthBoth)
	devicesDelete              = define[none, none]("devices.delete", http.MethodDelete, "/v1/customers/{customer_id}/deviceBatches/{batch_id}/devices/{device_id}", "delete-a-device-for-the-specified-customer", AuthBoth)
	devicesList                = define[none, Page[Device]]("devices.list", http.MethodGet, "/v1/customers/{customer_id}/deviceBatches/{batch_id}/devices", "get-a-list-of-devices-for-the-specified-batch-and-customer", AuthBoth)
	devicesUpload              = define[[]Device, none]("devices.upload", http.MethodPost, "/v1/customers/{customer_id}/deviceBatches/{batch_id}/devices", "upload-a-list-of-devices-for-the-specified-customer", AuthBoth)
	devicesPolicyupdatesCreate = define[DevicePolicyUpdate, none]("devices.policyupdates.create", http.MethodPatch, "/v1/customers/{customer_id}/DevicePolicyUpdates", "update-a-list-of-devices-with-a-policy", AuthBoth)
	devicesBatchjobstatusGet   = define[none, BatchStatus]("devices.batchjobstatus.get", http.MethodGet, "/v1/customers/{customer_id}/batchjobstatus/{tracking_id}", "get-the-status-of-a-device-batch-upload", AuthBoth)
)

// ListPolicies reads the policies of a customer. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-a-customer-s-policies
func (s *Devices) ListPolicies(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[DevicePolicy], error) {
	return list(ctx, s.client, devicesPoliciesList, at(customerID), after, opts)
}

// AllPolicies walks all pages of ListPolicies.
func (s *Devices) AllPolicies(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[DevicePolicy, error] {
	return all(ctx, s.client, devicesPoliciesList, at(customerID), Continuation{}, opts)
}

// Policy reads one policy. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/retrieve-a-customer-s-configuration-policy
func (s *Devices) Policy(ctx context.Context, customerID, policyID string, opts ...CallOption) (*DevicePolicy, error) {
	return devicesPoliciesGet.call(ctx, s.client, at(customerID, policyID), nil, opts)
}

// CreatePolicy makes a policy. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/create-a-new-configuration-policy-for-the-specified-customer
func (s *Devices) CreatePolicy(ctx context.Context, customerID string, in DevicePolicy, opts ...CallOption) (*DevicePolicy, error) {
	return devicesPoliciesCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// UpdatePolicy replaces a policy. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-configuration-policy-for-the-specified-customer
func (s *Devices) UpdatePolicy(ctx context.Context, customerID, policyID string, in DevicePolicy, opts ...CallOption) (*DevicePolicy, error) {
	return devicesPoliciesUpdate.call(ctx, s.client, at(customerID, policyID), &in, opts)
}

// DeletePolicy removes a policy. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/delete-a-configuration-policy-for-the-specified-customer
func (s *Devices) DeletePolicy(ctx context.Context, customerID, policyID string, opts ...CallOption) error {
	_, err := devicesPoliciesDelete.call(ctx, s.client, at(customerID, policyID), nil, opts)
	return err
}

// ListBatches reads the batches of a customer. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-the-list-of-device-batches-for-the-specified-customer
func (s *Devices) ListBatches(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[DeviceBatch], error) {
	return list(ctx, s.client, devicesBatchesList, at(customerID), after, opts)
}

// AllBatches walks all pages of ListBatches.
func (s *Devices) AllBatches(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[DeviceBatch, error] {
	return all(ctx, s.client, devicesBatchesList, at(customerID), Continuation{}, opts)
}

// ListDevices reads the devices of a batch. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-devices-for-the-specified-batch-and-customer
func (s *Devices) ListDevices(ctx context.Context, customerID, batchID string, after Continuation, opts ...CallOption) (*Page[Device], error) {
	return list(ctx, s.client, devicesList, at(customerID, batchID), after, opts)
}

// AllDevices walks all pages of ListDevices.
func (s *Devices) AllDevices(ctx context.Context, customerID, batchID string, opts ...CallOption) iter.Seq2[Device, error] {
	return all(ctx, s.client, devicesList, at(customerID, batchID), Continuation{}, opts)
}

// AssignPolicies assigns policies to devices. It returns the tracking id by
// which BatchStatus tells when it is done. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-list-of-devices-with-a-policy
func (s *Devices) AssignPolicies(ctx context.Context, customerID string, in DevicePolicyUpdate, opts ...CallOption) (string, error) {
	return start(ctx, s.client, devicesPolicyupdatesCreate, at(customerID), &in, opts)
}

// BatchStatus reads how far an upload is. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-the-status-of-a-device-batch-upload
func (s *Devices) BatchStatus(ctx context.Context, customerID, trackingID string, opts ...CallOption) (*BatchStatus, error) {
	return devicesBatchjobstatusGet.call(ctx, s.client, at(customerID, trackingID), nil, opts)
}

// CreateBatch makes a batch and adds devices to it. It returns the tracking id by
// which BatchStatus tells when it is done. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/upload-a-list-of-devices-to-create-a-new-batch-for-the-specified-customer
func (s *Devices) CreateBatch(ctx context.Context, customerID string, in DeviceBatchCreation, opts ...CallOption) (string, error) {
	return start(ctx, s.client, devicesBatchesCreate, at(customerID), &in, opts)
}

// Delete removes a device from a batch. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/delete-a-device-for-the-specified-customer
func (s *Devices) Delete(ctx context.Context, customerID, batchID, deviceID string, opts ...CallOption) error {
	_, err := devicesDelete.call(ctx, s.client, at(customerID, batchID, deviceID), nil, opts)
	return err
}

// Upload adds devices to a batch. It returns the tracking id by which
// BatchStatus tells when it is done. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/upload-a-list-of-devices-for-the-specified-customer
func (s *Devices) Upload(ctx context.Context, customerID, batchID string, in []Device, opts ...CallOption) (string, error) {
	return start(ctx, s.client, devicesUpload, at(customerID, batchID), &in, opts)
}
