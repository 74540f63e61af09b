import { InputError } from '../../api/errors.ts';
import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import type { MeshInstall } from '../../api/meshinstall.ts';
import { idOf, identityOf, refOf, type ObjectId } from '../../core/model/object-id.ts';
import type { Desired } from '../../operator/pass/desired.ts';
import type { OperatorView } from '../../operator/pass/operator-view.ts';
import type { CurrentProxy } from '../../core/data-plane/proxy-stats.ts';
import { meshReport, type FleetReport, type MeshDetail, type ObjectReport, type ProxyEntry } from '../contract.ts';
import type { Journal } from './journal.ts';
import { proxiesByNamespace } from './namespaces.ts';
import { objectReport } from './object-report.ts';
import { proxyEntries } from './proxies.ts';

/** What meshes are read from. */
export type MeshView = Pick<OperatorView, 'installs' | 'proxies' | 'desired' | 'live'>;

/** What the console knows: all of it is in memory already, so that a question costs the apiserver nothing. */
export class Facts {
  readonly #journal: Journal;
  #view: MeshView | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** From now on meshes are looked for there; undefined: nowhere, for another replica leads or caches are not read. */
  look(view: MeshView | undefined): void {
    this.#view = view;
  }

  /** Whether there is anything to be seen. */
  get canSee(): boolean {
    return this.#view !== undefined;
  }

  /** Every mesh, by name. */
  fleet(): FleetReport {
    const installs = [...(this.#view?.installs() ?? [])];
    return { meshes: installs.map(meshReport).sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }

  /** One mesh; undefined where there is none of this name. */
  mesh(name: string): MeshDetail | undefined {
    const install = this.#install(name);
    if (install === undefined) return undefined;
    const desired = this.#desired(install);
    const proxies = this.#view?.proxies(install);
    const { since } = this.#journal;
    return {
      ...meshReport(install),
      ...(desired !== undefined && { gateTimeout: desired.spec.upgrade.gateTimeout }),
      ...(proxies !== undefined && { namespaces: proxiesByNamespace(proxies, currentOf(install, desired)) }),
      ...this.#journal.of(name),
      ...(since !== undefined && { eventsSince: since }),
    };
  }

  /** Every proxy of a mesh, by namespace and pod: none while pods have not been read; undefined where there is no mesh. */
  proxies(name: string): ProxyEntry[] | undefined {
    const install = this.#install(name);
    if (install === undefined) return undefined;
    return proxyEntries(this.#view?.proxies(install) ?? [], currentOf(install, this.#desired(install)));
  }

  /** One proxy of a mesh; undefined where it has none there. */
  proxy(name: string, namespace: string, pod: string): ProxyEntry | undefined {
    return this.proxies(name)?.find((proxy) => proxy.namespace === namespace && proxy.pod === pod);
  }

  /** Which events the cluster remembers are about meshes of now: one of the name may have been there before. */
  isOfMesh(name: string, uid: string): boolean {
    return this.#install(name)?.metadata.uid === uid;
  }

  /** Ids of all objects of a mesh, those that it has and those that it should have; undefined where there is no mesh. */
  objects(name: string): ObjectId[] | undefined {
    const install = this.#install(name);
    if (install === undefined) return undefined;
    const ids = [...(install.status?.inventory ?? []), ...(this.#desired(install)?.manifests ?? []).map(idOf)];
    return [...new Map(ids.flatMap(identified)).values()].sort();
  }

  /** One object of a mesh; undefined where the mesh has none of this id. */
  object(name: string, id: ObjectId): ObjectReport | undefined {
    const install = this.#install(name);
    if (install === undefined || this.objects(name)?.includes(id) !== true) return undefined;
    const ref = refOf(id);
    const wanted = this.#desired(install)?.manifests.find((manifest) => identityOf(manifest) === identityOf(ref));
    return objectReport(id, wanted, this.#view?.live(wanted ?? asManifest(ref)));
  }

  #install(name: string): MeshInstall | undefined {
    return this.#view?.installs().find(({ metadata }) => metadata.name === name);
  }

  /** A spec that is refused asks for nothing. */
  #desired(install: MeshInstall): Desired | undefined {
    try {
      return this.#view?.desired(install);
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }
}

/** What proxies ought to be: what is injected now tells only of the release that is installed now. */
function currentOf({ status, spec }: MeshInstall, desired: Desired | undefined): CurrentProxy {
  const version = status?.version ?? spec.version;
  return { version, ...(desired?.spec.version === version && { image: desired.proxyImage }) };
}

/** Anybody who may write a status may write nonsense. */
function identified(id: ObjectId): [identity: string, id: ObjectId][] {
  try {
    return [[identityOf(refOf(id)), id]];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

const asManifest = ({ apiVersion, kind, namespace, name }: ObjectRef): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});
