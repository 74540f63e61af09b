/** What people type who know other tools, and what there is for it here. */
const HABITS: Readonly<Record<string, string>> = {
  analyze: '`meshwright check` looks at the cluster, `meshwright preflight NAME` for what blocks a change',
  apply: 'a mesh is installed by `kubectl apply -f` of a MeshInstall; `meshwright render` shows of what it consists',
  delete: '`meshwright uninstall NAME` takes a mesh down',
  demo: 'it is in a clone of the repository, where `npm run demo` shows it',
  get: 'kubectl get meshinstalls lists meshes; `meshwright status` shows one',
  inject: '`meshwright kube-inject -f FILE` puts sidecars into manifests',
  install: 'a mesh is installed by `kubectl apply -f` of a MeshInstall, the operator as docs/install.md says',
  logs: 'kubectl logs -n meshwright-system deployment/meshwright; `meshwright bundle` collects them with everything else',
  manifest: '`meshwright render -f FILE` prints the objects',
  pc: '`meshwright proxy config POD` prints what a proxy is configured with',
  profiles: '`meshwright versions` lists profiles by release, `meshwright profile diff A B` compares them',
  'proxy-config': '`meshwright proxy config POD` prints what a proxy is configured with',
  'proxy-status': '`meshwright proxy status` says of every proxy whether it is in sync',
  ps: '`meshwright proxy status` says of every proxy whether it is in sync',
  rollback: 'edit spec.version back: `meshwright plan NAME` tells the way',
  synth: 'npm run synth writes files for GitOps; `meshwright render -f FILE` prints the objects',
  template: '`meshwright render -f FILE` prints the objects',
  upgrade:
    'edit spec.version of the MeshInstall; `meshwright plan NAME` tells the way, `meshwright preflight NAME` what blocks it',
  validate: '`meshwright render -f FILE` refuses what is wrong, and says why',
  verify: '`meshwright diff NAME` shows what is not as it is asked for',
};

/** What to do instead of a command that there is not, where other tools have it. */
export const habitOf = (word: string | undefined): string | undefined =>
  word !== undefined && Object.hasOwn(HABITS, word) ? HABITS[word] : undefined;
