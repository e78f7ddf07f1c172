import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { APEX_META, metadata, packageXml } from '../../local-org/src/server/testing/zip.ts';

const BASE = 'force-app/main/default';

const FILES: Record<string, string> = {
  'sfdx-project.json': JSON.stringify({
    packageDirectories: [{ path: 'force-app', default: true }],
    sourceApiVersion: '67.0'
  }),
  [`${BASE}/objects/Crate__c/Crate__c.object-meta.xml`]: metadata(
    'CustomObject',
    '<deploymentStatus>Deployed</deploymentStatus><label>Crate</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Crates</pluralLabel><sharingModel>ReadWrite</sharingModel>'
  ),
  [`${BASE}/objects/Crate__c/fields/Size__c.field-meta.xml`]: metadata(
    'CustomField',
    '<fullName>Size__c</fullName><label>Size</label><precision>10</precision><scale>0</scale><type>Number</type>'
  ),
  [`${BASE}/classes/Crates.cls`]:
    'public with sharing class Crates {\n    public static Integer count() { return [SELECT COUNT() FROM Crate__c]; }\n}\n',
  [`${BASE}/classes/Crates.cls-meta.xml`]: APEX_META('ApexClass'),
  [`${BASE}/classes/CratesTest.cls`]:
    "@IsTest\nprivate class CratesTest {\n    @IsTest static void counts() { insert new Crate__c(Name = 'x'); Assert.areEqual(1, Crates.count()); }\n    @IsTest static void fails() { Assert.areEqual(2, Crates.count(), 'two'); }\n}\n",
  [`${BASE}/classes/CratesTest.cls-meta.xml`]: APEX_META('ApexClass'),
  'broken-metadata/package.xml': packageXml({ ApexClass: ['Broken'] }),
  'broken-metadata/classes/Broken.cls': 'public class Broken {\n    Integer a = nope;\n}\n',
  'broken-metadata/classes/Broken.cls-meta.xml': APEX_META('ApexClass'),
  'tree.json': JSON.stringify({
    records: [
      {
        attributes: { type: 'Account', referenceId: 'a1' },
        Name: 'Tree',
        Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'c1' }, LastName: 'Leaf' }] }
      }
    ]
  }),
  'block.apex': "insert new Crate__c(Name = 'anonymous');\nSystem.debug('hello ' + Crates.count());\n",
  'throwing.apex': "throw new IllegalArgumentException('on purpose');\n",
  'bulk.csv': 'Name,Size__c\nb,1\n'
};

/** Writes the sfdx project that the CLI works in. */
export function writeCliProject(folder: string): void {
  for (const [name, content] of Object.entries(FILES)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
