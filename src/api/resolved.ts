import type { MeshInstallSpec } from './spec/index.ts';

/**
 * T with every setting present. Arrays, maps, resource amounts and affinities stay as they are: there, absent has a meaning of
 * its own.
 */
export type Resolved<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? string extends keyof T
      ? T
      : 'limits' extends keyof T
        ? T
        : 'podAntiAffinity' extends keyof T
          ? T
          : { [K in keyof T]-?: Resolved<NonNullable<T[K]>> }
    : T;

type Gateway = NonNullable<MeshInstallSpec['gateways']>[number];

/** One gateway, complete. */
export type ResolvedGateway = Resolved<Gateway>;

/** Profile, spec and defaults merged: complete, and the one input of the charts. */
export type ResolvedSpec = Omit<Resolved<MeshInstallSpec>, 'gateways'> & { gateways: ResolvedGateway[] };

/** CPU and memory of one container. */
export type Resources = NonNullable<NonNullable<MeshInstallSpec['defaults']>['resources']>;

/** What every workload of the mesh has in common: a component or a gateway. */
export type Workload = ResolvedSpec['components']['injector'];
