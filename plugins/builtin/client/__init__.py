"""The client: what a user of Helm asks for, whether by a command line or from a Python program."""
