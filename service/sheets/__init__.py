"""The sheet of a register's row: steps of all its cases on one page."""
