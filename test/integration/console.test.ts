import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { behaviourAnnotations } from '../../devcluster/control-plane/behaviour.ts';
import { deploy, injectAsMesh, injectedNamespace } from '../support/bookinfo.ts';
import { INJECTED } from '../support/injected-pod.ts';
import { runReadableProxy } from '../support/readable-proxy.ts';
import { installBrowser, NO_BROWSER, openBrowser } from '../support/browser.ts';
import { START_MS, startTestCluster, type TestCluster } from '../support/cluster.ts';
import { firstSight, seriousFindings, untilDifferent } from '../support/console-page.ts';
import { applyMesh, NAMESPACE, untilReady } from '../support/mesh-install.ts';
import { OperatorProcess } from '../support/operator.ts';

const MINUTES = 3 * 60_000;
const SEEN_MS = 60_000;
const WIDE = { width: 1320, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Where pictures for docs/console.md go, if they are asked for. */
const PICTURES = process.env['MESHWRIGHT_PICTURES'];

installBrowser();
if (NO_BROWSER !== undefined) process.stderr.write(`skipped: pages of the console: ${NO_BROWSER}\n`);
const describeSeen = NO_BROWSER === undefined ? describe : describe.skip;

let test: TestCluster;
let page: Page;
let url: string;
const troubles: string[] = [];
/** What has to be stopped, the last first. */
const started: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  if (NO_BROWSER !== undefined) return;
  test = await startTestCluster();
  started.push(() => test.stop());
  const operator = new OperatorProcess(test.operatorAccess, { args: ['--console-address', '127.0.0.1:0'] });
  started.push(() => operator.stop());
  url = `http://127.0.0.1:${await operator.consolePort()}`;
  const browser = await openBrowser(WIDE);
  started.push(() => browser.close());
  page = await browser.context.newPage();
}, START_MS);

afterAll(async () => {
  for (const stop of started.toReversed()) await stop();
}, START_MS);

/** Resolves when the page shows it. */
const seen = (text: string | RegExp, place = 'main'): Promise<void> =>
  page.locator(place).filter({ hasText: text }).first().waitFor({ timeout: SEEN_MS });

/** A picture for the documentation, and whether axe has anything to say of what is in it. */
async function pictured(name: string, of: Page = page): Promise<void> {
  expect(await seriousFindings(of)).toEqual([]);
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  await of.screenshot({ path: join(PICTURES, `${name}.jpg`), quality: 55, fullPage: true, animations: 'disabled' });
}

const PROXY = (): string => `${url}/meshes/mesh/proxies/shop/${INJECTED}`;

