import { describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../metadata/load-project.ts';
import type { Flexipage, FlexipageComponent, Project } from '../metadata/project.ts';
import { recordPage } from './record-page.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const project = loadProject(root, {});
const account = project.schema.object('Account');
if (account === undefined) {
  throw new Error('The schema has no Account.');
}

const component = (name: string, properties: Record<string, string> = {}, conditional = false): FlexipageComponent => ({
  name,
  identifier: undefined,
  properties: new Map(Object.entries(properties)),
  visibility: conditional
    ? { criteria: [{ left: '{!$User.UserType}', operator: 'EQUAL', right: 'Standard' }], booleanFilter: undefined }
    : undefined
});

function withPage(change: (page: Flexipage) => Flexipage): Project {
  return { ...project, flexipages: project.flexipages.map(change) };
}

const withoutComponent = (name: string) =>
  withPage((page) => ({
    ...page,
    regions: page.regions.map((region) => ({
      ...region,
      components: region.components.filter((each) => each.name !== name)
    }))
  }));

describe('the account page', () => {
  it('has what its flexipage has, facets as tabs', () => {
    const page = recordPage(project, account, 'Trading_Grid');
    expect(page.flexipage).toBe('Trading_Account_Record_Page');
    expect(page.regions.map(({ name }) => name)).toEqual(['header', 'main']);
    expect(page.regions[1]?.nodes).toEqual([
      {
        kind: 'tabset',
        tabs: [
          {
            label: 'Trading',
            active: true,
            nodes: [
              { kind: 'lwc', name: 'tradingActivity', properties: {} },
              { kind: 'lwc', name: 'tradingFigures', properties: {} }
            ]
          },
          { label: 'Partners', active: false, nodes: [{ kind: 'lwc', name: 'tradingPartners', properties: {} }] },
          { label: 'Agreements', active: false, nodes: [{ kind: 'lwc', name: 'tradingAgreements', properties: {} }] },
          { label: 'Details', active: false, nodes: [{ kind: 'details' }] },
          { label: 'Related', active: false, nodes: [{ kind: 'relatedLists' }] }
        ]
      }
    ]);
  });

  it('loses a component that is taken out of the flexipage', () => {
    const page = recordPage(withoutComponent('c:tradingActivity'), account, 'Trading_Grid');
    expect(JSON.stringify(page)).not.toContain('tradingActivity');
    expect(JSON.stringify(page)).toContain('Trading');
  });

  it('is the default page when no flexipage is for the object', () => {
    const page = recordPage({ ...project, flexipages: [] }, account, 'Trading_Grid');
    expect(page.flexipage).toBeNull();
    expect(page.regions.flatMap(({ nodes }) => nodes.map(({ kind }) => kind))).toEqual([
      'highlights',
      'tabset',
      'relatedLists'
    ]);
  });

  it('says what it cannot draw', () => {
    const changed = withPage((page) => ({
      ...page,
      regions: [
        {
          name: 'main',
          type: 'Region',
          components: [component('force:unheardOf'), component('c:tradingActivity', {}, true)]
        }
      ]
    }));
    expect(recordPage(changed, account, 'Trading_Grid').regions[0]?.nodes).toEqual([
      { kind: 'notEmulated', name: 'the component force:unheardOf' },
      { kind: 'notEmulated', name: 'the visibility rule on $User.UserType' }
    ]);
  });
});
