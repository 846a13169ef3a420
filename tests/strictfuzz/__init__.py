"""What the fuzzer of marshmallow cannot judge: strict loading and checked dumping, which marshmallow does not have.

The judge is the compiler itself, with generation switched off: a schema whose author overrides a method, be it with a mere
``super()`` call, is left to marshmallow's own loop on the strict or checking copies. What is generated must do the same:
values and exact types, order of keys, messages and their codes, faults, what broken promises are called and where.

``schemafuzz`` draws the schemas and the data of ``fuzzing``; ``members`` and ``values`` are tables of what lies near the border
between what is taken and what is refused, each value for each field.
"""
