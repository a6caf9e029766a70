package mockserver

import (
	"net/http"
	"strings"
)

func deviceRoutes() []route {
	const at, proof = "/v1/customers/{customer}", "TestDevices"
	return []route{
		pcRoute("devices.policies.list", "GET "+at+"/policies", (*Server).policiesList, proof),
		pcRoute("devices.policies.get", "GET "+at+"/policies/{policy}", (*Server).policiesGet, proof),
		pcRoute("devices.policies.create", "POST "+at+"/policies", (*Server).policiesCreate, proof),
		pcRoute("devices.policies.update", "PUT "+at+"/policies/{policy}", (*Server).policiesUpdate, proof),
		pcRoute("devices.policies.delete", "DELETE "+at+"/policies/{policy}", (*Server).policiesDelete, proof),
		pcRoute("devices.batches.list", "GET "+at+"/deviceBatches", (*Server).batchesList, proof),
		pcRoute("devices.list", "GET "+at+"/deviceBatches/{batch}/devices", (*Server).devicesList, proof),
		pcRoute("devices.batches.create", "POST "+at+"/deviceBatches", (*Server).batchesCreate, proof),
		pcRoute("devices.delete", "DELETE "+at+"/deviceBatches/{batch}/devices/{device}", (*Server).devicesDelete, proof),
		pcRoute("devices.upload", "POST "+at+"/deviceBatches/{batch}/devices", (*Server).devicesUpload, proof),
		pcRoute("devices.policyupdates.create", "PATCH "+at+"/DevicePolicyUpdates", (*Server).devicePolicies, proof),
		pcRoute("devices.batchjobstatus.get", "GET "+at+"/batchjobstatus/{job}", (*Server).deviceJob, proof),
	}
}

// A devicePolicy says how a device is set up out of the box.
type devicePolicy struct {
	ID               string       `json:"id"`
	Name             string       `json:"name"`
	Category         string       `json:"category"`
	Description      string       `json:"description"`
	DevicesAssigned  int          `json:"devicesAssigned"`
	PolicySettings   []string     `json:"policySettings"`
	CreatedDate      string       `json:"createdDate"`
	LastModifiedDate string       `json:"lastModifiedDate"`
	Attributes       pcAttributes `json:"attributes"`
}

type device struct {
	ID           string           `json:"id"`
	SerialNumber string           `json:"serialNumber"`
	ProductKey   string           `json:"productKey"`
	HardwareHash string           `json:"hardwareHash,omitempty"`
	ModelName    string           `json:"modelName"`
	Manufacturer string           `json:"oemManufacturerName"`
	Policies     []devicePolicyOf `json:"policies"`
	UploadedDate string           `json:"uploadedDate"`
	Attributes   pcAttributes     `json:"attributes"`
}

type devicePolicyOf struct {
	Key   string  `json:"key"`
	Value *string `json:"value"`
}

type deviceBatch struct {
	ID           string       `json:"id"`
	Status       string       `json:"status"`
	CreationDate string       `json:"creationDate"`
	Devices      []*device    `json:"devices"`
	Attributes   pcAttributes `json:"attributes"`
}

type deviceUpload struct {
	ID       string         `json:"batchTrackingId"`
	Status   string         `json:"status"`
	Started  string         `json:"startedTime"`
	Finished string         `json:"completedTime"`
	Devices  []deviceStatus `json:"devicesStatus"`

	Attributes pcAttributes `json:"attributes"`
}

type deviceStatus struct {
	DeviceID         string       `json:"deviceId,omitempty"`
	SerialNumber     string       `json:"serialNumber"`
	ProductKey       string       `json:"productKey"`
	Status           string       `json:"status"`
	ErrorCode        string       `json:"errorCode"`
	ErrorDescription string       `json:"errorDescription"`
	Attributes       pcAttributes `json:"attributes"`
}

func (s *Server) policiesList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []devicePolicy{}
		for _, p := range s.st.ledger.Policies[t.ID] {
			items = append(items, s.counted(t, p))
		}
		return ok(collection(items, t.path()+"/policies"))
	})
}

