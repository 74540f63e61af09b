// Command inject executes an injection template for one pod, as the sidecar injector of Istio 1.0 to 1.4 would: the same
// engine, the same data, functions of the same names and meaning. It reads JSON requests from standard input and writes
// for each the YAML that the template gives, as a JSON string. It needs nothing but the standard library.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/template"
)

type request struct {
	Template   string
	Dialect    dialect
	Pod        pod
	Owner      owner
	MeshConfig meshConfig
	Values     map[string]any
}

// dialect is what the injector of a release offers to its template.
type dialect struct {
	Delimiters   [2]string
	Functions    []string
	Data         []string
	ListsTCPOnly bool
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		r := request{MeshConfig: defaults()}
		if err := in.Decode(&r); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("request: %w", err)
		}
		text, err := execute(r)
		if err != nil {
			return err
		}
		if err := out.Encode(text); err != nil {
			return err
		}
	}
}

func execute(r request) (string, error) {
	engine := template.New("inject").Delims(r.Dialect.Delimiters[0], r.Dialect.Delimiters[1]).Option("missingkey=error")
	parsed, err := engine.Funcs(offered(functions(r.Dialect.ListsTCPOnly), r.Dialect.Functions)).Parse(r.Template)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	err = parsed.Execute(&text, dataOf(r))
	return text.String(), err
}

// dataOf is what the template sees: pointers as there, and nothing that the release does not hand over.
func dataOf(r request) map[string]any {
	all := map[string]any{
		"TypeMeta":       &typeMeta{APIVersion: r.Owner.APIVersion, Kind: r.Owner.Kind},
		"DeploymentMeta": &objectMeta{Name: r.Owner.Name, Namespace: r.Owner.Namespace},
		"ObjectMeta":     &r.Pod.Metadata,
		"Spec":           &r.Pod.Spec,
		"ProxyConfig":    &r.MeshConfig.DefaultConfig,
		"MeshConfig":     &r.MeshConfig,
		"Values":         r.Values,
	}
	some := map[string]any{}
	for _, name := range r.Dialect.Data {
		some[name] = all[name]
	}
	return some
}
