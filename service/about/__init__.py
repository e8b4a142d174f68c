"""Public pages of a procedure: what everybody may read without signing in."""
