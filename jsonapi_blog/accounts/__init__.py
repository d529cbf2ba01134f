"""Accounts from the command line: people who may log in, and the tokens they act with.

    words of an operator -> people, tokens -> Create -> Register
                            commands       <- rows   <-

What a person and a token may be is held to the same rules as over HTTP.
"""
