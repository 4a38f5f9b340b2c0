"""Practice material: filled forms of schools that do not exist, clean or with seeded faults and a key to them.

For trainers of new staff and for the tests of the register desk. Written from the published descriptions of the forms
alone: it knows nothing of the checks and their data, so that it can be a second opinion on them.
"""
