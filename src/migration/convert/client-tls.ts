import type { Manifest } from '../../api/manifest.ts';
import { describeObject } from '../../core/model/object-id.ts';
import { isInstalled } from '../assess/mesh-view.ts';
import { kindOf } from '../kinds.ts';
import { list, record, text } from '../reading.ts';
import { TLS_MEANINGS, type ClientMode } from './client-tls.data.ts';
import type { Collected } from './conversion.ts';
import type { OldMesh } from './mesh.ts';
import type { Precedence, TlsMode } from './old-policy.ts';
import { namespaceOf, type ServiceFacts } from './services.ts';

/** A TLS setting of a DestinationRule. */
interface Setting {
  readonly mode: ClientMode;
  /** The port of the Service; all others where it is missing. */
  readonly port: number | undefined;
}

/**
 * What DestinationRules say of TLS, beside what servers take. Nothing is written: a DestinationRule is read by both meshes,
 * and what it means is told for each server.
 */
export function remarkClientTls(mesh: OldMesh, policies: Precedence, out: Collected): void {
  const rules = mesh.objects.filter((object) => kindOf(object) === 'DestinationRule.networking.istio.io');
  for (const rule of rules.filter((each) => !isInstalled(each))) {
    const settings = settingsOf(rule);
    if (settings.length === 0) continue;
    if (namespaceOf(rule) === mesh.controlNamespace && mesh.controlNamespace !== mesh.rootNamespace) {
      const message = `is for all callers only in the root namespace of a mesh, and that is ${mesh.rootNamespace} for the target`;
      out.remark('without-effect', describeObject(rule), message);
      continue;
    }
    for (const service of mesh.services.filter((each) => isHost(rule, each)))
      for (const { code, message } of meaningsFor(settings, service, policies))
        out.remark(code, describeObject(rule), `for Service ${service.name}.${service.namespace}: ${message}`);
  }
}

/** One meaning for each port of the Service that has another one. */
function meaningsFor(settings: readonly Setting[], service: ServiceFacts, policies: Precedence) {
  const meanings = service.ports.flatMap((port) => {
    const setting =
      settings.find((each) => each.port === port.number) ?? settings.find((each) => each.port === undefined);
    const taken: TlsMode = policies.of(service, port)?.tls ?? 'PERMISSIVE';
    return setting === undefined ? [] : [TLS_MEANINGS[setting.mode][taken]];
  });
  return new Set(meanings);
}

function settingsOf(rule: Manifest): Setting[] {
  const spec = record(rule['spec']);
  const policies = [spec['trafficPolicy'], ...list(spec['subsets']).map((subset) => record(subset)['trafficPolicy'])];
  return policies.flatMap((policy): Setting[] => {
    const ports = list(record(policy)['portLevelSettings']).map(record);
    const own = ports.flatMap((setting) => settingOf(setting['tls'], record(setting['port'])['number']));
    return [...own, ...settingOf(record(policy)['tls'], undefined)];
  });
}

/** By name, or by number as protocol buffers have it. */
const MODES: readonly ClientMode[] = ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'];

function settingOf(tls: unknown, port: unknown): Setting[] {
  if (tls === undefined) return [];
  const { mode = 0 } = record(tls);
  const found = typeof mode === 'number' ? MODES[mode] : MODES.find((each) => each === mode);
  return found === undefined ? [] : [{ mode: found, port: typeof port === 'number' ? port : undefined }];
}

/** A host is a name in the namespace of the rule, a full name, or one with `*` at its beginning. */
function isHost(rule: Manifest, { host, name, namespace }: ServiceFacts): boolean {
  const wanted = text(record(rule['spec'])['host']) ?? '';
  if (wanted.startsWith('*')) return host.endsWith(wanted.slice(1));
  if (!wanted.includes('.')) return wanted === name && namespaceOf(rule) === namespace;
  return wanted === host || wanted === `${name}.${namespace}` || wanted === `${name}.${namespace}.svc`;
}
