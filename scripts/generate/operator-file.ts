import { readFileSync } from 'node:fs';
import {
  operatorNamespace,
  operatorObjects,
  plainSettings,
  restartRole,
  type OperatorFacts,
} from '../../charts/operator/index.ts';
import { customResourceDefinition } from '../../src/api/crd.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { OPERATOR_NAMESPACE } from '../../src/api/meshinstall.ts';
import { ENDPOINTS } from '../../src/server/endpoints.ts';
import { operatorRules } from './operator-rules.ts';
import { yamlOf } from './yaml.ts';

/** The release that is described, from package.json. */
export const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** What only the program of the operator knows of itself. */
export const operatorFacts = (): OperatorFacts => ({ ...operatorRules(), endpoints: ENDPOINTS });

const plainObjects = (): Manifest[] => [
  operatorNamespace(OPERATOR_NAMESPACE),
  ...operatorObjects(plainSettings(version), operatorFacts()),
];

/** The text of deploy/operator.yaml: everything that runs the operator in a cluster, beside the CRD. */
export const operatorFile = (): string => yamlOf(plainObjects());

/** The text of the file that installs everything. */
export const installFile = (): string => yamlOf([customResourceDefinition(), ...plainObjects()]);

/** The text of deploy/options/restart.yaml: the rights that `spec.upgrade.dataPlane.restart: Rolling` needs. */
export const restartFile = (): string => yamlOf(restartRole(OPERATOR_NAMESPACE));
