"""The register desk: an uploaded table becomes rows with addresses, a form, and findings that name their cell."""
