"""What may be asked and answered.  Pure: knows no database, wall clock or request; imports `processes` only."""
