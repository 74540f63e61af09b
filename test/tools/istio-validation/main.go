// Validates documents on standard input as a current Istio does: its resources as the webhook of istiod, an IstioOperator
// as istioctl, and the mesh config in a ConfigMap as istiod when it reads it; unknown fields are refused as well. Prints what
// became of each as a line of JSON. What Istio only logs goes to standard error.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/yaml"

	meshconfig "istio.io/api/mesh/v1alpha1"
	operator "istio.io/istio/operator/pkg/apis/validation"
	"istio.io/istio/operator/pkg/values"
	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
	"istio.io/istio/pkg/config/validation/agent"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/util/protomarshal"
)

// What became of a document.
type verdict struct {
	Kind     string   `json:"kind"`
	Name     string   `json:"name"`
	Error    string   `json:"error,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	options := log.DefaultOptions()
	options.OutputPaths = []string{"stderr"}
	if err := log.Configure(options); err != nil {
		return err
	}
	documents := yaml.NewYAMLReader(bufio.NewReader(in))
	lines := json.NewEncoder(out)
	for {
		text, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		of, err := judge(text)
		if err != nil {
			return err
		}
		if err := lines.Encode(of); err != nil {
			return err
		}
	}
}

func judge(text []byte) (verdict, error) {
	document, err := yaml.ToJSON(text)
	if err != nil {
		return verdict{}, err
	}
	var object metav1.PartialObjectMetadata
	if err := json.Unmarshal(document, &object); err != nil {
		return verdict{}, err
	}
	validate := validateResource
	switch object.APIVersion + " " + object.Kind {
	case "install.istio.io/v1alpha1 IstioOperator":
		validate = validateOperator
	case "v1 ConfigMap":
		validate = validateMesh
	}
	warning, refusal := validate(document)
	of := verdict{Kind: object.Kind, Name: object.Name, Warnings: each(warning)}
	if refusal != nil {
		of.Error = refusal.Error()
	}
	return of, nil
}

// The texts of one error, or of several in one.
func each(err error) []string {
	if err == nil {
		return nil
	}
	var several interface{ WrappedErrors() []error }
	if !errors.As(err, &several) {
		return []string{err.Error()}
	}
	var texts []string
	for _, one := range several.WrappedErrors() {
		texts = append(texts, each(one)...)
	}
	return texts
}

func validateResource(document []byte) (warning, refusal error) {
	var object crd.IstioKind
	if err := json.Unmarshal(document, &object); err != nil {
		return nil, err
	}
	kind := object.GroupVersionKind()
	schema, found := collections.PilotGatewayAPI().FindByGroupVersionAliasesKind(resource.FromKubernetesGVK(&kind))
	if !found {
		return nil, fmt.Errorf("no such kind: %v", kind)
	}
	converted, err := crd.ConvertObjectInternal(schema, &object, "cluster.local", strictly)
	if err != nil {
		return nil, err
	}
	return schema.ValidateConfig(*converted)
}

// The webhook passes over fields that are not known; the CRD does not.
func strictly(schema resource.Schema, text string) (config.Spec, error) {
	spec, err := schema.NewInstance()
	if err != nil {
		return nil, err
	}
	return spec, config.ApplyJSONStrict(spec, text)
}

func validateOperator(document []byte) (warning, refusal error) {
	object, err := values.MapFromJSON(document)
	if err != nil {
		return nil, err
	}
	warnings, refusals := operator.ParseAndValidateIstioOperator(object, nil)
	return warnings.ToError(), refusals.ToError()
}

// Both halves of the ConfigMap `istio`.
func validateMesh(document []byte) (warning, refusal error) {
	var object struct {
		Data struct{ Mesh, MeshNetworks string }
	}
	if err := json.Unmarshal(document, &object); err != nil {
		return nil, err
	}
	if err := protomarshal.ApplyYAMLStrict(object.Data.Mesh, &meshconfig.MeshConfig{}); err != nil {
		return nil, err
	}
	settings, err := mesh.ApplyMeshConfigDefaults(object.Data.Mesh)
	if err != nil {
		return nil, err
	}
	if _, err := mesh.ParseMeshNetworks(object.Data.MeshNetworks); err != nil {
		return nil, err
	}
	return agent.ValidateMeshConfig(settings)
}
