package main

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// functions are those that the injectors of Istio 1.2 to 1.4 offer, as far as templates without values need them. A
// template that calls any other fails to parse, here as there.
var functions = template.FuncMap{
	"annotation": annotation,
	"applicationPorts": func(cs []container) string {
		return ports(cs, func(c container) bool { return c.Name != "istio-proxy" })
	},
	"contains":            func(part, whole string) bool { return strings.Contains(whole, part) },
	"directory":           func(file string) string { dir, _ := path.Split(file); return dir },
	"excludeInboundPort":  excludeInboundPort,
	"formatDuration":      func(d *duration) string { return d.String() },
	"fromJSON":            fromJSON,
	"includeInboundPorts": func(cs []container) string { return ports(cs, func(container) bool { return true }) },
	"isset":               func(m map[string]string, key string) bool { _, ok := m[key]; return ok },
	"structToJSON":        func(v any) (string, error) { return jsonText(v) },
	"toJSON":              func(m map[string]string) (string, error) { return jsonText(m) },
	"toLower":             strings.ToLower,
	"valueOrDefault":      valueOrDefault,
}

func annotation(meta objectMeta, name string, otherwise any) string {
	if value, ok := meta.Annotations[name]; ok {
		return value
	}
	return fmt.Sprint(otherwise)
}

// ports lists the TCP ports of the chosen containers.
func ports(containers []container, chosen func(container) bool) string {
	var all []string
	for _, c := range containers {
		for _, p := range c.Ports {
			if chosen(c) && (p.Protocol == "" || p.Protocol == "TCP") {
				all = append(all, strconv.Itoa(int(p.ContainerPort)))
			}
		}
	}
	return strings.Join(all, ",")
}

// excludeInboundPort adds a port to a list, unless it is there already; port 0 is none.
func excludeInboundPort(port any, list string) string {
	text := strings.TrimSpace(fmt.Sprint(port))
	var excluded []string
	for _, one := range strings.Split(list, ",") {
		if one = strings.TrimSpace(one); one != "" {
			excluded = append(excluded, one)
		}
	}
	if text != "" && text != "0" && !slices.Contains(excluded, text) {
		excluded = append(excluded, text)
	}
	return strings.Join(excluded, ",")
}

func fromJSON(text string) (value any, err error) {
	err = json.Unmarshal([]byte(text), &value)
	return value, err
}

func jsonText(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

func valueOrDefault(value, otherwise any) any {
	if value == nil || value == "" {
		return otherwise
	}
	return value
}
