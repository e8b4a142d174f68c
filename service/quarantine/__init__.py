"""Where strangers' files are read: a process of its own that thinks and answers, and can do nothing else.

What a person or a program brings (diagrams, forms, tables, templates, archives) is read and gated here first, and nowhere
else before that.  Whatever a file does to its reader, the service goes on: the process is ended and the file's author is
told `check.stopped`.  One process serves one service; whoever comes while it is busy waits in a short queue.

What holds, and by whom it is held:

- ten seconds of processor time for one question (the kernel, RLIMIT_CPU), twenty by the clock (whoever asked kills it);
- 512 MB (the kernel, RLIMIT_AS);
- no file and no connection: the kernel gives out no further descriptor (RLIMIT_NOFILE), to no library either; what Python
  itself would open, run or import is refused and told by an audit hook;
- no secret: the process is started anew, without the service's memory, settings or environment;
- its answer is JSON and bytes, never objects.

What is not promised: it runs as the service's own user, so somebody who could make it execute machine code of his could
still send signals or remove files by name.  Nothing in a file is executed here, and an installation that wants more runs
the service in a container.

`room` is the service's side: import it from there, since the process itself needs neither a database nor requests.
"""
