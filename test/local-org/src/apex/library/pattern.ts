import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { libraryType } from '../types/library.ts';
import { javaPattern, replaceJava, splitJava } from './java-regex.ts';

interface MatcherState {
  source: string;
  input: string;
  match: RegExpExecArray | null;
  from: number;
}

type Pattern = NativeObject<{ source: string; text: string }>;
type Matcher = NativeObject<MatcherState>;

const matcher = (source: string, input: string): Matcher =>
  new NativeObject(present(libraryClass('Matcher')), { source, input: present(input), match: null, from: 0 });

function whole(self: Matcher): boolean {
  self.data.match = javaPattern(self.data.source, '', 'whole').exec(self.data.input);
  return self.data.match !== null;
}

function lookingAt(self: Matcher): boolean {
  self.data.match = javaPattern(self.data.source, '', 'begin').exec(self.data.input);
  return self.data.match !== null;
}

function find(self: Matcher): boolean {
  const pattern = javaPattern(self.data.source, 'g');
  pattern.lastIndex = self.data.from;
  self.data.match = self.data.from > self.data.input.length ? null : pattern.exec(self.data.input);
  if (self.data.match) {
    self.data.from = pattern.lastIndex + (self.data.match[0] === '' ? 1 : 0);
  }
  return self.data.match !== null;
}

function matched(self: Matcher): RegExpExecArray {
  if (!self.data.match) {
    raise('StringException', 'No match found');
  }
  return self.data.match;
}

declare({
  name: 'Pattern',
  methods: {
    'Matcher matcher(String input)': (self: Pattern, input: string) => matcher(self.data.source, input),
    'String pattern()': (self: Pattern) => self.data.source,
    'List<String> split(String input)': (self: Pattern, input: string) =>
      new ApexList(libraryType('String'), splitJava(input, self.data.source, 0))
  },
  statics: {
    'Pattern compile(String regex)': (regex: string) => {
      javaPattern(regex);
      return new NativeObject(present(libraryClass('Pattern')), { source: regex, text: regex });
    },
    'Boolean matches(String regex, String input)': (regex: string, input: string) => whole(matcher(regex, input)),
    'String quote(String text)': (text: string) => `\\Q${text}\\E`
  }
});

declare({
  name: 'Matcher',
  methods: {
    'Boolean matches()': whole,
    'Boolean find()': find,
    'Boolean lookingAt()': lookingAt,
    'String group()': (self: Matcher) => matched(self)[0],
    'String group(Integer index)': (self: Matcher, index: number) => matched(self)[index] ?? null,
    'Integer groupCount()': (self: Matcher) => (javaPattern(`${self.data.source}|`).exec('')?.length ?? 1) - 1,
    'Integer start()': (self: Matcher) => matched(self).index,
    'Integer end()': (self: Matcher) => matched(self).index + matched(self)[0].length,
    'Boolean hitEnd()': (self: Matcher) => self.data.from >= self.data.input.length,
    'Matcher reset()': (self: Matcher) => {
      self.data.from = 0;
      self.data.match = null;
      return self;
    },
    'String replaceAll(String by)': (self: Matcher, by: string) =>
      replaceJava(self.data.input, javaPattern(self.data.source, 'g'), by),
    'String replaceFirst(String by)': (self: Matcher, by: string) =>
      replaceJava(self.data.input, javaPattern(self.data.source), by)
  }
});
