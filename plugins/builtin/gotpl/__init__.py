"""Go's text/template as Helm v2 uses it: lexer, parser, compiler to closures, and the engine that renders charts.

What belongs here is the language and Helm's rules for a set of templates. Functions come from outside as tables.
"""
