"""A client in TypeScript: one module that depends on nothing, the runtime included."""
