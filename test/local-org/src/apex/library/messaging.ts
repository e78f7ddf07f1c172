import { ABSTRACT, declare, libraryType } from '../types/library.ts';
import { current } from '../runtime/transaction.ts';
import { mergeFields } from '../platform/merge-fields.ts';
import type { CapturedEmail } from '../runtime/captured.ts';
import { present } from '../runtime/operators.ts';
import { ApexList, type ApexSet } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { emailException, faultOf, type EmailFault } from './email-checks.ts';
import { statusCode } from './exceptions.ts';
import { beanAccessors, beanFields, newBean, type Bean } from './bean.ts';

declare({
  name: 'Messaging',
  statics: {
    'List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email> emails)': send,
    'List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email> emails, Boolean allOrNone)': send,
    'Messaging.SingleEmailMessage renderStoredEmailTemplate(String template, String who, String what)': renderStored,
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
  methods: {
    'String getMessage()': (self: Bean) => self.data['message'] ?? null,
    'StatusCode getStatusCode()': (self: Bean) => statusCode(String(self.data['statuscode'])),
    'List<String> getFields()': (self: Bean) => new ApexList(libraryType('String'), self.data['fields'] as string[]),
    'String getTargetObjectId()': (self: Bean) => self.data['targetobjectid'] ?? null
  }
});
declare({
  name: 'Messaging.SendEmailResult',
  methods: {
    'Boolean isSuccess()': (self: Bean) => self.data['fault'] === undefined,
    'List<Messaging.SendEmailError> getErrors()': ({ data: { fault, target } }: Bean) =>
      new ApexList(
        libraryType('Messaging.SendEmailError'),
        fault === undefined ? [] : [sendError(fault as EmailFault, target)]
      )
  }
});

function sendError({ statusCode: code, message, fields }: EmailFault, target: unknown): Bean {
  return newBean('Messaging.SendEmailError', { message, statuscode: code, fields, targetobjectid: target });
}

/** Sends all or none, or with `allOrNone` false those that can be sent. */
function send(emails: ApexList, allOrNone: boolean | null = true): ApexList {
  const { limits, outgoing } = current();
  limits.use('emailInvocations');
  const checked = (present(emails).items as Bean[]).map((email) => ({ email, fault: faultOf(email) }));
  const bad = checked.findIndex(({ fault }) => fault !== undefined);
  const fault = checked[bad]?.fault;
  if (fault && allOrNone !== false) {
    throw emailException(bad, fault);
  }
  current().uncommitted = true;
  outgoing.push(...checked.filter((one) => !one.fault).map(({ email }) => composed(email)));
  return new ApexList(
    libraryType('Messaging.SendEmailResult'),
    checked.map((one) =>
      newBean('Messaging.SendEmailResult', { fault: one.fault, target: one.email.data['targetobjectid'] ?? null })
    )
  );
}

const texts = (value: unknown): string[] => ((value as ApexList | null | undefined)?.items ?? []).map(String);
const idOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What would be sent: with its recipients, and its template filled in. */
function composed({ data }: Bean): CapturedEmail {
  const target = idOf(data['targetobjectid']);
  const template = idOf(data['templateid']);
  const rendered = template === null ? undefined : render(template, target, idOf(data['whatid']));
  const plain = rendered?.body ?? idOf(data['plaintextbody']);
  const to = ['toaddresses', 'ccaddresses', 'bccaddresses'].flatMap((key) => texts(data[key]));
  return {
    kind: 'email',
    to: target === null ? to : [...to, addressOf(target)],
    subject: rendered?.subject ?? idOf(data['subject']) ?? '',
    body: plain ?? idOf(data['htmlbody']) ?? '',
    html: plain === null,
    at: ''
  };
}

function addressOf(id: string): string {
  const { org } = current();
  const object = org.schema.byKeyPrefix(id.slice(0, 3));
  const email = object && org.systemRow(object.apiName, 'Id', id)?.get('Email');
  return typeof email === 'string' ? email : id;
}

function render(template: string, who: string | null, what: string | null): { subject: string; body: string } {
  const row = current().org.systemRow('EmailTemplate', 'Id', template);
  if (!row) {
    raise(
      'EmailException',
      `SendEmail failed. First exception on row 0; first error: INVALID_ID_FIELD, Invalid template id: ${template}: [templateId, ${template}]`
    );
  }
  const text = (name: string): string => {
    const value = row.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    subject: mergeFields(text('Subject'), who, what),
    body: mergeFields(text('Body') || text('HtmlValue'), who, what)
  };
}

function renderStored(template: string, who: string | null, what: string | null): Bean {
  const { subject, body } = render(present(template), who, what);
  return newBean('Messaging.SingleEmailMessage', { subject, plaintextbody: body, targetobjectid: who, whatid: what });
}

declare({
  name: 'Messaging.CustomNotification',
  constructors: { '()': () => newBean('Messaging.CustomNotification') },
  methods: {
    ...Object.fromEntries(
      ['Title', 'Body', 'NotificationTypeId', 'TargetId', 'TargetPageRef', 'SenderId'].map((name) => [
        `void set${name}(String value)`,
        (self: Bean, value: unknown) => {
          self.data[name.toLowerCase()] = value;
        }
      ])
    ),
    'void send(Set<String> recipients)': notify
  }
});

const MAX_RECIPIENTS = 10_000;

function notify({ data }: Bean, recipients: ApexSet): void {
  const { org, outgoing } = current();
  const missing = ['title', 'body', 'notificationtypeid'].find((key) => (data[key] ?? null) === null);
  if (missing !== undefined) {
    raise('HandledException', `Required value for ${missing} is missing`);
  }
  if (!org.systemRow('CustomNotificationType', 'Id', String(data['notificationtypeid']))) {
    raise('HandledException', 'Invalid notification type id');
  }
  const ids = present(recipients).items.map(String);
  if (ids.length > MAX_RECIPIENTS) {
    raise('HandledException', 'Too many recipients');
  }
  outgoing.push({
    kind: 'notification',
    recipients: ids,
    title: String(data['title']),
    body: String(data['body']),
    targetId: idOf(data['targetid']),
    at: ''
  });
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