// counted is a policy with the number of devices it is given to.
func (s *Server) counted(t *Tenant, p *devicePolicy) devicePolicy {
	shown := *p
	shown.DevicesAssigned = 0
	for _, b := range s.st.ledger.Batches[t.ID] {
		for _, d := range b.Devices {
			for _, x := range d.Policies {
				if x.Value != nil && strings.EqualFold(*x.Value, p.ID) {
					shown.DevicesAssigned++
				}
			}
		}
	}
	return shown
}

func (s *Server) withPolicy(c *call, use func(*Tenant, *devicePolicy) *reply) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, p := range s.st.ledger.Policies[t.ID] {
			if strings.EqualFold(p.ID, c.params["policy"]) {
				return use(t, p)
			}
		}
		return pcError(http.StatusNotFound, 2000, "The policy "+c.params["policy"]+" was not found.")
	})
}

func (s *Server) policiesGet(c *call) *reply {
	return s.withPolicy(c, func(t *Tenant, p *devicePolicy) *reply { return ok(s.counted(t, p)) })
}

func decodePolicy(c *call) (*devicePolicy, *reply) {
	var in devicePolicy
	if err := c.decode(&in); err != nil {
		return nil, badInput(err)
	}
	if in.Name == "" || len(in.PolicySettings) == 0 {
		return nil, refuse("name and policySettings are required.")
	}
	in.Category, in.Attributes = orElse(in.Category, "o_o_b_e"), pcAttributes{ObjectType: "ConfigurationPolicy"}
	return &in, nil
}

func (s *Server) policiesCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		p, rep := decodePolicy(c)
		if rep != nil {
			return rep
		}
		p.ID, p.CreatedDate, p.LastModifiedDate, p.DevicesAssigned = s.st.nextID("policy"), stamp(c.now), stamp(c.now), 0
		keepIn(&s.st.ledger.Policies, t.ID, p)
		return created(p)
	})
}

func (s *Server) policiesUpdate(c *call) *reply {
	return s.withPolicy(c, func(t *Tenant, p *devicePolicy) *reply {
		next, rep := decodePolicy(c)
		if rep != nil {
			return rep
		}
		next.ID, next.CreatedDate, next.LastModifiedDate = p.ID, p.CreatedDate, stamp(c.now)
		*p = *next
		return ok(s.counted(t, p))
	})
}

// policiesDelete takes the policy off its devices as well.
func (s *Server) policiesDelete(c *call) *reply {
	return s.withPolicy(c, func(t *Tenant, p *devicePolicy) *reply {
		var kept []*devicePolicy
		for _, other := range s.st.ledger.Policies[t.ID] {
			if other != p {
				kept = append(kept, other)
			}
		}
		setIn(&s.st.ledger.Policies, t.ID, kept)
		for _, b := range s.st.ledger.Batches[t.ID] {
			for _, d := range b.Devices {
				for i, x := range d.Policies {
					if x.Value != nil && strings.EqualFold(*x.Value, p.ID) {
						d.Policies[i].Value = nil
					}
				}
			}
		}
		return noContent()
	})
}

func (s *Server) batchesList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []map[string]any{}
		for _, b := range s.st.ledger.Batches[t.ID] {
			items = append(items, map[string]any{
				"id": b.ID, "status": b.Status, "creationDate": b.CreationDate, "devicesCount": len(b.Devices), "devicesLink": linkTo(t.path() + "/deviceBatches/" + b.ID + "/devices"), "attributes": b.Attributes,
			})
		}
		return ok(collection(items, t.path()+"/deviceBatches"))
	})
}

func (s *Server) batch(t *Tenant, id string) *deviceBatch {
	for _, b := range s.st.ledger.Batches[t.ID] {
		if strings.EqualFold(b.ID, id) {
			return b
		}
	}
	return nil
}

func (s *Server) devicesList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		b := s.batch(t, c.params["batch"])
		if b == nil {
			return pcError(http.StatusNotFound, 2000, "The batch "+c.params["batch"]+" was not found.")
		}
		return pageByOffset(c, b.Devices, t.path()+"/deviceBatches/"+b.ID+"/devices")
	})
}

// devicesUpload adds devices to a batch, which it makes if need be. A serial
// number that is known already is an error of that device alone.
func (s *Server) devicesUpload(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in []device
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		return s.upload(c, t, c.params["batch"], in)
	})
}

