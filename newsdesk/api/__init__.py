"""The read API: what readers' pages say, as JSON. It reads by the same functions, so it never says anything else."""
