"""The one place where the version of the program stands."""

__version__ = "0.1.0"
