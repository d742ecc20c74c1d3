"""The demo: a desk with a catalogue, a ledger and stories, for looking around in. `manage.py load_demo` puts it in.

Two shows are real, and nothing is said of them or their people beyond what their network announced. Everything else,
people, networks and quotations included, is invented. The words are in the TOML files and in `stories/`.
"""
