"""A differential fuzzer: random schemas, random data, and marshmallow as the judge of what is made from them.

A case is text: the classes of a schema, and calls of ``load`` and ``dump``. It is executed once with the schema itself
and once with what ``flask_resty.schema.compile`` made of it, and everything that a user could see must be the same:
values, exact types, order of keys, which objects are shared, exceptions with all that they carry, and which code of
the user ran, how often, in which order and with what. A case that fails is printed as a program that can be run.

``make fuzz`` plays a million cases; ``test_schema_fuzz.py`` plays those of an ordinary run of the tests.
"""