describeSeen('the console, seen in a browser', () => {
  it(
    'follows an installation from a cluster without a mesh to one that is Ready',
    async () => {
      await page.goto(url);
      await seen('There is no MeshInstall in this cluster');
      page.on('pageerror', ({ message }) => troubles.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error') troubles.push(message.text());
      });
      await applyMesh(test.client, { version: '1.0.6', profile: 'demo' });
      await page.getByRole('link', { name: 'mesh', exact: true }).click({ timeout: SEEN_MS });
      await seen('Installing Istio 1.0.6', '#way');
      await page.locator('.card.good').nth(3).waitFor({ timeout: SEEN_MS });
      await pictured('install');
      await seen('Ready', '.title');
      await page.locator('#way').waitFor({ state: 'hidden', timeout: SEEN_MS });
      expect(await page.locator('.card .badge').allTextContents()).not.toContain('Progressing');
      await seen('192.0.2.', '.edge');
    },
    MINUTES,
  );

  it('loads nothing from anywhere else, little from here, and is seen within a second', async () => {
    await page.goto(`${url}/meshes/mesh`);
    await seen('live', '.pulse');
    const { paintMs, bytes, hosts } = await firstSight(page);
    expect(hosts).toEqual([new URL(url).host]);
    expect(bytes).toBeLessThan(150 * 1024);
    expect(paintMs).toBeLessThan(1_000);
  });

  it(
    'shows an edit, the sidecars of applications, and what others changed, as it happens',
    async () => {
      await injectAsMesh(test.client, '1.0.6');
      for (const [namespace, replicas] of [
        ['bookinfo', 6],
        ['payments', 3],
      ] as const) {
        await injectedNamespace(test.client, namespace);
        await deploy(test.client, namespace, 'app', { replicas });
      }
      await seen('6 × 1.0.6', '.namespaces');
      await applyMesh(test.client, { version: '1.0.6', profile: 'demo', components: { grafana: { enabled: false } } });
      await page.locator('.card h4', { hasText: 'grafana' }).waitFor({ state: 'detached', timeout: SEEN_MS });
      await test.kubectl('-n', NAMESPACE, 'delete', 'service', 'istio-pilot');
      await seen('istio-pilot', '#repairs');
      expect(await seriousFindings(page)).toEqual([]);
    },
    MINUTES,
  );

  it(
    'follows an upgrade hop by hop, and shows which sidecars are old then',
    async () => {
      await applyMesh(test.client, { version: '1.1.17', profile: 'demo' });
      await seen('On the way from Istio 1.0.6 to 1.1.17', '#way');
      await page.locator('.step.good').nth(4).waitFor({ timeout: SEEN_MS });
      await pictured('upgrade');
      await untilReady(test.client);
      await seen(/1\.0\.6 to 1\.1\.17\s*Succeeded/, '#history');
      await page.locator('.bar .other').first().waitFor({ timeout: SEEN_MS });
    },
    MINUTES,
  );

  it(
    'shows which component fails, that the mesh goes back, and why',
    async () => {
      await injectAsMesh(test.client, '1.1.17');
      for (const namespace of ['bookinfo', 'payments'])
        await test.kubectl('-n', namespace, 'rollout', 'restart', 'deployment/app');
      await seen('6 × 1.1.17', '.namespaces');
      await page.locator('.bar .other').first().waitFor({ state: 'detached', timeout: SEEN_MS });
      const podAnnotations = { [behaviourAnnotations.behaviour]: 'never-ready' };
      const components = { pilot: { podAnnotations } };
      await applyMesh(test.client, { version: '1.2.10', profile: 'demo', upgrade: { gateTimeout: '8s' }, components });
      await page.locator('.step .when', { hasText: 'left' }).first().waitFor({ timeout: SEEN_MS });
      await seen('RollingBack', '.title');
      await pictured('failure');
      await seen('RolledBack', '#way');
      await seen(/pilot did not come up/, '#way');
      await applyMesh(test.client, { version: '1.1.17', profile: 'demo' });
      await untilReady(test.client);
      await seen('Ready', '.title');
    },
    MINUTES,
  );

  it(
    'finds objects as one types, and shows how one differs from what is wanted',
    async () => {
      await page.goto(`${url}/meshes/mesh/objects`);
      await page.getByRole('searchbox').fill('configmap istio-galley');
      await page.locator('#objects section', { hasText: 'ServiceAccount' }).first().waitFor({ state: 'hidden' });
      await page.locator('#objects').getByRole('link').filter({ visible: true }).first().click();
      await seen('Everything that is wanted is so', '.panel');
      expect(await seriousFindings(page)).toEqual([]);
      await applyMesh(test.client, { version: '1.1.17', profile: 'demo', paused: true });
      await test.kubectl(
        '-n',
        NAMESPACE,
        'set',
        'image',
        'deployment/istio-policy',
        'mixer=docker.io/istio/mixer:1.0.0',
      );
      const address = `${url}/meshes/mesh/object?id=${encodeURIComponent('apps/v1/Deployment/istio-system/istio-policy')}`;
      expect(await untilDifferent(page, address, 'mixer:1.0.0')).toMatch(
        /<del>- +image: docker.io\/istio\/mixer:1\.0\.0/,
      );
      await page.goto(address);
      expect(await seriousFindings(page)).toEqual([]);
    },
    MINUTES,
  );

  it(
    'leads from a namespace to a proxy, and shows of it what is asked for',
    async () => {
      started.push(await runReadableProxy(test, 'shop'));
      await page.goto(`${url}/meshes/mesh`);
      await page.getByRole('link', { name: 'shop', exact: true }).click({ timeout: SEEN_MS });
      await page.getByRole('link', { name: INJECTED }).click();
      await seen('Redirected on the way in', '.pod-traffic');
      await seen('45 clusters', '.facts');
      await page.getByLabel('Kind').selectOption('routes');
      await page.getByLabel('Port', { exact: true }).fill('9001');
      await page.keyboard.press('Enter');
      await seen('1 resource', '#configuration');
      await pictured('proxy');
      const route = page.locator('#configuration summary');
      await route.focus();
      await page.keyboard.press('Enter');
      await page.locator('#configuration pre', { hasText: 'service-1.default.svc.cluster.local' }).waitFor();
    },
    MINUTES,
  );

  it('can be read without a script, and is worked with from a keyboard', async () => {
    const { context, close } = await openBrowser({ ...WIDE, script: false });
    try {
      const plain = await context.newPage();
      await plain.goto(`${url}/meshes/mesh`);
      const text = await plain.locator('main').innerText();
      for (const fact of ['Istio', '1.1.17', 'pilot', 'Ready', 'citadel', '192.0.2.', 'Certificates', 'UTC'])
        expect(text).toContain(fact);
      await plain.goto(PROXY());
      const proxy = (await plain.locator('main').innerText()).replaceAll('\u00a0', ' ');
      for (const fact of ['every port to 15006', 'user 1337', '15020', 'xds-grpc', 'service-1.default', '1.4.10'])
        expect(proxy).toContain(fact);
      await plain.keyboard.press('Tab');
      expect(await plain.locator(':focus').innerText()).toBe('To the content');
    } finally {
      await close();
    }
  });

  it.each([
    ['phone', { ...PHONE }],
    ['dark', { ...WIDE, dark: true }],
  ] as const)('fits a %s screen, too', async (name, sight) => {
    const { context, close } = await openBrowser(sight);
    try {
      const other = await context.newPage();
      await other.goto(`${url}/meshes/mesh`);
      await other.locator('.pulse', { hasText: 'live' }).waitFor();
      const overflow = () => other.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(await overflow()).toBeLessThanOrEqual(0);
      await pictured(name, other);
      await other.goto(PROXY());
      expect(await overflow()).toBeLessThanOrEqual(0);
      expect(await seriousFindings(other)).toEqual([]);
    } finally {
      await close();
    }
  });

  it('never troubled the browser: no error, nothing that its policy forbids', () => {
    expect(troubles).toEqual([]);
  });
});
