package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// functions has everything that the injectors of Istio 1.0 to 1.4 offer and that our templates use; `offered` picks
// those of one release.
func functions(tcpOnly bool) template.FuncMap {
	list := func(cs []container, chosen func(container) bool) string { return ports(cs, tcpOnly, chosen) }
	return template.FuncMap{
		"annotation": annotation,
		"applicationPorts": func(cs []container) string {
			return list(cs, func(c container) bool { return c.Name != "istio-proxy" })
		},
		"contains":            func(part, whole string) bool { return strings.Contains(whole, part) },
		"directory":           func(file string) string { dir, _ := path.Split(file); return dir },
		"excludeInboundPort":  excludeInboundPort,
		"formatDuration":      func(d *duration) string { return d.String() },
		"fromJSON":            fromJSON,
		"includeInboundPorts": func(cs []container) string { return list(cs, func(container) bool { return true }) },
		"indent":              indent,
		"isset":               func(m map[string]string, key string) bool { _, ok := m[key]; return ok },
		"structToJSON":        func(v any) (string, error) { return jsonText(v) },
		"toJSON":              func(m map[string]string) (string, error) { return jsonText(m) },
		"toJson":              func(m map[string]string) (string, error) { return jsonText(m) },
		"toLower":             strings.ToLower,
		"toYaml":              toYaml,
		"valueOrDefault":      valueOrDefault,
	}
}

// offered leaves only what a release has: a template that calls any other function fails to parse, here as there.
func offered(all template.FuncMap, names []string) template.FuncMap {
	some := template.FuncMap{}
	for _, name := range names {
		if function, ok := all[name]; ok {
			some[name] = function
		}
	}
	return some
}

func annotation(meta objectMeta, name string, otherwise any) string {
	if value, ok := meta.Annotations[name]; ok {
		return value
	}
	return fmt.Sprint(otherwise)
}

// ports lists the ports of the chosen containers.
func ports(containers []container, tcpOnly bool, chosen func(container) bool) string {
	var all []string
	for _, c := range containers {
		for _, p := range c.Ports {
			if chosen(c) && (!tcpOnly || p.Protocol == "" || p.Protocol == "TCP") {
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

// indent moves all lines but the first by so many columns.
func indent(columns int, text string) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", columns))
}

// toYaml writes maps as the real one does, in block style with a line for each key; JSON stands for deeper values, which
// is YAML as well.
func toYaml(value any) (string, error) {
	fields, ok := value.(map[string]any)
	if !ok {
		return jsonText(value)
	}
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		inner, err := jsonText(fields[key])
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "%s: %s\n", key, inner)
	}
	return text.String(), nil
}

func valueOrDefault(value, otherwise any) any {
	if value == nil || value == "" {
		return otherwise
	}
	return value
}
