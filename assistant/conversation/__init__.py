"""One conversation: turns, planning, composing, verifying."""
