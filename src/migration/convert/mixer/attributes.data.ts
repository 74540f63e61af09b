/** What an attribute of mixer is in an AuthorizationPolicy (istio.io/docs/reference/config/security/conditions). */
export interface AttributeFact {
  /** A field of an operation, or the key of a condition. */
  readonly key: string;
  /** Every request has it. */
  readonly isAlways?: true;
  /** Mixer knew it from the pod; a policy knows it from the certificate. */
  readonly isIdentity?: true;
  /** The value had the query behind it; a policy compares without. */
  readonly hasQuery?: true;
}

const always = (key: string): AttributeFact => ({ key, isAlways: true });

/** Attributes of texts, numbers and addresses. */
export const ATTRIBUTES: Readonly<Record<string, AttributeFact>> = {
  'request.method': always('methods'),
  'request.host': always('hosts'),
  'request.url_path': always('paths'),
  'request.path': { ...always('paths'), hasQuery: true },
  'request.useragent': { key: 'request.headers[user-agent]' },
  'request.referer': { key: 'request.headers[referer]' },
  'request.id': { key: 'request.headers[x-request-id]' },
  'request.auth.principal': { key: 'request.auth.principal' },
  'request.auth.audiences': { key: 'request.auth.audiences' },
  'request.auth.presenter': { key: 'request.auth.presenter' },
  'source.principal': { key: 'source.principal' },
  'source.user': { key: 'source.principal' },
  'source.namespace': { ...always('source.namespace'), isIdentity: true },
  'source.workload.namespace': { ...always('source.namespace'), isIdentity: true },
  'source.ip': always('source.ip'),
  'origin.ip': always('source.ip'),
  'connection.requested_server_name': { key: 'connection.sni' },
  'destination.port': always('destination.port'),
  'destination.namespace': always('destination.namespace'),
  'destination.workload.namespace': always('destination.namespace'),
  'destination.service.namespace': always('destination.namespace'),
  'destination.service.name': always('destination.service.name'),
  'destination.service.host': always('destination.service.host'),
  'destination.service': always('destination.service.host'),
  'destination.workload.name': always('destination.workload.name'),
};

/** Attributes that have a value for each key. */
export const MAPS: readonly string[] = ['request.headers', 'request.auth.claims', 'destination.labels'];

/** Attributes that no request has when mixer is asked whether to let it in. */
export const LATER = /^(response|check|quota)\./;

/** Attributes whose conditions are decided by where a policy is, not by what it says. */
export const OF_PLACES = /^destination\.(namespace|service\.|workload\.|labels\[)/;

/** Fields of the operation of a rule. */
export const OPERATIONS: readonly string[] = ['methods', 'hosts', 'paths'];

/** Why an attribute cannot be said, where more can be told than that. */
export const REASONS: Readonly<Record<string, string>> = {
  'request.size': 'policies do not see how long a request is',
  'request.total_size': 'policies do not see how long a request is',
  'request.time': 'policies do not know what time it is; an external authorizer (action CUSTOM) does',
  'request.query_params': 'policies compare paths without their query; an external authorizer (action CUSTOM) sees it',
  'request.api_key': 'policies know no API keys; ask for the header that holds it',
  'destination.uid': 'it names one pod; select pods by labels',
  'destination.name': 'it names one pod; select pods by labels',
  'destination.ip': 'it names one pod; select pods by labels',
  'source.uid': 'it names one pod; say the ServiceAccount of the caller',
  'source.name': 'it names one pod; say the ServiceAccount of the caller',
  'source.owner': 'say the ServiceAccount of the caller',
};
