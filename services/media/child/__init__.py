"""The workshop's child: the only process that decodes what people send, one file in its life.

It reads one request from its standard input, gives up what it does not need (memory, time, the
network), does the task and writes lines of JSON: how far it is, and last how it ended.
"""
