// Command inject executes an injection template for one pod, as the sidecar injector of Istio 1.2 to 1.4 would: the same
// engine, the same data, functions of the same names and meaning. It reads a JSON request from standard input and
// writes the YAML that the template gives. It needs nothing but the standard library.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"text/template"
)

type request struct {
	Template   string
	Pod        pod
	Owner      owner
	MeshConfig meshConfig
	Values     map[string]any
}

// data is what a template sees; the injector hands it over by pointers too.
type data struct {
	TypeMeta       *typeMeta
	DeploymentMeta *objectMeta
	ObjectMeta     *objectMeta
	Spec           *podSpec
	ProxyConfig    *proxyConfig
	MeshConfig     *meshConfig
	Values         map[string]any
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var r request
	if err := json.NewDecoder(os.Stdin).Decode(&r); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	parsed, err := template.New("inject").Funcs(functions).Parse(r.Template)
	if err != nil {
		return err
	}
	return parsed.Execute(os.Stdout, data{
		TypeMeta:       &typeMeta{APIVersion: r.Owner.APIVersion, Kind: r.Owner.Kind},
		DeploymentMeta: &objectMeta{Name: r.Owner.Name, Namespace: r.Owner.Namespace},
		ObjectMeta:     &r.Pod.Metadata,
		Spec:           &r.Pod.Spec,
		ProxyConfig:    &r.MeshConfig.DefaultConfig,
		MeshConfig:     &r.MeshConfig,
		Values:         r.Values,
	})
}
