// Package version tells which version of this module is running.
package version

import (
	"runtime"
	"runtime/debug"
)

const module = "github.com/tenantlink/tenantlink"

// Module returns the version of this module as the build recorded it, or
// "devel" when the build recorded none (tests, a build of a checkout).
func Module() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	return find(info)
}

func find(info *debug.BuildInfo) string {
	found := ""
	if info.Main.Path == module {
		found = info.Main.Version
	}
	for _, dep := range info.Deps {
		if dep.Path == module {
			found = dep.Version
			if dep.Replace != nil {
				found = dep.Replace.Version
			}
		}
	}
	if found == "" || found == "(devel)" {
		return "devel"
	}
	return found
}

// UserAgent builds the User-Agent of a client: the application first, as the
// vendors' support asks, then this module and the Go release. The application
// may be empty.
func UserAgent(application, client string) string {
	agent := "tenantlink-" + client + "/" + Module() + " (" + runtime.Version() + "; " + runtime.GOOS + ")"
	if application == "" {
		return agent
	}
	return application + " " + agent
}
