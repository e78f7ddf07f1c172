import { declare, libraryType } from '../types/library.ts';
import { lineage, type ClassSymbol, type FieldSymbol, type MethodSymbol } from '../types/symbols.ts';
import type { Type } from '../types/type.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, ApexMap } from '../runtime/values/collections.ts';
import { ApexException, notEmulated, raise } from '../runtime/values/exceptions.ts';
import type { ApexObject } from '../runtime/values/objects.ts';
import { newBean, readableAsJson, type Bean } from './bean.ts';

/** `Invocable.Action`: calls invocable Apex by name. Flows are not emulated; one that the project lacks fails as in an org. */
declare({ name: 'Invocable' });
declare({
  name: 'Invocable.Action',
  methods: {
    'String getName()': (self: Bean) => self.data['name'],
    'String getType()': (self: Bean) => self.data['type'],
    'String getNamespace()': (self: Bean) => self.data['namespace'] ?? null,
    'Boolean isStandard()': () => false,
    'Invocable.Action addInvocation()': (self: Bean) => {
      invocations(self).push(new ApexMap(libraryType('String'), libraryType('Object')));
      return self;
    },
    'Invocable.Action clearInvocations()': (self: Bean) => {
      self.data['invocations'] = [];
      return self;
    },
    'Invocable.Action setInvocations(List<Map<String,Object>> inputs)': (self: Bean, inputs: ApexList) => {
      self.data['invocations'] = [...(present(inputs).items as ApexMap[])];
      return self;
    },
    'Invocable.Action setInvocationParameter(String name, Object value)': (
      self: Bean,
      name: string,
      value: unknown
    ) => {
      const last = invocations(self).at(-1) ?? new ApexMap(libraryType('String'), libraryType('Object'));
      if (!invocations(self).length) {
        invocations(self).push(last);
      }
      last.put(present(name), value);
      return self;
    },
    'List<Map<String,Object>> getInvocations()': (self: Bean) =>
      new ApexList(libraryType('Map', libraryType('String'), libraryType('Object')), invocations(self)),
    'List<Invocable.Action.Result> invoke()': (self: Bean) =>
      new ApexList(libraryType('Invocable.Action.Result'), invoked(self))
  },
  statics: {
    'Invocable.Action createCustomAction(String type, String name)': (type: string, name: string) =>
      action(type, null, name),
    'Invocable.Action createCustomAction(String type, String namespace, String name)': action,
    'Invocable.Action createStandardAction(String type)': (type: string) => {
      throw notEmulated(`the standard action ${type}`);
    }
  }
});

function action(type: string, namespace: string | null, name: string): Bean {
  return newBean('Invocable.Action', { type: present(type), namespace, name: present(name), invocations: [] });
}

function invocations(self: Bean): ApexMap[] {
  return self.data['invocations'] as ApexMap[];
}

declare({
  name: 'Invocable.Action.Error',
  methods: {
    'String getCode()': (self: Bean) => self.data['code'] ?? null,
    'String getMessage()': (self: Bean) => self.data['message'] ?? null
  }
});
readableAsJson('Invocable.Action.Error', { code: 'String', message: 'String' });
declare({
  name: 'Invocable.Action.Result',
  methods: {
    'Invocable.Action getAction()': (self: Bean) => self.data['action'] ?? null,
    'List<Invocable.Action.Error> getErrors()': (self: Bean) =>
      self.data['errors'] ?? new ApexList(libraryType('Invocable.Action.Error')),
    'Map<String,Object> getOutputParameters()': (self: Bean) => self.data['outputparameters'] ?? null,
    'Boolean isSuccess()': (self: Bean) => self.data['success'] ?? null
  }
});
readableAsJson('Invocable.Action.Result', {
  action: 'Invocable.Action',
  errors: 'List<Invocable.Action.Error>',
  outputParameters: 'Map<String,Object>',
  success: 'Boolean'
});

