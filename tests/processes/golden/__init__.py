"""The golden corpus: recorded cases that every later release must replay.  See README.md beside this file."""
