package main

import (
	"encoding/json"
	"time"
)

type typeMeta struct{ APIVersion, Kind string }

type owner struct{ APIVersion, Kind, Name, Namespace string }

type pod struct {
	Metadata objectMeta
	Spec     podSpec
}

type objectMeta struct {
	Name, Namespace     string
	Labels, Annotations map[string]string
}

type podSpec struct {
	ServiceAccountName string
	Containers         []container
}

type container struct {
	Name  string
	Ports []containerPort
}

// containerPort has the JSON form of a port of a Kubernetes container.
type containerPort struct {
	Name          string `json:"name,omitempty"`
	HostPort      int32  `json:"hostPort,omitempty"`
	ContainerPort int32  `json:"containerPort"`
	Protocol      string `json:"protocol,omitempty"`
	HostIP        string `json:"hostIP,omitempty"`
}

type meshConfig struct {
	DefaultConfig proxyConfig
}

// enum prints as its name, as the enumerations of MeshConfig do.
type enum string

func (e enum) String() string { return string(e) }

type duration struct{ time.Duration }

func (d *duration) UnmarshalJSON(text []byte) (err error) {
	var s string
	if err = json.Unmarshal(text, &s); err == nil {
		d.Duration, err = time.ParseDuration(s)
	}
	return err
}

type proxyConfig struct {
	ConfigPath, BinaryPath, DiscoveryAddress, ZipkinAddress, StatsdUdpAddress    string
	DrainDuration, ParentShutdownDuration, ConnectTimeout, DiscoveryRefreshDelay *duration
	ProxyAdminPort, Concurrency                                                  int32
	ControlPlaneAuthPolicy                                                       enum
	InterceptionMode                                                             interceptionMode
	Tracing                                                                      *tracing
}

// defaults are those of the injector that no mesh configuration of a chart sets.
func defaults() meshConfig {
	return meshConfig{DefaultConfig: proxyConfig{DiscoveryRefreshDelay: &duration{time.Second}}}
}

// interceptionMode is REDIRECT where the mesh configuration says nothing.
type interceptionMode string

func (m interceptionMode) String() string {
	if m == "" {
		return "REDIRECT"
	}
	return string(m)
}

// The getters can be asked of nil, as those of generated protobuf code can.

func (p *proxyConfig) GetTracing() *tracing {
	if p == nil {
		return nil
	}
	return p.Tracing
}

type tracing struct {
	Zipkin    *tracer
	Lightstep *tracer
	Datadog   *tracer
}

func (t *tracing) GetZipkin() *tracer {
	if t == nil {
		return nil
	}
	return t.Zipkin
}

func (t *tracing) GetLightstep() *tracer {
	if t == nil {
		return nil
	}
	return t.Lightstep
}

func (t *tracing) GetDatadog() *tracer {
	if t == nil {
		return nil
	}
	return t.Datadog
}

type tracer struct {
	Address, AccessToken, CacertPath string
	Secure                           bool
}

func (t *tracer) GetAddress() string {
	if t == nil {
		return ""
	}
	return t.Address
}

func (t *tracer) GetAccessToken() string {
	if t == nil {
		return ""
	}
	return t.AccessToken
}

func (t *tracer) GetCacertPath() string {
	if t == nil {
		return ""
	}
	return t.CacertPath
}

func (t *tracer) GetSecure() bool { return t != nil && t.Secure }
