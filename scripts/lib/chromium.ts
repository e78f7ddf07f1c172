import { existsSync } from 'node:fs';
import { canInstall, installPackages } from './apt.ts';

const KNOWN_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
];

/** What to do when no browser can be had. */
export const CHROMIUM_REMEDY =
  'Browser tests need Chromium: install it (Debian, Ubuntu: apt-get install chromium), or set CHROME_PATH to a Chrome or Chromium.';

/** Flags that keep a headless Chromium from calling home, which a closed network refuses at every start. */
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];

/** Path of a Chromium on this machine: `CHROME_PATH`, else one of the usual places; undefined when there is none. */
export function findChromium(): string | undefined {
  const configured = process.env['CHROME_PATH'];
  if (configured !== undefined && configured !== '') {
    return configured;
  }
  return KNOWN_PLACES.find((place) => existsSync(place));
}

/**
 * Finds Chromium, or installs Debian's where that can be done without asking: as root, or by sudo without a password.
 *
 * @returns its path, or undefined when it cannot be had
 */
export function ensureChromium(report: (text: string) => void): string | undefined {
  const found = findChromium();
  if (found !== undefined || !canInstall()) {
    return found;
  }
  report('Installing Chromium from the distribution; this takes a minute or two, once.');
  installPackages(['chromium', 'fonts-liberation']);
  return findChromium();
}
