import { rowOf, type ByMinor } from '../../../charts/catalog/minor.ts';

/** What the injector of a release offers to its template (pilot/pkg/kube/inject/inject.go, pkg/kube/inject since 1.4). */
export interface Dialect {
  readonly delimiters: readonly [string, string];
  /** A template that calls any other function is refused when the injector starts. */
  readonly functions: readonly string[];
  /** Fields of the data that the template sees. */
  readonly data: readonly string[];
  /** Leaves out ports of UDP and SCTP when it lists those of a pod. */
  readonly listsTcpOnly: boolean;
}

const oldest = ['formatDuration', 'isset'];
const since103 = [...oldest, 'annotation', 'applicationPorts', 'excludeInboundPort', 'includeInboundPorts', 'toJson'];
const since11 = [
  ...since103,
  'directory',
  'fromJSON',
  'indent',
  'kubevirtInterfaces',
  'toJSON',
  'toYaml',
  'valueOrDefault',
];
const since12 = [...since11, 'contains'];
const since13 = [...since12, 'structToJSON', 'toLower'];

const oldestData = ['ObjectMeta', 'Spec', 'ProxyConfig', 'MeshConfig'];
const dataSince11 = [...oldestData, 'DeploymentMeta'];
const dataSince12 = [...dataSince11, 'Values'];
const dataSince13 = [...dataSince12, 'TypeMeta'];

const DIALECTS: ByMinor<Dialect> = {
  '1.0': { delimiters: ['[[', ']]'], functions: oldest, data: oldestData, listsTcpOnly: false },
  '1.0.3': { functions: since103 },
  '1.1': { delimiters: ['[[', ']]'], functions: since11, data: dataSince11, listsTcpOnly: false },
  '1.2': { delimiters: ['{{', '}}'], functions: since12, data: dataSince12, listsTcpOnly: false },
  '1.3': { delimiters: ['{{', '}}'], functions: since13, data: dataSince13, listsTcpOnly: false },
  '1.4': { delimiters: ['{{', '}}'], functions: [...since13, 'protoToJSON'], data: dataSince13, listsTcpOnly: true },
};

/** The dialect of a release. */
export const dialectOf = (version: string): Dialect => rowOf(DIALECTS, version);
