"""A generated site of any size, for measuring: `manage.py make_load` puts it in.

Every row is what the program itself would have written; it only gets there in batches. What is generated depends on its
own number and on the day the load was begun, never on how much else there is: so a load can be stopped, repeated and
made larger. Everything invented has a slug that begins with `load-`.
"""
