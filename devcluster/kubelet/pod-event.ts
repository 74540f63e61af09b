import { variables } from './variables.ts';

/** An event that a kubelet records about a pod. */
export interface PodEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  /** Go expression; see `variables`. */
  readonly message: string;
}

/** Go template of an Event; one per pod and reason, counted up with the restarts of the pod's container. */
export function eventTemplate({ type, reason, message }: PodEvent): string {
  return `${variables}
apiVersion: v1
kind: Event
metadata:
  name: {{ printf "%s.%s" .metadata.name ${JSON.stringify(reason.toLowerCase())} | Quote }}
  namespace: {{ .metadata.namespace | Quote }}
involvedObject:
  apiVersion: v1
  kind: Pod
  name: {{ .metadata.name | Quote }}
  namespace: {{ .metadata.namespace | Quote }}
  uid: {{ .metadata.uid | Quote }}
  ${reason === 'FailedMount' ? '' : 'fieldPath: {{ printf "spec.containers{%s}" $name | Quote }}'}
type: ${type}
reason: ${reason}
message: {{ ${message} | Quote }}
count: {{ add1 $restarts }}
firstTimestamp: {{ $status.startTime | default $now | Quote }}
lastTimestamp: {{ $now | Quote }}
source: { component: kubelet, host: {{ .spec.nodeName | Quote }} }
reportingComponent: kubelet
reportingInstance: {{ .spec.nodeName | Quote }}
`;
}
