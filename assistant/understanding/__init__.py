"""From typed words to a frame: what is asked, of which thing, with which numbers."""
