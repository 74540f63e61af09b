import { KubeConfig } from '@kubernetes/client-node';

/** How somebody with a token and a certificate of their own reaches a server. */
export function kubeConfigFor(server: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'cluster', server, skipTLSVerify: false, caData: 'Y2E=' },
    { name: 'somebody', token: 'own', certData: 'Y2VydA==', keyData: 'a2V5' },
  );
  return config;
}

/** How anybody reaches a server that asks nobody. */
export function openKubeConfig(server: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'cluster', server, skipTLSVerify: true }, { name: 'anybody' });
  return config;
}
