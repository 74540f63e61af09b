import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Programs that show a URL, by platform. */
const PROGRAMS: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Shows a URL in a browser, with no shell between. @throws Error when there is no program for it */
export async function openBrowser(url: string, platform: string): Promise<void> {
  const [program, ...args] = PROGRAMS[platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  await once(child, 'spawn');
  child.unref();
}
