import { declare } from '../types/library.ts';

declare({
  name: 'Boolean',
  statics: {
    'Boolean valueOf(Object value)': (value: unknown) =>
      typeof value === 'string' ? value.toLowerCase() === 'true' : value === true
  }
});
