/** Summer '14 is the oldest version that Salesforce still serves. */
const OLDEST = 31;
export const LATEST_VERSION = 67;
const SEASONS = ['Summer', 'Winter', 'Spring'];

/** `Summer '26` for 67. */
function label(version: number): string {
  const releases = version - OLDEST;
  const year = 14 + Math.floor((releases + 2) / 3);
  return `${SEASONS[releases % 3] ?? ''} '${year}`;
}

export const VERSIONS = Array.from({ length: LATEST_VERSION - OLDEST + 1 }, (_, i) => {
  const version = `${OLDEST + i}.0`;
  return { label: label(OLDEST + i), url: `/services/data/v${version}`, version };
});

/** `v67.0` */
export const isVersion = (text: string): boolean => VERSIONS.some(({ version }) => `v${version}` === text);
