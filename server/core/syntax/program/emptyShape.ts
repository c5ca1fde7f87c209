import type { ProgramShape } from './shape'

/** A language that has nothing: what a shape starts from. */
export const emptyShape: ProgramShape = {
  kinds: {},
  scopes: {},
  branches: new Set(),
  loops: new Set(),
  concatenations: new Set(['+']),
  comparisons: new Set(['==', '!=', '<', '>', '<=', '>=']),
  choices: new Set(),
  formats: false,
  assignsLocally: false,
  sees: () => true,
  globals: new Set(),
  loaders: {},
  module: name => name,
  getters: new Set(),
  wrappers: new Set(),
  functions: {},
  methods: {},
  mutators: new Set(),
  comparers: new Set(),
  comparingMethods: new Set(),
  environment: { objects: new Set(), methods: {}, functions: {} },
}
