import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { valueText } from '../runtime/text.ts';
import { NativeObject } from '../runtime/values/objects.ts';

/** The order of the user's locale. */
function order(): Intl.Collator {
  const { org, userId } = current();
  const locale = org.systemRow('User', 'Id', userId)?.get('LocaleSidKey');
  // Language and country; what may follow (`zh_CN_STROKE`) is Salesforce's own.
  const [, language = 'en', country = 'US'] = /^([a-z]{2,3})(?:_([A-Z]{2}))?/.exec(String(locale ?? '')) ?? [];
  return new Intl.Collator([`${language}-${country}`, 'en-US']);
}

declare({
  name: 'Collator',
  implements: ['Comparator<Object>'],
  methods: {
    'Integer compare(Object a, Object b)': (self: NativeObject<Intl.Collator>, a: unknown, b: unknown) =>
      a === null || b === null
        ? Number(b === null) - Number(a === null)
        : Math.sign(self.data.compare(valueText(a) ?? '', valueText(b) ?? ''))
  },
  statics: { 'Collator getInstance()': () => new NativeObject(present(libraryClass('Collator')), order()) }
});
