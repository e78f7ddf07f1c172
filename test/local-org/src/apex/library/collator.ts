import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { valueText } from '../runtime/text.ts';
import { NativeObject } from '../runtime/values/objects.ts';

/** Every user of a local org sorts as English does. */
const ORDER = new Intl.Collator('en-US');

declare({
  name: 'Collator',
  implements: ['Comparator<Object>'],
  methods: {
    'Integer compare(Object a, Object b)': (_: unknown, a: unknown, b: unknown) =>
      a === null || b === null
        ? Number(b === null) - Number(a === null)
        : Math.sign(ORDER.compare(valueText(a) ?? '', valueText(b) ?? ''))
  },
  statics: { 'Collator getInstance()': () => new NativeObject(present(libraryClass('Collator')), null) }
});
