package mockserver

import (
	"net/http"
	"slices"
	"strings"
)

func (s *Server) withAssignment(c *call, use func(*relationship, *accessAssignment) *reply) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		for _, a := range r.assignments {
			if strings.EqualFold(a.ID, c.params["assignment"]) {
				return use(r, a)
			}
		}
		return graphError(c, http.StatusNotFound, "notFound", "The access assignment was not found.")
	})
}

type assignmentInput struct {
	AccessContainer accessContainer
	AccessDetails   accessDetails
}

// assignmentsCreate gives a security group of the partner some of the
// relationship's roles.
func (s *Server) assignmentsCreate(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		var in assignmentInput
		if err := c.decode(&in); err != nil {
			return graphBad(c, "%v", err)
		}
		if rep := s.checkAssignment(c, r, in); rep != nil {
			return rep
		}
		a := &accessAssignment{ID: s.st.nextID("assignment"), Status: "pending", Container: in.AccessContainer, Access: in.AccessDetails, Created: stamp(c.now), LastModified: stamp(c.now), Etag: s.st.newEtag()}
		r.assignments = append(r.assignments, a)
		return entity(c, http.StatusCreated, "delegatedAdminRelationships('"+r.ID+"')/accessAssignments/$entity", "delegatedAdminAccessAssignment", a).set("Location", c.base+gdapRoot+"/"+r.ID+"/accessAssignments/"+a.ID)
	})
}

func (s *Server) checkAssignment(c *call, r *relationship, in assignmentInput) *reply {
	switch {
	case r.Status != "active":
		return graphBad(c, "The relationship is %s; groups can be assigned when it is active.", r.Status)
	case in.AccessContainer.Type != "securityGroup" || s.st.groups[strings.ToLower(in.AccessContainer.ID)] == nil:
		return graphBad(c, "accessContainer must be a securityGroup of the partner's tenant.")
	case len(in.AccessDetails.UnifiedRoles) == 0:
		return graphBad(c, "accessDetails must hold one role at least.")
	}
	for _, other := range r.assignments {
		if strings.EqualFold(other.Container.ID, in.AccessContainer.ID) && other.Status != "deleted" {
			return graphError(c, http.StatusConflict, "conflict", "The group has an assignment in this relationship already.")
		}
	}
	return subset(c, r, in.AccessDetails)
}

// subset refuses roles that the relationship does not have.
func subset(c *call, r *relationship, d accessDetails) *reply {
	for _, role := range d.UnifiedRoles {
		if !slices.Contains(r.Access.UnifiedRoles, role) {
			return graphBad(c, "The role %s is not one of the relationship's.", role.RoleDefinitionID)
		}
	}
	return nil
}

func (s *Server) assignmentsList(c *call) *reply {
	return s.withRelationship(c, func(r *relationship) *reply {
		rep := pageReply(c, "accessAssignments", r.assignments)
		for _, a := range r.assignments {
			s.settle(a)
		}
		return rep
	})
}

func (s *Server) assignmentsGet(c *call) *reply {
	return s.withAssignment(c, func(_ *relationship, a *accessAssignment) *reply {
		rep := ok(a)
		s.settle(a)
		return rep
	})
}

// settle moves an assignment on, one look later.
func (s *Server) settle(a *accessAssignment) {
	switch a.Status {
	case "pending":
		a.Status, a.Etag = "active", s.st.newEtag()
	case "deleting":
		a.Status, a.Etag = "deleted", s.st.newEtag()
	}
}

// assignmentsUpdate replaces the whole set of roles, by an operation to poll.
func (s *Server) assignmentsUpdate(c *call) *reply {
	return s.withAssignment(c, func(r *relationship, a *accessAssignment) *reply {
		if rep := matched(c, a.Etag); rep != nil {
			return rep
		}
		var in assignmentInput
		if err := c.decode(&in); err != nil {
			return graphBad(c, "%v", err)
		}
		if len(in.AccessDetails.UnifiedRoles) == 0 {
			return graphBad(c, "accessDetails must hold one role at least.")
		}
		if rep := subset(c, r, in.AccessDetails); rep != nil {
			return rep
		}
		if slices.Equal(a.Access.UnifiedRoles, in.AccessDetails.UnifiedRoles) {
			return ok(a)
		}
		a.Access, a.Etag, a.LastModified = in.AccessDetails, s.st.newEtag(), stamp(c.now)
		o := &gdapOperation{ID: s.st.nextID("gdap operation"), Type: "delegatedAdminAccessAssignmentUpdate", Status: "running", Data: a.ID, Created: stamp(c.now), LastModified: stamp(c.now)}
		r.operations = append(r.operations, o)
		return jsonReply(http.StatusAccepted, struct{}{}).set("Location", c.base+gdapRoot+"/"+r.ID+"/operations/"+o.ID).set("Retry-After", s.exportWait())
	})
}

func (s *Server) assignmentsDelete(c *call) *reply {
	return s.withAssignment(c, func(_ *relationship, a *accessAssignment) *reply {
		if rep := matched(c, a.Etag); rep != nil {
			return rep
		}
		a.Status, a.Etag, a.LastModified = "deleting", s.st.newEtag(), stamp(c.now)
		return noContent()
	})
}
