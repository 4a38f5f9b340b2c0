"""The page in the browser. Gradio is imported in ``components`` only, and only when the page is served."""
