import { ABSTRACT, declare, libraryType } from '../types/library.ts';
import { current, type Transaction } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { beanAccessors, beanFields, newBean, type Bean } from './bean.ts';

/** E-mails that Apex sent, by org or, within a test, by test. Nothing leaves the machine. */
const sent = new WeakMap<object, Bean[]>();
const invocations = new WeakMap<Transaction['limits'], number>();
const MAX_INVOCATIONS = 10;

/** What Apex sent in this org outside of tests, or in the running test. */
export function sentEmails({ org, test }: Pick<Transaction, 'org' | 'test'>): readonly Bean[] {
  return sent.get(test ?? org) ?? [];
}

/** `Limits.getEmailInvocations()`. */
export function emailInvocations(): number {
  return invocations.get(current().limits) ?? 0;
}

declare({
  name: 'Messaging',
  statics: {
    'List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email> emails)': send,
    'List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email> emails, Boolean allOrNone)': send,
    'void reserveSingleEmailCapacity(Integer amount)': () => undefined,
    'void reserveMassEmailCapacity(Integer amount)': () => undefined
  }
});
declare({
  name: 'Messaging.Email',
  abstract: true,
  methods: beanAccessors(
    'Boolean BccSender',
    'String EmailPriority',
    'String ReplyTo',
    'Boolean SaveAsActivity',
    'String SenderDisplayName',
    'String Subject',
    'Boolean UseSignature'
  )
});
declare({
  name: 'Messaging.EmailFileAttachment',
  constructors: { '()': () => newBean('Messaging.EmailFileAttachment', { inline: false }) },
  methods: beanAccessors('Blob Body', 'String ContentType', 'String FileName', 'Boolean Inline'),
  fields: beanFields('Blob body', 'String contentType', 'String fileName', 'Boolean inline')
});
const OUTBOUND = [
  'List<String> ToAddresses',
  'List<String> CcAddresses',
  'List<String> BccAddresses',
  'String Charset',
  'String HtmlBody',
  'String InReplyTo',
  'String OptOutPolicy',
  'String PlainTextBody',
  'String References',
  'Id OrgWideEmailAddressId',
  'Id TargetObjectId',
  'Id TemplateId',
  'Boolean TreatBodiesAsTemplate',
  'Boolean TreatTargetObjectAsRecipient',
  'Id WhatId',
  'List<Id> EntityAttachments',
  'List<Messaging.EmailFileAttachment> FileAttachments'
];
declare({
  name: 'Messaging.SingleEmailMessage',
  extends: 'Messaging.Email',
  constructors: { '()': () => newBean('Messaging.SingleEmailMessage') },
  methods: beanAccessors(...OUTBOUND),
  fields: beanFields(
    ...OUTBOUND.map((declaration) =>
      declaration.replace(/\w+$/, (name) => (name[0] ?? '').toLowerCase() + name.slice(1))
    ),
    'String subject',
    'String replyTo',
    'String senderDisplayName',
    'Boolean saveAsActivity'
  )
});
declare({
  name: 'Messaging.SendEmailError',
  methods: { 'String getMessage()': (self: Bean) => self.data['message'] ?? null }
});
declare({
  name: 'Messaging.SendEmailResult',
  methods: {
    'Boolean isSuccess()': () => true,
    'List<Messaging.SendEmailError> getErrors()': () => new ApexList(libraryType('Messaging.SendEmailError'))
  }
});

function send(emails: ApexList): ApexList {
  const { limits, org, test } = current();
  const used = emailInvocations() + 1;
  if (used > MAX_INVOCATIONS) {
    raise('LimitException', `Too many Email Invocations: ${String(used)}`);
  }
  invocations.set(limits, used);
  const list = sent.get(test ?? org) ?? [];
  sent.set(test ?? org, list);
  for (const email of emails.items as Bean[]) {
    checkRecipients(email);
    list.push(email);
  }
  return new ApexList(
    libraryType('Messaging.SendEmailResult'),
    emails.items.map(() => newBean('Messaging.SendEmailResult'))
  );
}

function checkRecipients({ data }: Bean): void {
  const addresses = ['toaddresses', 'ccaddresses', 'bccaddresses'].flatMap(
    (key) => (data[key] as ApexList | null | undefined)?.items ?? []
  );
  if (!addresses.length && (data['targetobjectid'] ?? null) === null) {
    raise(
      'EmailException',
      'SendEmail failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Add a recipient to send an email.: []'
    );
  }
}

const ATTACHMENT = ['String fileName', 'String mimeTypeSubType', 'List<Messaging.InboundEmail.Header> headers'];
declare({
  name: 'Messaging.InboundEmail.Header',
  constructors: { '()': () => newBean('Messaging.InboundEmail.Header') },
  fields: beanFields('String name', 'String value')
});
declare({
  name: 'Messaging.InboundEmail.BinaryAttachment',
  constructors: { '()': () => newBean('Messaging.InboundEmail.BinaryAttachment') },
  fields: beanFields(...ATTACHMENT, 'Blob body')
});
declare({
  name: 'Messaging.InboundEmail.TextAttachment',
  constructors: { '()': () => newBean('Messaging.InboundEmail.TextAttachment') },
  fields: beanFields(...ATTACHMENT, 'String body', 'String charset', 'Boolean bodyIsTruncated')
});
declare({
  name: 'Messaging.InboundEmail',
  constructors: { '()': () => newBean('Messaging.InboundEmail') },
  fields: beanFields(
    'List<Messaging.InboundEmail.BinaryAttachment> binaryAttachments',
    'List<Messaging.InboundEmail.TextAttachment> textAttachments',
    'List<Messaging.InboundEmail.Header> headers',
    'List<String> ccAddresses',
    'List<String> toAddresses',
    'List<String> references',
    'String fromAddress',
    'String fromName',
    'String htmlBody',
    'Boolean htmlBodyIsTruncated',
    'String inReplyTo',
    'String messageId',
    'String plainTextBody',
    'Boolean plainTextBodyIsTruncated',
    'String replyTo',
    'String subject'
  )
});
declare({
  name: 'Messaging.InboundEnvelope',
  constructors: { '()': () => newBean('Messaging.InboundEnvelope') },
  fields: beanFields('String fromAddress', 'String toAddress')
});
declare({
  name: 'Messaging.InboundEmailResult',
  constructors: { '()': () => newBean('Messaging.InboundEmailResult', { success: true }) },
  fields: beanFields('String message', 'Boolean success')
});
declare({
  name: 'Messaging.InboundEmailHandler',
  kind: 'interface',
  methods: {
    'Messaging.InboundEmailResult handleInboundEmail(Messaging.InboundEmail email, Messaging.InboundEnvelope envelope)':
      ABSTRACT
  }
});
