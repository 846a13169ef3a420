"""A differential fuzzer: random schemas, random data, and marshmallow as the judge of what is made from them.

A case is text: the classes of a schema, and calls of ``load`` and ``dump``. It is executed once with the schema itself
and once with what ``flask_resty.schema.compile`` made of it, and everything that a user could see must be the same:
values, exact types, order of keys, which objects are shared, what became of the input, exceptions with all that they
carry, which code of the user ran, how often, in which order and with what, and what was read from objects. A case that
fails is printed as a program.

``make fuzz`` plays a million cases; ``test_schema_fuzz.py`` plays those of an ordinary run of the tests, and
``test_schema_faults_planted.py`` shows that faults are noticed.

Not compared, as it cannot be the same:

- where an endless schema ends (``comparison``): a level takes fewer calls of Python;
- how often fields are bound (``custom.Settled``): the compiler has copies of its own of schemas nested in fields;
- what marshmallow does with a nested schema after it raised an error about its options (``containers``).
"""
