"""Boxes, labels and catalogues of a school's archive: from a list of volumes to what is printed. Pure; no files."""
