"""One API, written with each of them as their documentation has it: a module each, with a function ``application()``.

``GET /readers/<id>`` is W1, ``GET /books`` is W2, ``POST /books`` is W3 and W4, ``GET /stream/<count>`` is W5.

The modules in ``..._http`` have the features of HTTP: each at a path of its own, beside the same at a path without it.
"""
