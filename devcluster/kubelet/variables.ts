import { behaviourAnnotations } from '../control-plane/behaviour.ts';

/** How long a kubelet waits after each crash of a container; the last one from then on. */
export const backOffs = ['10s', '20s', '40s', '1m20s', '2m40s', '5m0s'] as const;

const annotation = (name: keyof typeof behaviourAnnotations) =>
  `(index $annotations "${behaviourAnnotations[name]}" | default "")`;

/**
 * Go template that reads from a pod what statuses and events of it say. The texts are those of the kubelet of
 * Kubernetes 1.36 with containerd.
 */
export const variables = `
{{ $now := Now }}
{{ $status := .status | default dict }}
{{ $annotations := .metadata.annotations | default dict }}
{{ $asked := ${annotation('message')} }}
{{ $pod := printf "%s_%s(%s)" .metadata.name .metadata.namespace .metadata.uid }}

{{ $names := list }}
{{ $afflicted := index .spec.containers 0 }}
{{ range .spec.containers }}
{{ $names = append $names .name }}
{{ if eq .name ${annotation('container')} }}{{ $afflicted = . }}{{ end }}
{{ end }}
{{ $initNames := list }}
{{ range .spec.initContainers }}{{ $initNames = append $initNames .name }}{{ end }}
{{ $name := $afflicted.name }}
{{ $image := $afflicted.image }}

{{ $was := dict }}
{{ range concat ($status.initContainerStatuses | default list) ($status.containerStatuses | default list) }}
{{ $_ := set $was .name . }}
{{ end }}
{{ $restarts := (index $was $name | default dict).restartCount | default 0 | int }}
{{ $exitCode := ${annotation('exitCode')} | default "1" }}
{{ $backOff := index (list ${backOffs.map((time) => JSON.stringify(time)).join(' ')}) (min $restarts ${backOffs.length - 1}) }}
{{ $creating := .spec.initContainers | empty | ternary "ContainerCreating" "PodInitializing" }}
{{ $late := and (eq ${annotation('behaviour')} "ready-after") (ne ($status.phase | default "") "Running") }}

{{ $failure := printf "failed to pull and unpack image %q: failed to resolve reference %q: %s: not found" $image $image $image }}
{{ $answer := $asked | default (printf "rpc error: code = NotFound desc = %s" $failure) }}
{{ $probe := $asked | default "HTTP probe failed with statuscode: 503" }}
{{ $volume := "data" }}
{{ $lack := "timed out waiting for the condition" }}
{{ range .spec.volumes }}
{{ if .secret }}
{{ $volume = .name }}{{ $lack = printf "secret %q not found" .secret.secretName }}
{{ else if .configMap }}
{{ $volume = .name }}{{ $lack = printf "configmap %q not found" .configMap.name }}
{{ end }}
{{ end }}
{{ $mount := printf "MountVolume.SetUp failed for volume %q : %s" $volume ($asked | default $lack) }}
`;