function invoked(self: Bean): Bean[] {
  const calls = invocations(self);
  const { type, name } = self.data as { type: string; name: string };
  const kind = type.toLowerCase();
  if (kind === 'apex') {
    return runApex(self, name, calls);
  }
  if (kind !== 'flow') {
    throw notEmulated(`actions of the type ${type}`);
  }
  if (current().org.project.flows.some((flow) => flow.toLowerCase() === name.toLowerCase())) {
    throw notEmulated(`the flow ${name}`);
  }
  return calls.map(() => failed(self, 'INVALID_API_INPUT', `No active version of the flow ${name} exists`));
}

function failed(self: Bean, code: string, message: string): Bean {
  const errors = new ApexList(libraryType('Invocable.Action.Error'), [
    newBean('Invocable.Action.Error', { code, message })
  ]);
  return newBean('Invocable.Action.Result', { action: self, success: false, errors, outputparameters: null });
}

function invocableMethod(symbol: ClassSymbol): MethodSymbol | undefined {
  return symbol.allMethods().find((method) => method.declaration?.modifiers.annotations.has('invocablemethod'));
}

function runApex(self: Bean, name: string, calls: readonly ApexMap[]): Bean[] {
  const { program } = current();
  const type = program.type(name);
  const symbol = type?.kind === 'class' ? type.symbol : undefined;
  const method = symbol && invocableMethod(symbol);
  const list = method?.parameters[0];
  if (!symbol || !method || list?.kind !== 'class') {
    raise('IllegalArgumentException', `There is no invocable Apex action ${name}`);
  }
  const element = list.arguments[0] ?? list;
  try {
    const inputs = new ApexList(
      element,
      calls.map((call) => input(element, call))
    );
    const statics = program.record(symbol)?.s() as Record<string, (list: ApexList) => unknown>;
    const outputs = statics[method.key]?.(inputs);
    return calls.map((_, index) =>
      newBean('Invocable.Action.Result', {
        action: self,
        success: true,
        errors: new ApexList(libraryType('Invocable.Action.Error')),
        outputparameters: output(outputs instanceof ApexList ? outputs.items[index] : null)
      })
    );
  } catch (error) {
    if (!(error instanceof ApexException)) {
      throw error;
    }
    return calls.map(() => failed(self, 'UNKNOWN_EXCEPTION', error.message ?? ''));
  }
}

const variables = (symbol: ClassSymbol): FieldSymbol[] =>
  [...lineage(symbol)].flatMap((owner) =>
    owner.fields().filter((field) => field.modifiers?.annotations.has('invocablevariable'))
  );

/** One element of the method's list: an object with invocable variables, or the only value given. */
function input(element: Type, call: ApexMap): unknown {
  if (element.kind !== 'class' || element.symbol.library) {
    return call.values[0] ?? null;
  }
  const record = current().program.record(element.symbol);
  const key = element.symbol.constructors().find((one) => !one.parameters.length)?.key ?? 'init$default';
  const made = record?.make(key) as Record<string, unknown>;
  for (const field of variables(element.symbol)) {
    const entry = [...call.entries.values()].find((one) => String(one.key).toLowerCase() === field.name.toLowerCase());
    if (entry) {
      made[field.key] = entry.value;
    }
  }
  return made;
}

function output(value: unknown): ApexMap {
  const map = new ApexMap(libraryType('String'), libraryType('Object'));
  const symbol = (value as ApexObject | null)?.symbol;
  if (symbol && !symbol.library) {
    variables(symbol).forEach((field) => map.put(field.name, (value as Record<string, unknown>)[field.key]));
  } else {
    map.put('output', value);
  }
  return map;
}

declare({ name: 'Flow' });
declare({
  name: 'Flow.Interview',
  statics: {
    'Flow.Interview createInterview(String name, Map<String,Object> inputs)': (name: string) => {
      throw notEmulated(`the flow ${name}`);
    },
    'Flow.Interview createInterview(String namespace, String name, Map<String,Object> inputs)': (
      _: string,
      name: string
    ) => {
      throw notEmulated(`the flow ${name}`);
    }
  },
  methods: { 'void start()': () => undefined, 'Object getVariableValue(String name)': () => null }
});
