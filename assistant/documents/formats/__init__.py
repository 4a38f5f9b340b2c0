"""Files that are no plain text (.docx, .xlsx, .pdf, pictures): gates before them, readers in a child process."""