// batchesCreate names the batch in the body.
func (s *Server) batchesCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in struct {
			BatchID string
			Devices []device
		}
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if in.BatchID == "" || s.batch(t, in.BatchID) != nil {
			return refuse("batchId is required and must be new.")
		}
		return s.upload(c, t, in.BatchID, in.Devices)
	})
}

// devicesDelete takes a device out of its batch.
func (s *Server) devicesDelete(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		b := s.batch(t, c.params["batch"])
		if b != nil {
			for i, d := range b.Devices {
				if strings.EqualFold(d.ID, c.params["device"]) {
					b.Devices = append(b.Devices[:i:i], b.Devices[i+1:]...)
					return noContent()
				}
			}
		}
		return pcError(http.StatusNotFound, 2000, "The device "+c.params["device"]+" was not found.")
	})
}

func (s *Server) upload(c *call, t *Tenant, batch string, in []device) *reply {
	if len(in) == 0 {
		return refuse("The list of devices is empty.")
	}
	b := s.batch(t, batch)
	if b == nil {
		b = &deviceBatch{ID: batch, Status: "finished", CreationDate: stamp(c.now), Attributes: pcAttributes{ObjectType: "DeviceBatch"}}
		keepIn(&s.st.ledger.Batches, t.ID, b)
	}
	job := s.newDeviceJob(c)
	for _, d := range in {
		status := deviceStatus{SerialNumber: d.SerialNumber, ProductKey: d.ProductKey, Status: "finished", Attributes: pcAttributes{ObjectType: "DeviceUploadDetails"}}
		if s.deviceBy(t, func(x *device) bool { return x.SerialNumber == d.SerialNumber && x.ProductKey == d.ProductKey }) != nil {
			status.Status, status.ErrorCode, status.ErrorDescription = "finished_with_errors", "806", "ZtdDeviceAlreadyAssigned"
			job.Status = "finished_with_errors"
		} else {
			d.ID, d.UploadedDate, d.Attributes = s.st.nextID("device"), stamp(c.now), pcAttributes{ObjectType: "Device"}
			d.Policies = []devicePolicyOf{{"o_o_b_e", nil}}
			b.Devices = append(b.Devices, &d)
			status.DeviceID = d.ID
		}
		job.Devices = append(job.Devices, status)
	}
	keepIn(&s.st.ledger.DeviceJobs, t.ID, job)
	return newReply(http.StatusAccepted).set("Location", t.path()+"/batchJobStatus/"+job.ID)
}

func (s *Server) newDeviceJob(c *call) *deviceUpload {
	return &deviceUpload{ID: s.st.nextID("device job"), Status: "finished", Started: stamp(c.now), Finished: stamp(c.now), Devices: []deviceStatus{}, Attributes: pcAttributes{ObjectType: "BatchUploadDetails"}}
}

func (s *Server) deviceBy(t *Tenant, is func(*device) bool) *device {
	for _, b := range s.st.ledger.Batches[t.ID] {
		for _, d := range b.Devices {
			if is(d) {
				return d
			}
		}
	}
	return nil
}

// devicePolicies gives devices the policies that the body names.
func (s *Server) devicePolicies(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in struct{ Devices []device }
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if len(in.Devices) == 0 {
			return refuse("devices is required.")
		}
		job := s.newDeviceJob(c)
		for _, x := range in.Devices {
			d := s.deviceBy(t, func(d *device) bool { return strings.EqualFold(d.ID, x.ID) })
			if d == nil {
				return refuse("There is no device %s.", x.ID)
			}
			d.Policies = x.Policies
			job.Devices = append(job.Devices, deviceStatus{DeviceID: d.ID, SerialNumber: d.SerialNumber, ProductKey: d.ProductKey, Status: "finished", Attributes: pcAttributes{ObjectType: "DeviceUploadDetails"}})
		}
		keepIn(&s.st.ledger.DeviceJobs, t.ID, job)
		return newReply(http.StatusAccepted).set("Location", t.path()+"/batchJobStatus/"+job.ID)
	})
}

func (s *Server) deviceJob(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, j := range s.st.ledger.DeviceJobs[t.ID] {
			if strings.EqualFold(j.ID, c.params["job"]) {
				return ok(j)
			}
		}
		return pcError(http.StatusNotFound, 2000, "The job "+c.params["job"]+" was not found.")
	})
}
