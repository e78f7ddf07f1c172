import { blobResources } from './blob.ts';
import { collectionResources } from './collection-resources.ts';
import { compositeResources } from './composite.ts';
import { changedResources } from './changed-records.ts';
import { readLimits } from './limits.ts';
import { passwordResources } from './passwords.ts';
import { queryResources } from './query-resources.ts';
import { recentItems } from './recent.ts';
import { searchResources } from './search-resources.ts';
import { RestResources, ok } from './resources.ts';
import { sobjectResources } from './sobject-resources.ts';
import { metadataResources } from '../metadata/metadata-resources.ts';
import { toolingResources } from '../tooling/tooling-resources.ts';
import { uiApiResources } from '../ui-api/ui-api-resources.ts';
import { treeResources } from './tree.ts';

const NAMES = [
  'composite',
  'limits',
  'metadata',
  'parameterizedSearch',
  'query',
  'queryAll',
  'recent',
  'search',
  'sobjects',
  'tooling',
  'ui-api'
];

const MOST_RECENT = 200;

/** All resources below `/services/data/vNN.0`. */
export function dataResources(): RestResources {
  const resources = new RestResources();
  resources
    .on('GET', '/', (call) => {
      const root = `/services/data/${call.version}`;
      return ok({
        ...Object.fromEntries(NAMES.map((name) => [name, `${root}/${name}`])),
        identity: `${call.baseUrl}/services/oauth2/userinfo`
      });
    })
    .on('GET', '/limits', (_call, context) => ok(readLimits(context)))
    .on('GET', '/recent', (call, context) => ok(recentItems(call, context, Number(call.query.limit ?? MOST_RECENT))));
  queryResources(resources);
  searchResources(resources);
  collectionResources(resources);
  treeResources(resources);
  compositeResources(resources);
  blobResources(resources);
  changedResources(resources);
  passwordResources(resources);
  toolingResources(resources);
  metadataResources(resources);
  uiApiResources(resources);
  sobjectResources(resources);
  return resources;
}
