import { startPubSub } from '../../local-org/src/server/pubsub/start-pubsub.ts';
import type { RunningPubSub } from '../../local-org/src/server/pubsub/start-pubsub.ts';
import type { StreamTimes } from '../../local-org/src/server/pubsub/subscription.ts';
import { createCertificate } from '../../local-org/src/server/pubsub/certificate.ts';
import { startServer } from '../../local-org/src/server/start-server.ts';
import type { RunningServer } from '../../local-org/src/server/start-server.ts';
import type { TestContext } from '../../local-org/src/server/testing.ts';
import { TemporaryProject } from '../../local-org/src/server/testing/apex-project.ts';
import { metadata } from '../../local-org/src/server/testing/zip.ts';

const customField = (name: string, type: string): string =>
  metadata('CustomField', `<fullName>${name}</fullName><label>${name.replace('__c', '')}</label>${type}`);

/** A project of an event, a field and code, for clients to work with. */
const FILES = {
  'objects/Signal__e/Signal__e.object-meta.xml': metadata(
    'CustomObject',
    '<deploymentStatus>Deployed</deploymentStatus><eventType>HighVolume</eventType><label>Signal</label><pluralLabel>Signals</pluralLabel><publishBehavior>PublishImmediately</publishBehavior>'
  ),
  'objects/Signal__e/fields/Text__c.field-meta.xml': customField('Text__c', '<length>255</length><type>Text</type>'),
  'objects/Signal__e/fields/Level__c.field-meta.xml': customField(
    'Level__c',
    '<precision>10</precision><scale>2</scale><type>Number</type>'
  ),
  'objects/Account/fields/Key__c.field-meta.xml': customField(
    'Key__c',
    '<externalId>true</externalId><length>40</length><type>Text</type><unique>true</unique>'
  ),
  'classes/Echo.cls': `@RestResource(urlMapping='/echo/*')
global class Echo {
  @HttpPost global static Map<String, Object> post(String text, Integer times) {
    return new Map<String, Object>{ 'text' => text.repeat(times) };
  }
}`,
  'classes/EchoTest.cls': `@IsTest private class EchoTest {
  @IsTest static void repeats() { Assert.areEqual('aa', Echo.post('a', 2).get('text')); }
}`
};

/** An org for clients, served as `local-org start` does it. */
export class ConformanceOrg {
  readonly context: TestContext;
  readonly server: RunningServer;
  readonly pubSub: RunningPubSub;
  private readonly project: TemporaryProject;

  private constructor(project: TemporaryProject, context: TestContext, server: RunningServer, pubSub: RunningPubSub) {
    this.project = project;
    this.context = context;
    this.server = server;
    this.pubSub = pubSub;
  }

  /** @param times how long the streams of the Pub/Sub API wait, in milliseconds; Salesforce's own unless given */
  static async start(times: Partial<StreamTimes> = {}): Promise<ConformanceOrg> {
    const project = new TemporaryProject(FILES);
    const context = project.open();
    const server = await startServer({ context, port: 0 });
    const tls = { port: 0, ...createCertificate() };
    const pubSub = await startPubSub({ context, port: 0, times, tls });
    return new ConformanceOrg(project, context, server, pubSub);
  }

  async stop(): Promise<void> {
    this.pubSub.close();
    await this.server.close();
    this.context.deployments.close();
    this.context.org.close();
    this.project.remove();
  }
}
