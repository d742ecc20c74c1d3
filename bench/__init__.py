"""What the site costs: `make bench` makes generated sites of several sizes, measures them and writes RESULTS.md.

Each benchmark is a module with `measure()`, which runs in a process of its own against the database in DATABASE_URL and
returns what can be written as JSON, and `tables(measured)`, which yields Markdown of {stories: what was measured}. Add
one by naming it in `bench/__main__.py`.
"""
