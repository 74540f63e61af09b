import { loadAll } from 'js-yaml';
import type { Manifest } from '../../src/api/manifest.ts';
import { describeObject } from '../../src/core/model/object-id.ts';

/** The objects of a stream of documents, of which some may be empty. */
export const objectsIn = (yaml: string): Manifest[] =>
  (loadAll(yaml) as (Manifest | null)[]).filter((object) => object !== null);

/** Objects by what people call them: their order does not matter. */
export const byName = (objects: readonly Manifest[]): Map<string, Manifest> =>
  new Map(objects.map((object) => [describeObject(object), object]));

/** As much of a Deployment as tests look at. */
export interface OperatorDeployment extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly priorityClassName?: string;
        readonly topologySpreadConstraints: object[];
        readonly containers: {
          readonly image: string;
          readonly args: string[];
          readonly resources: { readonly requests: object };
        }[];
      };
    };
  };
}

/** The Deployment of the operator. */
export const deploymentIn = (objects: readonly Manifest[]): OperatorDeployment =>
  objects.find(({ kind }) => kind === 'Deployment') as OperatorDeployment;
/** The operator's image. */
export const imageIn = (objects: readonly Manifest[]): string | undefined =>
  deploymentIn(objects).spec.template.spec.containers[0]?.image;
