"""The commands of the command line, one a file: flags, then questions to the kernel, then output.

What a command does with charts, values and releases belongs to the plugins it asks; here is only how it is asked for
and how the answer is printed.
"""
