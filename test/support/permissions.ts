import type { AuditEvent } from '../../devcluster/control-plane/audit.ts';
import type { PolicyRule } from './cluster-access.ts';

/** Something that may be done, or was: `patch deployments.apps`; with a name only where it is about objects of that name. */
export interface Permission {
  readonly verb: string;
  /** `deployments.apps`, `meshinstalls.meshwright.dev/status`. */
  readonly resource: string;
  readonly name?: string;
}

/** Every single thing that rules of a role permit. */
export const permissionsOf = (rules: readonly PolicyRule[]): Permission[] =>
  rules.flatMap(({ apiGroups = [], resources = [], resourceNames, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) =>
          (resourceNames ?? [undefined]).map((name) => ({
            verb,
            resource: qualified(resource, group),
            ...(name !== undefined && { name }),
          })),
        ),
      ),
    ),
  );

/** What a user did, once each, with the names of objects; attempts that were refused do not count. */
export function usedBy(username: string, events: readonly AuditEvent[]): Permission[] {
  const its = events.filter(
    ({ user, responseStatus }) => user.username === username && responseStatus?.code !== FORBIDDEN,
  );
  return [...new Map(its.flatMap(usedFor).map((permission) => [describePermission(permission), permission])).values()];
}

function usedFor({ verb, objectRef, responseStatus }: AuditEvent): Permission[] {
  if (objectRef === undefined) return [];
  const { resource, subresource, apiGroup = '', name } = objectRef;
  const path = subresource === undefined ? resource : `${resource}/${subresource}`;
  const what = { resource: qualified(path, apiGroup), ...(name !== undefined && { name }) };
  // Who applies what is not there needs the right to create it.
  const verbs = verb === 'patch' && responseStatus?.code === CREATED ? [verb, 'create'] : [verb];
  return verbs.map((each) => ({ verb: each, ...what }));
}

const CREATED = 201;
const FORBIDDEN = 403;

/** True when what is permitted is enough for what was done. */
export const permits = (permitted: Permission, { verb, resource, name }: Permission): boolean =>
  permitted.verb === verb &&
  permitted.resource === resource &&
  (permitted.name === undefined || (permitted.name === name && verb !== 'create'));

/** In words. */
export const describePermission = ({ verb, resource, name }: Permission): string =>
  `${verb} ${resource}${name === undefined ? '' : ` ${name}`}`;

function qualified(resource: string, group: string): string {
  const [main = '', subresource] = resource.split('/');
  const full = group === '' ? main : `${main}.${group}`;
  return subresource === undefined ? full : `${full}/${subresource}`;
}
