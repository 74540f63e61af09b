import { API } from '../../api/meshinstall.ts';
import { ApiError, ConnectionError, KindNotServedError } from '../../kube/errors.ts';

/** What to do about answers of an apiserver, by HTTP status. */
const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'renew the credentials of the kubeconfig',
  403: 'ask for that right, or choose another user with --context',
};

/** What to do about a failure that a cluster is behind, to follow its message; empty when nobody can know. */
export function hintFor(error: unknown): string {
  if (error instanceof KindNotServedError && error.kind.kind === API.kind)
    return '; install it with kubectl apply --server-side -f crds';
  if (error instanceof ConnectionError && error.verb !== 'forward')
    return '; does the cluster run, and is it the one that --kubeconfig and --context choose?';
  const hint = error instanceof ApiError ? BY_STATUS[error.code] : undefined;
  return hint === undefined ? '' : `; ${hint}`;
}
